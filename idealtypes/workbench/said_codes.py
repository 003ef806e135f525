"""Codes as screens show them: their titles, definitions and places; what a coder put, in parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from idealtypes.model.stance import unsigned

if TYPE_CHECKING:
    from idealtypes.model.scheme import Code
    from idealtypes.study import Study


def coded(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Codes as a cell has them, in parts.

    >>> coded(("pay", "!rules=0.5"))[1]
    {'code': 'rules', 'against': True, 'amount': '0.5'}
    """
    found = []
    for one in codes:
        name, _, amount = one.partition("=")
        code, against = unsigned(name)
        found.append({"code": code, "against": against, "amount": amount})
    return found


def titles_of(study: Study, language: str) -> list[dict[str, Any]]:
    """Every code: `id`, `title`, `definition`, `include`, `exclude`, and `under`, the aspects of its place."""
    titles = {aspect.id: aspect.title.say(language) for aspect in study.scheme.aspects}
    placed = study.scheme.placements
    return [
        {
            "id": code.id,
            "title": code.title.say(language),
            "under": ", ".join(titles[aspect] for aspect in placed[code.id]),
            **{name: _said(code, name, language) for name in ("definition", "include", "exclude")},
        }
        for code in study.scheme.codes
    ]


def _said(code: Code, name: str, language: str) -> str:
    text = getattr(code, name)
    return "" if text is None else str(text.say(language))
