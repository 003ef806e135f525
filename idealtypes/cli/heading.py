"""The lines above a table: what was studied, on what evidence, and by which of the settings it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idealtypes.cli.layout import counted, flow, wrap
from idealtypes.cli.numbers import percent
from idealtypes.cli.screen import Screen

if TYPE_CHECKING:
    from idealtypes.engine.profile import Profile
    from idealtypes.model.study import StudyData

VIEWS = {
    "all": "all that is said",
    "is": "how it is said to be",
    "ought": "how it is said it ought to be",
    "useful": "what is claimed to be useful",
}
WEIGHTS = {
    "statement": "every statement counts one",
    "coding": "every coding counts its intensity",
    "source": "every source counts one",
}


def heading(study: StudyData, profile: Profile, on: Screen) -> list[str]:
    """Title, evidence and settings of a profile, wrapped to the screen."""
    rows, settings = profile.rows, profile.settings
    who = "rater" if settings.unit == "rater" else "source"
    parts = [
        counted(len(profile.cases), "case"),
        f"{counted(rows['statement'].n_unique(), 'statement')} of {counted(rows['source'].n_unique(), who)}",
        VIEWS[profile.view],
        "evidence complete, no intervals"
        if profile.complete.all()
        else f"{percent(settings.level)} intervals",
        WEIGHTS[settings.weighting],
    ]
    if settings.repeats == "once_per_source":
        parts.append("a code counts once per source")
    parts += [f"only {column}={value}" for column, value in study.selection]
    if settings.reported == "exclude":
        reported = study.statements.filter(study.statements["kind"] == "reported").height
        parts += [f"{counted(reported, 'reported statement')} left out"] if reported else []
    return [
        *[on.bold(line) for line in wrap(study.title.say(), on.width)],
        *flow(parts, on.dot, on.width),
    ]


def case_heading(profile: Profile, c: int, on: Screen) -> list[str]:
    """A case's title with its evidence."""
    talk, voices = int(profile.tally.talk[c]), int(profile.tally.voices[c])
    who = "rater" if profile.settings.unit == "rater" else "source"
    evidence = f"{counted(talk, 'statement')} of {counted(voices, who)}"
    return [on.bold(line) for line in wrap(f"{profile.title(c)}: {evidence}", on.width)]
