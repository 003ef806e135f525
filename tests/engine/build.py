"""Schemes and codings for tests, made from a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from idealtypes.model.scheme import Scheme


def scheme(
    aspects: Mapping[str, Sequence[str]],
    places: Mapping[str, Mapping[str, Sequence[float]]],
    types: Mapping[str, Mapping[str, str]] | None = None,
) -> Scheme:
    """Aspects with their poles, codes with their weights, ideal types with their corners."""
    axes = {tuple(poles): f"axis{n}" for n, poles in enumerate(dict.fromkeys(map(tuple, aspects.values())))}

    def pole(name: str, n: int, of: int) -> dict[str, object]:
        at = {"position": 2 * n - 1} if of == 2 else {}
        return {"id": name, "title": name, "logic": "logic", **at}

    return Scheme.model_validate(
        {
            "id": "made",
            "title": "Made for a test",
            "theory": {
                "id": "theory",
                "title": "Theory",
                "sources": ["none"],
                "logics": [{"id": "logic", "title": "Logic", "definition": "Of a test"}],
                "axes": [
                    {
                        "id": axis,
                        "title": axis,
                        "poles": [pole(p, n, len(poles)) for n, p in enumerate(poles)],
                    }
                    for poles, axis in axes.items()
                ],
            },
            "aspects": [{"id": a, "title": a, "axis": axes[tuple(poles)]} for a, poles in aspects.items()],
            "ideal_types": [
                {"id": t, "title": t, "corner": dict(corner)} for t, corner in (types or {}).items()
            ],
            "codes": [
                {
                    "id": code,
                    "title": code,
                    "place": [
                        {"aspect": a, "shares": dict(zip(aspects[a], weights, strict=True))}
                        for a, weights in where.items()
                    ],
                }
                for code, where in places.items()
            ],
        }
    )


def coded(rows: Sequence[tuple[str, str, str]]) -> pl.DataFrame:
    """Case, source and code of one statement each."""
    return pl.DataFrame(
        [
            {"statement": f"s{n}", "case": case, "source": f"{case}-{source}", "code": code}
            for n, (case, source, code) in enumerate(rows)
        ]
    )
