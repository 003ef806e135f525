"""Which codings enter the numbers: a consensus in place of those who came to it, and no models unless asked for.

Where a coder of the kind `consensus` decided on a statement, also that nothing is to be coded there, this alone enters;
what each coder had put before serves agreement and the doubt about coders. Coders of the kind `model` enter where
`settings.models` is `include`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

import narwhals as nw

from idealtypes.errors import IdealtypesError
from idealtypes.model.coders import CODER_KINDS, CoderKind, of_kind
from idealtypes.model.hints import listed
from idealtypes.model.settings import Models
from idealtypes.model.study import StudyData

S = TypeVar("S", bound=StudyData)
Frame = TypeVar("Frame", "nw.DataFrame[Any]", "nw.LazyFrame[Any]")

CODER_KIND = "coder_kind"  # the column of a frame that says what kind of coder a row is by


@dataclass(frozen=True)
class NotEntering:
    """How many codings enter no number: another was agreed on, or they are by models."""

    consensus: int = 0
    models: int = 0

    def to_dict(self) -> dict[str, int]:
        return {"consensus": self.consensus, "models": self.models}


def kinds_of(study: StudyData) -> tuple[list[str], list[str]]:
    """The study's coders of the kind `consensus`, and its models where these are left out, by all their names."""
    if not study.coders:
        return [], []
    others = study.aliases.get("coders", {}).items()

    def every(kind: CoderKind) -> list[str]:
        own = of_kind(study.coders, kind)
        return [*own, *(other for other, name in others if name in own)]

    return every("consensus"), every("model") if study.settings.models == "exclude" else []


def entering(frame: Frame, read: Frame, consensus: Any, models: Any) -> Frame:
    """The rows of a frame that enter: `consensus` and `models` are conditions on its rows, and on those of `read`,
    which say who read which statement."""
    decided = read.filter(consensus).select("statement").unique()
    others = frame.filter(~consensus & ~models).join(decided, on="statement", how="anti")
    return nw.concat([frame.filter(consensus), others])


def entering_study(study: S) -> S:
    """The study with the codings and readings that enter alone, in their order; as it is where all do."""
    consensus, models = kinds_of(study)
    if not consensus and not models:
        return study
    agreed, machine = (nw.col("coder").is_in(names) for names in (consensus, models))
    read = nw.from_native(study.readings)
    found = {}
    for name in ("codings", "readings"):
        rows = nw.from_native(getattr(study, name)).with_row_index("\0nth")
        found[name] = entering(rows, read, agreed, machine).sort("\0nth").drop("\0nth").to_native()
    return replace(study, **found)


def originals(study: S) -> S:
    """The study as its coders coded it, each by herself: without a consensus, and without models unless they count.

    The same study where there is neither.
    """
    consensus, models = kinds_of(study)
    return without_coders(study, [*consensus, *models])


def without_coders(study: S, names: list[str]) -> S:
    """The study without what some coders coded and read."""
    if not names:
        return study
    import polars as pl

    others = ~pl.col("coder").is_in(names)
    readers = {source: tuple(c for c in who if c not in names) for source, who in study.readers.items()}
    return replace(
        study, codings=study.codings.filter(others), readings=study.readings.filter(others), readers=readers
    )


# frames that say in a column what kind of coder a row is by


@dataclass(frozen=True, eq=False)
class Sides:
    """The rows of a frame that enter, what coders put by themselves, and how many rows are in neither."""

    enter: Any
    originals: Any
    left_out: NotEntering


def parted(frame: Any, models: Models) -> Sides | None:
    """The sides of a frame with a column `coder_kind`; None without one.

    Raises
    ------
    IdealtypesError
        For a kind that is none, and two kinds of one coder.

    >>> import polars as pl
    >>> rows = [("a", "x", "f", ""), ("a", "y", "i", ""), ("a", "both", "f", "consensus"), ("b", "x", "i", "")]
    >>> rows = pl.DataFrame(rows, schema=["statement", "coder", "code", "coder_kind"], orient="row")
    >>> sides = parted(nw.from_native(rows), "exclude")
    >>> sides.enter["coder"].to_list(), len(sides.originals), sides.left_out
    (['both', 'x'], 3, NotEntering(consensus=2, models=0))
    """
    columns = frame.collect_schema().names()
    if CODER_KIND not in columns:
        return None
    kind = nw.col(CODER_KIND).cast(nw.String).fill_null("")
    frame = frame.with_columns(nw.when(kind == "").then(nw.lit("human")).otherwise(kind).alias(CODER_KIND))
    _check_kinds(frame, "coder" in columns)
    consensus = nw.col(CODER_KIND) == "consensus"
    machine = (nw.col(CODER_KIND) == "model") & nw.lit(models == "exclude")
    enter = entering(frame, frame, consensus, machine)
    every, left, by_models = (_count(rows) for rows in (frame, enter, frame.filter(machine)))
    return Sides(
        enter.drop(CODER_KIND),
        frame.filter(~consensus & ~machine).drop(CODER_KIND),
        NotEntering(every - left - by_models, by_models),
    )


def _count(frame: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> int:
    coded = frame.lazy().select(nw.col("code").is_null().cast(nw.Int64).alias("blank"))
    found = coded.select(nw.len().alias("n"), nw.col("blank").sum()).collect("polars").row(0)
    return int(found[0]) - int(found[1] or 0)


def _check_kinds(frame: nw.DataFrame[Any] | nw.LazyFrame[Any], named: bool) -> None:
    if not named:
        raise IdealtypesError(f"the codings have {CODER_KIND!r}, and no column 'coder': say in it who coded")
    pairs = frame.lazy().select(CODER_KIND, "coder").unique().collect("polars")
    strange = sorted({*pairs[CODER_KIND].to_list()} - {*CODER_KINDS})
    if strange:
        raise IdealtypesError(
            f"{CODER_KIND!r} is one of {', '.join(CODER_KINDS)}, not {listed(strange)}; blank is human"
        )
    coders = pairs["coder"].to_list()
    twice = sorted({str(c) for c in coders if coders.count(c) > 1})
    if twice:
        raise IdealtypesError(f"{listed(twice)} has several kinds in {CODER_KIND!r}: a coder has one")
