"""Sheets for raters: a row for each case and aspect, or trait, with the question, the poles and what places mean.

As a workbook or a csv they come back as ratings without an edit (`files.returned_sheet`); as a page they are printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from markupsafe import Markup

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.errors import BadChoice
from idealtypes.files.content import folder
from idealtypes.files.filling_in import Cell, sheet_bytes
from idealtypes.model.nouns import Nouns
from idealtypes.model.rating_scale import BETWEEN
from idealtypes.model.scheme import Aspect, Scheme
from idealtypes.model.slugs import slug
from idealtypes.model.text import counted
from idealtypes.reporting.templates import environment
from idealtypes.reporting.wording.isolates import with_isolates
from idealtypes.reporting.wording.words import Words, words_in
from idealtypes.storage.reading import in_order
from idealtypes.storage.single_file import write_file
from idealtypes.storage.transaction import writing

By = Literal["aspect", "trait"]
Open = Literal["position", "pole", "intensity"]
Place = tuple[float | str, str]  # a value that is usual in a cell, and what it means
USUAL, AMOUNTS = (-1.0, -0.5, 0.0, 0.5, 1.0), (0.0, 0.5, 1.0)  # where an aspect has no scale
FILLED_IN = ("case", "rater", "position", "pole", "intensity", "because", "source", "locator")
WIDTHS = {
    **{
        "row": 9,
        "rater": 14,
        "case": 18,
        "case_title": 26,
        "aspect": 14,
        "aspect_title": 22,
        "dimension": 18,
    },
    **{"feature": 14, "trait": 16, "scale": 60, "position": 10, "pole": 14, "intensity": 10, "source": 18},
    **{"locator": 18, "of": 18, "title": 26, "at": 12, "means": 80, "column": 14, "holds": 100},
}
TRAITS = "traits"  # whose scale it is, on the second worksheet


@dataclass(frozen=True)
class AskedOf:
    """One thing that is rated of each case: an aspect, a dimension of it, or a trait.

    `open` is the column that the rater fills in, and `places` are what is usual there.
    """

    aspect: Aspect
    open: Open
    places: tuple[Place, ...]
    pole: str = ""
    trait: str = ""
    feature: str = ""
    text: str = ""

    @property
    def scale(self) -> str:
        """Whose scale it is."""
        return TRAITS if self.trait else self.aspect.id


@dataclass(frozen=True, eq=False, repr=False)
class RaterSheets(Result):
    """The sheets of a scheme for some raters: what is asked of each case.

    Parameters
    ----------
    cases
        Id → title; one without an id where the rater writes down which it is.
    raters
        Their names; none for a sheet on which the rater writes hers.
    scale
        The ends of the scale, the first pole's first.
    files
        What was written.
    cases_are
        What a study calls its cases, by language.
    """

    scheme: Scheme
    cases: Mapping[str, str]
    by: By
    raters: tuple[str, ...]
    language: str
    scale: tuple[float, float] = BETWEEN
    files: tuple[str, ...] = ()
    cases_are: Nouns = field(default_factory=dict)

    @cached_property
    def words(self) -> Words:
        return words_in(self.language, self.cases_are)

    @cached_property
    def items(self) -> tuple[AskedOf, ...]:
        """What is rated of each case; BadChoice for traits of a scheme without any."""
        found: list[AskedOf] = []
        for aspect in self.scheme.aspects:
            found += self._traits(aspect) if self.by == "trait" else self._aspect(aspect)
        if not found:
            raise BadChoice(f"the scheme `{self.scheme.id}` has no traits: `by` aspect")
        return tuple(found)

    def _aspect(self, aspect: Aspect) -> list[AskedOf]:
        axis, say = self.scheme.axis(aspect.id), self.language
        titles = [pole.title.say(say) for pole in axis.ordered]
        anchors = {one.at: one.means.say(say) for one in aspect.anchors}
        if axis.bipolar:
            low, high = self.scale
            ends = dict(zip(BETWEEN, titles, strict=True))
            means = anchors or {at: ends.get(at, "") for at in USUAL}
            return [
                AskedOf(
                    aspect,
                    "position",
                    tuple(
                        (round(low + (at + 1) / 2 * (high - low), 6) + 0.0, said)
                        for at, said in means.items()
                    ),
                )
            ]
        if axis.exclusive:
            return [AskedOf(aspect, "pole", tuple(zip(axis.pole_ids, titles, strict=True)))]
        places = tuple((anchors or self._amounts()).items())
        return [
            AskedOf(aspect, "intensity", places, pole=pole, text=title)
            for pole, title in zip(axis.pole_ids, titles, strict=True)
        ]

    def _traits(self, aspect: Aspect) -> list[AskedOf]:
        places = tuple(self._amounts().items())
        return [
            AskedOf(
                aspect,
                "intensity",
                places,
                trait=trait.id,
                feature=(trait.feature or "").replace("_", " "),
                text=trait.text.say(self.language),
            )
            for ideal in self.scheme.ideal_types
            for trait in ideal.traits
            if trait.aspect == aspect.id
        ]

    def _amounts(self) -> dict[float, str]:
        none, whole = self.words.say("sheet.none_of_it"), self.words.say("sheet.wholly")
        return dict(zip(AMOUNTS, (none, "", whole), strict=True))

    def records(self) -> list[dict[str, Any]]:
        """A row for each case and thing that is rated, as the workbook of one rater has it, without her name."""
        return self.rows("")

    def rows(self, rater: str) -> list[dict[str, Any]]:
        """The rows of a rater's sheet: what is told, and blank cells for what is open."""
        pairs = [(case, title, item) for case, title in self.cases.items() for item in self.items]
        opened = {item.open for item in self.items}
        found = []
        for n, (case, title, item) in enumerate(pairs, 1):
            row: dict[str, Any] = {
                "row": self.words.say("sheet.row", n=n, all=len(pairs)),
                "rater": rater,
                "case": case,
                "case_title": title,
                "aspect": item.aspect.id,
                "aspect_title": item.aspect.title.say(self.language),
                "question": "" if item.aspect.question is None else item.aspect.question.say(self.language),
            }
            if self.by == "trait":
                row |= {"feature": item.feature, "trait": item.trait, "trait_text": item.text}
            elif any(one.pole for one in self.items):
                row |= {"dimension": item.text if item.pole else ""}
            row |= {"scale": "\n".join(self._told(item, place) for place in item.places if place[1])}
            row |= {"pole": item.pole} if "pole" in opened or any(one.pole for one in self.items) else {}
            row |= {name: "" for name in ("position", "intensity") if name in opened}
            found.append(row | {"because": "", "source": "", "locator": ""})
        return found

    def _told(self, item: AskedOf, place: Place) -> str:
        return f"{self.shown(place[0], item.open == 'intensity')}: {place[1]}"

    def shown(self, value: float | str, amount: bool = False) -> str:
        """A place as the language writes it; an amount has no sign."""
        if isinstance(value, str):
            return value
        digits = len(f"{value:g}".partition(".")[2])
        return self.words.number(value, digits, signed=not amount and min(self.scale) < 0 and value != 0)

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes sheet --json`."""
        settings = {"scheme": self.scheme.id, "by": self.by, "language": self.language}
        return {
            **head(),
            "settings": settings | {"rating_scale": list(self.scale), "raters": list(self.raters)},
            "findings": [],
            "cases": [{"case": case or None, "title": title or None} for case, title in self.cases.items()],
            "rows": self.records(),
            "files": list(self.files),
        }

    def __repr__(self) -> str:
        rows = counted(len(self.cases) * len(self.items), "row")
        told = f"{rows}: {counted(len(self.cases), 'case')}, {self.by} by {self.by}"
        return screenful([told, *self.files], f"Rating sheet of {self.scheme.id}")

    def how(self) -> list[str]:
        """How a sheet is filled in, in sentences."""
        ends = {"low": self.shown(self.scale[0]), "high": self.shown(self.scale[1])}
        kinds = {
            "trait" if item.trait else "dimension" if item.pole else item.open: None for item in self.items
        }
        keys = [f"how_{kind}" for kind in kinds] + ["how_because", "how_blank"]
        keys += ["how_middle"] if "position" in kinds else []
        return [self.words.say(f"sheet.{key}", **(ends if key == "how_position" else {})) for key in keys]

    # what is written

    def write(self, wanted: Sequence[tuple[Path, str]]) -> None:
        """Write these files, each with the sheet of a rater: all or none."""
        made = [(path, self.content(path, rater)) for path, rater in wanted]
        if len(made) == 1:
            write_file(*made[0])
            return
        with writing(made[0][0].parent, "sheet") as change:
            for path, data in made:
                change.put(path.name, data)

    def content(self, path: Path, rater: str) -> bytes:
        """The sheet of one rater as the ending of a path says: a workbook, a csv, or a page to print."""
        if path.suffix.lower() == ".html":
            return self.page(rater).encode("utf-8")
        rows, where = self.rows(rater), dict[str, str]()
        scales: list[dict[str, Any]] = []
        for item in self.items:
            if item.scale in where:
                continue
            title = item.aspect.title.say(self.language) if not item.trait else ""
            where[item.scale] = f"scale!$C${len(scales) + 2}:$C${len(scales) + len(item.places) + 1}"
            scales += [
                {"of": item.scale, "title": title, "at": at, "means": said} for at, said in item.places
            ]
        lists: dict[Cell, str] = {}
        closed: list[Cell] = []
        for n, _ in enumerate(rows):
            item = self.items[n % len(self.items)]
            lists[n, item.open] = where[item.scale]
            closed += [(n, name) for name in ("position", "pole", "intensity") if name != item.open]
            closed += [(n, "case")] if rows[n]["case"] else []
        ends = {"low": f"{self.scale[0]:g}", "high": f"{self.scale[1]:g}"}
        columns = [
            {
                "column": name,
                "holds": self.words.say(f"sheet.columns.{name}", **(ends if name == "position" else {})),
            }
            for name in FILLED_IN
            if name in rows[0]
            and name != "case"
            and (name != "pole" or any(i.open == "pole" for i in self.items))
        ]
        columns += [{"column": "", "holds": said} for said in (*self.how(), self.words.say("sheet.how_rows"))]
        sheets = {"ratings": rows, "scale": scales, "columns": columns}
        return sheet_bytes(
            path, sheets, FILLED_IN, what="a rating sheet", widths=WIDTHS, lists=lists, closed=set(closed)
        )

    def page(self, rater: str) -> str:
        """The sheet as a page to print, which needs nothing else."""
        style = (folder("reports") / "sheet.css").read_text(encoding="utf-8")
        return with_isolates(
            environment(self.words)
            .get_template("sheet.html")
            .render(
                sheet=self,
                rater=rater,
                title=self.words.say("sheet.title", scheme=self.scheme.title.say(self.language)),
                style=Markup(style),
            )
        )

    def blocks(self) -> list[list[AskedOf]]:
        """The items of a case as they stand on the page: those on one scale of amounts together, aspect by aspect."""
        found: list[list[AskedOf]] = []
        for item in self.items:
            if found and item.open == "intensity" and found[-1][0].aspect.id == item.aspect.id:
                found[-1].append(item)
            else:
                found.append([item])
        return found

    def poles(self, aspect: Aspect) -> str:
        """The poles of an aspect, side by side."""
        return " – ".join(pole.title.say(self.language) for pole in self.scheme.axis(aspect.id).ordered)


def file_of(scheme: Scheme, rater: str, n: int, ending: str) -> str:
    """The name of a rater's sheet in a folder.

    >>> from idealtypes.files.schemes import read_scheme
    >>> file_of(read_scheme("support_colleagues"), "Rater A", 0, ".xlsx")
    'support_colleagues-rater_a.xlsx'
    """
    name = (slug(rater) or f"rater_{n + 1}") if rater else "sheet"
    return f"{scheme.id}-{name}{ending}"


def targets(output: Path, scheme: Scheme, raters: Sequence[str]) -> list[tuple[Path, str]]:
    """The files to write and whose they are; BadChoice for one file for several, or one that is there."""
    names = list(raters) or [""]
    if output.suffix:
        if len(names) > 1:
            raise BadChoice(
                f"{output} is one file and the raters are {len(names)}: give a folder, for a file each"
            )
        found = [(output, names[0])]
    else:
        found = [
            (output / file_of(scheme, name, n, ending), name)
            for n, name in enumerate(names)
            for ending in (".xlsx", ".html")
        ]
        if output.is_dir():
            in_order(output)  # sheets of a run that was stopped are all there then, or none
    paths = [path for path, _ in found]
    for path in paths:
        if path.exists():
            raise BadChoice(f"{path} is there already, and may be filled in: nothing is written over")
        if paths.count(path) > 1:
            raise BadChoice(f"two raters would have the file {path.name}: name them apart")
    return found
