"""The figures of a report by their names: listed, drawn one by one at any width, and saved as SVG, PDF or PNG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.engine.views import View
from idealtypes.errors import BadArgument, BadCall, IdealtypesError
from idealtypes.files.saving import spared
from idealtypes.model.hints import hint, listed
from idealtypes.model.study import StudyData
from idealtypes.reporting.alternative_text import blocks_words, grid_words
from idealtypes.reporting.facts import Facts, gather
from idealtypes.reporting.figures.canvas import WIDTHS
from idealtypes.reporting.figures.figure_widths import points_of
from idealtypes.reporting.figures.files import KINDS, figure_files
from idealtypes.reporting.figures.pictures import SmallMultiples
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.plot import drawn
from idealtypes.reporting.sections import figures_in_turn
from idealtypes.reporting.sections.profile import ProfileDetails, balance, dots_of, profile_picture, shares
from idealtypes.reporting.shared_facts import gather_shared
from idealtypes.reporting.wording.words import Words
from idealtypes.storage.single_file import write_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BALANCE = "balance"  # the one that can be drawn of a view, or of one case among many


@dataclass(frozen=True, eq=False, repr=False)
class Figures(Result):
    """The figures of a report in a language: all that it has, or the one that was asked for.

    Attributes
    ----------
    study
        What they are of.
    figures
        Each with `name`, `title`, `caption` (how it is to be read) and `description` (its numbers).
    one
        The figure that was asked for, the only one then, or None.
    width
        Of its file, in points.
    call
        The line of Python that makes it, or the list.
    words
        Of its language.
    """

    study: StudyData
    figures: tuple[ReportFigure, ...]
    one: ReportFigure | None
    width: float
    call: str
    words: Words

    def records(self) -> list[dict[str, Any]]:
        """One flat record per figure."""
        return [
            {"name": f.name, "title": f.title, "caption": f.caption or None, "description": f.description}
            for f in self.figures
        ]

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes figure --json`."""
        return {
            **head(),
            "settings": self.study.settings.model_dump(mode="json"),
            "language": self.words.language,
            "figure": self.one.name if self.one else None,
            "width": round(self.width, 2),
            "python": self.call,
            "figures": self.records(),
            "why": None,
        }

    def named(self, name: str, width: str = "174mm") -> Figures:
        """One of these figures at a width, without computing anything anew.

        Raises
        ------
        IdealtypesError
            For a name or width that there is not.
        """
        one = next((figure for figure in self.figures if figure.name == name), None)
        if one is None:
            there = [figure.name for figure in self.figures]
            raise IdealtypesError(f"name: the report has no figure `{name}`; {hint(name, there)}")
        return replace(self, one=one, width=points_of(width))

    def content(self, kind: str) -> bytes:
        """The bytes of the figure's file: `svg`, `pdf` or `png`.

        Raises
        ------
        BadCall
            Where no figure was named, and for a width at which its letters cannot be read.
        """
        one = self._named()
        return figure_files([one], [kind], self.words, width=self.width)[f"{one.name}.{kind}"]

    def plot(self, ax: Axes | None = None, *, width: str | None = None) -> Any:
        """Draw the figure into matplotlib axes, those given or new ones, and give the axes."""
        return drawn(self._named().picture, ax, points_of(width) if width else self.width)

    def _named(self) -> ReportFigure:
        if self.one is None:
            raise BadCall(f"`name`: name one of {listed(f.name for f in self.figures)}")
        return self.one

    def __repr__(self) -> str:
        if self.one is not None:
            return screenful([self.one.title, self.one.caption, self.call])
        return screenful([f"{f.name}  {f.title}" for f in self.figures])


def report_figures(
    study: StudyData,
    name: str | None,
    *,
    width: str,
    language: str,
    view: View,
    case: str | None,
    sharing: bool,
    k: int | None,
    call: str,
) -> Figures:
    """The figures of a study's report, and the one of a name.

    Raises
    ------
    IdealtypesError
        For a name, case, view or width that there is not; as `gather` and, with `sharing`, `gather_shared`.
    """
    points = WIDTHS[width] if width in WIDTHS else points_of(width)
    if name != BALANCE and (view != "all" or case is not None):
        raise BadCall(
            f"`view` and `case` are of the figure `{BALANCE}`: the others show all that the report does"
        )
    facts = gather_shared(study, language, k) if sharing else gather(study, language)
    figures: list[ReportFigure] = []
    for figure in figures_in_turn(facts, Links(facts)):
        figures.append(figure)
        if figure.name == name:  # the others would only take time
            one = figure if view == "all" and case is None else _of(facts, figure, view, case)
            return Figures(study, (one,), one, points, call, facts.words)
    if name is not None:
        known = [figure.name for figure in figures]
        raise IdealtypesError(f"name: the report has no figure `{name}`; {hint(name, known)}")
    return Figures(study, tuple(figures), None, points, call, facts.words)


def _of(facts: Facts, whole: ReportFigure, view: View, case: str | None) -> ReportFigure:
    """The balances of one view, or of one case, or both."""
    words, profile = facts.words, facts.profiles[view]
    if facts.log is not None and view not in facts.log.views:
        raise BadArgument(
            "view", view, "a figure for sharing shows no view that the report for sharing does not"
        )
    if case is not None and case not in profile.cases:
        raise BadArgument("case", case, f"no such case; {hint(case, profile.cases)}")
    details = ProfileDetails(
        words, facts.cases, one_sided=lambda c, a: facts.one_sided(view, c, a), counted=not facts.sharing
    )
    if not facts.sharing:
        details = replace(details, dots=dots_of(profile))
    cases = [c for c, id_ in enumerate(profile.cases) if case in (None, id_)]
    blocks = tuple(
        balance(profile, c, a, details) if profile.bipolar[a] else shares(profile, c, a, details)
        for a in range(len(profile.aspects))
        for c in cases
    )
    picture = blocks if case is not None else profile_picture(profile, details)
    told = grid_words(words, picture) if isinstance(picture, SmallMultiples) else blocks_words(words, picture)
    who = facts.cases[cases[0]] if len(cases) == 1 else words.say("count.cases", n=len(cases))
    title = words.say("figure.balance_title", case=who, aspects=words.listed(facts.aspects))
    if view != "all":
        title = f"{title} ({words.say(f'views.{view}')})"
    return ReportFigure(whole.name, title, told, picture, whole.caption)


def save_figure(found: Figures, path: Path, kind: str, inputs: Iterable[Path]) -> None:
    """Write the figure that was named to a file, whole or not at all; no file of the study is written over."""
    content = found.content(kind)
    spared(path, inputs)
    write_file(path, content)


def kind_of_file(path: Path) -> str:
    """The kind of a figure's file by its ending.

    Raises
    ------
    BadCall
        For an ending that is none of a figure's.
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise BadCall(f"`output` is `{path}`: a figure's file ends in {listed(f'.{kind}' for kind in KINDS)}")
    return kind


def call_of(study: StudyData, name: str | None, options: Mapping[str, Any]) -> str:
    """The line of Python that draws a figure, with what was asked for beside its name."""
    folder = "my_study" if study.root is None else study.root.as_posix()
    given = ([f'"{name}"'] if name else []) + [f"{key}={_quoted(value)}" for key, value in options.items()]
    return f'it.read_study("{folder}").figure({", ".join(given)})'


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
