"""Where the report comes from: the study's notes, its sources, versions, hashes, seed, date; and how to cite it."""

from __future__ import annotations

from typing import Any

from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.record.provenance import Provenance
from idealtypes.reporting.sentences import condition
from idealtypes.reporting.wording.words import in_other_words


def build(facts: Facts, links: Links, provenance: Provenance) -> dict[str, Any]:
    """What a reviewer looks for at the end."""
    words, study = facts.words, facts.study
    scheme, theory = study.scheme, study.scheme.theory
    return {
        "notes": notes(facts),
        "sources": sources(facts, links),
        "selection": [
            words.say("origin.selection", condition=condition(facts, one)) for one in study.selection
        ],
        "scheme": words.say("origin.scheme", scheme=scheme.title.say(facts.language), version=scheme.version),
        "date": words.say("origin.date", date=provenance.date),
        "seed": words.say("origin.seed", seed=study.settings.seed),
        "versions": list(provenance.versions.items()),
        "inputs": provenance.inputs,
        "warnings": [str(warning) for warning in study.warnings],
        "skipped": [
            words.say("origin.skipped_item", what=s.what, where=s.where, why=s.why) for s in study.skipped
        ],
        "cite_software": words.say("origin.cite_software", version=provenance.version),
        "cite_study": words.say(
            "origin.cite_study",
            title=ended(study.title.say(facts.language)),
            version=provenance.version,
            date=provenance.date,
        ),
        "cite_theory": words.say("origin.cite_theory", title=theory.title.say(facts.language)),
        "theory_sources": theory.sources,
        "drawn_with": drawn_with(facts),
    }


def ended(title: str) -> str:
    """A title as a sentence.

    >>> ended("How formal is it?"), ended("A study")
    ('How formal is it?', 'A study.')
    """
    return title if title.endswith((".", "?", "!", "…")) else f"{title}."


def drawn_with(facts: Facts) -> str:
    """What a call of `study.figure` says beside the name of a figure, so that it draws what this report shows."""
    said = "" if facts.language == "en" else f', language="{facts.language}"'
    return f"{said}, sharing=True" if facts.sharing else said


def notes(facts: Facts) -> list[tuple[str, str]]:
    """The study's notes with their headings, in the order of the file."""
    words, out = facts.words, []
    for name, text in facts.study.notes.items():
        key = f"origin.notes.{name}"
        heading = words.say(key) if words.has(key) else name.replace("_", " ").capitalize()
        out.append((heading, in_other_words(text, facts.language, facts.study.language)))
    return out


def sources(facts: Facts, links: Links) -> list[dict[str, str]]:
    """The sources with their kind and how many coded statements they gave; none in a shared report."""
    if facts.sharing:
        return []
    words, rows = facts.words, []
    for source, kind in facts.study.sources.select("id", "kind").rows():
        ids = [s.id for s in links.by_view["all"].values() if s.source == source]
        name, key = facts.source(source), f"origin.kinds.{kind}"
        rows.append(
            {
                "name": name,
                "kind": "" if kind is None else words.say(key) if words.has(key) else kind.replace("_", " "),
                "statements": links.link(str(len(ids)), name, ids),
            }
        )
    return rows
