"""What axe-core finds wrong with a page as it stands: contrast, names, roles, landmarks, what the keyboard reaches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

RUN = """([only, without]) => axe.run(document, {
    resultTypes: ["violations"],
    rules: Object.fromEntries(without.map((name) => [name, { enabled: false }])),
    ...(only.length ? { runOnly: { type: "rule", values: only } } : {}),
}).then((found) => found.violations.flatMap((one) => one.nodes.map(
    (node) => [one.id, node.target.join(" "), node.failureSummary.replace(/\\s+/g, " ")].join(" | "))))"""


@cache
def script() -> str:
    """axe-core as `axe-playwright-python` ships it; its own wrapper is not needed."""
    pytest.importorskip("axe_playwright_python")
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def axe(page: Any, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """What axe-core finds, one line a fault: rule, where, what is wrong; empty where nothing is.

    `only` and `without` name rules; by default all are asked that are on in axe-core.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(script())
    found: list[str] = page.evaluate(RUN, [list(only), list(without)])
    return found
