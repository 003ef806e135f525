"""Whole studies made in memory, and their shares computed once more, slowly, from the definitions of the design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from hypothesis import strategies as st

from idealtypes.engine.parts import Parts
from idealtypes.engine.tally import Floats, Placements, Tally
from idealtypes.files.claims import CLAIMS, OUTCOMES
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text
from tests.engine.build import scheme

TWO, THREE = ("informal", "formal"), ("market", "state", "family")
# statement, source, cases, coder, code, intensity
Row = tuple[str, str, tuple[str, ...], str, str, float]


def study_of(
    rows: Sequence[Row],
    book: Scheme,
    *,
    cases: Sequence[str] = ("here",),
    reported: Sequence[str] = (),
    **settings: Any,
) -> StudyData:
    """A study of these codings; `reported` names sources of that kind."""
    where = {s: (source, of) for s, source, of, *_ in rows}
    statements = pl.DataFrame(
        [
            {
                "id": s,
                "source": source,
                "text": s,
                "mode": "is",
                "voice": None,
                "condition": None,
                "locator": None,
                "kind": "reported" if source in reported else "interview",
            }
            for s, (source, _) in where.items()
        ],
        schema=dict.fromkeys(
            ("id", "source", "text", "mode", "voice", "condition", "locator", "kind"), pl.String
        ),
    )
    codings = pl.DataFrame(
        [(s, code, coder, float(i)) for s, _, _, coder, code, i in rows],
        schema={"statement": pl.String, "code": pl.String, "coder": pl.String, "intensity": pl.Float64},
        orient="row",
    )
    pairs = [(s, case) for s, (_, of) in where.items() for case in of]
    kinds = {source: "reported" if source in reported else "interview" for source, _ in where.values()}
    return StudyData(
        root=None,
        file="study.yaml",
        title=Text("Made"),
        scheme=book,
        settings=Settings.model_validate(settings),
        notes={},
        statements=statements,
        cases_of=pl.DataFrame(pairs, schema={"statement": pl.String, "case": pl.String}, orient="row"),
        codings=codings,
        readings=codings.select("statement", "coder").unique(maintain_order=True),
        placements=book.placements,
        sources=pl.DataFrame({"id": list(kinds), "kind": list(kinds.values())}),
        cases=pl.DataFrame({"id": list(cases), "title": [c.title() for c in cases]}),
        claims=pl.DataFrame(schema=CLAIMS),
        outcomes=pl.DataFrame(schema=OUTCOMES),
    )


def book_of(places: Mapping[str, Mapping[str, Sequence[float]]], parents: Mapping[str, str]) -> Scheme:
    """A scheme with an aspect between two poles and one among three, named types, and parents of codes."""
    made = scheme(
        {"access": TWO, "care": THREE},
        places,
        {
            "friend": {"access": "informal", "care": "family"},
            "clerk": {"access": "formal", "care": "state"},
        },
    )
    codes = tuple(c.model_copy(update={"parent": parents.get(c.id)}) for c in made.codes)
    return made.model_copy(update={"codes": codes})


PLACES = {
    "open": {"access": (1.0, 0.0)},
    "hours": {"access": (0.15, 0.85)},
    "form": {"access": (0.0, 1.0)},
    "half": {"access": (0.5, 0.5)},
    "kin": {"care": (0.0, 0.1, 0.9)},
    "pay": {"care": (0.7, 0.3, 0.0)},
    "both": {"access": (0.3, 0.7), "care": (0.0, 1.0, 0.0)},
    "aside": {},
}
BOOK = book_of(PLACES, {"hours": "form", "half": "aside", "aside": "open"})


@st.composite
def coded_rows(draw: st.DrawFn, statements: int = 7, coders: int = 2, cases: int = 2) -> list[Row]:
    """Codings of a handful of statements, by one coder or several, in one case or two."""
    rows: list[Row] = []
    names = ["a", "b"][: draw(st.integers(1, coders))]
    for n in range(draw(st.integers(1, statements))):
        source = draw(st.sampled_from(["s1", "s2", "s3"]))
        of = draw(st.sampled_from([("here",), ("there",), ("here", "there")])) if cases > 1 else ("here",)
        for coder in names:
            codes = draw(st.lists(st.sampled_from(sorted(PLACES)), max_size=3, unique=True))
            rows += [(f"t{n}", source, of, coder, c, draw(st.sampled_from([0.5, 1.0]))) for c in codes]
    return rows


def shares_of(
    rows: Sequence[Row],
    book: Scheme,
    weighting: str = "statement",
    repeats: str = "keep",
    unit: str = "source",
    placements: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
) -> dict[tuple[str, str], list[float]]:
    """Case and aspect → shares of the poles, from the definitions; silent ones are left out."""
    places = book.placements if placements is None else placements
    coded: dict[tuple[str, str], set[str]] = {}
    for s, _, _, coder, code, _ in rows:
        coded.setdefault((s, coder), set()).add(code)
    kept = []
    for s, source, of, coder, code, i in rows:
        covered = any(code in book.ancestors[other] for other in coded[s, coder])
        if not covered:
            kept += [(case, coder if unit == "rater" else source, s, coder, code, i) for case in of]
    if repeats == "once_per_source":
        seen: dict[tuple[str, str, str, str], list[float]] = {}
        for case, source, _, coder, code, i in kept:
            seen.setdefault((case, source, coder, code), []).append(i)
        kept = [(case, g, k, coder, k, sum(i) / len(i)) for (case, g, coder, k), i in seen.items()]
    sums: dict[tuple[str, str], dict[str, list[tuple[list[float], float]]]] = {}
    statements = dict.fromkeys((case, source, s) for case, source, s, *_ in kept)
    for case, source, s in statements:
        for aspect in ("access", "care"):
            here = [
                (coder, i, places[code][aspect])
                for c, g, t, coder, code, i in kept
                if (c, g, t) == (case, source, s) and aspect in places[code]
            ]
            if not here:
                continue
            poles = range(len(here[0][2]))
            means = []
            for coder in {c for c, _, _ in here}:
                own = [(i, w) for c, i, w in here if c == coder]
                means.append([sum(i * w[p] for i, w in own) / sum(i for i, _ in own) for p in poles])
            v = [sum(m[p] for m in means) / len(means) for p in poles]
            strength = sum(i for _, i, _ in here)
            if weighting == "coding":
                v = [sum(i * w[p] for _, i, w in here) for p in poles]
            group = sums.setdefault((case, aspect), {}).setdefault(source, [])
            group.append((v, strength if weighting == "coding" else 1.0))
    out = {}
    for key, sources in sums.items():
        poles = range(len(next(iter(sources.values()))[0][0]))
        parts = []
        for units in sources.values():
            total = sum(t for _, t in units)
            mass = [sum(v[p] for v, _ in units) for p in poles]
            parts.append(([m / total for m in mass], 1.0) if weighting == "source" else (mass, total))
        whole = sum(t for _, t in parts)
        out[key] = [sum(m[p] for m, _ in parts) / whole for p in poles]
    return out


def mass_of(parts: Parts, like: Tally, stands: Placements) -> Floats:
    """The mass of a tally's cells, were the codes of its parts there: M = B π."""
    mass = np.zeros_like(like.mass)
    for cell, item, weight in zip(parts.cell, parts.item[:, 0], parts.weight, strict=True):
        shares = stands[parts.ids[0][item]].get(like.aspects[like.aspect[cell]], ())
        mass[cell, : len(shares)] += weight * np.array(shares, float)
    return mass
