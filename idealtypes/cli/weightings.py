"""Below the profile's table: the informants beside the talk, and what selective quoting would have to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from idealtypes.cli.labels import LIMIT, aspect_title, ends, pole_title, signed
from idealtypes.cli.terminal import Paragraph, Screen, row, spaced, text
from idealtypes.model.text import counted, factor

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Profile

POINT, RANGE = 13, 24  # columns; the label takes what is left
WHAT = {"statement": "talk", "coding": "codings", "source": "informants"}
FEW = 1  # cases up to which every number has a line


def both_weightings(profile: Profile, on: Screen) -> Iterator[RenderableType]:
    """Talk and informants side by side, every number of one case; of more cases where they part."""
    told = [(c, a) for c, a in _cells(profile) if profile.weighting_why(c, a) is None]
    if not told:
        return
    here, there = WHAT[profile.tally.weighting], WHAT[profile.other_tally.weighting]
    parted = [(c, a) for c, a in told if profile.parts(c, a)]
    shown = told if len(profile.cases) <= FEW else parted[:LIMIT]
    yield ""
    if shown:
        heads = ((here, POINT), (there, RANGE), ("difference", RANGE))
        label = on.width - POINT - 2 * RANGE
        yield row(("", label), *((f"   {head}", width) for head, width in heads), style="dim")
        for c, a in shown:
            yield _line(profile, c, a, label, on)
    for c, a in parted[:LIMIT]:
        yield _parted(profile, c, a, here, there)
    if len(profile.cases) > FEW:
        yield f"{here.capitalize()} and {there} part in {len(parted)} of {counted(len(told), 'number')}."


def _cells(profile: Profile) -> Iterator[tuple[int, int]]:
    """Cases and aspects by number."""
    return ((c, a) for c in range(len(profile.cases)) for a in range(len(profile.aspects)))


def _named(profile: Profile, c: int, a: int) -> str:
    """An aspect, with its case where there are several."""
    title = aspect_title(profile.scheme, profile.aspects[a])
    return title if len(profile.cases) == 1 else f"{profile.title(c)}: {title}"


def _line(profile: Profile, c: int, a: int, label: int, on: Screen) -> RenderableType:
    """A balance under both weightings; beyond two poles the share that differs most."""
    other, found, two = profile.other, profile.weightings, profile.bipolar[a]
    scale, poles = (2 if two else 1), profile.tally.poles[a]
    p = 1 if two else int(abs(found.difference[c, a, : len(poles)]).argmax())
    title = _named(profile, c, a)
    if not two:
        title += f", {pole_title(profile.scheme, profile.aspects[a], poles[p])}"
    points = [float(one.balance[c, a] if two else one.shares[c, a, p]) for one in (profile, other)]
    around = other.interval[c, a] if two else [end[c, a, p] for end in other.share_bounds()]
    here, there = (signed(b, on) if two else f" {b:.2f}" for b in points)
    apart = (scale * float(found.low[c, a, p]), scale * float(found.high[c, a, p]))
    return row(
        (spaced(text(title)), label),
        (f"   {here}", POINT),
        (f"   {there} {ends((around[0], around[1]), on, sign=two)}", RANGE),
        (f"   {signed(scale * float(found.difference[c, a, p]), on)} {ends(apart, on)}", RANGE),
    )


def _parted(profile: Profile, c: int, a: int, here: str, there: str) -> RenderableType:
    """That they part, and toward which pole those lie who say more."""
    p = int(profile.weightings.parted[c, a])
    more = float(profile.weightings.difference[c, a, p]) * (1 if there == "informants" else -1)
    pole = p if more < 0 else 1 - p
    name = _named(profile, c, a)
    if not profile.bipolar[a] or "codings" in (here, there):
        return Paragraph(f"{name}: {here} and {there} part.")
    toward = pole_title(profile.scheme, profile.aspects[a], profile.tally.poles[a][pole])
    return Paragraph(f"{name}: {here} and {there} part. Those who say more lie further toward {toward}.")


def selective_quoting(profile: Profile) -> Iterator[RenderableType]:
    """What it would take of selective quoting to make each balance even, in one case."""
    asked = [(c, a) for c, a in _cells(profile) if profile.quoting(c, a).pole is not None]
    if not asked:
        return
    yield ""
    if len(profile.cases) > FEW:
        yield (
            "The statements are quotations: how selective quoting would have to be for a balance to be even "
            "stands in the columns gamma and gamma_near_end of the saved table."
        )
        return
    for c, a in asked:
        yield Paragraph(_needed(profile, c, a), "  ", "")


def _needed(profile: Profile, c: int, a: int) -> str:
    found, poles, scheme = profile.quoting(c, a), profile.tally.poles[a], profile.scheme
    assert found.pole is not None
    ahead, other = (pole_title(scheme, profile.aspects[a], poles[p]) for p in (found.pole, 1 - found.pole))
    name = _named(profile, c, a)
    if found.gamma is None:
        said = f"{name}: all quotations are toward {ahead}; no factor would make the balance even."
    else:
        said = (
            f"{name}: for the balance to be even, statements toward {ahead} would have to be {factor(found.gamma)} "
            f"times as likely to be printed as those toward {other}."
        )
    if found.near_end is None:
        return said
    if found.near_end == 1:
        return f"{said} The interval with every doubt holds an even balance already."
    return f"{said} At the near end of the interval with every doubt {factor(found.near_end)} times would do."
