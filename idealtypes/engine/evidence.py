"""Evidence: the statements behind any number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from idealtypes.engine.bounded import told_extents
from idealtypes.engine.coded import View, codings_in
from idealtypes.engine.entering import entering_study
from idealtypes.engine.findings import head
from idealtypes.engine.result import Result, Why, screenful, why_keys
from idealtypes.engine.tally import statement_vectors
from idealtypes.errors import IdealtypesError, reason
from idealtypes.model.hints import unless_alike
from idealtypes.model.placement import held_poles
from idealtypes.model.spelling import named
from idealtypes.model.stance import in_both_stances, unsigned
from idealtypes.model.study import StudyData
from idealtypes.model.text import counted

# Columns of the statements with a meaning of their own; every other column is an attribute.
RESERVED = ("id", "source", "text", "mode", "voice", "condition", "locator", "kind", "lang")
Weights = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True)
class Statement:
    """One statement with all that is known of it.

    `codes` are signed where the statement speaks against them, `!pay`. `weights` holds, per aspect with evidence, the
    statement's share of each pole (its vector v_sa); `counted` is False for statements of reported sources, which enter
    no number unless the study says so. `held_by` is how many groups hold what is reported, by its extent: at least, at
    most, and of how many. `lang` is the language of its text where a column says it.
    """

    id: str
    source: str
    kind: str | None
    cases: tuple[str, ...]
    text: str
    codes: tuple[str, ...]
    coders: tuple[str, ...]
    mode: str
    voice: str | None
    condition: str | None
    locator: str | None
    counted: bool
    weights: dict[str, dict[str, float]] = field(default_factory=dict)
    claims: tuple[dict[str, Any], ...] = ()
    attributes: dict[str, Any] = field(default_factory=dict)
    held_by: tuple[int, int, int] | None = None
    lang: str | None = None

    @property
    def against(self) -> tuple[str, ...]:
        """The codes against which it speaks."""
        return tuple(plain for plain, negated in map(unsigned, self.codes) if negated)

    @property
    def claimed(self) -> tuple[str, ...]:
        """Its claims, each in a line: `help=formal helps relief`."""
        told = []
        for claim in self.claims:
            subject = claim.get("from_outcome") or f"{claim.get('aspect')}={claim.get('pole')}"
            verb = "helps" if (claim.get("effect") or 0) > 0 else "hurts"
            told.append(f"{subject} {verb} {claim.get('outcome')}")
        return tuple(told)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "source": self.source,
            "kind": self.kind,
            "cases": list(self.cases),
            "text": self.text,
            "codes": list(self.codes),
            "against": list(self.against),
            "coders": list(self.coders),
            "mode": self.mode,
            "voice": self.voice,
            "condition": self.condition,
            "locator": self.locator,
            "counted": self.counted,
            "weights": self.weights,
            "claims": list(self.claims),
            "attributes": self.attributes,
            **({} if self.held_by is None else {"held_by": list(self.held_by)}),
            **({} if self.lang is None else {"lang": self.lang}),
        }


@dataclass(frozen=True, eq=False, repr=False)
class Evidence(Result):
    """Statements that answer a question, in the order of the study, and the question."""

    study: StudyData
    asked: dict[str, str]
    statements: tuple[Statement, ...]

    @property
    def why(self) -> Why:
        """Why there is no statement."""
        return None if self.statements else reason("engine.no_statement")

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes evidence --json`."""
        return {
            **head(),
            "settings": self.study.settings.model_dump(mode="json"),
            "asked": self.asked,
            "statements": [s.to_dict() for s in self.statements],
            **why_keys(self.why),
        }

    def records(self) -> list[dict[str, Any]]:
        """One flat record per statement: the weight on each pole and each attribute has a column of its own."""
        scheme = self.study.scheme
        weights = [(aspect.id, pole) for aspect in scheme.aspects for pole in scheme.poles(aspect.id)]
        attributes = list(
            dict.fromkeys(name for statement in self.statements for name in statement.attributes)
        )
        out = []
        for one in self.statements:
            record = {
                name: "; ".join(value) if isinstance(value, list) else value
                for name, value in one.to_dict().items()
                if name not in ("weights", "claims", "attributes", "held_by")
            }
            record |= {f"{aspect}.{pole}": one.weights.get(aspect, {}).get(pole) for aspect, pole in weights}
            record["claims"] = "; ".join(one.claimed)
            record |= {name: one.attributes.get(name) for name in attributes if name not in record}
            out.append(record)
        return out

    def to_frame(self) -> pl.DataFrame:
        """A polars frame with one row per statement, and a column for its weight on each pole."""
        return pl.DataFrame(self.records(), infer_schema_length=None)

    def __repr__(self) -> str:
        lines = (f"{one.id} ({one.source}): {one.text}" for one in self.statements)
        asked = "".join(f", {name} {value}" for name, value in self.asked.items())
        return screenful(lines, counted(len(self.statements), "statement") + asked, of=len(self.statements))


