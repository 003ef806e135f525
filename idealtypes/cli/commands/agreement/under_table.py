"""What was settled, the cases under each coding, and how models agree with people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from idealtypes.cli.labels import aspect_title, chance, few, pole_title, signed
from idealtypes.cli.terminal import Column, Paragraph, Screen, bold, grid
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Agreement, Under, UnderAspect

FEWEST = 10  # statements named
BESIDE = 3  # aspects beside one another
WHO = {
    "people": "all coders", "models": "all models", "human": "{}", "consensus": "{}", "model": "{}",
    "with_models": "with models",
}  # fmt: skip


def settled(found: Agreement) -> Iterator[RenderableType]:
    """What a worksheet came to."""
    done = found.resolved
    if done is None:
        return
    parts = [f"{counted(len(done.decided), 'statement')} decided, as `{done.coder}`"]
    parts += [f"on {len(done.agreed):,} of them nobody had disagreed"] if done.agreed else []
    parts += [f"{len(done.before):,} decided as before"] if done.before else []
    yield Paragraph("; ".join(parts) + f". Written: {', '.join(done.files) or 'nothing'}.", "  ", "")
    for how, ids in (("with a blank decision", done.undecided), ("not in the sheet", done.absent)):
        if ids:
            which = ", ".join(ids[:FEWEST]) + (", …" if len(ids) > FEWEST else "")
            yield Paragraph(f"Left undecided, {how} ({len(ids):,}): {which}", "  ", "")


def who(one: Under) -> str:
    """Whose coding it is; a star marks that of the study's numbers."""
    return WHO[one.by].format(one.coder) + (" *" if one.numbers else "")


def under_table(found: Agreement, on: Screen) -> Iterator[RenderableType]:
    """Every case under each coding: its type, where it lies on each aspect, and P that the conclusion stands."""
    if not found.under:
        return
    scheme = found.study.scheme
    for n, case in enumerate(found.under[0].cases):
        yield ""
        yield bold(f"{case.case_title}, under each coding")
        lines = [
            [who(one), at.title or at.type or "no type", at.word or "", chance(at.stands)]
            for one in found.under
            for at in [one.cases[n]]
        ]
        yield grid(
            [Column("coded by", True), Column("type", True), Column("", True), Column("P stands")], lines
        )
        for some in _batches(range(len(case.aspects))):
            yield ""
            heads = [Column(aspect_title(scheme, case.aspects[a].aspect)) for a in some]
            rows = [
                [who(one), *(_at(one.cases[n].aspects[a], found, on) for a in some)] for one in found.under
            ]
            yield grid([Column("coded by", True), *heads], rows)
    yield Paragraph(
        "* the study's numbers. P stands: that the type they give is the type under that coding; beside each balance, "
        "that the pole that leads in them leads there. Each coder alone: doubt of informants and placements only.",
        "  ",
        "",
    )


def _batches(aspects: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(aspects), BESIDE):
        yield aspects[start : start + BESIDE]


def _at(one: UnderAspect, found: Agreement, on: Screen) -> str:
    """A balance, or the leading share, with the probability that it stands."""
    if not one.statements:
        return "silent"
    if one.balance is not None:
        where = signed(one.balance, on)
    else:
        most = max(one.shares, key=lambda pole: one.shares[pole] or 0.0)
        where = f"{pole_title(found.study.scheme, one.aspect, most)} {one.shares[most] or 0.0:.2f}"
    return f"{where} ({chance(one.stands)})" if one.stands is not None else where


def models_table(found: Agreement, head: str, on: Screen) -> Iterator[RenderableType]:
    """How each model agrees with each person, apart from all else."""
    if not found.models:
        return
    rows = [
        [model.coder, pair.b or "(no name)", signed(pair.value, on), few(pair.units)]
        for model in found.models
        for pair in model.people
    ]
    rows += [
        [model.coder, "itself", signed(model.itself.value, on), few(model.itself.units)]
        for model in found.models
        if model.itself is not None
    ]
    if rows:
        yield ""
        yield grid([Column("model", True), Column("with", True), Column(head), Column("units")], rows)
    elif {model.coder for model in found.models} != set(found.coders):
        yield ""
        yield "Models: no statement in common with people."
