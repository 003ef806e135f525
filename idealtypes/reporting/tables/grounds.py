"""On what the numbers of a table rest, part by part: cases, statements, view, level, weighting, and what is left out.

English, as the terminal has it above a table; the catalogue of `reports/terminal` puts it into another language.
"""

from __future__ import annotations

from idealtypes.engine.bounded import BoundedProfile
from idealtypes.engine.profile import Profile
from idealtypes.model.study import StudyData
from idealtypes.model.text import counted
from idealtypes.model.view_words import VIEWS, WEIGHTS, level


def grounds(study: StudyData, profile: Profile) -> list[str]:
    """The evidence and the settings of a profile."""
    rows, settings, basis = profile.rows, profile.settings, profile.basis
    what = "rating" if study.rated_alone else "statement"
    who = "rater" if settings.unit == "rater" else "source"
    coded = rows["statement"].n_unique() if basis is None else basis.statements
    parts = [
        counted(len(profile.cases), "case"),
        f"{counted(coded, what)} of {counted(rows['source'].n_unique(), who)}",
        "all ratings" if study.rated_alone and profile.view == "all" else VIEWS[profile.view],
        "evidence complete, no intervals" if profile.complete.all() else f"{level(settings.level)} intervals",
        WEIGHTS[settings.weighting].replace("statement", what),
    ]
    if settings.repeats == "once_per_source":
        parts.append("a code counts once per source")
    parts += [f"only {condition}" for condition in study.selection]
    if isinstance(profile, BoundedProfile):
        parts += _reported(profile)
    elif settings.reported != "include":
        reported = study.statements.filter(study.statements["kind"] == "reported").height
        parts += [f"{counted(reported, 'reported statement')} left out"] if reported else []
    placing = profile.scheme.placing
    if placing is not None:
        parts.append(
            f"{counted(placing['placers'], 'placer')}, {counted(placing['codes'], 'code')} at their mean"
        )
    if basis is not None and basis.against:
        parts.append(f"{counted(basis.against, 'statement')} against")
    if basis is not None and not basis.whole:
        parts.append(f"{basis.counted:,} of {counted(basis.statements, what)} count")
        if basis.unplaced:
            parts.append(f"{counted(len(basis.unplaced), 'code')} not yet placed")
    if basis is not None:
        out, who = basis.left_out, counted(basis.codings, "coding")
        parts += [f"{who} count"] if out.consensus or out.models else []
        parts += [f"{counted(out.consensus, 'coding')} before a consensus left out"] if out.consensus else []
        parts += [f"{counted(out.models, 'coding')} by models left out"] if out.models else []
    return parts


def _reported(profile: BoundedProfile) -> list[str]:
    """How many reported findings count by their extents, and how many have none."""
    findings = len(profile.unnamed.findings.tally.sources)
    left = [f"{counted(profile.left_out, 'reported statement')} without an extent left out"]
    return [f"{counted(findings, 'reported finding')} by extent", *(left if profile.left_out else [])]
