"""The type under each coder alone, and the fewest disputed statements that change it: against trying every set."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import Any

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from idealtypes.analyses.agreement.agreement import agreement
from idealtypes.analyses.agreement.disputes import ENOUGH, NO_TYPE, UNTOLD
from idealtypes.analyses.types.membership import membership
from idealtypes.engine.views import study_profile
from idealtypes.model.study import StudyData
from tests.engine.build import scheme
from tests.engine.made import Row, study_of

from ..examples import examples

CODES = ["open", "half", "form", ""]
BOOK = scheme(
    {"access": ("informal", "formal")},
    {"open": {"access": (1, 0)}, "half": {"access": (0.4, 0.6)}, "form": {"access": (0, 1)}},
)


def made(decisions: list[tuple[str, str]], **more: Any) -> StudyData:
    """Two coders; a blank is a statement read and not coded."""
    rows: list[Row] = []
    for n, pair in enumerate(decisions):
        rows += [
            (f"s{n}", f"g{n % 3}", ("here",), c, code, 1.0)
            for c, code in zip("ab", pair, strict=True)
            if code
        ]
    study = study_of(rows, BOOK, **more)
    read = [(f"s{n}", c) for n, pair in enumerate(decisions) if any(pair) for c in "ab"]
    more_read = pl.DataFrame(read, schema={"statement": pl.String, "coder": pl.String}, orient="row")
    return replace(study, readings=pl.concat([study.readings, more_read]).unique(maintain_order=True))


def type_of(study: StudyData) -> str | None:
    case = membership(study_profile(study)).cases[0]
    return case.assigned or case.leans


def settled(study: StudyData, chosen: dict[str, str]) -> StudyData:
    """The study in which some statements are as one of the coders has them."""
    as_one = [((pl.col("statement") == s) & (pl.col("coder") != c)) for s, c in chosen.items()]
    gone = pl.any_horizontal(as_one) if as_one else pl.lit(False)
    return replace(study, codings=study.codings.filter(~gone))


PAIRS = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), min_size=1, max_size=5)


@given(PAIRS)
@examples(12, quick=5)
def test_no_smaller_set_does_it(decisions: list[tuple[str, str]]) -> None:
    assume(any(map(any, decisions)))
    study = made(decisions, draws=200)
    whole = agreement(study, types=True)
    (found,) = whole.types or ()
    assert found.together.type == type_of(study)
    kinds = [(f.kind, f.subject.other) for f in whole.findings if f.kind == "type"]
    told = [one for one in (found.together, *found.coders) if one.type]
    assert kinds == [("type", f"{one.coder}/{one.type}" if one.coder else one.type) for one in told]
    flip = whole.findings[-1]
    assert (flip.kind, flip.statements, flip.why) == ("flip", found.statements or (), found.why)
    assert flip.standing == ("cannot_be_told" if found.statements is None else "sure")
    for one in found.coders:
        assert one.type == type_of(replace(study, codings=study.codings.filter(pl.col("coder") == one.coder)))
    before = found.together.type
    if before is None:
        assert (found.statements, found.why) == (None, NO_TYPE)
        return
    disputed = [f"s{n}" for n, (x, y) in enumerate(decisions) if x != y]
    assert found.disputed == len(disputed)

    def flips(some: tuple[str, ...]) -> bool:
        ways = product("ab", repeat=len(some))
        for way in ways:
            after = settled(study, dict(zip(some, way, strict=True)))
            left = after.codings.filter(pl.col("code").is_in(CODES)).height
            if left and type_of(after) != before:
                return True
        return False

    fewest = next(
        (k for k in range(1, len(disputed) + 1) if any(map(flips, combinations(disputed, k)))), None
    )
    assert fewest == (None if found.statements is None else len(found.statements))
    if found.statements is None:
        assert found.why == ENOUGH
    else:
        assert found.aspect == "access"
        assert flips(found.statements)


def test_where_it_is_not_told() -> None:
    decisions = [("form", "open"), ("form", "form"), ("form", "half"), ("open", "open"), ("form", "form")]
    (by_source,) = agreement(made(decisions, weighting="source", draws=200), types=True).types or ()
    assert (by_source.statements, by_source.why) in ((None, UNTOLD), (None, NO_TYPE))
    one = made(decisions)
    alone = replace(
        one,
        codings=one.codings.filter(pl.col("coder") == "a"),
        readings=one.readings.filter(pl.col("coder") == "a"),
    )
    assert agreement(alone, types=True).types == ()
    assert agreement(one).types is None
