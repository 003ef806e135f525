"""Fuzzy cognitive maps: published steady states, maps by hand, loops in plain Python, and what never stands still."""

import json
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from idealtypes.analyses.scenarios.cognitive_map import WhatIf, cognitive_map
from idealtypes.analyses.scenarios.settling import Rule, ending, matrix, settle
from idealtypes.analyses.scenarios.steady_state import settle_pushed

# Made for this test: two loops, one of them dampened, and a concept that nothing feeds.
FEEDS = [
    [0.0, 0.6, 0.0, -0.3],
    [0.0, 0.2, 0.7, 0.0],
    [-0.5, 0.0, 0.0, 0.4],
    [0.0, 0.0, 0.0, 0.0],
]
OWN = np.array(FEEDS).T  # row cause, column effect


def graph_of(weights, names="abcdefgh"):
    graph = nx.DiGraph()
    graph.add_nodes_from(names[: len(weights)])
    for i, row in enumerate(weights):
        for j, weight in enumerate(row):
            if weight:
                graph.add_edge(names[i], names[j], weight=float(weight))
    return graph


# published


# Eight concepts, their weights and where the map ends: the example of FCMpy's documentation (Mkhitaryan et al. 2022,
# PeerJ Computer Science 8:e1078), whose steady states are those of the R package fcm (Dikopoulou & Papageorgiou).
CONCEPTS = ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8")
PUBLISHED = [
    [0.0, 0.0, 0.6, 0.9, 0.0, 0.0, 0.0, 0.8],
    [0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 0.5],
    [0.0, 0.7, 0.0, 0.0, 0.9, 0.0, 0.4, 0.1],
    [0.4, 0.0, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, -0.9, 0.0, 0.3],
    [-0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.8, 0.4, 0.9],
    [0.1, 0.0, 0.0, 0.0, 0.0, 0.1, 0.6, 0.0],
]
FROM = dict(zip(CONCEPTS, [1, 1, 0, 0, 0, 0, 0, 0], strict=True))
EQUILIBRIUM = {
    "kosko": [0.5481291, 0.6004012, 0.5814756, 0.620872, 0.6279569, 0.6653852, 0.7617789, 0.8416584],
    "modified": [0.7258851, 0.7907061, 0.7694508, 0.8124733, 0.8192938, 0.8399006, 0.9099403, 0.9557739],
    "rescaled": [0.4998427, 0.4985174, 0.4989474, 0.4984212, 0.4980938, 0.4885541, 0.4855651, 0.4853266],
}
# Impact, where it ends, and the change in per cent.
INTERVENTIONS = {
    "intervention_1": (
        {"C1": -0.3, "C2": 0.5},
        [0.644651, 0.87006, 0.758786, 0.798947, 0.817735, 0.83835, 0.911004, 0.954652],
        [-8.12344, 7.935385, -1.066457, -1.3526, -0.155856, -0.155079, 0.106348, -0.112175],
    ),
    "intervention_2": (
        {"C4": -0.5},
        [0.715704, 0.79058, 0.768132, 0.699316, 0.81916, 0.82343, 0.909917, 0.955427],
        [-1.018062, -0.012626, -0.131826, -11.315742, -0.013419, -1.647028, -0.002314, -0.034724],
    ),
    "intervention_3": (
        {"C5": -1},
        [0.723417, 0.790708, 0.769141, 0.812073, 0.563879, 0.871834, 0.909778, 0.952199],
        [-0.246787, 0.00016, -0.030987, -0.040066, -25.541502, 3.193311, -0.016202, -0.357496],
    ),
}


@pytest.mark.parametrize("inference", list(EQUILIBRIUM))
def test_published_steady_states(inference):
    concepts, weights = matrix(graph_of(PUBLISHED, CONCEPTS))
    assert concepts == CONCEPTS
    found = settle(weights, [*FROM.values()], Rule(inference, "sigmoid", tolerance=0.001, limit=100))
    assert found.steady
    np.testing.assert_allclose(found.states, EQUILIBRIUM[inference], rtol=0, atol=1e-6)


def test_published_interventions():
    changes = {name: {"impact": impact} for name, (impact, _, _) in INTERVENTIONS.items()}
    found = cognitive_map(
        graph_of(PUBLISHED, CONCEPTS), FROM, changes,
        inference="modified", transfer="sigmoid", tolerance=0.001, limit=100,
    )  # fmt: skip
    assert found.names == tuple(INTERVENTIONS)
    for n, (_, final, percent) in enumerate(INTERVENTIONS.values()):
        np.testing.assert_allclose(found.changed.states[n], final, rtol=0, atol=1e-6)
        np.testing.assert_allclose(100 * found.differences[n], percent, rtol=0, atol=1e-6)


