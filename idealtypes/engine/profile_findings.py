"""What can be said of a case on an aspect: that it leans, lies balanced, is torn, or that it cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from idealtypes.engine.findings import LEANING, SURE, Counts, Finding, Subject, standing_of
from idealtypes.engine.leaning import Leaning
from idealtypes.engine.presence import Order
from idealtypes.engine.result import Why
from idealtypes.engine.spread import HEARD, ROUNDING
from idealtypes.engine.tally import Floats

BELOW_SURE = (LEANING + SURE) / 2  # P of what draws carry only in part: it is not made sure


@dataclass(frozen=True, eq=False)
class CellEvidence:
    """What is known of a case on an aspect with K poles.

    Attributes
    ----------
    subject, poles, n, why
        Of what, the ids of the poles, who spoke, and why something is absent.
    told
        Whether draws tell anything: not of one statement, and not of one rater.
    balance, interval
        The balance and its interval with every doubt; None without two poles, nan where there is no one value.
    shares, ends
        Shape (K,): the shares or weights of the poles, and both ends of their intervals.
    drawn
        Shape (K, draws): the shares as they may be.
    leaning, order
        The word for the balance, or the order of the poles where there are not two.
    torn
        Whether statements take sides at the estimate.
    behind, at_hand
        Gives the ids of the statements, and whether that needs no query.
    """

    subject: Subject
    poles: tuple[str, ...]
    n: Counts
    told: bool
    balance: float | None
    interval: Floats | None
    shares: Floats
    ends: tuple[Floats, Floats]
    drawn: Floats
    leaning: Leaning | None
    order: Order | None
    torn: bool
    why: Why
    behind: Callable[[], tuple[str, ...] | None]
    at_hand: bool


def findings_at(cell: CellEvidence) -> tuple[Finding, ...]:
    """What can be said of a case on an aspect; of silence that alone.

    The probability is that the balance lies on the side that is named, or within .4 of the middle; that the pole
    named leads every other; that the poles named as tied are about equal. What is undecided cannot be told, and has
    the probability of the likelier side. Whether it is torn is a matter of contestation, which has no draws: its
    probability is that the weaker side has a fifth or more, and it is never more than leaning, unless nothing was
    sampled.
    """
    found = Finding(
        "silent",
        cell.subject,
        "cannot_be_told",
        n=cell.n,
        why=cell.why,
        behind=cell.behind,
        at_hand=cell.at_hand,
    )
    if not cell.n.statements:
        return (found,)
    found = _between_two(cell, found) if cell.balance is not None else _among_several(cell, found)
    return (found, _torn(cell)) if cell.torn else (found,)


def _between_two(cell: CellEvidence, found: Finding) -> Finding:
    assert cell.balance is not None
    assert cell.interval is not None
    known = not np.isnan(cell.balance)
    found = replace(
        found,
        kind="undecided",
        value=float(cell.balance) if known else None,
        interval=_pair(*cell.interval.tolist()),
    )
    read = cell.leaning
    if not cell.told or not known or read is None:
        return found
    if read.word == "undecided":
        return replace(found, probability=read.probability)
    if read.pole is None:
        chance = read.probability
        return replace(found, kind="balanced", probability=chance, standing=standing_of(chance))
    drawn = cell.drawn[1] - cell.drawn[0]
    side = float((drawn > 0).mean() if read.pole else (drawn < 0).mean())
    return replace(
        found,
        kind="lean",
        subject=cell.subject._replace(pole=cell.poles[read.pole]),
        probability=side,
        standing=standing_of(side),
        word=read.word,
    )


def _among_several(cell: CellEvidence, found: Finding) -> Finding:
    order, found = cell.order, replace(found, kind="undecided")
    if order is None or not order.told:
        return found
    if order.leader is not None:
        p = order.leader
        return replace(
            found,
            kind="lean",
            subject=cell.subject._replace(pole=cell.poles[p]),
            value=float(cell.shares[p]),
            interval=_pair(float(cell.ends[0][p]), float(cell.ends[1][p])),
            probability=order.probability,
            standing=standing_of(order.probability),
            word="leads",
        )
    tied = tuple(cell.poles[p] for p in order.equal or order.first)
    if order.equal:
        chance = order.probability
        return replace(found, kind="tie", ties=tied, probability=chance, standing=standing_of(chance))
    return replace(found, ties=tied if len(tied) > 1 else (), probability=order.probability)


def _torn(cell: CellEvidence) -> Finding:
    heard = float((1 - cell.drawn.max(axis=0) >= HEARD - ROUNDING).mean()) if cell.told else None
    known = not np.ptp(cell.drawn, axis=1).any()
    return Finding(
        "torn",
        cell.subject,
        standing_of(heard if heard is None or known else min(heard, BELOW_SURE)),
        n=cell.n,
        value=float(1 - cell.shares.max()),
        probability=heard,
        why=cell.why,
        behind=cell.behind,
        at_hand=cell.at_hand,
    )


def _pair(low: float, high: float) -> tuple[float, float] | None:
    return None if np.isnan(low) or np.isnan(high) else (low, high)
