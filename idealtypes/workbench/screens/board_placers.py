"""Several people who place apart: what each may see, what she saves, and then where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.workbench.screens.board_places import shape
from idealtypes.workbench.screens.board_whatif import reading

if TYPE_CHECKING:
    from idealtypes import Study
    from idealtypes.model.scheme import Scheme
    from idealtypes.reporting.wording.words import Words


def people(scheme: Scheme) -> list[str]:
    """Who placed codes beside the scheme, in the order of the file."""
    return list(dict.fromkeys(one.placer for one in scheme.placers))


def differing(study: Study, language: str) -> list[dict[str, Any]]:
    """Code and aspect with all who placed it: each one's shares and reason; where they differ most comes first."""
    of: dict[tuple[str, str], list[Any]] = {}
    for one in study.scheme.placers:
        of.setdefault((one.code, one.aspect), []).append(one)
    told = [
        {
            "code": code,
            "title": study.scheme.code(code).title.say(language),
            "aspect": aspect,
            "placed": [{"placer": p.placer, "shares": list(p.shares), "because": p.because} for p in them],
            "spread": spread([p.shares for p in them]),
        }
        for (code, aspect), them in of.items()
    ]
    return sorted(told, key=lambda one: -one["spread"])


def spread(places: list[tuple[float, ...]]) -> float:
    """How far apart the two lie that lie farthest apart, from 0 (at one place) to 1 (at two poles).

    >>> spread([(1.0, 0.0), (0.0, 1.0), (0.5, 0.5)]), spread([(0.3, 0.7)])
    (1.0, 0.0)
    """
    pairs = ((a, b) for n, a in enumerate(places) for b in places[:n])
    return max((sum(abs(x - y) for x, y in zip(a, b, strict=True)) / 2 for a, b in pairs), default=0.0)


def doubt(study: Study, case: str | None, words: Words) -> dict[str, Any]:
    """What the doubt about places does: each aspect's interval with it and without, and which doubt moves most."""
    with_, without = study.profile(), it.profile(study, placement_doubt=0)
    c = 0 if case is None or case not in with_.cases else with_.cases.index(case)
    return {
        "case": with_.cases[c],
        "state": with_.doubt.states["placements"],
        "aspects": [
            {
                "aspect": aspect,
                "shape": shape(study.scheme, aspect),
                "with": reading(with_, c, a, words),
                "without": reading(without, c, a, words),
                "dominates": with_.dominates(c, a),
            }
            for a, aspect in enumerate(with_.aspects)
        ],
    }