# by hand


def test_a_loop_by_hand():
    """a and b feed each other by one half from (1, 1): both take tanh(x/2), which falls to 0, the only steady state;
    with an outside push of a quarter on both it is the solution of x = tanh(x/2 + 1/4), 0.4370 (bisection)."""
    loop = [[0, 0.5], [0.5, 0]]
    np.testing.assert_allclose(settle(loop, [1, 1]).states, 0, atol=1e-11)
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if math.tanh(middle / 2 + 0.25) > middle else (low, middle)
    assert round(low, 4) == 0.437
    np.testing.assert_allclose(settle(loop, [1, 1], push=[0.25, 0.25]).states, low, atol=1e-11)


def test_each_inference_and_transfer_by_hand():
    """One round on a → b of weight −0.5 and back of 0.25, from (1, 0.5)."""
    pair, start = np.array([[0, -0.5], [0.25, 0]]), np.array([1.0, 0.5])
    u = {"kosko": [0.125, -0.5], "modified": [1.125, 0.0], "rescaled": [1.0, -0.5]}
    for inference, expected in u.items():
        np.testing.assert_allclose(Rule(inference, "sigmoid").infer(start, pair), expected)
    x = np.array([-2.0, 0.0, 2.0])
    one = Rule("kosko", "sigmoid", slope=0.5).transferred(x)
    np.testing.assert_allclose(one, [1 / (1 + math.e), 0.5, math.e / (1 + math.e)])
    np.testing.assert_allclose(
        Rule("kosko", "tanh", slope=0.5).transferred(x), [-0.761594, 0, 0.761594], atol=1e-6
    )
    assert Rule("kosko", "bivalent").transferred(x).tolist() == [0, 0, 1]
    assert Rule("kosko", "trivalent").transferred(x).tolist() == [-1, 0, 1]


@pytest.mark.parametrize(
    ("inference", "transfer"),
    [
        ("kosko", "sigmoid"),
        ("modified", "sigmoid"),
        ("rescaled", "sigmoid"),
        ("kosko", "tanh"),
        ("modified", "tanh"),
    ],
)
def test_thirty_rounds_by_loops_in_plain_python(inference, transfer):
    x = [0.9, 0.1, 0.4, 0.7]
    for _ in range(30):
        following = []
        for j in range(4):
            if not any(OWN[i][j] for i in range(4)):
                following.append(x[j])
                continue
            u = 0.0
            for i in range(4):
                u += OWN[i][j] * (2 * x[i] - 1 if inference == "rescaled" else x[i])
            if inference != "kosko":
                u += 2 * x[j] - 1 if inference == "rescaled" else x[j]
            following.append(math.tanh(u) if transfer == "tanh" else 1 / (1 + math.exp(-u)))
        x = following
    found = settle(OWN, [0.9, 0.1, 0.4, 0.7], Rule(inference, transfer, tolerance=0, limit=30))
    assert int(found.rounds) <= 30
    np.testing.assert_allclose(found.states, x, rtol=0, atol=1e-12)


def test_it_agrees_with_the_map_that_scenarios_use():
    """Kosko's inference with tanh and a constant push: the same numbers as the one written out edge by edge."""
    rng = np.random.default_rng(5)
    push, weights = rng.uniform(-1, 1, (200, 4)), rng.uniform(-0.9, 0.9, (200, 4, 4)) * (OWN != 0)
    edges = [(i, j, weights[:, i, j]) for i, j in zip(*np.nonzero(OWN), strict=True)]
    state, still = settle_pushed(push.T, edges)
    found = settle(weights, np.zeros(4), push=push)
    assert still.all()
    assert found.steady.all()
    np.testing.assert_allclose(found.states, state.T, rtol=0, atol=1e-9)


# what does not stand still


def test_a_cycle_is_told_with_its_length():
    ring = np.roll(np.eye(3), 1, axis=1)
    found = settle(ring, [[1, 0, 0], [1, 1, 1]], Rule(transfer="bivalent", limit=50))
    assert found.period.tolist() == [3, 1]
    assert found.steady.tolist() == [False, True]
    assert found.rounds.tolist() == [50, 1]
    swing = settle([[0, 1], [-1, 0]], [1, 1], Rule(transfer="trivalent"))
    assert int(swing.period) == 4
    assert ending(int(swing.period)) == "a cycle of 4 states"


