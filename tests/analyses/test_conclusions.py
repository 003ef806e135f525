"""Conclusions with a view, conditions or another side; the kinds torn, gap and trait: on studies made for each."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.analyses.robustness.robustness import Robustness, robustness
from idealtypes.analyses.robustness.specifications import settings_for
from idealtypes.analyses.robustness.verdicts import Verdict, phrase
from idealtypes.analyses.types.traits import state_of
from idealtypes.engine.coded import where
from idealtypes.engine.spread import is_torn
from idealtypes.engine.views import gap, study_profile
from idealtypes.files.claims import CLAIMS
from idealtypes.model.conclusions import Conclusion
from idealtypes.model.conditions import conditions
from idealtypes.model.scheme import Scheme, Trait
from idealtypes.model.stance import with_against
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text
from tests.engine.made import BOOK, Row, coded_rows, study_of

from ..examples import examples

SAFETY = conditions("condition=safety")


def made(
    *said: tuple[str, str, dict[str, str]],
    claims: list[tuple[int, str, int]] | None = None,
    book: Scheme = BOOK,
    **settings: Any,
) -> StudyData:
    """A study of (source, codes, columns) a statement; claims as (statement, pole, effect) on access."""
    rows: list[Row] = [
        (f"t{n}", source, ("here",), "", code, 1.0)
        for n, (source, codes, _) in enumerate(said)
        for code in codes.split()
    ]
    study = study_of(rows, book, **settings)
    columns = {name: [c.get(name) for _, _, c in said] for name in ("mode", "condition")}
    columns["mode"] = [mode or "is" for mode in columns["mode"]]
    statements = study.statements.with_columns(
        **{k: pl.Series(v, dtype=pl.String) for k, v in columns.items()}
    )
    told = [
        {"statement": f"t{n}", "aspect": "access", "pole": pole, "outcome": "reach", "effect": effect}
        for n, pole, effect in claims or []
    ]
    codes = study.codings["code"].unique().to_list()
    return replace(
        study,
        statements=statements,
        placements=with_against(book.placements, codes, study.settings.against),
        claims=pl.DataFrame(told, schema=CLAIMS),
        outcomes=pl.DataFrame({"id": ["reach"], "title": ["Reach"], "wanted": [1]}),
    )


def verdicts_of(study: StudyData, *stated: Conclusion, fixed: tuple[str, ...] = ()) -> tuple[Verdict, ...]:
    return robustness(study, conclusions=stated, own=False, fixed=fixed).verdicts


def on(kind: str, pole: str | None = None, aspect: str | None = "access", **more: Any) -> Conclusion:
    return Conclusion(None, aspect, kind, pole, **more)  # type: ignore[arg-type]


def sources(n: int, codes: str, prefix: str = "s", **columns: str) -> list[tuple[str, str, dict[str, str]]]:
    return [(f"{prefix}{k}", codes, columns) for k in range(n)]


def test_torn_is_what_the_profile_calls_torn() -> None:
    torn = made(*sources(4, "open"), *sources(3, "form", "f"))
    (v,) = verdicts_of(torn, on("torn"), fixed=("placement",))
    assert (v.holds, v.verdict) == (True, "stable")
    assert v.outcome.scale == "contestation"
    assert v.outcome.value[0] == 1
    assert v.text == "access is torn between statements at opposite poles"
    for blended in (made(*sources(5, "half")), made(*sources(9, "open"), *sources(1, "form", "f"))):
        (v,) = verdicts_of(blended, on("torn"))
        assert v.holds is False  # every statement sees both; one in ten is not heard
    (silent,) = verdicts_of(made(*sources(3, "kin")), on("torn"))
    assert silent.holds is None


@given(coded_rows(cases=1), st.sampled_from(["statement", "coding", "source"]))
@examples(10)
def test_contestation_is_the_profiles_under_every_way_of_counting(rows: list[Row], weighting: str) -> None:
    study = study_of(rows, BOOK, weighting=weighting)
    verdicts = verdicts_of(study, on("torn"), on("torn", aspect="care"), fixed=("placement",))
    for a, v in enumerate(verdicts):
        names = [c.name for c in v.grid.choices]
        sizes = [len(v.grid.options(name)) for name in v.outcome.evidence]
        for n, place in enumerate(np.ndindex(*sizes)):
            chosen = {
                name: v.grid.options(name)[i].value for name, i in zip(v.outcome.evidence, place, strict=True)
            }
            assert set(names) >= set(chosen)
            kept = study if chosen["coder"] is None else where(study, {"coder": chosen["coder"]})
            profile = study_profile(kept, **settings_for(chosen))
            if not profile.statements[0, a]:
                assert v.outcome.holds[n] == -1
                continue
            shares = profile.shares[0, a, : len(profile.tally.poles[a])]
            contested = profile.spread.contestation[0, a]
            assert v.outcome.value[n] == pytest.approx(np.nan_to_num(contested), abs=1e-9)
            assert bool(v.outcome.holds[n]) == bool(is_torn(shares, contested))


def test_further_toward_a_pole_here_than_elsewhere() -> None:
    study = made(*sources(5, "form", condition="safety"), *sources(6, "open", "o"), *sources(1, "form", "o"))
    further = on("leans", "formal", where=SAFETY, than="rest")
    clearly = on("clear", "formal", where=SAFETY, than="rest")
    other = on("leans", "informal", where=SAFETY, than="rest")
    one, two, three = verdicts_of(study, further, clearly, other)
    assert (one.holds, two.holds, three.holds) == (True, True, False)
    assert one.text == "access lies further toward formal where condition is safety than elsewhere"
    assert two.text == "access lies clearly further toward formal where condition is safety than elsewhere"
    here = study_profile(where(study, "condition=safety")).balance[0, 0]
    there = study_profile(where(study, "condition!=safety")).balance[0, 0]
    assert one.outcome.value[0, 0] == pytest.approx(here - there)
    assert two.outcome.low[0] < here - there <= two.outcome.high[0]
    few = made(("a", "form", {"condition": "safety"}), ("b", "open", {}))
    assert [v.holds for v in verdicts_of(few, further, clearly)] == [True, False]
    # the other side by conditions of its own; and one on which nobody speaks
    named = on("leans", "formal", where=SAFETY, than=conditions("condition="))
    assert verdicts_of(study, named)[0].outcome.value[0, 0] == pytest.approx(here - there)
    (silent,) = verdicts_of(study, on("leans", "family", "care", where=SAFETY, than="rest"))
    assert silent.holds is None
    assert "one of the two sides" in it.said(silent.why)


def test_a_condition_alone_leaves_the_rest_out() -> None:
    study = made(*sources(5, "open"), *sources(2, "form", "f", condition="safety"))
    whole, part = verdicts_of(study, on("leans", "informal"), on("leans", "formal", where=SAFETY))
    assert (whole.holds, part.holds) == (True, True)
    assert part.outcome.value[0, 0] == 1
    nothing = on("leans", "formal", where=(*SAFETY, *conditions("mode=is"), *conditions("condition=")))
    assert verdicts_of(study, nothing)[0].holds is None


def test_a_gap_runs_from_one_view_to_another() -> None:
    useful = [(n, "formal", 1) for n in range(8)]
    study = made(*sources(8, "open"), claims=useful)
    up, down = verdicts_of(study, on("gap", "formal"), on("gap", "informal"))
    assert (up.holds, down.holds) == (True, False)
    assert up.text == "access lies further toward formal in what is said to be useful than as it is"
    (found, *_) = gap(study).records()
    assert up.outcome.value[0] == pytest.approx(found["gap"])
    assert up.outcome.low[0] <= found["interval"][0] + 0.1
    few = made(*sources(1, "open"), claims=[(0, "formal", 1)])
    assert verdicts_of(few, on("gap", "formal"))[0].holds is False
    # every way of counting has the profile's shares on both sides
    assert np.nanmax(np.abs(up.outcome.value)) <= 2
    back = on("gap", "informal", views=("useful", "is"))
    assert verdicts_of(study, back)[0].holds is True


def test_the_gaps_of_a_study_hold_together() -> None:
    """With a second aspect on which both views speak there are two gaps, and each interval is wider."""
    said = [*sources(4, "open"), *sources(2, "form", "f")]
    claims = [(n, "formal", 1) for n in range(5)] + [(5, "informal", 1)]
    one = made(*said, claims=claims)
    other = {"statement": "t0", "aspect": "care", "pole": "family", "outcome": "reach", "effect": 1}
    more = pl.DataFrame([other], schema=CLAIMS)
    both = replace(
        one,
        claims=pl.concat([one.claims, more]),
        codings=pl.concat([one.codings, one.codings.head(1).with_columns(code=pl.lit("kin"))]),
    )
    (narrow,), (wide,) = verdicts_of(one, on("gap", "formal")), verdicts_of(both, on("gap", "formal"))
    assert narrow.outcome.value[0] == wide.outcome.value[0]
    assert wide.outcome.low[0] < narrow.outcome.low[0]
    assert wide.outcome.high[0] >= narrow.outcome.high[0]


def traits_book() -> Scheme:
    words = Text("Words")
    mine = (Trait(id="mine", aspect="access", feature="door", text=Text("Is open")),)
    theirs = (Trait(id="theirs", aspect="access", feature="door", text=words),)
    friend, clerk = BOOK.ideal_types
    carried = {"open": ("mine",), "form": ("theirs",)}
    return BOOK.model_copy(
        update={
            "ideal_types": (
                friend.model_copy(update={"traits": mine}),
                clerk.model_copy(update={"traits": theirs}),
            ),
            "codes": tuple(c.model_copy(update={"traits": carried.get(c.id, ())}) for c in BOOK.codes),
        }
    )


@pytest.mark.parametrize(
    ("codes", "mine", "theirs"),
    [
        (["open", "open"], "supported", "contradicted"),
        (["open"], "one_for", "one_against"),
        (["form"], "one_against", "one_for"),
        (["!open"], "one_against", "silent"),
        (["!open", "!open"], "contradicted", "silent"),
        (["open", "open", "!open"], "mixed", "contradicted"),
        (["open", "form", "form"], "mixed", "mixed"),
        (["kin"], "silent", "silent"),
    ],
)
def test_traits_rest_on_sources(codes: list[str], mine: str, theirs: str) -> None:
    study = made(*((f"s{n}", code, {}) for n, code in enumerate(codes)), book=traits_book())
    states = {t.trait: t.state for t in it.types(study_profile(study)).cases[0].traits}
    assert states == {"mine": mine, "theirs": theirs}
    held = Conclusion(None, None, "trait", trait="mine", state=mine)  # type: ignore[arg-type]
    other = Conclusion(
        None, None, "trait", trait="mine", state="supported" if mine != "supported" else "mixed"
    )
    yes, no = verdicts_of(study, held, other)
    assert (yes.holds, no.holds, yes.verdict) == (True, False, "stable")
    assert yes.text == f"trait “Is open”: {mine.replace('_', ' ')}"


def test_one_source_supports_no_trait_however_often_it_speaks() -> None:
    study = made(*[("s1", "open", {})] * 5, book=traits_book())
    (mine, _) = it.types(study_profile(study)).cases[0].traits
    assert (mine.state, len(mine.statements)) == ("one_for", 5)
    assert json.loads(json.dumps(mine.to_dict()))["state"] == "one_for"
    mode = made(("s1", "open", {}), ("s2", "open", {"mode": "ought"}), book=traits_book())
    (v,) = verdicts_of(mode, Conclusion(None, None, "trait", trait="mine", state="supported"))
    assert v.holds
    assert [phrase(c) for c in v.broken_by] == ["only what is said of how it is"]


@given(st.integers(0, 5), st.integers(0, 5))
def test_a_state_never_rests_on_less_than_it_says(for_: int, against: int) -> None:
    swap = {"supported": "contradicted", "one_for": "one_against"}
    swap |= {v: k for k, v in swap.items()}
    state = state_of(for_, against)
    assert state_of(against, for_) == swap.get(state, state)
    assert (state == "supported") == (for_ >= 2 and not against)
    assert (state == "silent") == (not for_ and not against)


def test_the_view_is_a_choice_unless_a_conclusion_names_one() -> None:
    """More is wished than is: the view decides, and is named."""
    study = made(*sources(2, "open"), *sources(5, "form", "f", mode="ought"), claims=[(0, "formal", 1)])
    free, fixed, ought = verdicts_of(
        study, on("leans", "formal"), on("leans", "formal", view="all"), on("leans", "formal", view="ought")
    )
    assert free.holds
    assert free.verdict == "fragile"
    assert "only what is said of how it is" in [phrase(c) for c in free.broken_by][:1]
    assert (fixed.holds, fixed.verdict, fixed.share) == (True, "stable", 1.0)
    assert (ought.holds, ought.share) == (True, 1.0)
    assert free.elsewhere == {"ought": True, "useful": True}
    assert fixed.elsewhere == {}
    (is_,) = verdicts_of(study, on("leans", "formal", view="is"))
    assert (is_.holds, is_.made_by) == (False, ())
    assert ought.text == "access leans formal (as it ought to be)"
    asked = robustness(study, "ought", conclusions=[on("leans", "formal")], own=False)
    assert len(asked.grid.options("view")) == 1  # who asks for a view has fixed it
    assert asked.verdicts[0].share == 1.0


def test_what_is_put_against_is_a_choice() -> None:
    study = made(*sources(3, "open"), *sources(4, "!form", "f"))
    (v,) = verdicts_of(study, on("clear", "informal"))
    assert v.holds
    assert "as if it were for it" in " ".join(phrase(c) for c in v.broken_by)
    options = [o.value for o in v.grid.options("against")]
    assert options == ["mirror", "leave_out", "as_for"]
    (none,) = verdicts_of(made(*sources(3, "open")), on("leans", "informal"))
    assert len(none.grid.options("against")) == 1


@given(coded_rows(cases=1, coders=1), st.lists(st.booleans(), min_size=21, max_size=21), st.integers(0, 5))
@examples(25, quick=8)
def test_codes_put_against_count_as_the_engine_has_them(
    rows: list[Row], against: list[bool], pick: int
) -> None:
    turned = [
        (s, source, of, coder, f"!{code}" if no else code, i)
        for (s, source, of, coder, code, i), no in zip(rows, against, strict=False)
    ]
    study = study_of(turned, BOOK)
    codes = study.codings["code"].unique().to_list()
    study = replace(study, placements=with_against(BOOK.placements, codes, "mirror"))
    found = robustness(study, conclusions=[], fixed=("placement",))
    sizes = [
        len(found.grid.options(name))
        for name in ("view", "weighting", "repeats", "reported", "coder", "against")
    ]
    places = list(np.ndindex(*sizes))
    number = pick * 7 % len(places)
    names = ("view", "weighting", "repeats", "reported", "coder", "against")
    chosen = {name: found.grid.options(name)[i].value for name, i in zip(names, places[number], strict=True)}
    profile = study_profile(study, **settings_for(chosen))
    for a, k in enumerate((2, 3)):
        np.testing.assert_allclose(
            found.runs.shares[number][:, a, :k], profile.shares[:, a, :k], atol=1e-12, rtol=0
        )


def mirror(study: StudyData) -> StudyData:
    """The same with the poles of access exchanged."""
    placements = {
        code: {a: tuple(reversed(w)) if a == "access" else w for a, w in places.items()}
        for code, places in study.placements.items()
    }
    exchange = {"informal": "formal", "formal": "informal"}
    return replace(
        study, placements=placements, claims=study.claims.with_columns(pl.col("pole").replace(exchange))
    )


SAID = st.lists(
    st.tuples(
        st.sampled_from(["s1", "s2", "s3"]),
        st.sampled_from(["open", "form", "hours", "half", "!form"]),
        st.fixed_dictionaries(
            {"mode": st.sampled_from(["is", "ought"]), "condition": st.sampled_from(["safety", ""])}
        ),
    ),
    min_size=2,
    max_size=8,
)
BOTH = (
    ("leans", {}), ("clear", {}), ("leans", {"where": SAFETY, "than": "rest"}),
    ("clear", {"where": SAFETY, "than": "rest"}), ("leans", {"view": "is"}), ("gap", {}),
)  # fmt: skip


def told(study: StudyData, pole: str) -> list[tuple[Any, ...]]:
    """What is said of conclusions on a pole, without their words."""
    stated = [on(kind, pole, **more) for kind, more in BOTH]
    whole = replace(study, selection=tuple(conditions("kind=interview")))  # silence is allowed in a part
    return [
        (v.holds, v.verdict, None if v.share is None else round(v.share, 9), len(v.broken_by), v.failed)
        for v in verdicts_of(whole, *stated)
    ]


@given(SAID, st.randoms(use_true_random=False))
@examples(8, quick=3)
def test_neither_the_order_of_rows_nor_the_names_of_poles_change_a_verdict(said: Any, random: Any) -> None:
    # where codes stand exactly: the numbers that move them know which pole is which
    exact = {"placement_doubt": {"common": 0, "code": 0}}
    study = made(*said, claims=[(n, "formal", 1) for n in range(0, len(said), 2)], **exact)
    first = told(study, "formal")
    assert told(mirror(study), "informal") == first
    order = list(range(study.codings.height))
    random.shuffle(order)
    shuffled = replace(
        study,
        codings=study.codings[order],
        statements=study.statements.sort("id", descending=True),
        claims=study.claims[::-1],
    )
    assert told(shuffled, "formal") == first


def test_the_answer_tells_what_was_asked_and_every_specification_has_a_row() -> None:
    study = made(
        *sources(3, "open", condition="safety"), *sources(4, "form", "f", mode="ought"),
        claims=[(0, "formal", 1)], book=traits_book(),
    )  # fmt: skip
    stated = [
        on("torn", where=SAFETY),
        on("gap", "formal"),
        on("leans", "informal", view="useful"),
        on("clear", "informal", where=SAFETY, than="rest"),
        Conclusion(None, None, "trait", trait="mine", state="supported"),
    ]
    found: Robustness = robustness(study, conclusions=stated)
    answer = json.loads(json.dumps(found.to_dict(curves=True)))["conclusions"]
    assert answer[0]["where"] == ["condition=safety"]
    assert answer[1]["views"] is None
    assert answer[2]["view"] == "useful"
    assert answer[3]["than"] == "rest"
    assert (answer[4]["trait"], answer[4]["state"]) == ("mine", "supported")
    rows = found.rows()
    assert rows.height == found.specifications
    assert {"view", "against"} <= set(rows.columns)
    for n, v in enumerate(found.verdicts, 1):
        own = rows[f"conclusion_{n}"][0]
        assert own == v.holds
        seen = {bool(h) for h in v.outcome.holds.ravel() if h >= 0}
        assert set(rows[f"conclusion_{n}"].drop_nulls()) <= seen


def test_what_cannot_be_tested_is_told_all_at_once() -> None:
    study = made(*sources(2, "open", condition="safety"), book=traits_book())
    wrong = [
        on("leans", "formal", view="would"),
        on("leans", "formal", view="wuold"),
        on("leans", "formal", where=conditions("conditon=safety")),
        on("leans", "formal", where=conditions("condition=safty")),
        on("leans", "formal", than="rest"),
        on("torn", where=SAFETY, than="rest"),
        on("gap", "formal"),
        on("gap", "formal", view="is", views=("is", "is")),
        on("leans", "formal", where=conditions("coder=ann")),
        Conclusion(None, None, "trait", trait="mein", state="suported"),  # type: ignore[arg-type]
        on("leans", "formal", trait="mine"),
        on("tor"),
        Conclusion(None, None, "trait", trait="mine", state="mixed", view="useful"),
    ]
    with pytest.raises(it.IdealtypesError) as problem:
        robustness(study, conclusions=wrong)
    assert str(problem.value).splitlines() == [
        "conclusion 1: no statement has the mode `would`, so that nothing is known in the view `would`",
        "conclusion 2: no view `wuold`; did you mean `would`?",
        "conclusion 3: `conditon=safety`: no column `conditon` in statements, sources or cases; "
        "did you mean `condition`?",
        "conclusion 4: `condition=safty`: no statement has `safty` as its `condition`; did you mean `safety`?",
        "conclusion 5: `than` is the other side of a comparison: say in `where` what is compared",
        "conclusion 6: `than` goes with the kinds `leans`, `clear`, not with `torn`",
        "conclusion 7: there are no claims, so that nothing is known in the view `useful`",
        "conclusion 8: a gap runs from one view to another: name them in `views`, not in `view: is`",
        "conclusion 8: a gap runs from one view to another, not from `is` to itself",
        "conclusion 9: `coder=ann`: a condition is on an attribute; coders are a choice that is varied",
        "conclusion 10: name a trait, not `mein`; did you mean `mine`?",
        "conclusion 10: name a state (`supported`, `contradicted`, `mixed`, `one_for`, `one_against`, `silent`), "
        "not `suported`",
        "conclusion 11: `trait` goes with the kind `trait`, not with `leans`",
        "conclusion 12: no kind `tor`; did you mean `torn`?",
        "conclusion 13: claims tell of poles and of no trait: name another view than `useful`",
        "conclusion 13: there are no claims, so that nothing is known in the view `useful`",
    ]


@pytest.mark.parametrize(
    ("quoted", "extent", "mine"),
    [
        ([], "5/6", "supported"),  # five groups, whoever they are
        ([], "1/6", "one_for"),
        ([], "some", "one_for"),  # a minority is one at least
        ([], "most", "supported"),
        (["open"], "1/6", "one_for"),  # the one quoted may be the one meant
        (["form"], "5/6", "mixed"),
        (["form"], "", "one_against"),  # what says not how many enters no number
    ],
)
def test_a_reported_finding_counts_as_so_many_sources_at_least(
    quoted: list[str], extent: str, mine: str
) -> None:
    said = [("authors", "open", {}), *((f"s{n}", code, {}) for n, code in enumerate(quoted))]
    study = made(*said, book=traits_book())
    kind = pl.when(pl.col("source") == "authors").then(pl.lit("reported")).otherwise(pl.lit("interview"))
    told = pl.when(pl.col("source") == "authors").then(pl.lit(extent or None, pl.String))
    study = replace(
        study,
        statements=study.statements.with_columns(kind=kind, extent=told),
        sources=study.sources.with_columns(
            of=pl.lit("6"),
            kind=pl.when(pl.col("id") == "authors").then(pl.lit("reported")).otherwise(pl.lit("interview")),
        ),
    )
    states = {t.trait: t.state for t in it.types(study, reported="extent").cases[0].traits}
    assert states["mine"] == mine
    alone = {t.trait: t.state for t in it.types(study).cases[0].traits}
    assert alone["mine"] == ("silent" if not quoted else "one_for" if quoted == ["open"] else "one_against")
    found = robustness(study.with_settings(reported="extent"))
    assert any("their extents are not" in (it.said(note) or "") for note in found.grid.notes)
