"""Theories, coding schemes and formats as lists, and one of them in full: what `logics` and `schemes` answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, screenful
from idealtypes.model.conclusions import corner_answer
from idealtypes.model.text import counted

if TYPE_CHECKING:
    import polars as pl

    from idealtypes.exchange.format import Format
    from idealtypes.model.scheme import Code, Scheme
    from idealtypes.model.text import Text
    from idealtypes.model.theory import Axis, Theory
    from idealtypes.reporting.wording.words import Words


def alone() -> dict[str, Any]:
    """What an answer begins with where no study is asked, so that there are no settings."""
    return head() | {"settings": None}


@dataclass(frozen=True, eq=False, repr=False)
class Logics(Result):
    """Theories in a language: all that are shipped, or `whole`, the one that was asked for."""

    theories: tuple[Theory, ...]
    whole: Theory | None
    language: str

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes logics --json`."""
        if self.whole is not None:
            return alone() | _theory(self.whole, self.language)
        return alone() | {"theories": [_brief_theory(one, self.language) for one in self.theories]}

    @property
    def table_name(self) -> str:
        return "Logics" if self.whole is None else "Theory"

    @cached_property
    def _words(self) -> Words:
        from idealtypes.files.content import languages
        from idealtypes.reporting.wording.words import words_in

        return words_in(self.language if self.language in languages() else "en")

    def say(self, name: str, **values: Any) -> str:
        """A text of the program around the theories, in their language: `axis`, `pole`, `at`, `sources`, `one`."""
        return self._words.say(f"library.{name}", **values)

    def element_title(self, name: str) -> str:
        """What an element is called; of a theory of one's own, as its file calls it.

        >>> Logics((), None, "nb").element_title("driver"), Logics((), None, "nb").element_title("my_own")
        ('drivkraft', 'my_own')
        """
        key = f"library.elements.{name}"
        return self._words.say(key) if self._words.has(key) else name

    def records(self) -> list[dict[str, Any]]:
        """One flat record per theory; of one theory, one per logic, with a column for each element."""
        if self.whole is not None:
            return _logics(self.whole, self.language)
        briefs = [_brief_theory(one, self.language) for one in self.theories]
        return [{k: "; ".join(v) if isinstance(v, list) else v for k, v in brief.items()} for brief in briefs]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame of the records."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __repr__(self) -> str:
        if self.whole is not None:
            return _lines([(one["id"], one["title"]) for one in self.to_dict()["logics"]])
        return _lines([(one.id, one.title.say(self.language)) for one in self.theories])


