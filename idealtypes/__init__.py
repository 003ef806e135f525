"""idealtypes: ideal-type analysis of institutional logics.

Coded statements go in, each code sits somewhere between the poles of an axis, and out come a balance profile per aspect
with honest intervals, membership in ideal types and comparisons, every number traceable to the statements behind it.

>>> import idealtypes as it
>>> low, high = it.interval([2, 1, 0], [2, 2, 2])
>>> round(float(low), 2), round(float(high), 2)
(0.09, 0.91)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from idealtypes.engine.result import Result
from idealtypes.reporting.renderer import ReportRenderer

if TYPE_CHECKING:
    from idealtypes.analyses.scenarios.scenarios import scenarios
    from idealtypes.api import Study, profile, read_scheme, read_study, read_theory
    from idealtypes.engine.intervals import interval
    from idealtypes.errors import BadInput, IdealtypesError

__version__ = "0.1.0"

# Imported when first used, so that `import idealtypes` and `idealtypes --help` stay cheap.
_LAZY = {
    "BadInput": "idealtypes.errors",
    "IdealtypesError": "idealtypes.errors",
    "Study": "idealtypes.api",
    "interval": "idealtypes.engine.intervals",
    "profile": "idealtypes.api",
    "read_scheme": "idealtypes.api",
    "read_study": "idealtypes.api",
    "read_theory": "idealtypes.api",
    "scenarios": "idealtypes.analyses.scenarios.scenarios",
}
__all__ = [
    "BadInput", "IdealtypesError", "Study", "interval", "profile", "read_scheme", "read_study", "read_theory",
    "scenarios",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'idealtypes' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])


# The one arrow that points upward: results show themselves, and only the root knows who can do it.
Result.renderer = ReportRenderer()
