"""The map of outcomes: weights from distinct informants, and every gap marked."""

import polars as pl

from idealtypes.analyses.scenarios.settling import matrix
from idealtypes.analyses.scenarios.votes import Item, outcome_map

OUTCOMES = pl.DataFrame(
    {"id": ["come", "calm", "costs", "fame", "rest"], "title": list("CDEFG"), "wanted": [1, 1, -1, 1, 1]}
)


def item(outcome, from_outcome, helps, hurts, aspect=None):
    return Item(outcome, aspect, aspect and "formal", None, from_outcome, tuple(helps), tuple(hurts), (), ())


ITEMS = (
    item("come", None, "abc", "", aspect="access"),
    item("calm", "come", "abc", "d"),
    item("costs", "come", "", "ab"),
    item("costs", "fame", "a", "a"),
)


def test_weights_and_marks():
    """come → calm: three say it helps, one that it hurts, (3 − 1)/4. fame → costs: one informant says both."""
    found = outcome_map(ITEMS, OUTCOMES)
    concepts, weights = matrix(found.graph)
    assert concepts == ("come", "calm", "costs", "fame", "rest")
    assert weights[0].tolist() == [0, 0.5, -1, 0, 0]
    assert not weights[1:].any()
    assert found.contradictory == (("come", "calm"), ("fame", "costs"))
    assert found.thin == (("come", "costs"), ("fame", "costs"))
    assert found.nothing_feeds == ("fame", "rest")
    assert found.feeds_nothing == ("calm", "costs", "rest")
    assert found.silent == ("rest",)
    assert found.graph.edges["come", "calm"]["helps"] == 3
    assert found.graph.nodes["costs"] == {"title": "E", "wanted": -1}


def test_no_claims_no_edges():
    found = outcome_map((), OUTCOMES)
    assert not found.graph.edges
    assert found.silent == found.nothing_feeds == tuple(OUTCOMES["id"])