@dataclass(frozen=True, eq=False, repr=False)
class Schemes(Result):
    """Coding schemes in a language: all that are shipped, or `whole`, the one that was asked for."""

    schemes: tuple[Scheme, ...]
    whole: Scheme | None
    language: str

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes schemes --json`."""
        if self.whole is not None:
            return alone() | _scheme(self.whole, self.language)
        return alone() | {"schemes": [_brief_scheme(one, self.language) for one in self.schemes]}

    @property
    def table_name(self) -> str:
        return "Schemes" if self.whole is None else "Codebook"

    def records(self) -> list[dict[str, Any]]:
        """One flat record per scheme; of one scheme, one per code, with a column for each pole of each aspect."""
        if self.whole is not None:
            return _codes(self.whole, self.language)
        return [_brief_scheme(one, self.language) for one in self.schemes]

    def to_frame(self) -> pl.DataFrame:
        """A polars frame of the records."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __repr__(self) -> str:
        if self.whole is not None:
            scheme = self.whole
            aspects = ((aspect.id, aspect.title.say(self.language)) for aspect in scheme.aspects)
            return _lines(aspects, f"{scheme.title.say(self.language)}: {counted(len(scheme.codes), 'code')}")
        return _lines([(one.id, one.title.say(self.language)) for one in self.schemes])


@dataclass(frozen=True, eq=False, repr=False)
class Formats(Result):
    """The formats of other programs that are read, in the order in which a file is tried."""

    formats: tuple[Format, ...]
    broken: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """One flat record per format: who makes it, with real files of which program and version its reader was
        tried (`verified`, "" for none) and when, and the installed package that brings it ("" for this one)."""
        return [
            {
                "id": one.id,
                "title": one.title,
                "makers": "; ".join(one.makers),
                "verified": one.verified,
                "tried": one.tried,
                "distribution": one.distribution,
            }
            for one in self.formats
        ]

    def to_dict(self) -> dict[str, Any]:
        """The formats as plain data; `broken` has a line for each format of another package that cannot be used."""
        return alone() | {"formats": self.records(), "broken": list(self.broken)}

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per format."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __repr__(self) -> str:
        return _lines([(one.id, one.title) for one in self.formats])


def _lines(pairs: Iterable[tuple[str, str]], head: str | None = None) -> str:
    """Ids and titles in two columns that fit a screen."""
    known = list(pairs)
    width = max((len(id_) for id_, _ in known), default=0)
    return screenful([f"{id_:<{width}}  {title}" for id_, title in known], head)


def _said(text: Text | None, language: str) -> str | None:
    return None if text is None else text.say(language)


def _brief_theory(theory: Theory, language: str) -> dict[str, Any]:
    return {
        "id": theory.id,
        "title": theory.title.say(language),
        "logics": [logic.id for logic in theory.logics],
        "axes": [axis.id for axis in theory.axes],
    }


def _theory(theory: Theory, language: str) -> dict[str, Any]:
    """The theory for JSON, in one language."""
    return {
        "id": theory.id,
        "title": theory.title.say(language),
        "sources": list(theory.sources),
        "logics": [
            {
                "id": logic.id,
                "title": logic.title.say(language),
                "definition": _said(logic.definition, language),
                "elements": {name: text.say(language) for name, text in logic.elements.items()},
            }
            for logic in theory.logics
        ],
        "axes": [_axis(axis, language) for axis in theory.axes],
    }


def _axis(axis: Axis, language: str) -> dict[str, Any]:
    return {
        "id": axis.id,
        "title": axis.title.say(language),
        "poles": [
            {
                "id": pole.id,
                "title": pole.title.say(language),
                "logic": pole.logic,
                "position": pole.position,
                "on": dict(pole.on) or None,
            }
            for pole in axis.ordered
        ],
    }


def elements(theory: Theory) -> list[str]:
    """The names of all elements, in the order in which the logics give them."""
    return list(dict.fromkeys(name for logic in theory.logics for name in logic.elements))


def _logics(theory: Theory, language: str) -> list[dict[str, Any]]:
    """One flat record per logic; its elements have a column each."""
    names = elements(theory)
    return [
        {
            "id": logic.id,
            "title": logic.title.say(language),
            "definition": _said(logic.definition, language) or "",
            **{name: _said(logic.elements.get(name), language) for name in names},
        }
        for logic in theory.logics
    ]


def _brief_scheme(scheme: Scheme, language: str) -> dict[str, Any]:
    return {
        "id": scheme.id,
        "title": scheme.title.say(language),
        "version": scheme.version,
        "theory": scheme.theory.id,
        "aspects": len(scheme.aspects),
        "ideal_types": len(scheme.ideal_types),
        "codes": len(scheme.codes),
    }


def _scheme(scheme: Scheme, language: str) -> dict[str, Any]:
    """The scheme for JSON, in one language."""
    return {
        "id": scheme.id,
        "title": _said(scheme.title, language),
        "version": scheme.version,
        "theory": scheme.theory.id,
        "aspects": [
            {
                "id": aspect.id,
                "title": _said(aspect.title, language),
                "axis": aspect.axis,
                "kind": aspect.kind,
                "poles": list(scheme.poles(aspect.id)),
                "question": _said(aspect.question, language),
                "scale": [{"at": one.at, "means": one.means.say(language)} for one in aspect.anchors],
            }
            for aspect in scheme.aspects
        ],
        "ideal_types": [
            {
                "id": ideal.id,
                "title": _said(ideal.title, language),
                "description": _said(ideal.description, language),
                "corner": corner_answer(scheme.corners[ideal.id]),
                "traits": [
                    {"id": t.id, "aspect": t.aspect, "feature": t.feature, "text": _said(t.text, language)}
                    for t in ideal.traits
                ],
            }
            for ideal in scheme.ideal_types
        ],
        "codes": [_code(scheme, code, language) for code in scheme.codes],
    }


def _code(scheme: Scheme, code: Code, language: str) -> dict[str, Any]:
    return {
        "id": code.id,
        "title": _said(code.title, language),
        "definition": _said(code.definition, language),
        "include": _said(code.include, language),
        "exclude": _said(code.exclude, language),
        "example": _said(code.example, language),
        "place": _place(scheme, code),
        "traits": list(code.traits),
        "rationale": _said(code.rationale, language),
        "parent": code.parent,
    }


def _place(scheme: Scheme, code: Code) -> dict[str, dict[str, float]] | None:
    """Aspect → pole → share, as it is counted; {} on purpose nowhere, None not yet placed."""
    if code.id in scheme.unplaced:
        return None
    return {
        aspect: dict(zip(scheme.poles(aspect), shares, strict=True))
        for aspect, shares in scheme.placements[code.id].items()
    }


def _codes(scheme: Scheme, language: str) -> list[dict[str, Any]]:
    """One flat record per code; the share of each pole of each aspect has a column."""
    poles = [(aspect.id, pole) for aspect in scheme.aspects for pole in scheme.poles(aspect.id)]
    out = []
    for one in scheme.codes:
        code = _code(scheme, one, language)
        place = code.pop("place")
        code["traits"] = "; ".join(code["traits"])
        out.append(
            code | {f"{aspect}.{pole}": (place or {}).get(aspect, {}).get(pole) for aspect, pole in poles}
        )
    return out
