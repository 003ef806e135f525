"""The words of the workbench, by language: content in `reports/workbench/words/`, one file a language.

They are read without the rest of the package, so that the first page stands before a study is read; what the report
says, too (findings, reasons), is said by the report's own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from markupsafe import Markup, escape

from idealtypes.files.content import folder

if TYPE_CHECKING:
    from idealtypes.reporting.words import Words

ENGLISH = "en"


def speaks() -> tuple[str, ...]:
    """The languages of the workbench: one file each in `reports/workbench/words/`."""
    return tuple(sorted(path.stem for path in (folder("reports") / "workbench" / "words").glob("*.yaml")))


@cache
def _sections(language: str) -> Mapping[str, str]:
    """The file of a language, taken apart at its top keys: a page needs the words of few screens, and YAML is slow."""
    path = folder("reports") / "workbench" / "words" / f"{language}.yaml"
    parts = re.split(r"^(?=\w+:)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in parts if not part.startswith("#")}


@cache
def _section(language: str, name: str) -> Any:
    text = _sections(language).get(name)
    if text is None:
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader)[name]  # a safe loader, in C where there is one


def _find(language: str, key: str) -> Any:
    top, *rest = key.split(".")
    tree = _section(language, top)
    for part in rest:
        if not isinstance(tree, Mapping) or part not in tree:
            return None
        tree = tree[part]
    return tree


@dataclass(frozen=True)
class ScreenWords:
    """The words of one language; what it lacks is said in English.

    A value is a text with `{places}`, or several of which `n` chooses by the plural rules of the language. `words` are
    those of the report, once a study is read: they know what it calls its cases.
    """

    language: str
    words: Words | None = None

    def say(self, key: str, /, **values: Any) -> str:
        """The words for a key with its places filled; escaped Markup where a value is Markup.

        >>> ScreenWords("en").say("start.codes", n=2), ScreenWords("nb").say("start.codes", n=1)
        ('2 codes', '1 kode')
        """
        own = _find(self.language, key)
        found = _find(ENGLISH, key) if own is None else own
        if isinstance(found, Mapping) and "other" in found:
            from idealtypes.reporting.customs import customs

            speaking = ENGLISH if own is None else self.language
            form = customs(speaking).form(values["n"]) if isinstance(values.get("n"), int) else "other"
            found = found.get(form, found["other"])
        if not isinstance(found, str):
            raise KeyError(f"reports/workbench/words/{self.language}.yaml has no words for {key}")
        if self.words is not None:
            found = self.words.with_noun(found)
        if any(isinstance(value, Markup) for value in values.values()):
            return Markup(escape(found)).format(**values)
        return found.format(**values)

    def part(self, key: str) -> Mapping[str, Any]:
        """All words below a key, for a page's script; what the language lacks is English."""
        told: dict[str, Any] = {}
        for language in (ENGLISH, self.language):
            found = _find(language, key)
            told = _over(told, found if isinstance(found, Mapping) else {})
        return told if self.words is None else _each(told, self.words.with_noun)


def _over(under: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """A tree with another's values in the place of its own."""
    out = dict(under)
    for key, value in above.items():
        below = out.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping) and "other" not in value:
            out[key] = _over(below, value)
        else:
            out[key] = value
    return out


def _each(tree: Mapping[str, Any], put: Any) -> dict[str, Any]:
    return {key: _each(one, put) if isinstance(one, Mapping) else put(str(one)) for key, one in tree.items()}