def evidence(
    study: StudyData,
    *,
    view: View = "all",
    case: str | None = None,
    aspect: str | None = None,
    pole: str | None = None,
    code: str | None = None,
    source: str | None = None,
    type: str | None = None,
    trait: str | None = None,
) -> Evidence:
    """The statements with evidence that answers to every given filter; reported ones too, marked as not counted.

    Parameters
    ----------
    study
        The study.
    view
        In which view the weights are read; `useful` weighs claims.
    case, source, code, trait
        Statements of that case or source, with that code, with a code of that trait; for it or against it, but for a
        code that is written `!code`: then those against.
    aspect, pole
        Statements with evidence on the aspect, with weight on the pole (of that aspect, or of any); one that speaks
        against a code has it on the poles for which it counts.
    type
        Statements with weight on a pole of the ideal type's corner.

    Raises
    ------
    IdealtypesError
        For a filter that names nothing in the study; the message lists what there is.
    """
    scheme = study.scheme
    case = None if case is None else study.name_of("cases", case)
    source = None if source is None else study.name_of("sources", source)
    aspect, pole, code, type, trait = (
        None if one is None else named(one) for one in (aspect, pole, code, type, trait)
    )
    _known(study, case=case, aspect=aspect, pole=pole, code=code, source=source, type=type, trait=trait)
    rows, weights = _weighed(study, view)
    corner = next((dict(t.corner) for t in scheme.ideal_types if t.id == type), None)

    def answers(statement: str) -> bool:
        there = weights.get(statement, {})
        if aspect is not None and aspect not in there:
            return False
        if pole is not None and not any(w.get(pole, 0) > 0 for a, w in there.items() if aspect in (None, a)):
            return False
        return corner is None or any(
            there.get(a, {}).get(p, 0) > 0 for a, held in corner.items() for p in held_poles(held)
        )

    wanted = [c.id for c in scheme.codes if trait in c.traits] if trait else [code] if code else None
    chosen = rows.select("statement", "source", "case").unique()
    if case is not None:
        chosen = chosen.filter(pl.col("case") == case)
    if source is not None:
        chosen = chosen.filter(pl.col("source") == source)
    if wanted is not None:
        held = entering_study(study).codings.filter(pl.col("code").is_in(in_both_stances(wanted)))
        chosen = chosen.join(held.select("statement").unique(), on="statement", how="semi")
    ids = {s for s in chosen["statement"].to_list() if answers(s)}
    asked = {
        "view": view, "case": case, "aspect": aspect, "pole": pole, "code": code,
        "source": source, "type": type, "trait": trait,
    }  # fmt: skip
    return Evidence(
        study,
        {k: v for k, v in asked.items() if v is not None},
        _statements(study, ids, weights, entering_study(study).codings, study.codings),
    )


def every_statement(study: StudyData) -> tuple[Statement, ...]:
    """All statements, those without evidence and ratings too, in the order of the study; weights as coded.

    `codes` are those that any coder put, whether or not her codings enter a number, and `coders` all who read it.
    """
    ids = set(study.statements["id"].to_list())
    return _statements(study, ids, statement_weights(study), study.codings, study.readings)


