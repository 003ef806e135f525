"""Fuzzy cognitive maps: concepts that push and hold back one another, run until they stand still.

`until_still` (`steady_state`) is the one loop in which a map is run. What follows on a state is said by a matrix of
weights under a rule (`settle`), or by edges whose weights differ from draw to draw, with a constant push
(`settle_pushed`): so scenarios run the outcomes that feed one another.

A map is a directed graph with weights w_ij ∈ [−1, 1] from cause i to effect j; a state x gives each concept a value.
A round takes x to f(u), with f the transfer and u the inference:

| inference | u_j | source |
|---|---|---|
| `kosko` | Σ_i w_ij x_i | Kosko (1986), "Fuzzy cognitive maps", International Journal of Man-Machine Studies 24(1), 65–75 |
| `modified` | x_j + Σ_i w_ij x_i | Stylios & Groumpos (2004), "Modeling complex systems using fuzzy cognitive maps", IEEE Transactions on Systems, Man, and Cybernetics A 34(1), 155–162 |
| `rescaled` | (2x_j − 1) + Σ_i w_ij (2x_i − 1) | Papageorgiou (2011), "A new methodology for decisions in medical informatics using fuzzy cognitive maps based on fuzzy rule-extraction techniques", Applied Soft Computing 11(1), 500–513 |

| transfer | f(u) | values |
|---|---|---|
| `sigmoid` | 1/(1 + e^{−λu}), λ the slope | 0 to 1 |
| `tanh` | tanh λu | −1 to 1 |
| `bivalent` | 1 where u > 0, else 0 | 0, 1 |
| `trivalent` | the sign of u | −1, 0, 1 |

Tsadiras (2008), "Comparing the inference capabilities of binary, trivalent and sigmoid fuzzy cognitive maps",
Information Sciences 178(20), 3880–3894, compares the transfers: two and three values end in a steady state or a cycle,
a continuous transfer may also end in neither. A concept that nothing feeds keeps its value, as in FCMpy (Mkhitaryan,
Giabbanelli, Wozniak, de Vries & Crutzen 2022, PeerJ Computer Science 8:e1078), so that causes from outside stay causes.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from idealtypes.analyses.scenarios.steady_state import Mask, States, until_still
from idealtypes.engine.tally import Floats, Ints
from idealtypes.errors import IdealtypesError

if TYPE_CHECKING:
    import networkx as nx

Inference = Literal["kosko", "modified", "rescaled"]
Transfer = Literal["sigmoid", "tanh", "bivalent", "trivalent"]

LONGEST = 24  # the longest cycle that is looked for


@dataclass(frozen=True)
class Rule:
    """How a map is run.

    Attributes
    ----------
    inference, transfer, slope
        As in the module's tables; `slope` is λ > 0 of `sigmoid` and `tanh`.
    tolerance
        A state stands still when no concept changes by more.
    limit
        The rounds after which a state that does not is left, as a cycle or as neither.

    Raises
    ------
    IdealtypesError
        For what is none of these, and for `rescaled` with values below 0, which it would not rescale.
    """

    inference: Inference = "kosko"
    transfer: Transfer = "tanh"
    slope: float = 1.0
    tolerance: float = 1e-12
    limit: int = 1000

    def __post_init__(self) -> None:
        if self.inference not in get_args(Inference):
            raise IdealtypesError(
                f"no inference {self.inference!r}: it is one of {', '.join(get_args(Inference))}"
            )
        if self.transfer not in get_args(Transfer):
            raise IdealtypesError(
                f"no transfer {self.transfer!r}: it is one of {', '.join(get_args(Transfer))}"
            )
        if self.inference == "rescaled" and self.lowest < 0:
            raise IdealtypesError(f"`rescaled` is for values from 0 to 1, and {self.transfer} goes below 0")
        if not self.slope > 0 or not self.tolerance >= 0 or self.limit < 1:
            raise IdealtypesError("the slope is above 0, the tolerance 0 or more, the limit 1 or more")

    @property
    def lowest(self) -> float:
        """The lowest value that a concept can have: 0, or −1."""
        return 0.0 if self.transfer in ("sigmoid", "bivalent") else -1.0

    def infer(self, states: Floats, weights: Floats) -> Floats:
        """u, shape (…, n), of states of shape (…, n) and weights of shape (n, n) or (…, n, n)."""
        x = 2 * states - 1 if self.inference == "rescaled" else states
        u = x @ weights if weights.ndim == 2 else (x[..., None, :] @ weights)[..., 0, :]
        return u if self.inference == "kosko" else u + x

    def transferred(self, u: Floats) -> Floats:
        """f(u), the same shape."""
        if self.transfer == "sigmoid":
            return np.asarray(expit(self.slope * u))
        if self.transfer == "tanh":
            return np.tanh(self.slope * u)
        return (u > 0).astype(float) if self.transfer == "bivalent" else np.sign(u)


@dataclass(frozen=True, eq=False)
class Settled:
    """Where runs of a map end.

    Attributes
    ----------
    states
        Shape (…, n): the last state, whether or not it stands still; the one at the limit where it does not.
    rounds
        Shape (…,): how many rounds it took; the limit where it did not stand still.
    period
        Shape (…,): 1 for a steady state; 2 and more for a cycle of that many states; 0 for neither, which is chaos,
        a cycle of more than 24 states, or a very slow approach.
    """

    states: Floats
    rounds: Ints
    period: Ints

    @property
    def steady(self) -> Mask:
        """Shape (…,): whether the state stands still."""
        return np.asarray(self.period == 1)


def ending(period: int) -> str:
    """What a period means, in words.

    >>> ending(1), ending(3), ending(0)
    ('a steady state', 'a cycle of 3 states', 'neither a steady state nor a short cycle')
    """
    if period == 1:
        return "a steady state"
    return f"a cycle of {period} states" if period else "neither a steady state nor a short cycle"


def matrix(graph: nx.DiGraph) -> tuple[tuple[str, ...], Floats]:
    """The concepts of a graph, in its order, and their weights, shape (n, n): row cause, column effect.

    Raises
    ------
    IdealtypesError
        For an edge without `weight`, or with one that is no number in [−1, 1].
    """
    concepts = tuple(graph)
    at = {concept: n for n, concept in enumerate(concepts)}
    weights = np.zeros((len(concepts), len(concepts)))
    for cause, effect, weight in graph.edges(data="weight"):
        if not isinstance(weight, int | float | np.number) or not abs(float(weight)) <= 1:
            raise IdealtypesError(f"the weight of {cause} → {effect} is {weight}: it should be in [-1, 1]")
        weights[at[cause], at[effect]] = weight
    return concepts, weights


def settle(
    weights: ArrayLike,
    start: ArrayLike,
    rule: Rule | None = None,
    *,
    held: ArrayLike | None = None,
    push: ArrayLike | None = None,
) -> Settled:
    """Run a map, or many at once, until each stands still.

    Parameters
    ----------
    weights
        Shape (n, n) or (…, n, n), in [−1, 1]: row cause, column effect.
    start
        Shape (n,) or (…, n): the values at the start, in the range of the transfer.
    rule
        `Rule()`, Kosko's inference with tanh, unless given.
    held
        Shape (n,) or (…, n), true where a concept keeps its value whatever feeds it. Without `push` concepts that
        nothing feeds keep theirs too.
    push
        Shape (n,) or (…, n): a constant that is added to u; then every concept follows that is not held.

    The leading axes are broadcast against one another. Each run ends by itself: its state is the same alone and in
    company.

    Raises
    ------
    IdealtypesError
        For shapes that do not fit, and for numbers out of their range.

    Examples
    --------
    By hand, with tanh: a, held at 1, feeds b by 0.5, and b feeds c by −1. So b = tanh 0.5 = 0.4621 after one round,
    c = tanh(−0.4621) = −0.4318 after two, and the third changes nothing.

    >>> end = settle([[0, 0.5, 0], [0, 0, -1], [0, 0, 0]], [1, 0, 0])
    >>> end.states.round(4).tolist(), int(end.rounds), ending(int(end.period))
    ([1.0, 0.4621, -0.4318], 3, 'a steady state')

    Two that hand on one value to each other change places for ever:

    >>> ending(int(settle([[0, 1], [1, 0]], [1, 0], Rule(transfer="trivalent", limit=9)).period))
    'a cycle of 2 states'
    """
    rule = rule or Rule()
    w, x = np.asarray(weights, float), np.asarray(start, float)
    n = _checked(w, x, rule)
    fixed = np.zeros(n, bool) if held is None else np.asarray(held, bool)
    if push is None:
        fixed = fixed | (w == 0).all(axis=-2)
    added = np.zeros(n) if push is None else np.asarray(push, float)
    if added.shape[-1:] != (n,) or fixed.shape[-1:] != (n,):
        raise IdealtypesError(f"`held` and `push` have {n} values, one a concept")
    if not np.isfinite(added).all():
        raise IdealtypesError("`push` is not finite")
    shape = np.broadcast_shapes(x.shape[:-1], w.shape[:-2], fixed.shape[:-1], added.shape[:-1])

    def flat(values: States) -> States:
        return np.broadcast_to(values, (*shape, n)).reshape(-1, n)

    at = w if w.ndim == 2 else np.broadcast_to(w, (*shape, n, n)).reshape(-1, n, n)
    fixed = flat(fixed).T
    pushed = None if push is None else flat(added).T

    def follow(state: States, runs: Ints) -> States:
        u = rule.infer(state.T, at if at.ndim == 2 else at[runs]).T
        u = u if pushed is None else u + pushed[:, runs]
        return np.where(fixed[:, runs], state, rule.transferred(u))

    states, rounds, still = until_still(flat(x).T, follow, rule.tolerance, rule.limit)
    period = still.astype(np.int64)
    wandering = np.flatnonzero(~still)
    if wandering.size:
        period[wandering] = _cycles(
            states[:, wandering], lambda state: follow(state, wandering), rule.tolerance
        )
    return Settled(states.T.reshape(*shape, n), rounds.reshape(shape), period.reshape(shape))


def _checked(weights: Floats, start: Floats, rule: Rule) -> int:
    """The number of concepts."""
    if weights.ndim < 2 or weights.shape[-1] != weights.shape[-2]:
        raise IdealtypesError(f"weights are square, and these have the shape {weights.shape}")
    n = int(weights.shape[-1])
    if start.shape[-1:] != (n,):
        raise IdealtypesError(f"a state has {n} values, one a concept, and this has the shape {start.shape}")
    if not (np.abs(weights) <= 1).all():
        raise IdealtypesError("a weight is out of [-1, 1]")
    if not ((start >= rule.lowest) & (start <= 1)).all():
        raise IdealtypesError(
            f"a value at the start is out of [{rule.lowest:g}, 1], the range of {rule.transfer}"
        )
    return n


def _cycles(state: States, follow: Callable[[States], States], tolerance: float) -> Ints:
    """The length of the shortest cycle that each run is in, 0 for none: a cycle is gone through twice."""
    path = [state]
    for _ in range(2 * LONGEST):
        path.append(follow(path[-1]))
    period = np.zeros(state.shape[-1], np.int64)
    for length in range(LONGEST, 1, -1):
        now, before = np.stack(path[-length:]), np.stack(path[-2 * length : -length])
        same = np.abs(now - before).max(axis=(0, 1)) <= max(tolerance, 1e-9)
        period[same] = length
    return period
