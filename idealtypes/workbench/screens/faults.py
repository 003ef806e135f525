"""What is wrong with a study that cannot be read, in the place of the screen that was asked for."""

from __future__ import annotations

from typing import Any

from idealtypes.workbench.call import BenchScreen, Call


def values(call: Call) -> dict[str, Any]:
    """Every fault with its file and line."""
    return {"faults": call.bench.opened().faults}


SCREEN = BenchScreen(values=values, needs_study=False)
