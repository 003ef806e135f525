"""Each case's own position beside the one that it has among the others, where cases are pooled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from idealtypes.cli.labels import LIMIT, aspect_title, chance, ends, signed, spoken
from idealtypes.cli.terminal import Column, Screen, bold, grid

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import PooledCases

COLUMNS = (
    Column("case", True), Column("own"), Column("interval"), Column("pooled"), Column("interval"),
    Column("reads", True), Column("P"),
)  # fmt: skip


def position_lines(found: PooledCases, names: dict[str, str], on: Screen) -> Iterator[RenderableType]:
    """Aspect by aspect, a line a case."""
    own = found.profile
    yield bold("Positions, own and pooled toward the others")
    yield spoken(found.note, own.scheme)
    shown = max(1, LIMIT // len(found.aspects))
    for aspect in found.aspects:
        a = own.aspects.index(aspect)
        places = [c for c, at in found.places if at == a]
        yield bold(aspect_title(own.scheme, aspect), cut=True)
        rows = []
        for c in places[:shown]:
            word = found.leaning(c, a)
            rows.append(
                [
                    names[own.cases[c]],
                    signed(own.balance[c, a], on),
                    ends(tuple(own.interval_whole[c, a]), on),
                    signed(found.position[c, a], on),
                    ends(tuple(found.interval_whole[c, a]), on),
                    "" if word is None else word.word,
                    "" if word is None else chance(word.probability),
                ]
            )
        yield grid(COLUMNS, rows)
        if len(places) > shown:
            yield f"{shown} of {len(places):,} cases shown. For all of them: -o positions.csv --table positions."
    yield (
        "Own: what its evidence says by itself. Intervals hold every doubt. Reads: the word for the pooled position, "
        "said from P .85 on (balanced .8; mostly and wholly from six sources on)."
    )
