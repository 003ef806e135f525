"""What the page says in words is true of the numbers, on studies at the edges of what can be said; both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from markupsafe import Markup

from idealtypes.analyses.types.membership import membership
from idealtypes.engine.findings import LEANING
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import Facts, gather
from idealtypes.reporting.links import Links
from idealtypes.reporting.sections import both_weightings, compare, influence, robustness, tension, types
from idealtypes.reporting.summary.summary import ideal_type, summary
from idealtypes.reporting.summary.summary_over_cases import outermost
from idealtypes.reporting.wording.words import words_of

from ..examples import LONG
from .case_claims import CASE_CLAIMS
from .claim_checks import CHECKS
from .claims import claims, expected, firmness, number
from .edge_studies import EDGES
from .terminal_checks import TERMINAL

LANGUAGES = ("en", "nb")
FIRM = ("sure", "leaning", "cannot_be_told")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], StudyData]:
    """An edge study, by its name."""
    root = tmp_path_factory.mktemp("edges")
    return cache(lambda name: read_study(EDGES[name](root / name)))


@pytest.fixture(scope="module")
def known(study: Callable[[str], StudyData]) -> Callable[[str, str], Facts]:
    """What a report says of an edge study; what knows no language is computed once."""

    @cache
    def told(name: str, language: str) -> Facts:
        if language == "en":
            return gather(study(name))
        first = told(name, "en")
        words = words_of(first.study, language)
        other = replace(
            first,
            words=words,
            membership=membership(first.profile, language=language),
        )
        vars(other).update(
            {shared: getattr(first, shared) for shared in ("comparison", "extremes", "influence", "coded")}
        )
        return other

    return told


edges = pytest.mark.parametrize("name", EDGES)
# Each study in a language by turns; the long run takes both of each.
BY_TURNS = [(name, LANGUAGES[n % len(LANGUAGES)]) for n, name in enumerate(EDGES)]
spoken = pytest.mark.parametrize(
    ("name", "language"), [(name, one) for name in EDGES for one in LANGUAGES] if LONG else BY_TURNS
)


def test_there_are_forty_studies_and_more() -> None:
    assert len(EDGES) >= 40


@spoken
def test_talk_and_informants(known: Callable[[str, str], Facts], name: str, language: str) -> None:
    facts = known(name, language)
    words, profile, told = facts.words, facts.profile, both_weightings.weightings(facts)
    if facts.rated or profile.complete.any() or profile.sources.max() == 1:
        assert told is None  # ratings are no talk, complete evidence has no informants, one source is both
        return
    assert told is not None
    found = [
        claims(words, said, *(f"profile.estimands.{k}" for k in ("parted", "more", "nowhere")))
        for said in told["said"]
    ]
    parted = [f for f in profile.findings if f.kind == "weighting"]
    assert ("profile.estimands.nowhere" in found[0]) == (not parted)
    for f in parted:
        assert f.subject.case is not None
        assert f.subject.aspect is not None
        c, a = profile.cases.index(f.subject.case), profile.aspects.index(f.subject.aspect)
        (at,) = (one for one in found if facts.aspects[a] in one["profile.estimands.parted"]["what"])
        for place, one in (("here_at", profile), ("there_at", profile.other)):
            assert number(words, at["profile.estimands.parted"][place]) == pytest.approx(
                one.balance[c, a], abs=0.005
            )
        poles = dict(zip(profile.poles(f.subject.aspect), facts.poles[a], strict=True))
        assert at["profile.estimands.more"]["pole"] != poles[f.subject.pole or ""]  # the informants lie there
    if name == "talkative_lean":
        assert parted


@spoken
def test_selective_quoting(known: Callable[[str, str], Facts], name: str, language: str) -> None:
    facts = known(name, language)
    words, profile, told = facts.words, facts.profile, both_weightings.quoted(facts)
    assert bool(told) == (name == "quoted")
    once = told[-1:] == [words.say("profile.quoting.all_hold")]  # what is so of all of them is said once
    if once:
        assert (profile.interval_whole[0].prod(axis=-1) <= 0).all()
    for said in told[:-1] if once else told:
        at = claims(words, said, *(f"profile.quoting.{k}" for k in ("needed", "all", "near", "holds")))
        (a,) = (a for a, title in enumerate(facts.aspects) if said.startswith(title))
        share, near = profile.shares[0, a].max(), np.abs(profile.interval_whole[0, a]).min()
        ahead = facts.poles[a][int(profile.balance[0, a] > 0)]
        over = profile.interval_whole[0, a].prod() <= 0
        assert ("profile.quoting.holds" in at) == (over and not once)
        if "profile.quoting.near" in at:
            factor = number(words, at["profile.quoting.near"]["factor"])
            assert factor == pytest.approx((1 + near) / (1 - near), abs=0.05)
        if "profile.quoting.needed" in at:
            assert at["profile.quoting.needed"]["pole"] == ahead
            factor = number(words, at["profile.quoting.needed"]["factor"])
            assert share / (share + factor * (1 - share)) == pytest.approx(0.5, abs=0.02)
        else:
            assert at["profile.quoting.all"]["pole"] == ahead
            assert share == 1


@spoken
def test_what_a_source_moves(known: Callable[[str, str], Facts], name: str, language: str) -> None:
    facts = known(name, language)
    words, left = facts.words, facts.influence.sources
    said = " ".join(influence.influence(facts))
    keys = ("most_moved", "most_moved_share", "most_moved_alike", "none_moves", "each_aspect_alone", "one_source",
            "one_rater", "turning", "none_turns", "none_to_turn", "silencing")  # fmt: skip
    told = {
        key.split(".")[1]: at for key, at in claims(words, said, *(f"robustness.{k}" for k in keys)).items()
    }
    change = np.abs(left.change[~np.isnan(left.change)])
    if len(left.ids) < 2:
        assert set(told) == {"one_rater" if facts.rated else "one_source"}
        return
    most = change.max() if len(change) else np.nan
    movers = {left.ids[left.item[r]] for r in np.flatnonzero(np.abs(left.change) > most - 1e-9)}
    shown = [facts.source(one) for one in movers]
    assert ("each_aspect_alone" in told) == (not len(change))
    assert ("none_moves" in told) == bool(most < 0.005)
    for key in {"most_moved", "most_moved_share"} & set(told):
        assert len(movers) == 1
        assert shown[0] in told[key]["source"]
        assert number(words, told[key]["change"]) == pytest.approx(most, abs=0.005)
        assert most >= 0.005
    if "most_moved_alike" in told:
        assert int(told["most_moved_alike"]["n"]) == len(movers) > 1
        assert number(words, told["most_moved_alike"]["change"]) == pytest.approx(most, abs=0.005)
        assert most >= 0.005
    assert (
        len(
            {"most_moved", "most_moved_share", "most_moved_alike", "none_moves", "each_aspect_alone"}
            & set(told)
        )
        == 1
    )
    turning = {left.ids[i] for i in left.item[left.type_changes]}
    typed = any(one.type is not None for one in facts.influence.smallest)
    assert ("turning" in told) == bool(turning)
    assert ("none_turns" in told) == (typed and not turning)
    assert ("none_to_turn" in told) == (not typed and not turning)
    if len(turning) > 1:
        assert int(told["turning"]["n"]) == len(turning)
    silencing = {left.ids[i] for i in left.item[np.isnan(left.change)]}
    assert ("silencing" in told) == bool(silencing and len(change))


@spoken
def test_how_many_conclusions_hold(known: Callable[[str, str], Facts], name: str, language: str) -> None:
    facts = known(name, language)
    words = facts.words
    part: dict[str, Any] = robustness.build(facts, Links(facts))
    told = [v for v in facts.robustness.verdicts if v.verdict is not None]
    stable = [v for v in told if v.verdict == "stable"]
    nowhere = [v for v in told if v.share == 0 and not v.made_by]
    fragile = len(told) - len(stable) - len(nowhere)
    found = claims(
        words, part["summary"], "robustness.summary", "robustness.are_fragile", "robustness.are_does_not_hold"
    )
    if told:
        assert (found["robustness.summary"]["stable"], found["robustness.summary"]["all"]) == (
            str(len(stable)),
            str(len(told)),
        )
    assert ("robustness.are_fragile" in found) == (fragile > 0)
    assert ("robustness.are_does_not_hold" in found) == bool(nowhere)
    assert found.get("robustness.are_fragile", {}).get("n", "1") == str(max(fragile, 1))
    assert found.get("robustness.are_does_not_hold", {}).get("n", "1") == str(max(len(nowhere), 1))
    assert (len(part["stable"]), len(part["fragile"]), len(part["does_not_hold"])) == (
        len(stable),
        fragile,
        len(nowhere),
    )
    none = words.percent(0.0)
    for row, v in zip(part["fragile"], [v for v in told if v.standing == "fragile"], strict=True):
        assert re.sub(r"<[^>]+>", "", row["share"]) != none or v.made_by or v.share


def likely(facts: Facts, c: int) -> dict[tuple[int, ...] | None, float]:
    """Corner → its share of the draws, None for no corner: counted anew."""
    drawn = [facts.profile.draws.shares(a)[c] for a in range(len(facts.aspects))]
    at = np.stack([np.where(s.max(axis=0) > 0.5, s.argmax(axis=0), -1) for s in drawn], axis=-1)
    found = Counter(None if -1 in poles else tuple(poles) for poles in at.tolist())
    return {corner: times / len(at) for corner, times in found.items()}


@spoken
def test_the_type_a_case_leans_to_beside_what_is_more_probable(
    known: Callable[[str, str], Facts], name: str, language: str
) -> None:
    facts = known(name, language)
    words, poles = facts.words, facts.profile.tally.poles
    for c, member in enumerate(facts.membership.cases):
        complete = facts.study.settings.unit == "none"
        thin = bool((facts.profile.statements[c] < (1 if complete else 2)).any())
        own = member.find(member.assigned or member.leans)
        said = " ".join(types.verdict(facts, c, member))
        told = claims(words, said, *(f"types.verdict_{k}" for k in ("leans", "assigned", "complete", "nearest",
                       *(f"none.{k}" for k in FIRM), "ties", "deciding")), "types.likelier")  # fmt: skip
        if own is None:
            none = member.no_type or 0
            assert set(told) == {f"types.verdict_none.{expected(none if not thin else 0.0)}"}
            continue
        least = [max(facts.profile.shares[c, a]) for a in range(len(facts.aspects))]
        tied = np.isclose(least, min(least), atol=1e-9).sum()
        assert ("types.verdict_ties" in told) == (tied > 1)
        assert ("types.verdict_deciding" in told) == (tied == 1)
        sentence = ideal_type(facts, c)
        summed = claims(
            words, sentence, *(f"summary.{k}" for k in ("leans_less", "leans_but", "leans", "assigned"))
        )
        if own.probability is None or thin or facts.study.settings.unit == "none":
            assert not {"types.verdict_leans", "types.verdict_assigned", "types.likelier"} & set(told)
            assert not summed
            continue
        chances = likely(facts, c)
        corner = tuple(
            poles[a].index(str(own.corner[aspect])) for a, aspect in enumerate(facts.profile.aspects)
        )
        assert own.probability == pytest.approx(chances.get(corner, 0.0))
        assert member.no_type == pytest.approx(chances.get(None, 0.0))
        most = round(max(chances.values()), 9)
        beaten = most > own.probability + 1e-9 and words.percent(most) != words.percent(own.probability)
        assert ("types.likelier" in told) == beaten
        if member.assigned:
            assert own.probability >= facts.study.settings.assigned
            assert "summary.assigned" in summed
        else:
            assert own.probability < facts.study.settings.assigned
            assert "types.verdict_leans" in told
            assert ("summary.leans_less" in summed) == beaten
        if "summary.assigned" in summed:
            assert firmness(words, summed["summary.assigned"]) == expected(own.probability)
        for at in summed.values():
            close = 1.0 if at["probability"][0] in "<>" else 0.51
            assert number(words, at["probability"].lstrip("<>")) == pytest.approx(
                100 * own.probability, abs=close
            )
        if beaten:
            assert number(words, told["types.likelier"]["probability"]) == pytest.approx(100 * most, abs=0.51)


@spoken
def test_groups_of_cases_and_of_codes_are_beyond_chance(
    known: Callable[[str, str], Facts], name: str, language: str
) -> None:
    facts = known(name, language)
    if name.startswith("random"):
        assert tension.groups(facts) == []
        assert facts.tension.network.communities == ()
        assert not any(
            "tension.beyond" in claims(facts.words, s, "tension.beyond") for s in tension.summary(facts)
        )
    if facts.comparison is None:
        return
    found = facts.comparison.clusters
    said = " ".join(compare.alike(facts, facts.comparison))
    told = claims(
        facts.words, said, *(f"comparison.{k}" for k in ("alike", "by_chance", "no_structure", "all_alike"))
    )
    assert ("comparison.alike" in told) == bool(found.clusters)
    if found.clusters:
        assert not name.startswith("random")
        assert int(told["comparison.alike"]["n"]) == len(found.clusters)
    apart = len(np.unique(np.nan_to_num(facts.profile.shares, nan=-1.0).round(9), axis=0)) > 1
    assert not ("comparison.all_alike" in told and apart and facts.profile.statements.all())
    if "comparison.no_structure" in told:
        assert max(found.silhouettes.values()) < 0.26


@spoken
def test_the_outermost_cases_are_where_the_draws_put_them_and_ties_are_ties(
    known: Callable[[str, str], Facts], name: str, language: str
) -> None:
    facts = known(name, language)
    profile = facts.profile
    for a in range(len(facts.aspects)):
        heard = [c for c in range(len(facts.cases)) if profile.statements[c, a]]
        if not profile.bipolar[a] or len(heard) < 2:
            continue
        for found in facts.extremes.get(profile.aspects[a], ()):
            if found.standing == "cannot_be_told":
                continue
            said = outermost(facts, found).rstrip(".")
            (told,) = claims(facts.words, said, "summary.outermost").values()
            pole = facts.poles[a].index(told["pole"])
            toward = (2 * pole - 1) * profile.balance[heard, a]
            first = np.flatnonzero(toward > toward.max() - 1e-9)
            assert number(facts.words, told["value"]) == pytest.approx(
                profile.balance[heard[first[0]], a], abs=0.006
            )
            assert int(told.get("n", 1)) == len(first) < len(heard)
            if len(first) == 1:
                assert told["case"] == facts.cases[heard[first[0]]]
            drawn = (2 * pole - 1) * profile.draws.by_aspect[a][heard]
            there = np.isin(drawn.argmax(axis=0), first)
            assert there.mean() >= LEANING
            assert firmness(facts.words, told) == expected(there.mean())
            assert not (profile.no_interval[heard, a] & ~profile.complete[heard]).any()


class _Marked:
    """Every name and number is markup, as on the page."""

    def named(self, title: str, /) -> str:
        return Markup("<b>{}</b>").format(title)

    def number(self, shown: str, /, *, case: int, aspect: int) -> str:
        return Markup("<i>{}</i>").format(shown)

    def gap(self, shown: str, case: int, aspect: int, /) -> str:
        return Markup("<i>{}</i>").format(shown)

    def corner(self, shown: str, case: int, kind: object, /) -> str:
        return Markup("<i>{}</i>").format(shown)


@spoken
def test_links_in_the_summary_are_links(known: Callable[[str, str], Facts], name: str, language: str) -> None:
    """A sentence that loses its markup on the way would show tags on the page."""
    for sentence in summary(known(name, language), _Marked()):
        assert "<" not in re.sub(r"</?[bi]>", "", sentence).replace("<.", "")
        assert isinstance(sentence, Markup) or not re.search(r"</?[bi]>", sentence)


@spoken
def test_every_other_sentence(known: Callable[[str, str], Facts], name: str, language: str) -> None:
    """Words of balances, counts of cases, gaps, differences, nearest cases, groups, tensions and scenarios; the tables
    and sentences of the terminal, which speaks English."""
    for check in (*CHECKS, *CASE_CLAIMS, *(TERMINAL if language == "en" else ())):
        check(known(name, language))
