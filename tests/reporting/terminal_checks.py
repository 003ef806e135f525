"""What the terminal's tables and sentences say, read back from their lines and reckoned anew from the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from idealtypes.cli.commands import influence, profile, types
from idealtypes.cli.commands.compare import compare_table
from idealtypes.cli.terminal import Screen, laid
from idealtypes.reporting.facts import Facts

from .claim_checks import side, thin, told, torn
from .claims import expected

ON = Screen()
SIGNED = r"([+−]?\d\.\d\d)"
FEW = 12  # cases: of more there is a line each


def shown(command: Callable[..., Iterator[object]], facts: Facts, result: object) -> list[str]:
    return "\n".join(laid(part, ON) for part in command(facts.study, result, ON)).splitlines()  # type: ignore[arg-type]


def value(text: str) -> float:
    return float(text.replace("−", "-").replace("<.", "0.").replace(">.", "0."))


def positions_of_aspects(facts: Facts) -> None:
    """Every line of `profile` has the balance, its interval, who spoke, and the word that the draws give."""
    found = facts.profile
    if len(facts.cases) > FEW or any(found.tally.present):
        return
    lines = shown(profile.table, facts, found)
    pattern = re.compile(SIGNED + r"(?: \[" + SIGNED + ", " + SIGNED + r"\])?\s+(\d+)\s+(\d+)\s+(\w+)$")
    rows = [m for line in lines if (m := pattern.search(line))]
    cells = [
        (c, a)
        for c in range(len(facts.cases))
        for a in range(len(facts.aspects))
        if found.bipolar[a] and found.statements[c, a]
    ]
    assert len(rows) == len(cells)
    for row, (c, a) in zip(rows, cells, strict=True):
        assert value(row[1]) == pytest.approx(found.balance[c, a], abs=0.0051)
        if row[2] is not None:
            assert [value(row[2]), value(row[3])] == pytest.approx(
                found.interval_whole[c, a].tolist(), abs=0.0051
            )
        assert (row[2] is None) == np.isnan(found.interval_whole[c, a, 0])
        assert (int(row[4]), int(row[5])) == (found.statements[c, a], found.sources[c, a])
        word, *_ = side(found, c, a)
        if word != "untold" and thin(found, c, a):
            word = "thin" if word == "undecided" else word
        elif word != "untold" and torn(found, c, a) and abs(found.balance[c, a]) < 0.4:
            word = "torn"
        assert row[6] == word


def what_the_types_are(facts: Facts) -> None:
    """The sentence of `types` above each case: assigned, leant to, nearest or none, with its probability."""
    if len(facts.cases) > FEW:
        return
    text = " ".join(shown(types.table, facts, facts.membership))
    text = re.sub(r" +", " ", text)
    for c, member in enumerate(facts.membership.cases):
        part = text.split(f" {facts.cases[c]}: ", 1)[1]
        part = part.split(" membership ", 1)[0]
        own = member.find(member.assigned or member.leans)
        if own is None:
            none = (
                member.no_type if all(told(facts.profile, c, a) for a in range(len(facts.aspects))) else None
            )
            start = {
                "sure": "No type",
                "leaning": "Probably no type",
                "cannot_be_told": "The type cannot be told",
            }
            assert f" {start[expected(none or 0)]}: " in f" {part}"
            continue
        sure = facts.study.settings.unit == "none"
        known = sure or all(told(facts.profile, c, a) for a in range(len(facts.aspects)))
        verb = ("Assigned to" if member.assigned else "Leans to") if known else "Nearest to"
        assert f" {verb}" in f" {part}"
        assert own.title in part
        chance = re.search(r"\(P ([<>]?\.?\d*\.?\d\d)(, probably)?\)", part)
        assert bool(chance) == (known and own.probability is not None)
        if chance and not sure:
            assert value(chance[1]) == pytest.approx(own.probability, abs=0.011)
            assert bool(chance[2]) == (expected(own.probability or 0) == "leaning")
        for a, title in enumerate(facts.aspects):
            decides = re.search(re.escape(title) + r" decides, (\d\.\d\d) above one half", part)
            if decides:
                top = np.nanmax(facts.profile.shares[c], axis=1)
                assert top[a] == pytest.approx(top.min())
                assert value(decides[1]) == pytest.approx(top[a] - 0.5, abs=0.0051)


def what_moves(facts: Facts) -> None:
    """A change in `influence` is what lies after less what lay before, and the largest stand first."""
    rows = [
        [value(n) for n in m.groups()]
        for line in shown(influence.table, facts, facts.influence)
        if (m := re.search(SIGNED + r"\s+" + SIGNED + r"\s+" + SIGNED + r"(?:\s+type)?$", line))
    ]
    for before, after, change in rows:
        assert change == pytest.approx(after - before, abs=0.0151)


def how_cases_differ(facts: Facts) -> None:
    """Differences, distances and places of `compare`, against the profile."""
    comparison, found = facts.comparison, facts.profile
    if comparison is None or len(facts.cases) > 6:
        return
    lines = shown(compare_table.table, facts, comparison)
    place = {case: n for n, case in enumerate(found.cases)}
    a = -1
    for line in lines:
        if line.strip() in facts.aspects:
            a = facts.aspects.index(line.strip())
        row = re.match(
            r"(\S+) − (\S+) .*?"
            + SIGNED
            + r"(?:   \["
            + SIGNED
            + ", "
            + SIGNED
            + r"\])?\s+([<>]?\.?\d*\.?\d*)( \*)?$",
            line,
        )
        if not row or a < 0 or not found.bipolar[a] or row[1] not in place or row[2] not in place:
            continue
        first, second = place[row[1]], place[row[2]]
        assert value(row[3]) == pytest.approx(found.balance[first, a] - found.balance[second, a], abs=0.0051)
        if row[6]:
            drawn = found.draws.balance(a)
            above = float((drawn[first] > drawn[second]).mean())
            assert value(row[6]) == pytest.approx(above, abs=0.03)


TERMINAL: tuple[Callable[[Facts], None], ...] = (
    positions_of_aspects,
    what_the_types_are,
    what_moves,
    how_cases_differ,
)
