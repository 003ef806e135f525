"""A study's own templates, in its folder `templates/`: filled in a sandbox, since studies are passed on.

They may ask what a report knows and write markup. They may not reach files or the network: not by what they call (only
what is of this program, of text and lists, and what frames and arrays tell of themselves), and not by what they write
(nothing that a browser would load, run or go to by itself).
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from idealtypes.errors import BadInput, Fault
from idealtypes.files.content import folder, shown

FOLDER = "templates"  # of the study; `report` is where its reports are written
PROGRAM = ("idealtypes", "jinja2", "markupsafe", "builtins")
# What frames, columns and arrays tell of themselves; the rest of their methods can write files or run code.
ASKED = {
    *(
        "all",
        "any",
        "argmax",
        "argmin",
        "cast",
        "columns",
        "count",
        "drop_nulls",
        "filter",
        "get_column",
        "head",
    ),
    *(
        "is_empty",
        "is_in",
        "is_not_null",
        "is_null",
        "item",
        "iter_rows",
        "len",
        "max",
        "mean",
        "min",
        "n_unique",
    ),
    *(
        "null_count",
        "round",
        "row",
        "rows",
        "select",
        "sort",
        "std",
        "sum",
        "tail",
        "to_dicts",
        "to_list",
        "tolist",
    ),
    *("unique", "value_counts", "var"),
}
LOADS = re.compile(
    r"<\s*(meta|link|base|script|iframe|frame|object|embed|form|style|portal)\b", re.IGNORECASE
)
SHARED = re.compile(r"(?:\{#|/\*)\s*sharing:\s*yes\b")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Before the policy nothing may stand that it would have to forbid.
HEAD = re.compile(r"\s*<!DOCTYPE html>\s*<html[^<>]*>\s*<head>\s*<meta charset=\"utf-8\">\s*", re.IGNORECASE)


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates that may ask and not act."""

    intercepted_binops = frozenset({"**"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No way out to modules and files: a path can write."""
        outside = isinstance(value, (ModuleType, PurePath)) or isinstance(obj, (ModuleType, PurePath))
        return not outside and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """What is of this program, of text and lists; of frames and arrays what asks."""
        if not super().is_safe_callable(obj):
            return False
        of = getattr(obj, "__self__", None)
        root = type(of).__module__.partition(".")[0]
        if root in ("polars", "numpy", "pandas", "narwhals"):
            return getattr(obj, "__name__", "") in ASKED
        own = getattr(obj, "__module__", None) or type(of).__module__
        return str(own).partition(".")[0] in PROGRAM

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What may not be called is named, and not shown: it may hold the statements."""
        if not self.is_safe_callable(obj):
            raise SecurityError(f"`{getattr(obj, '__name__', type(obj).__name__)}` is not to be called")
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """No powers: one of two large numbers would never be done."""
        raise OverflowError(f"`{operator}` is not for a study's template")


def sandbox(root: Path) -> Sandbox:
    """The surroundings of a study's templates: its own come before those of `reports/`."""
    return Sandbox(
        loader=ChoiceLoader([FileSystemLoader(root), FileSystemLoader(folder("reports"))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def own_folder(root: Path | None) -> Path | None:
    """The folder of a study's own templates, where it has one."""
    found = None if root is None else root / FOLDER
    return found if found is not None and found.is_dir() else None


def own_text(root: Path, name: str) -> str:
    """The text of one of them.

    Raises
    ------
    BadInput
        Where it cannot be read.
    """
    path = root / name
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").strip()
    except UnicodeDecodeError:
        raise BadInput([Fault(shown(path), None, "this is not UTF-8: save it as UTF-8")]) from None
    except OSError as problem:
        raise BadInput([Fault(shown(path), None, f"it cannot be read: {problem.strerror}")]) from None


def brought(root: Path | None, name: str, *, sharing: bool) -> bool:
    """Whether a study brings a file of its own for a report; into one for sharing it comes only if its beginning says
    `sharing: yes`, since it may hold anything."""
    if root is None or not (root / name).is_file():
        return False
    return not sharing or SHARED.search(own_text(root, name)[:300]) is not None


def checked_section(path: Path, body: str) -> str:
    """A filled section of one's own; BadInput where a browser would load, run or go to something by itself."""
    found = LOADS.search(body)
    if found is None:
        return body
    raise BadInput(
        [
            Fault(
                shown(path), None, f"it writes a <{found[1].lower()}>: a section may not; see docs/formats.md"
            )
        ]
    )


def checked_page(path: Path, page: str, policy: str) -> str:
    """A whole page of a study's own template: its security policy is the shipped one and stands before all else.

    Raises
    ------
    BadInput
        Where it does not, or where a browser would load or go to something by itself.
    """
    head = HEAD.match(page)
    first = None if head is None else POLICY.match(page, head.end())
    if first is None or policy not in first[0]:
        said = 'the page begins as reports/page.html does: <meta charset="utf-8">, then the Content-Security-Policy'
        raise BadInput([Fault(shown(path), None, said)])
    rest = page[first.end() :]
    bad = re.search(
        r"http-equiv|<\s*(link|base|iframe|frame|object|embed|portal)\b",
        _without_code(rest),
        re.IGNORECASE,
    )
    if bad is not None:
        raise BadInput(
            [Fault(shown(path), None, f"it writes `{bad[0]}`: a page may not; see docs/formats.md")]
        )
    return page


def _without_code(page: str) -> str:
    """The page without its scripts and styles: the policy knows those by their hashes."""
    return re.sub(r"<(script|style)\b.*?</\1\s*>", "", page, flags=re.DOTALL | re.IGNORECASE)
