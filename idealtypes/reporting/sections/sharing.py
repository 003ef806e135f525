"""What a report for sharing leaves out, and by which rules: its note on the first screen, and its log."""

from __future__ import annotations

from typing import Any

from idealtypes.disclosure.disclosure_log import SECTIONS, DisclosureLog
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections.method import settled


def note(facts: Facts, log: DisclosureLog) -> str:
    """What a reader has to know on the first screen."""
    words, cells = facts.words, log.cells()
    if not log.published.cells:
        return words.say("sharing.note_nothing", k=log.k)
    said = [words.say("sharing.note_public" if log.published.public else "sharing.note", k=log.k)]
    if cells["one_sided"]:
        said.append(words.say("sharing.note_one_sided", at=words.number(2 / 3), least=words.number(1 / 3)))
    return " ".join(said)


def build(facts: Facts, links: Links) -> dict[str, Any] | None:
    """The log; None in a report that is not made for sharing."""
    log = facts.log
    if log is None:
        return None
    words, cells = facts.words, log.cells()
    n = {name: cells[name] for name in ("shown", "one_sided", "hidden")}
    texts = [
        {"kind": words.say(f"sharing.texts.{kind}"), "shown": shown, "of": every}
        for kind, (shown, every) in log.texts.items()
    ]
    return {
        "rule": words.say("sharing.rule", k=log.k, at=words.number(2 / 3)),
        "cells": [
            words.say("sharing.cells", n=n["shown"], all=sum(n.values())),
            words.say("sharing.cells_one_sided", n=n["one_sided"]),
            words.say("sharing.cells_hidden", n=n["hidden"]),
        ],
        "views": words.say(
            "sharing.views_left_out",
            views=words.listed([words.say(f"views.{v}") for v in log.withheld_views]),
        )
        if log.withheld_views
        else "",
        "left_out": [words.say(f"sharing.left_out.{section}") for section in SECTIONS],
        "merged": [
            words.say(f"sharing.merged.{what}") for what in ("shares", "counts", "intervals", "draws")
        ],
        "names": words.say("sharing.pseudonyms"),
        "texts": texts,
        "words": settled(facts),
    }
