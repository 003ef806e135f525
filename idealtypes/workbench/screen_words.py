"""The words of the workbench, by language: content in `reports/workbench/words/`, one file a language.

They are read without the rest of the package, so that the first page stands before a study is read, and kept as JSON
for the next run, since loading a parser of YAML is a tenth of what that page takes. What the report says, too
(findings, reasons), is said by the report's own words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from idealtypes.files.content import folder
from idealtypes.workbench.recent import state_folder

if TYPE_CHECKING:
    from idealtypes.reporting.wording.words import Words

ENGLISH = "en"


def speaks() -> tuple[str, ...]:
    """The languages of the workbench: one file each in `reports/workbench/words/`."""
    return tuple(sorted(path.stem for path in (folder("reports") / "workbench" / "words").glob("*.yaml")))


@cache
def _text(language: str) -> str:
    path = folder("reports") / "workbench" / "words" / f"{language}.yaml"
    return path.read_text(encoding="utf-8")


@cache
def _sections(language: str) -> Mapping[str, str]:
    """The file of a language, taken apart at its top keys: a page needs the words of few screens, and YAML is slow."""
    parts = re.split(r"^(?=\w+:)", _text(language), flags=re.MULTILINE)
    return {part.partition(":")[0]: part for part in parts if not part.startswith("#")}


@cache
def _section(language: str, name: str) -> Any:
    kept = _kept(language)
    if name in kept:
        return kept[name]
    text = _sections(language).get(name)
    if text is None:
        return None
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, loader)[name]  # a safe loader, in C where there is one


@cache
def _kept(language: str) -> Mapping[str, Any]:
    """What a run before has kept of the same text, by top key; nothing where it has not."""
    with suppress(OSError, ValueError):
        found = json.loads(_place(language).read_text(encoding="utf-8"))
        if (
            isinstance(found, dict)
            and isinstance(found.get("sections"), dict)
            and found.get("of") == _of(language)
        ):
            return dict(found["sections"])
    return {}


def keep_words() -> None:
    """Keep the words as JSON, as far as that says the same; where they cannot be kept the next run reads the YAML."""
    from idealtypes.storage.single_file import write_file

    for language in speaks():
        if _kept(language):
            continue
        read = {name: _section(language, name) for name in _sections(language)}
        same = {name: tree for name, tree in read.items() if json.loads(json.dumps(tree)) == tree}
        with suppress(OSError, ValueError):
            told = json.dumps({"of": _of(language), "sections": same}, ensure_ascii=False)
            write_file(_place(language), told.encode())


def _place(language: str) -> Path:
    return state_folder() / "words" / f"{language}.json"


def _of(language: str) -> str:
    return hashlib.sha256(_text(language).encode()).hexdigest()


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
            from idealtypes.reporting.wording.customs import customs

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
