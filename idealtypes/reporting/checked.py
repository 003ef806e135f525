"""What is wrong with a study or looks odd, and where its codes stand: what `check` and `place` answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.errors import Fault
from idealtypes.model.hints import listed
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from idealtypes.model.placement import Placement
    from idealtypes.model.scheme import Code, Scheme
    from idealtypes.model.study import StudyData


@dataclass(frozen=True, eq=False, repr=False)
class Check(Result):
    """The faults and the warnings of a study, each with file and line; `study` is None where there are faults."""

    study: StudyData | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes check --json`."""
        return {
            **head(),
            "settings": None if self.study is None else self.study.settings.model_dump(mode="json"),
            "faults": [_fault(one) for one in self.faults],
            "warnings": [_fault(one) for one in self.warnings],
            "why": None if self.faults or self.warnings else "nothing is wrong, and nothing looks odd",
        }

    def _all(self) -> Iterator[tuple[str, Fault]]:
        yield from (("fault", one) for one in self.faults)
        yield from (("warning", one) for one in self.warnings)

    def records(self) -> list[dict[str, Any]]:
        """One record per fault and warning."""
        return [{"kind": kind} | _fault(one) for kind, one in self._all()]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per fault and warning."""
        import polars as pl

        schema = {"kind": pl.String, "file": pl.String, "line": pl.Int64, "message": pl.String}
        return pl.DataFrame(self.records(), schema=schema)

    def __repr__(self) -> str:
        head = f"{counted(len(self.faults), 'fault')}, {counted(len(self.warnings), 'warning')}"
        return screenful([f"{kind}: {one}" for kind, one in self._all()], head)


def _fault(fault: Fault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "message": fault.message}


@dataclass(frozen=True, eq=False, repr=False)
class Places(Result):
    """Where every code of a study's scheme stands.

    Attributes
    ----------
    study
        As it was read, before anything was changed.
    scheme
        With the places as they are now.
    changed
        The codes that were placed.
    copied
        The copy of a scheme from elsewhere, made to be edited; study.yaml names it now.
    aspects
        The aspects that were added.
    placers
        The table of placers that was written.
    """

    study: StudyData
    scheme: Scheme
    changed: tuple[str, ...] = ()
    copied: Path | None = None
    aspects: tuple[str, ...] = ()
    placers: Path | None = None

    @property
    def choices(self) -> list[dict[str, str]]:
        """What can be written into a table of places, aspect by aspect."""
        from idealtypes.files.places_sheet import choices

        return choices(self.scheme)

    @property
    def counts(self) -> dict[str, int]:
        """How many codes there are, placed, on purpose on no axis, standing as the code above, not yet placed."""
        scheme = self.scheme
        own = [code for code in scheme.codes if code.place is not None]
        return {
            "codes": len(scheme.codes),
            "placed": sum(bool(code.place) for code in own),
            "none": sum(not code.place for code in own),
            "inherited": len(scheme.codes) - len(own) - len(scheme.unplaced),
            "unplaced": len(scheme.unplaced),
        }

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes place --json`."""
        codes = [_told(code, self.scheme) for code in self.scheme.codes]
        return {
            **head(),
            "settings": self.study.settings.model_dump(mode="json"),
            "codes": codes,
            "counts": self.counts,
            "changed": list(self.changed),
            "aspects": list(self.aspects),
            "why": None if codes else "the scheme has no codes",
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per code and place; a code without a place has one, too."""
        out = []
        for code in self.to_dict()["codes"]:
            for place in code["places"] or [{"aspect": None, "position": None, "pole": None, "shares": None}]:
                shares = place["shares"]
                said = None if shares is None else "; ".join(f"{p}={s:g}" for p, s in shares.items())
                out.append(
                    {"code": code["code"], "placed": code["placed"]}
                    | place
                    | {"shares": said, "rationale": code["rationale"], "why": code["why"]}
                )
        return out

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per code and place."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __repr__(self) -> str:
        counts = self.counts
        lines = [
            f"{counts['placed']:,} placed",
            f"{counts['none']:,} on purpose on no axis",
            f"{counts['inherited']:,} as the code above",
            f"{counts['unplaced']:,} not yet placed",
        ]
        lines += [f"changed: {', '.join(self.changed)}"] if self.changed else []
        lines += [f"added aspects: {', '.join(self.aspects)}"] if self.aspects else []
        return screenful(lines, f"Places of {counted(counts['codes'], 'code')}")


def _told(code: Code, scheme: Scheme) -> dict[str, Any]:
    """A code with its own place; `places` has all where it has several, the other keys the first."""
    places = [_place(one, scheme) for one in code.place or ()]
    first = places[0] if places else {"aspect": None, "position": None, "pole": None, "shares": None}
    inherits = code.place is None and code.id not in scheme.unplaced
    return {
        "code": code.id,
        "placed": code.id not in scheme.unplaced,
        **first,
        "rationale": None if code.rationale is None else code.rationale.say(),
        "places": places,
        "why": _why(code, inherits),
    }


def _why(code: Code, inherits: bool) -> str | None:
    if code.place is not None:
        return None if code.place else "on purpose on no axis"
    return "it stands where the code above it stands" if inherits else "not yet placed"


def _place(one: Placement, scheme: Scheme) -> dict[str, Any]:
    axis = scheme.axis(one.aspect)
    position = one.position
    if position is None and one.pole is not None and axis.bipolar:
        position = axis.pole(one.pole).position
    shares = None if one.shares is None else dict(one.shares)
    return {"aspect": one.aspect, "position": position, "pole": one.pole, "shares": shares}


def doubts_of_condensates(study: StudyData) -> tuple[Fault, ...]:
    """What a study's condensates do not account for, and what they cite though it does not belong, as warnings."""
    if not study.condensates:
        return ()
    from idealtypes.analyses.condense.condensed import condensed

    found = condensed(
        study.with_settings(reported="exclude") if study.settings.reported == "extent" else study
    )
    told = []
    for one in found.accounts:
        if one.foreign:
            them = "them" if len(one.foreign) > 1 else "it"
            told.append(
                f"the condensate `{one.condensate.group}` cites {listed(one.foreign)}: no code puts {them} there"
            )
    if found.unaccounted:
        does = "is" if len(found.unaccounted) == 1 else "are"
        told.append(f"{listed(found.unaccounted)} {does} cited by no condensate")
    return tuple(Fault("condensates", None, message) for message in told)
