"""Cases of several studies beside each other: as if they were one study, where they are of one kind."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from idealtypes.analyses.compare.comparison import Comparison, compare
from idealtypes.analyses.compare.other_studies import StudiesBeside, beside
from idealtypes.analyses.compare.points import COMPLETE
from idealtypes.engine.result import said
from idealtypes.engine.views import study_profile
from idealtypes.model.scheme import Scheme
from idealtypes.model.study import Goal, StudyData
from idealtypes.model.theory import Axis
from tests.engine.build import scheme
from tests.engine.made import BOOK, Row, study_of

HERE: list[Row] = [
    (f"a{n}", f"g{n % 4}", ("here",), "", code, 1.0)
    for n, code in enumerate(["open", "form", "open", "both", "kin", "open", "pay", "hours", "open"])
]
THERE: list[Row] = [
    (f"b{n}", f"h{n % 5}", ("there",), "", code, 1.0)
    for n, code in enumerate(["form", "form", "both", "kin", "kin", "open", "form", "pay"])
]


def here(**settings: Any) -> StudyData:
    return study_of(HERE, BOOK, cases=("here",), **settings)


def there(**settings: Any) -> StudyData:
    return study_of(THERE, BOOK, cases=("there",), **settings)


def compared(joined: StudiesBeside) -> Comparison:
    return compare(joined.profile, goal=joined.goal)


def test_two_studies_are_as_one_without_common_sources() -> None:
    whole = compare(study_profile(study_of(HERE + THERE, BOOK, cases=("here", "there"))))
    apart = compared(beside([here(), there()], ["one", "other"]))
    for ours, theirs in zip(apart.pairs, whole.pairs, strict=True):
        assert (ours.aspect, ours.pole, ours.a, ours.b) == (theirs.aspect, theirs.pole, "here", "there")
        assert ours.difference == pytest.approx(theirs.difference)
        assert ours.interval == pytest.approx(theirs.interval)
        assert ours.probability == pytest.approx(theirs.probability)
    np.testing.assert_allclose(apart.distances.intervals, whole.distances.intervals)
    assert apart.profile.rows["source"].n_unique() == whole.profile.rows["source"].n_unique() == 9


def test_the_same_names_are_told_apart_and_never_one_source() -> None:
    twice = beside([here(), here()], ["one", "one"])
    assert twice.names == ("one", "one-2")
    assert twice.profile.cases == ("one/here", "one-2/here")
    assert twice.profile.titles == ("Here (one)", "Here (one-2)")
    assert len(set(twice.profile.tally.sources)) == 8
    drawn = twice.profile.informant_draws.by_aspect[0]
    assert (
        abs(np.corrcoef(drawn[0], drawn[1]).ravel()[1]) < 0.1
    )  # the same people twice, were it one study: 1
    assert all(p.difference == pytest.approx(0) for p in compared(twice).pairs)


def test_complete_evidence_leaves_the_other_its_own_interval() -> None:
    joined = beside([here(), there(unit="none")], ["one", "other"])
    alone = study_profile(here())
    found = compared(joined)
    low, high = alone.share_bounds()
    for pair in found.pairs:
        a = joined.profile.aspects.index(pair.aspect)
        k = 1 if pair.pole is None else joined.profile.poles(pair.aspect).index(pair.pole)
        scale = 2.0 if pair.pole is None else 1.0
        other = joined.profile.shares[1, a, k]
        assert pair.interval is not None
        assert pair.simultaneous is not None
        # at least as far as the case's own interval reaches from the other's one value, and hardly farther
        own = scale * (low[0, a, k] - other), scale * (high[0, a, k] - other)
        assert pair.interval[0] <= own[0] + 1e-9
        assert pair.interval[1] >= own[1] - 1e-9
        assert pair.interval == pytest.approx(own, abs=0.05 * scale)
        assert pair.simultaneous[0] <= pair.interval[0] <= pair.interval[1] <= pair.simultaneous[1]
        assert 0 < (pair.probability or 0) < 1
    for a in range(2):
        assert np.ptp(joined.profile.draws.by_aspect[a][1], axis=-1).max() == 0
    assert joined.profile.no_interval.tolist() == [[False, False], [True, True]]
    assert not np.isnan(found.distances.intervals[0, 1]).any()
    assert found.distances.why(0, 1) is None
    both = compared(beside([here(unit="none"), there(unit="none")], ["one", "other"]))
    assert {p.why for p in both.pairs} == {COMPLETE}
    assert all(p.interval is None for p in both.pairs)
    assert np.isnan(both.distances.intervals[0, 1]).all()


def test_the_first_settings_hold_and_the_unit_is_each_studys_own() -> None:
    joined = beside([here(weighting="source", level=0.9), there(unit="rater")], ["one", "other"])
    assert joined.profile.settings.weighting == "source"
    assert joined.profile.units == ("source", "rater")
    assert tuple(map(said, joined.notes)) == (
        "the settings of one hold for other, too: level 0.9 (there 0.95), weighting source (there statement)",
    )
    told = compared(joined).pairs[0]  # the other's coder is one rater
    assert told.interval is None
    assert told.why is not None
    assert "one rater, whose agreement with others is unknown (there)" in (said(told.why) or "")
    json.dumps(joined.to_dict(), allow_nan=False)
    json.dumps(compared(joined).to_dict(), allow_nan=False)


def narrow(book: Scheme, axis: Axis | None = None) -> Scheme:
    """The book with one aspect more, and its first aspect on another axis if one is given."""
    more = book.aspects[0].model_copy(update={"id": "more"})
    aspects = (*book.aspects, more)
    theory = book.theory
    if axis is not None:
        aspects = (book.aspects[0].model_copy(update={"axis": axis.id}), *aspects[1:])
        theory = theory.model_copy(update={"axes": (*(a for a in theory.axes if a.id != axis.id), axis)})
    fields = {name: getattr(book, name) for name in Scheme.model_fields}
    return Scheme.model_construct(**(fields | {"aspects": aspects, "theory": theory}))


def test_aspects_that_do_not_match_are_left_out_with_the_reason() -> None:
    axis = BOOK.axis("access")

    def another(id_: str = axis.id, **poles: str) -> Axis:
        """The axis made anew, under another id or with other poles or logics."""
        made = [
            p.model_copy(update={k: v if k == "logic" else f"{p.id}{v}" for k, v in poles.items()})
            for p in axis.poles
        ]
        return Axis(id=id_, title=axis.title, poles=tuple(made))

    for changed, why in (
        (another("elsewhere"), "it lies on the axis `axis0` in one and on `elsewhere` in other"),
        (
            another(**{"id": "2"}),
            "has the poles `informal`, `formal` in one and `informal2`, `formal2` in other",
        ),
        (another(logic="new"), "embodies the logic"),
    ):
        study = dataclasses.replace(there(), scheme=narrow(BOOK, changed))
        study = dataclasses.replace(
            study,
            placements={"kin": {"care": (0, 0.1, 0.9)}}
            | {code: {} for code in ("open", "form", "both", "pay")},
        )
        joined = beside([here(), study], ["one", "other"])
        assert joined.profile.aspects == ("care",)
        left = {s.what: s for s in joined.left_out}
        assert why in left["aspect `access`"].why
        assert left["aspect `more`"].where == "other"
        assert left["aspect `more`"].why == "`one` has no such aspect"
        assert set(joined.profile.scheme.ideal_types[0].corner) == {"care"}
        assert {p.aspect for p in compared(joined).pairs} == {"care"}
    strange = study_of(
        [("x", "s", ("far",), "", "c", 1.0)],
        scheme({"z": ("no", "yes")}, {"c": {"z": (0, 1)}}),
        cases=("far",),
    )
    with pytest.raises(
        ValueError, match=r"no aspect is in common .aspect `access`: `other` has no such aspect"
    ):
        beside([here(), strange], ["one", "other"])
    with pytest.raises(ValueError, match="two or more"):
        beside([here()])


def test_a_goal_off_the_common_aspects_is_no_goal() -> None:
    small = study_of(
        [("x", "s", ("far",), "", "c", 1.0)],
        scheme({"access": ("informal", "formal")}, {"c": {"access": (0, 1)}}),
        cases=("far",),
    )
    wanted = dataclasses.replace(here(), goal=Goal(None, {"care": (0.0, 0.0, 1.0)}))
    joined = beside([wanted, small], ["one", "other"])
    assert joined.goal is None
    assert any("the order is without one" in text for text in map(said, joined.notes) if text)
    kept = dataclasses.replace(here(), goal=Goal(None, {"access": (1.0, 0.0)}))
    found = compared(beside([kept, small], ["one", "other"]))
    assert found.ranking.criterion == "goal"


def test_types_that_the_common_aspects_cannot_tell_apart_are_named() -> None:
    corners = {"a": {"access": "informal", "more": "no"}, "b": {"access": "informal", "more": "yes"}}
    aspects = {"access": ("informal", "formal"), "more": ("no", "yes")}
    places = {"c": {"access": (0, 1)}, "d": {"more": (0, 1)}}
    wide = study_of(
        [("x", "s", ("near",), "", "c", 1.0), ("y", "s", ("near",), "", "d", 1.0)],
        scheme(aspects, places, corners),
        cases=("near",),
    )
    small = study_of(
        [("x", "s", ("far",), "", "c", 1.0)],
        scheme({"access": ("informal", "formal")}, {"c": {"access": (0, 1)}}),
        cases=("far",),
    )
    joined = beside([wide, small], ["one", "other"])
    assert [said(note) for note in joined.notes] == [
        "the ideal types `a` and `b` are the same on the aspects in common"
    ]
