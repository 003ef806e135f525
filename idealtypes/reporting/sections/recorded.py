"""The record in short, for paper: what was read, with which settings, seed and versions the report was made.

The page holds the whole record and tells of it in the sections on method and origin; a document is passed on alone.
What is said is the record's own (`Provenance.to_dict`): in a report for sharing no file, scheme or count of the study.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.record.provenance import Provenance
from idealtypes.reporting.sections.method import plain_value


def build(facts: Facts, provenance: Provenance) -> dict[str, Any]:
    """Rows of what and how, and the files that were read with their hashes."""
    told = provenance.to_dict()
    return {
        "rows": list(_rows(facts, told)),
        "inputs": [(one["file"], one["sha256"]) for one in told.get("inputs", ())],
    }


def _rows(facts: Facts, told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a row is about, and what it says, a piece a line; `code` where it is as a file has it."""
    words, versions = facts.words, dict(told["versions"])

    def row(key: str, *said: str, code: bool = False) -> dict[str, Any]:
        return {"what": words.say(f"record.{key}"), "said": said, "code": code}

    yield row("study", facts.study.title.say(facts.language))
    ours = words.say(
        "record.made_with", date=told["date"], version=versions.pop("idealtypes"), numbers=told["numbers"]
    )
    yield row("made", ours)
    yield row("programs", ", ".join(f"{name} {version}" for name, version in versions.items()))
    if told["sharing"]:
        yield row("sharing", words.say("record.k", k=told["k"]))
    if told.get("selection"):
        yield row(
            "selection", *(f"{column}: {said}" for column, said in told["selection"].items()), code=True
        )
    if told.get("scheme"):
        scheme = told["scheme"]
        yield row("scheme", words.say("record.of_theory", **scheme, theory=told["theory"]))
    yield row("seed", str(told["seed"]))
    rest = {name: value for name, value in told["settings"].items() if name != "seed" and value is not None}
    yield row("settings", *(f"{name}: {plain_value(value)}" for name, value in rest.items()), code=True)