def test_a_continuous_map_may_end_in_a_cycle_too():
    """x → tanh(−4x) overshoots for ever between two values of one size."""
    found = settle([[-1.0]], [0.3], Rule(slope=4))
    assert int(found.period) == 2
    assert abs(abs(float(found.states[0])) - math.tanh(4 * abs(float(found.states[0])))) < 1e-9


def test_chaos_is_called_neither():
    """Random neurons with steep slopes wander for ever (Sompolinsky, Crisanti & Sommers 1988, Physical Review Letters
    61(3), 259–262): no state comes back."""
    rng = np.random.default_rng(3)
    weights = np.clip(rng.normal(0, 0.3, (40, 40)), -1, 1)
    found = settle(weights, rng.uniform(-1, 1, 40), Rule(slope=4, limit=500))
    assert int(found.period) == 0
    assert ending(0) == "neither a steady state nor a short cycle"
    assert (np.abs(found.states) <= 1).all()


# many at once


@given(
    arrays(float, (5, 3, 3), elements=st.floats(-1, 1)),
    arrays(float, (5, 3), elements=st.floats(0, 1)),
    arrays(bool, (5, 3)),
    st.sampled_from(
        [("kosko", "sigmoid"), ("modified", "tanh"), ("rescaled", "sigmoid"), ("kosko", "trivalent")]
    ),
)
def test_a_run_ends_the_same_alone_and_in_company(weights, start, held, kind):
    rule = Rule(*kind, tolerance=1e-6, limit=60)
    together = settle(weights, start, rule, held=held)
    for n in range(5):
        alone = settle(weights[n], start[n], rule, held=held[n])
        np.testing.assert_allclose(alone.states, together.states[n], rtol=0, atol=1e-12)
        assert (int(alone.rounds), int(alone.period)) == (together.rounds[n], together.period[n])
    np.testing.assert_array_equal(together.states[held], start[held])


def test_leading_axes_are_broadcast():
    starts = np.linspace(0, 1, 6)[:, None, None] * np.ones((1, 1, 4))
    weights = np.stack([OWN, OWN / 2])
    found = settle(weights, starts, Rule(transfer="sigmoid"))
    assert found.states.shape == (6, 2, 4)
    assert found.period.shape == found.rounds.shape == (6, 2)
    one = settle(OWN / 2, starts[4, 0], Rule(transfer="sigmoid"))
    np.testing.assert_array_equal(found.states[4, 1], one.states)
    assert settle(OWN, np.empty((0, 4))).states.shape == (0, 4)


# what-ifs


def test_each_kind_of_what_if():
    """a → b → c by 0.8 and −0.5; a stands at 1, so b = tanh 0.8 and c = −tanh(b/2)."""
    graph = graph_of([[0, 0.8, 0], [0, 0, -0.5], [0, 0, 0]])
    changes = {
        "start": WhatIf(start={"a": 0.5}),
        "held": WhatIf(held={"b": 1}),
        "weights": WhatIf(weights={("a", "b"): 0, ("a", "c"): 0.25}),
        "push": WhatIf(impact={"b": -1}, strength=0.5),
    }
    found = cognitive_map(graph, {"a": 1, "b": 0, "c": 0}, changes)
    b = math.tanh(0.8)
    np.testing.assert_allclose(found.baseline.states, [1, b, math.tanh(-b / 2)])
    expected = [
        [0.5, math.tanh(0.4), math.tanh(-math.tanh(0.4) / 2)],
        [1, 1, math.tanh(-0.5)],
        [1, b, math.tanh(0.25 - b / 2)],  # without its cause b keeps the value at which it stood
        [1, math.tanh(0.3), math.tanh(-math.tanh(0.3) / 2)],
    ]
    np.testing.assert_allclose(found.changed.states, expected)
    np.testing.assert_allclose(found.differences[1], np.array(expected[1]) - found.baseline.states)
    assert found.names == ("start", "held", "weights", "push")
    assert cognitive_map(graph, {"a": 1, "b": 0, "c": 0}, {}).changed.states.shape == (0, 3)


