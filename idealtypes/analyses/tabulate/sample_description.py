"""The description of the sample: what a study says of those who took part, and what its sources and cases are.

Where informants are no rows of the study (the members of focus groups, say) the study's `sample` says how many there
were of whom; beside it stand the attributes of sources and cases that have few values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from idealtypes.analyses.tabulate.attribute_values import Of, answers, units_of
from idealtypes.model.study import StudyData

MOST_VALUES = 12
SKIPPED = ("case", "title", "note", "description", "locator")  # columns that describe no sample


@dataclass(frozen=True)
class SampleValue:
    """A value of a variable: how many have it, in number and in percent; None where it is not said.

    `printed` is the percentage as the source prints it, where it prints one.
    """

    value: str
    n: int | None
    percent: float | None
    printed: float | None
    locator: str | None


@dataclass(frozen=True)
class SampleVariable:
    """A variable that describes the sample, its values, and of how many: None where that is not said."""

    variable: str
    title: str
    of: int | None
    whose: str
    values: tuple[SampleValue, ...]

    def records(self) -> list[dict[str, Any]]:
        return [
            {
                "variable": self.variable,
                "title": self.title,
                "whose": self.whose,
                "of": self.of,
                "value": value.value,
                "n": value.n,
                "percent": value.percent,
                "printed": value.printed,
                "locator": value.locator,
            }
            for value in self.values
        ]

    def to_dict(self) -> dict[str, Any]:
        return {
            "variable": self.variable,
            "title": self.title,
            "whose": self.whose,
            "of": self.of,
            "values": [
                {"value": v.value, "n": v.n, "percent": v.percent, "printed": v.printed, "locator": v.locator}
                for v in self.values
            ],
        }


def sample_variables(study: StudyData, language: str = "en") -> tuple[SampleVariable, ...]:
    """The variables of the study's `sample`, in their order, then those of its sources and cases."""
    return (*_told(study.sample, language), *_counted(study, "sources"), *_counted(study, "cases"))


def _told(rows: pl.DataFrame | None, language: str) -> list[SampleVariable]:
    if rows is None:
        return []

    def say(row: dict[str, Any], name: str) -> str:
        return str(row.get(f"{name}_{language}") or row[name])

    out = []
    for (variable,), group in rows.group_by("variable", maintain_order=True):
        first = group.row(0, named=True)
        numbers = group["n"].drop_nulls()
        of = (
            first["of"]
            if first["of"] is not None
            else int(numbers.sum())
            if len(numbers) == group.height
            else None
        )
        values = tuple(
            SampleValue(
                say(row, "value"),
                row["n"],
                100 * row["n"] / of if row["n"] is not None and of else row["percent"],
                row["percent"],
                row["locator"],
            )
            for row in group.iter_rows(named=True)
        )
        out.append(SampleVariable(str(variable), say(first, "variable"), of, "participants", values))
    return out


def _counted(study: StudyData, of: Of) -> list[SampleVariable]:
    """The attributes of sources or cases that have two or more values, few enough to describe something."""
    frame = study.sources if of == "sources" else study.cases
    units = units_of(study, of)
    out = []
    for name in frame.columns:
        if name == "id" or name in SKIPPED or name.endswith("_nb") or "locator" in name:
            continue
        found = answers(study, of, name)
        kept = found.frame.join(units.select("unit"), on="unit", how="semi")
        if not 1 <= kept["value"].n_unique() <= MOST_VALUES or kept.height <= kept["value"].n_unique():
            continue
        base = kept["unit"].n_unique()
        counts = {value: kept.filter(pl.col("value") == value).height for value in found.values}
        values = tuple(SampleValue(value, n, 100 * n / base, None, None) for value, n in counts.items() if n)
        out.append(SampleVariable(name, name, base, of, values))
    return out
