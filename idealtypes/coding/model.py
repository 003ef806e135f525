"""The study: a coding scheme, statements and codings, sources and cases, claims, and the settings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import polars as pl

from idealtypes.coding.conclusions import Conclusion
from idealtypes.coding.scenarios import Scenarios
from idealtypes.coding.scheme import Scheme
from idealtypes.coding.selection import pick
from idealtypes.coding.settings import Settings
from idealtypes.coding.sources import ONE_CASE
from idealtypes.coding.study_file import Goal
from idealtypes.content.text import Text
from idealtypes.errors import BadInput, Fault, Skipped


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """Everything that a study says, checked: what it names exists.

    Attributes
    ----------
    root, file
        The folder of the study (None if it was made in memory), and its `study.yaml` as messages name it.
    title, notes
        For people; `notes` by name (`reflexivity`, `limits`, …).
    scheme, settings, goal
        The coding scheme with its theory; the choices; the wanted profile, or None.
    statements
        A row per statement: `id`, `source`, `text`, `mode` (is, ought, expected), `voice`, `condition`,
        `locator`, `kind` (the source's), and every attribute. Ratings are statements too: `rating-1`, …;
        their text is the reason.
    cases_of
        `statement`, `case`: a statement may belong to several cases, with full weight in each.
    codings
        `statement`, `code`, `coder` ("" where none is named), `intensity` in (0, 1]. A rating is a coding by
        its rater with a pseudo-code such as `rating:help:0.5`.
    readings
        `statement`, `coder`: who read what, whether or not a code was put.
    placements
        Code → aspect → share of each pole (they sum to 1, in the order of `scheme.poles`), pseudo-codes
        included; {} for a code that is on no aspect.
    sources
        `id`, `kind`, `case` and attributes, in the order of the file; without a file the sources that
        statements name. Sources of kind `reported` are here: leaving them out of the numbers is up to
        `settings.reported`.
    cases
        `id`, `title` and attributes, in the order of the file.
    claims, outcomes
        `statement`, `aspect`, `pole`, `outcome`, `effect` (1 helps, −1 hurts), `trait`, `from_outcome`; and
        `id`, `title`, `wanted` (1, −1).
    conclusions
        What the author concludes, to be put to the test by `robustness`.
    scenarios
        Measures that could be taken, and sets of them; None if the study names no such file.
    selection
        What `where` chose, as (column, value); several values of one column are alternatives.
    warnings, skipped
        What a reader would want to know, and what was there and was not read.
    inputs
        Every file that was read, named from the study's folder, with the SHA-256 of its bytes.
    """

    root: Path | None
    file: str
    title: Text
    scheme: Scheme
    settings: Settings
    notes: Mapping[str, Text]
    statements: pl.DataFrame
    cases_of: pl.DataFrame
    codings: pl.DataFrame
    readings: pl.DataFrame
    placements: Mapping[str, Mapping[str, tuple[float, ...]]]
    sources: pl.DataFrame
    cases: pl.DataFrame
    claims: pl.DataFrame
    outcomes: pl.DataFrame
    goal: Goal | None = None
    conclusions: tuple[Conclusion, ...] = ()
    scenarios: Scenarios | None = None
    selection: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Fault, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Study {self.title.say()!r}: {self.statements.height} statements from {self.sources.height} "
            f"sources in {self.cases.height} cases, {self.codings.height} codings>"
        )

    def case_titles(self, language: str = "en") -> dict[str, str]:
        """Case id → title: from the column `title_nb` for Norwegian, say, if there is one, else from `title`.

        The one case of a study that names none has the study's title.
        """
        if self.cases.select("id", "title").rows() == [(ONE_CASE, self.title.say())]:
            return {ONE_CASE: self.title.say(language)}
        names = [name for name in (f"title_{language}", "title") if name in self.cases.columns]
        return dict(self.cases.select("id", pl.coalesce(names).alias("title")).iter_rows())

    def with_settings(self, **changes: Any) -> Self:
        """The same study under other settings; ValueError, in words, for a setting that cannot be."""
        return dataclasses.replace(self, settings=self.settings.changed(**changes))

    def where(self, selection: Mapping[str, str | Sequence[str]]) -> Self:
        """The study of the statements for which every column has the value asked for, or one of several.

        A column is one of the statements, else of their sources, else of their cases; `case` and `coder`
        choose cases and coders. Cases and aspects on which nothing remains are silent, not gone; only a
        choice of cases leaves cases out.

        Raises
        ------
        BadInput
            For a column or a value that is not there, with what there is.
        """
        study = self
        for column, value in selection.items():
            study = study._where(column, (value,) if isinstance(value, str) else tuple(value))
        return study

    def _where(self, column: str, values: tuple[str, ...]) -> Self:
        frames = {"statements": self.statements, "sources": self.sources, "cases": self.cases}
        kept = pick(frames, self.cases_of, self.readings, column, values)
        if isinstance(kept, str):
            raise BadInput([Fault(f"--where {column}={';'.join(values)}", None, kept)])
        statements, cases_of, coders = kept
        ids = statements.select(statement="id")
        readings = self.readings.join(ids, on="statement", how="semi", maintain_order="left")
        codings = self.codings.join(ids, on="statement", how="semi", maintain_order="left")
        if coders is not None:
            codings = codings.filter(pl.col("coder").is_in(coders))
            readings = readings.filter(pl.col("coder").is_in(coders))
        cases = self.cases
        if cases_of is not self.cases_of:
            cases = cases.filter(pl.col("id").is_in(cases_of.get_column("case").unique().to_list()))
        return dataclasses.replace(
            self,
            statements=statements,
            cases_of=cases_of.join(ids, on="statement", how="semi", maintain_order="left"),
            codings=codings,
            readings=readings,
            sources=self.sources.join(
                statements.select(id="source"), on="id", how="semi", maintain_order="left"
            ),
            cases=cases,
            claims=self.claims.join(ids, on="statement", how="semi", maintain_order="left"),
            selection=(*self.selection, *((column, value) for value in values)),
        )
