"""What is published of a study: all that a shared report is made from, and nothing else.

A cell is published as its shares and one number, its *size*: how many independent statements its evidence is worth, so
that the interval follows from the two. Shares are told in steps of 0.05. The size is the largest whole number whose
interval is no narrower than the study's own with every doubt.

A one-sided cell (see `suppression`) is told as two thirds or more, and drawn in the middle of that, at five sixths. Its
size comes of how much each informant says of the aspect, not of what they say, so that it is the same whoever stands on
the other side: n_K = 1/Σ w_g² (w_g the informants' shares of the talk), made less by the doubt about placements. What
rests on public sources alone is published as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from idealtypes.disclosure.approved import Approved
from idealtypes.disclosure.informants import informants_of
from idealtypes.disclosure.neutral import Names, Neutral, neutral_measures, neutral_scheme
from idealtypes.disclosure.overlap import apart
from idealtypes.disclosure.pseudonyms import Pseudonyms
from idealtypes.disclosure.suppression import ONE_SIDED, Decision, Decisions, decisions
from idealtypes.engine.coded import VIEWS, View
from idealtypes.engine.intervals import share_interval
from idealtypes.engine.profile import Profile
from idealtypes.engine.tally import Floats
from idealtypes.engine.views import study_profile
from idealtypes.model.measures import Scenarios
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import PlacementDoubt, Settings
from idealtypes.model.study import ONE_CASE, Goal, StudyData
from idealtypes.model.text import Text

STEP = 0.05
DRAWN_AT = round((1 + ONE_SIDED) / 2, 4)
MOST = 400  # a larger size is told as this


@dataclass(frozen=True)
class PublishedCell:
    """What is told of a cell: `shares` of its poles, in steps; its `size`; and whether it is one-sided, or public."""

    shares: tuple[float, ...]
    size: int
    one_sided: bool = False
    public: bool = False


@dataclass(frozen=True)
class Published:
    """All that is published; two studies that publish the same make the same report.

    Attributes
    ----------
    k
        How many informants stand behind every cell.
    title, notes
        The study's title, and its approved notes by name.
    scheme, measures, goal
        As they may be shown; None where the study has none.
    settings
        Of the study, without words of its own.
    cases
        (id, title) in the order of their numbers; `subject` is the case that measures are about.
    cells
        (view, case, aspect) → what is told. What is not there is hidden, or nobody speaks of it.
    """

    k: int
    title: Text
    notes: tuple[tuple[str, Text], ...]
    scheme: Scheme
    measures: Scenarios | None
    goal: Goal | None
    settings: Settings
    cases: tuple[tuple[str, Text], ...]
    subject: str
    cells: Mapping[tuple[View, str, str], PublishedCell]

    def at(self, view: View, case: str, aspect: str) -> PublishedCell | None:
        """What is told of a cell; None where nothing is."""
        return self.cells.get((view, case, aspect))

    @property
    def public(self) -> bool:
        """Whether all that is told rests on public sources alone."""
        return bool(self.cells) and all(cell.public for cell in self.cells.values())


def publish(
    study: StudyData, approved: Approved, pseudonyms: Pseudonyms, neutral: Neutral
) -> tuple[Published, Decisions]:
    """What is published of a study, and what was decided of every cell, by its own ids."""
    names, rules = Names(approved, neutral), approved.rules
    if study.settings.reported == "extent":  # bounds would tell what is between them
        study = study.with_settings(reported="exclude")
    profiles = {view: study_profile(study, view) for view in VIEWS}
    people = informants_of(study, rules)
    decided = apart(study, decisions(profiles, people, rules.k), people)
    scheme = neutral_scheme(study.scheme, names)
    own = study.cases["id"].to_list()
    ids = {case: pseudonyms.name("case", case) for case in own}
    alone = _alone(study, decided)
    cells = {
        (view, ids[case], scheme.aspects[aspect]): _cell(
            alone.get((view, aspect), profiles[view]) if one.state == "shown" else profiles[view],
            case,
            aspect,
            one,
        )
        for (view, case, aspect), one in decided.cells.items()
        if one.open
    }
    shared = Published(
        k=rules.k,
        title=names.text("study.title", study.title, "study"),
        notes=tuple(
            (n, t) for n, t in study.notes.items() if n.isidentifier() and names.more(f"notes.{n}", t)
        ),
        scheme=scheme.scheme,
        measures=None if study.measures is None else neutral_measures(study.measures, scheme, names),
        goal=_goal(study, scheme.aspects, scheme.types),
        settings=_settings(study.settings),
        cases=tuple(
            (ids[c], _case_title(study, c, names, pseudonyms)) for c in pseudonyms.order("case", own)
        ),
        subject=ids[own[0]],
        cells={where: cells[where] for where in sorted(cells)},
    )
    return shared, decided


def _alone(study: StudyData, decided: Decisions) -> dict[tuple[View, str], Profile]:
    """(view, aspect) → the profile of the cells that are shown, made as if nothing else had been said.

    Doubts and draws are common to all cells of a profile, so that a number of one depends a little on what the others
    hold: what is shown must not depend on what is hidden.
    """
    shown: dict[tuple[View, str], list[str]] = {}
    for (view, case, aspect), one in decided.cells.items():
        if one.state == "shown":
            shown.setdefault((view, aspect), []).append(case)
    return {
        (view, aspect): study_profile(only(study, cases, aspect), view)
        for (view, aspect), cases in shown.items()
    }


def only(study: StudyData, cases: Sequence[str], aspect: str) -> StudyData:
    """What is said of some cases on one aspect: a study without all else."""
    of = study.cases_of.filter(pl.col("case").is_in(cases))
    said = of["statement"].unique()
    kept = pl.col("statement").is_in(said.implode())
    return replace(
        study,
        cases=study.cases.filter(pl.col("id").is_in(cases)),
        cases_of=of,
        statements=study.statements.filter(pl.col("id").is_in(said.implode())),
        codings=study.codings.filter(kept),
        readings=study.readings.filter(kept),
        claims=study.claims.filter(kept & (pl.col("aspect") == aspect)),
        placements={
            code: {on: shares for on, shares in placed.items() if on == aspect}
            for code, placed in study.placements.items()
        },
    )


def _case_title(study: StudyData, case: str, names: Names, pseudonyms: Pseudonyms) -> Text:
    """The title of a case if it is approved; the one case of a study that names none has the study's."""
    if case == ONE_CASE and study.cases.height == 1:
        return names.text("study.title", study.title, "study")
    at = f"cases.{case}.title"
    text = next((one.text for one in names.approved.texts if one.at == at), None)
    if text is not None and names.approved.allows(at, text):
        return text
    return names.neutral("case", pseudonyms.number("case", case))