def statement_weights(study: StudyData, view: View = "all") -> Weights:
    """What statements with evidence in a view give each pole, reported ones too: statement → aspect → pole → share."""
    return _weighed(study, view)[1]


def _weighed(study: StudyData, view: View) -> tuple[pl.DataFrame, Weights]:
    """The codings in a view, and what each statement gives each pole."""
    scheme = study.scheme
    rows, placements = codings_in(study.with_settings(reported="include", unit="source"), view)
    poles = {a.id: scheme.poles(a.id) for a in scheme.aspects}
    weights: Weights = {}
    found = statement_vectors(rows, placements, poles, ancestors=scheme.ancestors, presence=scheme.presence)
    for _, a, statement, vector in found:
        weights.setdefault(statement, {})[a] = dict(zip(poles[a], vector, strict=True))
    return rows, weights


def _statements(
    study: StudyData, ids: set[str], weights: Weights, codings: pl.DataFrame, coded: pl.DataFrame
) -> tuple[Statement, ...]:
    """Statements by their ids, with the codes of `codings` and the coders of `coded`."""

    def grouped(frame: pl.DataFrame, column: str) -> dict[str, list[Any]]:
        inside = frame.filter(pl.col("statement").is_in(sorted(ids))).unique(maintain_order=True)
        return dict(inside.group_by("statement", maintain_order=True).agg(pl.col(column)).rows())

    cases = grouped(study.cases_of, "case")
    codes = grouped(codings.select("statement", "code"), "code")
    coders = grouped(coded.select("statement", "coder"), "coder")
    claims: dict[str, list[dict[str, Any]]] = {}
    for claim in study.claims.to_dicts():
        claims.setdefault(claim.pop("statement"), []).append(
            {k: v for k, v in claim.items() if v is not None}
        )
    out = []
    extents = {s: (low, high, of) for s, low, high, of in told_extents(study, sorted(ids)).iter_rows()}
    for row in study.statements.filter(pl.col("id").is_in(sorted(ids))).to_dicts():
        s = row["id"]
        out.append(
            Statement(
                id=s,
                source=row["source"],
                kind=row["kind"],
                cases=tuple(cases.get(s, ())),
                text=row["text"] or "",
                codes=tuple(codes.get(s, ())),
                coders=tuple(c for c in coders.get(s, ()) if c),
                mode=row["mode"],
                voice=row.get("voice"),
                condition=row.get("condition"),
                locator=row.get("locator"),
                counted=row["kind"] != "reported"
                or study.settings.reported in ("include", *(["extent"] if s in extents else [])),
                weights=weights.get(s, {}),
                claims=tuple(claims.get(s, ())),
                attributes={k: v for k, v in row.items() if k not in RESERVED and v is not None},
                held_by=extents.get(s),
                lang=row.get("lang"),
            )
        )
    return tuple(out)


def _known(study: StudyData, **asked: str | None) -> None:
    """Raise an IdealtypesError, with what there is, for every filter that names nothing."""
    scheme = study.scheme
    there = {
        "case": study.cases["id"].to_list(),
        "aspect": [a.id for a in scheme.aspects],
        "pole": list(dict.fromkeys(p for a in scheme.aspects for p in scheme.poles(a.id))),
        "code": sorted(dict.fromkeys(unsigned(code)[0] for code in study.placements)),
        "source": sorted(set(study.statements["source"].to_list())),
        "type": [t.id for t in scheme.ideal_types],
        "trait": [t.id for ideal in scheme.ideal_types for t in ideal.traits],
    }
    faults = [
        f"no {name} {value!r}; "
        + unless_alike(f"there is {', '.join(there[name]) or 'none'}", value, there[name])
        for name, value in asked.items()
        if value is not None and (unsigned(value)[0] if name == "code" else value) not in there[name]
    ]
    if faults:
        raise IdealtypesError("\n".join(faults))