def test_a_map_of_edges_is_the_map_of_a_graph_and_answers_in_data():
    edges = {("a", "b"): 0.8, ("b", "c"): -0.5}
    changes = {"held": {"held": {"b": 1}}, "push": {"impact": {"b": -1}, "strength": 0.5}}
    found = cognitive_map(edges, {"a": 1, "b": 0, "c": 0}, changes)
    drawn = cognitive_map(graph_of([[0, 0.8, 0], [0, 0, -0.5], [0, 0, 0]]), {"a": 1, "b": 0, "c": 0}, changes)
    assert found.to_dict() == drawn.to_dict()
    answer = json.loads(json.dumps(found.to_dict()))
    assert answer["settings"]["transfer"] == "tanh"
    assert answer["baseline"]["ends_in"] == "a steady state"
    assert answer["what_ifs"][0]["states"]["b"] == 1
    frame = found.to_frame()
    assert frame.columns == ["what_if", "concept", "state", "difference", "period"]
    assert frame.height == 3 * 3
    held = frame.filter(what_if="held", concept="b")["difference"].item()
    assert held == pytest.approx(1 - math.tanh(0.8))
    many = cognitive_map(edges, {"a": 1, "b": 0, "c": 0}, {f"w{n}": {"held": {"a": 0}} for n in range(40)})
    assert len(repr(many).splitlines()) <= 12
    assert max(map(len, repr(many).splitlines())) <= 100


# bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: settle([[0, 2], [0, 0]], [0, 0]), r"a weight is out of \[-1, 1\]"),
        (lambda: settle([[0, math.nan], [0, 0]], [0, 0]), r"a weight is out of \[-1, 1\]"),
        (lambda: settle([[0, 1]], [0, 0]), r"weights are square, and these have the shape \(1, 2\)"),
        (lambda: settle([[0], [1]], [0]), r"weights are square, and these have the shape \(2, 1\)"),
        (lambda: settle([[0, 1], [0, 0]], [0]), "a state has 2 values"),
        (
            lambda: settle([[0, 1], [0, 0]], [0, -0.5], Rule(transfer="sigmoid")),
            r"out of \[0, 1\], the range of sigmoid",
        ),
        (lambda: settle([[0, 1], [0, 0]], [0, -1.5]), r"out of \[-1, 1\], the range of tanh"),
        (lambda: settle([[0, 1], [0, 0]], [0, 0], push=[1]), "`held` and `push` have 2 values"),
        (lambda: settle([[0, 1], [0, 0]], [0, 0], push=[1, math.inf]), "`push` is not finite"),
        (lambda: Rule("rescaled", "tanh"), "tanh goes below 0"),
        (lambda: Rule("koskos"), "no inference 'koskos'"),
        (lambda: Rule(transfer="step"), "no transfer 'step'"),
        (lambda: Rule(slope=0), "the slope is above 0"),
        (lambda: matrix(nx.DiGraph([("a", "b")])), "the weight of a → b is None"),
        (lambda: cognitive_map(graph_of([[0, 1], [0, 0]]), {"a": 1}, {}), "no value at the start for b"),
        (lambda: cognitive_map(graph_of(OWN), {"e": 1}, {}), "no concept `e`"),
        (
            lambda: cognitive_map(
                graph_of([[0, 1], [0, 0]]), {"a": 1, "b": 0}, {"x": WhatIf(impact={"c": 1})}
            ),
            "what-if: no concept `c`; there is `a`, `b`",
        ),
        (lambda: cognitive_map({"ab": 1}, {"a": 1, "b": 0}), "'ab' is no such pair"),
        (lambda: cognitive_map([[0, 1]], {"a": 1}), r"`weights` is a mapping .* not \[\[0, 1\]\]"),
        (lambda: cognitive_map({("a", "b"): 1}, [1, 0]), r"`start` is a mapping, not \[1, 0\]"),
        (
            lambda: cognitive_map({("a", "b"): 1}, {"a": "x", "b": 0}),
            "the start of a is 'x', and not a number",
        ),
        (lambda: cognitive_map({("a", "b"): 1}, {"a": 1, "b": 0}, {"x": 5}), "`x` is a mapping"),
        (
            lambda: cognitive_map({("a", "b"): 1}, {"a": 1, "b": 0}, {"x": {"stop": {}}}),
            "what-if `x`: no `stop`",
        ),
        (
            lambda: cognitive_map(graph_of([[0, 1], [0, 0]]), {"a": 1, "b": 0}, {"x": WhatIf(strength=2)}),
            r"the strength of a push is in \[0, 1\]",
        ),
    ],
)
def test_what_cannot_be_run_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call()