def _goal(study: StudyData, aspects: Mapping[str, str], types: Mapping[str, str]) -> Goal | None:
    if study.goal is None:
        return None
    kind = None if study.goal.type is None else types[study.goal.type]
    return Goal(kind, {aspects[a]: tuple(shares) for a, shares in study.goal.shares.items()})


def _settings(own: Settings) -> Settings:
    """The settings that shape what is shared; doubts are in the sizes already."""
    return Settings(
        level=own.level,
        draws=own.draws,
        seed=own.seed,
        unit=own.unit,
        weighting=own.weighting,
        calibration=own.calibration,
        connective=own.connective,
        assigned=own.assigned,
        placement_doubt=PlacementDoubt(common=0, code=0),
        coder_doubt="off",
        raters="separate",
        pooling=own.pooling,
    )


def _cell(profile: Profile, case: str, aspect: str, one: Decision) -> PublishedCell:
    c, a = profile.tally.cases.index(case), profile.aspects.index(aspect)
    poles = profile.tally.poles[a]
    shares = profile.shares[c, a, : len(poles)]
    if one.public:
        return PublishedCell(tuple(np.round(shares, 6).tolist()), _size(profile, c, a, shares), public=True)
    if one.state == "one_sided":
        side = poles.index(one.toward or "")
        told = tuple(DRAWN_AT if p == side else round(1 - DRAWN_AT, 4) for p in range(2))
        return PublishedCell(told, _size_of_talk(profile, c, a), one_sided=True)
    told = stepped(shares.tolist(), exclusive=not profile.tally.present[a])
    return PublishedCell(told, _size(profile, c, a, np.array(told)))


def stepped(shares: Sequence[float], *, exclusive: bool) -> tuple[float, ...]:
    """Shares in steps of 0.05, none of them nothing; where poles exclude one another they sum to 1.

    >>> stepped([0.512, 0.488], exclusive=True), stepped([0.98, 0.02], exclusive=True)
    ((0.5, 0.5), (0.95, 0.05))
    >>> stepped([0.33, 0.33, 0.34], exclusive=True), stepped([0.98, 0.52], exclusive=False)
    ((0.35, 0.3, 0.35), (0.95, 0.5))
    """
    units = round(1 / STEP)
    if not exclusive:
        return tuple(round(min(max(round(s * units), 1), units - 1) * STEP, 2) for s in shares)
    parts = [max(int(s * units + 1e-9), 1) for s in shares]
    while sum(parts) != units:  # the largest remainder gets a step, the smallest gives one
        left = [s * units - part for s, part in zip(shares, parts, strict=True)]
        if sum(parts) < units:
            parts[left.index(max(left))] += 1
        else:
            parts[min((n for n, part in enumerate(parts) if part > 1), key=left.__getitem__)] -= 1
    return tuple(round(part * STEP, 2) for part in parts)


def _size(profile: Profile, c: int, a: int, shares: Floats) -> int:
    """The largest size, not above what the evidence is worth, with intervals no narrower than the study's own."""
    worth = profile.pole_sizes[c, a, : len(shares)]
    most = int(min(max(np.nanmin(worth), 1), MOST))
    if profile.no_interval[c, a]:
        return 1 if profile.settings.unit == "rater" else most
    ends = [end[c, a, : len(shares)] for end in profile.whole_bounds]
    wide = ends[1] - ends[0]
    sizes = np.arange(most, 0, -1)[:, None]
    low, high = share_interval(shares[None, :], sizes, sizes, profile.settings.level)
    enough = np.all((high - low) >= wide[None, :] - 1e-9, axis=1)
    return int(sizes[enough.argmax(), 0]) if enough.any() else 1


def _size_of_talk(profile: Profile, c: int, a: int) -> int:
    """The size of a one-sided cell, from how the talk is spread over the informants."""
    tally = profile.tally
    here = (tally.case == c) & (tally.aspect == a)
    weights = tally.total[here] / tally.total[here].sum()
    off = profile.settings.placement_doubt
    doubt = off.common**2 / 4 / (DRAWN_AT * (1 - DRAWN_AT))
    return max(1, min(MOST, int(1 / (float((weights**2).sum()) + doubt) + 1e-9)))
