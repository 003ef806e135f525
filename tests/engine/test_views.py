"""Views, the gap between them, and the evidence behind any number, on a small whole study."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import polars as pl
import pytest

import idealtypes as it
from idealtypes.engine.difference_interval import mover
from idealtypes.engine.views import VIEWS, gap, study_profile

SCHEME = """\
format: 1
id: small
title: Small
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
  - {id: contact, title: Contact, axis: formality}
ideal_types:
  - id: informal
    title: Informal
    corner: {access: informal, contact: informal}
    traits:
      - {id: unpaid_trait, aspect: contact, feature: pay, text: Takes no pay}
  - id: formal
    title: Formal
    corner: {access: formal, contact: formal}
    traits:
      - {id: paid_trait, aspect: contact, feature: pay, text: Is paid}
      - {id: trained, aspect: contact, feature: training, text: Is trained}
codes:
  - {id: easy, title: Easy, place: {aspect: access, pole: informal}}
  - {id: unpaid, title: Unpaid, place: {aspect: contact, pole: informal}, trait: unpaid_trait}
  - {id: paid, title: Paid, place: {aspect: contact, pole: formal}, trait: paid_trait}
"""
STUDY = """\
format: 1
title: A small study
scheme: scheme.yaml
statements: statements.csv
sources: sources.csv
claims: claims.csv
outcomes: outcomes.csv
"""
STATEMENTS = """\
id,source,text,codes,mode
s1,g1,It is easy to call,easy,is
s2,g1,Nobody is paid,unpaid,is
s3,g2,Nobody is paid here either,unpaid,is
s4,g2,There should be pay,paid,ought
s5,g3,Pay makes them come,paid,is
s6,authors,The authors say pay is best,paid,is
"""
SOURCES = "id,kind\ng1,interview\ng2,interview\ng3,interview\nauthors,reported\n"
CLAIMS = """\
statement,aspect,pole,outcome,effect
s1,access,informal,come,1
s3,contact,informal,debt,1
s4,contact,formal,come,1
s4,contact,formal,debt,-1
s5,contact,formal,come,1
s6,contact,formal,come,1
"""
OUTCOMES = "id,title,wanted\ncome,They come,1\ndebt,Debt of gratitude,-1\n"


@pytest.fixture
def study(tmp_path: Path) -> it.Study:
    files = {
        "scheme.yaml": SCHEME,
        "study.yaml": STUDY,
        "statements.csv": STATEMENTS,
        "sources.csv": SOURCES,
        "claims.csv": CLAIMS,
        "outcomes.csv": OUTCOMES,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return it.read_study(tmp_path)


def test_each_view_takes_what_it_needs(study: it.Study) -> None:
    balance = {
        view: study_profile(study, view).balance[0].tolist() for view in ("all", "is", "ought", "useful")
    }
    assert balance["all"] == pytest.approx([-1, 0])
    assert balance["is"] == pytest.approx([-1, -1 / 3])
    assert balance["ought"][1] == pytest.approx(1)
    # s3: the informal pole helps an unwanted outcome, so it hurts; s4 says the same of pay twice over.
    assert balance["useful"] == pytest.approx([-1, 1])
    useful = study_profile(study, "useful")
    assert useful.statements[0].tolist() == [1, 3]


def test_what_would_be_is_neither_what_is_nor_what_ought_to_be(study: it.Study) -> None:
    statements = study.statements.with_columns(
        mode=pl.col("id").replace_strict({"s3": "would", "s5": "expected"}, default=pl.col("mode"))
    )
    changed = dataclasses.replace(study, statements=statements)
    counted = {view: study_profile(changed, view).statements[0].tolist() for view in VIEWS}
    assert counted == {
        "all": [1, 4], "is": [1, 1], "ought": [0, 1], "expected": [0, 1], "would": [0, 1], "useful": [1, 3],
    }  # fmt: skip
    assert study_profile(changed, "would").balance[0, 1] == -1
    assert study_profile(changed, "expected").balance[0, 1] == 1
    (silent, told) = gap(changed, "would", "expected").records()
    assert "view would" in silent["why"]
    assert told["gap"] == 2


def test_reported_sources_enter_only_when_asked(study: it.Study) -> None:
    assert study.profile().statements[0].tolist() == [1, 4]
    assert study.profile(reported="include").statements[0].tolist() == [1, 5]
    assert study.profile(view="useful", reported="include").statements[0].tolist() == [1, 4]


def test_the_gap_is_between_what_is_and_what_helps(study: it.Study) -> None:
    access, contact = gap(study).records()
    assert contact["here"] == pytest.approx(-1 / 3)
    assert contact["gap"] == pytest.approx(4 / 3)
    assert contact["interval"][0] < 4 / 3 < contact["interval"][1]
    assert contact["probability"] > 0.7
    assert access["gap"] == pytest.approx(0)
    (silent, _) = gap(study, "is", "ought").records()
    assert silent["gap"] is None
    assert "view ought" in silent["why"]


def test_a_gap_is_a_difference_like_any_other(study: it.Study) -> None:
    """The wider of the draws' and MOVER's, no doubt makes it narrower, and all gaps hold together."""
    found = gap(study)
    assert found.family.size == {"": 2}
    useful, is_ = (study.profile(view=view) for view in ("useful", "is"))
    for a, g in enumerate(found.gaps):
        ends = [(view.interval[0, a, 0], view.interval[0, a, 1]) for view in (useful, is_)]
        widest = mover(useful.balance[0, a], ends[0], is_.balance[0, a], ends[1], r=1.0)
        for outer, inner in (
            (g.interval, widest),
            (g.interval_whole, g.interval),
            (g.simultaneous, g.interval_whole),
        ):
            assert outer[0] <= inner[0] + 1e-9
            assert outer[1] >= inner[1] - 1e-9
        assert g.finding.standing != "sure" or g.clear
    back = gap(study, "useful", "is")
    for there, here in zip(found.gaps, back.gaps, strict=True):
        assert there.gap == pytest.approx(-here.gap)
        assert there.interval == pytest.approx((-here.interval[1], -here.interval[0]), abs=0.03)


def test_every_pole_of_three_has_a_gap() -> None:
    seven = it.read_study(Path(__file__).parents[2] / "examples" / "seven_orders").with_settings(draws=200)
    found = gap(seven, "is", "ought")
    assert {g.pole for g in found.gaps} == set(seven.scheme.poles(found.gaps[0].aspect))
    assert found.to_frame().height == len(found.gaps)


def test_evidence_opens_the_statements_behind_a_number(study: it.Study) -> None:
    def ids(**asked: str) -> list[str]:
        return [s.id for s in study.evidence(**asked).statements]

    assert ids(aspect="contact") == ["s2", "s3", "s4", "s5", "s6"]
    assert ids(aspect="contact", pole="formal") == ["s4", "s5", "s6"]
    assert ids(pole="informal") == ["s1", "s2", "s3"]
    assert ids(source="g1", aspect="contact") == ["s2"]
    assert ids(code="paid") == ["s4", "s5", "s6"]
    assert ids(trait="paid_trait") == ["s4", "s5", "s6"]
    assert ids(type="informal") == ["s1", "s2", "s3"]
    assert ids(view="useful", aspect="contact", pole="formal") == ["s3", "s4", "s5", "s6"]
    assert ids(view="ought") == ["s4"]
    (told,) = [s for s in study.evidence().statements if s.id == "s6"]
    assert not told.counted
    assert told.weights == {"contact": {"informal": 0.0, "formal": 1.0}}
    with pytest.raises(ValueError, match="no pole 'warm'"):
        study.evidence(pole="warm")


def test_traits_are_told_by_sources(study: it.Study) -> None:
    states = {t.trait: (t.state, t.statements) for t in study.types().cases[0].traits}
    assert states["unpaid_trait"] == ("mixed", ("s2", "s3"))
    assert states["paid_trait"] == ("mixed", ("s4", "s5"))
    assert states["trained"] == ("silent", ())
    ought = {t.trait: t.state for t in study.types(view="ought").cases[0].traits}
    assert ought["unpaid_trait"] == "one_against"
    assert ought["paid_trait"] == "one_for"


def test_settings_are_checked_when_overridden(study: it.Study) -> None:
    with pytest.raises(ValueError, match="level"):
        study.profile(level=1.5)
    with pytest.raises(ValueError, match="view"):
        study.profile(view="maybe")  # type: ignore[arg-type]
