"""A report made for sharing: what must not leave the project is nowhere in it, and cannot be told from it."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import idealtypes as it
from idealtypes.disclosure.approved import approved_of, skeleton
from idealtypes.disclosure.pseudonyms import KEY, Pseudonyms, extended, ids_of
from idealtypes.disclosure.published import Published, only, publish, stepped
from idealtypes.disclosure.stand_in import stand_in
from idealtypes.engine.coded import VIEWS, where
from idealtypes.engine.views import gap, study_profile
from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text
from idealtypes.reporting.report import LOG, files_of, report_files, report_of, write_report
from idealtypes.reporting.shared_facts import facts_of, gather_shared
from idealtypes.reporting.wording.words import words_in
from idealtypes.study import report_folder
from tests.disclosure.conftest import rows, write_study

from .page import Page

ROOT = Path(__file__).parents[2]


def content(files: Mapping[str, bytes]) -> str:
    """Everything in all files that can be read as text, their names and spreadsheets unpacked."""
    texts = []
    for name, held in files.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(held)) as book:
                texts += [book.read(part).decode("utf-8") for part in book.namelist()]
        else:
            texts += [name, held.decode("utf-8", errors="replace")]
    return "\n".join(texts)


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., StudyData]:
    return lambda said=None, **files: read_study(write_study(tmp_path / "study", said or rows(), **files))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, bytes]]:
    """The files of the report of the small study, by its language."""
    study = read_study(write_study(tmp_path_factory.mktemp("first") / "study", rows()))
    return cache(lambda language: published_files(study, language=language))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> StudyData:
    """The shipped example in a folder of its own: measures, claims, reported sources, notes."""
    folder = tmp_path_factory.mktemp("shipped") / "study"
    shutil.copytree(ROOT / "examples" / "support_colleagues", folder)
    return read_study(folder).with_settings(draws=200)


def published_of(study: StudyData, language: str = "en") -> Published:
    """What is published of a study, with numbers of pseudonyms that are no secret."""
    words, key = words_in(language), Pseudonyms({pair: n for n, pair in enumerate(every(study), 10)})
    return publish(
        study, approved_of(study), key, lambda kind, n: Text(words.say(f"sharing.names.{kind}", n=n))
    )[0]


def published_files(study: StudyData, language: str = "en") -> dict[str, bytes]:
    """The files of a shared report."""
    words = words_in(language)
    facts = facts_of(published_of(study, language), approved_of(study), words)
    return dict(files_of(report_of(facts)))


def every(study: StudyData) -> list[tuple[str, str]]:
    return [(kind, name) for kind, names in ids_of(study).items() for name in names]


# nothing by name


@pytest.mark.parametrize(("kind", "language"), [("mixed", "en"), ("hostile", "nb")])
def test_no_text_id_or_place_is_left(study, kind: str, language: str) -> None:
    known = study(kind)
    everything = content(report_files(known, language=language, sharing=True))
    for frame in (known.statements, known.sources):
        for row in frame.to_dicts():
            for column, value in row.items():
                # words such as `is` and `interview` are the program's own
                if isinstance(value, str) and len(value) > 3 and column not in ("mode", "kind", "case"):
                    assert value not in everything, (column, value)
    for name in (
        "Group 1",
        "The authors",
        "group_1",
        "statements.csv",
        "sources.csv",
        *map(str, known.inputs),
    ):
        assert name not in everything


def test_pseudonyms_stand_for_cases_in_an_order_of_their_own(small) -> None:
    study = small()
    page = Page(report_files(study, sharing=True)["report.html"].decode()).text
    numbers = dict(
        pl.read_csv(study.root / KEY).filter(pl.col("kind") == "case").select("id", "number").rows()
    )
    first, second = sorted(numbers.values())
    table = page[
        page.rindex("Balance, aspect by aspect") :
    ]  # the first screen tells what stands most firmly first
    assert 0 < table.index(f"Case {first}") < table.index(f"Case {second}")
    assert "Nordmann" not in page
    again = Page(report_files(study, sharing=True)["report.html"].decode()).text
    assert again == page


def test_a_title_is_shown_when_it_is_approved_and_no_longer_when_it_changes(small) -> None:
    filled = skeleton(approved_of(small())).replace("north.title\n    show: no", "north.title\n    show: yes")
    shown = published_of(small(**{"sharing.yaml": filled}))
    assert "The ward of Kari Nordmann" in [title.say() for _, title in shown.cases]
    assert shown.title.say() == "A study"
    cases = {"cases.csv": "id,title\nnorth,The ward of Ola Nordmann\nsouth,Formal\n"}
    changed = published_of(small(**{"sharing.yaml": filled}, **cases))
    assert all(title.say().startswith("Case ") for _, title in changed.cases)


def test_an_approved_note_is_shown(small) -> None:
    filled = skeleton(approved_of(small())).replace(
        "notes.limits\n    show: no", "notes.limits\n    show: yes"
    )
    files = published_files(small(**{"sharing.yaml": filled}))
    assert "Only one of the wards was met." in content(files)


def test_what_ships_with_the_program_is_shown_and_measures_when_they_are_approved(shipped: StudyData) -> None:
    assert shipped.root is not None
    page = Page(published_files(shipped)["report.html"].decode()).text
    assert "Ability to help" in page
    assert "The informal support colleague" in page
    titles = [measure.title.say() for measure in shipped.measures.measures]
    assert all(title in page for title in titles)
    approved = shipped.root / "sharing.yaml"
    told = approved.read_text(encoding="utf-8")
    approved.write_text("format: 1\n", encoding="utf-8")
    page = Page(published_files(shipped)["report.html"].decode()).text
    approved.write_text(told, encoding="utf-8")
    assert "Measure 1" in page
    assert [title for title in titles if title in page] == [
        "Regular meetings"
    ]  # which a shipped scheme says, too


# nothing to be worked out


def test_what_is_hidden_changes_nothing_at_all(small, first) -> None:
    """The report is the same, byte for byte, whatever stands in the cells that are not shown."""
    said = rows()

    def changed(change: Callable[[str, str, str], tuple[str, str, str] | None]) -> list[tuple[str, str, str]]:
        return [new for one in said if (new := change(*one)) is not None]

    before = published_of(small(said))
    others = {
        "six of ten stand on the other side of an aspect that is hidden": changed(
            lambda s, c, m: (s, {"middle_i": "middle_f", "middle_f": "middle_i"}.get(c, c), m)
        ),
        "nobody stands on the other side": changed(
            lambda s, c, m: (s, c.replace("leaning_f", "leaning_i"), m)
        ),
        "three stand on the other side": changed(
            lambda s, c, m: (s, "leaning_f" if s == "n2" and c == "leaning_i" else c, m)
        ),
        "fewer speak": changed(lambda s, c, m: None if c == "few_i" and s == "n0" else (s, c, m)),
        "nobody speaks": changed(lambda s, c, m: None if c == "few_i" else (s, c, m)),
        "somebody speaks where nobody did": [*said, ("n5", "silent_i", "ought")],
        "another case has another four": changed(
            lambda s, c, m: (s, "mixed_f" if s.startswith("s") else c, m)
        ),
    }
    for name, other in others.items():
        assert published_of(small(other)) == before, name
    found, files = published_files(small(others["somebody speaks where nobody did"])), first("en")
    assert found.keys() == files.keys()
    assert all(found[file] == files[file] for file in files)


def test_what_is_shown_does_change(small) -> None:
    more = [*rows(), *((f"n{i}", "mixed_i", "is") for i in range(5))]
    assert published_of(small(more)) != published_of(small())


def test_claims_texts_coders_and_attributes_change_nothing(shipped: StudyData) -> None:
    note = {"tells": Text("who it was")}
    other = replace(
        shipped,
        claims=shipped.claims.with_columns(effect=-pl.col("effect")),
        statements=shipped.statements.with_columns(text=pl.lit("other words"), locator=pl.lit("page 1")),
        sources=shipped.sources.with_columns(ward=pl.lit("north")),
        notes={**shipped.notes, **note},
        conclusions=(),
        inputs=(),
    )
    assert published_of(other) == published_of(shipped)


def test_everything_follows_from_what_is_published(small) -> None:
    study = small()
    key = Pseudonyms(extended({}, ids_of(study)))
    shown, decided = publish(study, approved_of(study), key, lambda kind, n: Text(f"{kind} {n}"))
    assert {where for where, one in decided.cells.items() if one.open} == {
        ("all", "north", "mixed"), ("all", "north", "leaning"), ("is", "north", "mixed"), ("is", "north", "leaning"),
    } - {where for where, one in decided.cells.items() if one.state == "hidden"}  # fmt: skip
    for view in VIEWS:
        profile = study_profile(stand_in(shown, view))
        for c, case in enumerate(profile.tally.cases):
            for a, aspect in enumerate(profile.aspects):
                cell = shown.at(view, case, aspect)
                assert (profile.sources[c, a] > 0) == (cell is not None)
                if cell is not None:
                    assert profile.shares[c, a].tolist() == pytest.approx(list(cell.shares))
                    assert profile.effective_n[c, a] == pytest.approx(cell.size)


def test_the_gap_is_that_of_the_two_views_that_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    shutil.copytree(ROOT / "examples" / "peer_support_2023", folder)
    (folder / "sharing.yaml").write_text("format: 1\npublic: [document]\n")
    study = read_study(folder).with_settings(draws=200)
    facts = facts_of(published_of(study), approved_of(study), words_in("en"))
    told = {record["aspect"]: record["gap"] for record in facts.gaps.values() if record["gap"] is not None}
    own = {one.aspect: one.gap for one in gap(study).gaps if one.gap is not None}
    assert told == pytest.approx(own, abs=1e-5)
    assert len(told) == 3


def test_an_interval_is_no_narrower_than_the_study_s_own(shipped: StudyData) -> None:
    key = Pseudonyms(extended({}, ids_of(shipped)))
    shown, decided = publish(shipped, approved_of(shipped), key, lambda kind, n: Text(f"{kind} {n}"))
    own, other = study_profile(shipped), study_profile(stand_in(shown, "all"))
    # each cell as if nothing else had been said: draws of all cells together depend on what is hidden
    alone = [study_profile(only(shipped, ["support_colleagues"], aspect)) for aspect in own.aspects]
    wide = [
        np.array([one.interval_whole[0, a, 1] - one.interval_whole[0, a, 0] for a, one in enumerate(every)])
        for every in (alone, [other] * len(alone))
    ]
    assert (wide[1] >= wide[0] - 1e-9).all()
    # and where both sides are shown it is not much wider: one informant less would be
    a = next(
        a
        for a, aspect in enumerate(own.aspects)
        if decided["all", "support_colleagues", aspect].state == "shown"
    )
    assert wide[1][a] < wide[0][a] + 0.1


def test_no_count_is_told(shipped: StudyData) -> None:
    files = published_files(shipped)
    text = Page(files["report.html"].decode()).text
    assert not re.search(
        r"\d+ (statements?|sources?|informants?|raters?|coders?)\b", text.replace("least 5 informants", "")
    )
    for name, held in files.items():
        if name.endswith(".csv"):
            columns = set(pl.read_csv(held).columns)
            assert not columns & {
                "statements",
                "sources",
                "mass",
                "salience",
                "effective_n",
                "logit",
                "why",
            }, name


@pytest.mark.parametrize(("language", "word"), [("en", "nobody"), ("nb", "ingen snakker")])
def test_what_is_not_shown_is_not_said_to_be_silent(first, language: str, word: str) -> None:
    files = first(language)
    page = Page(files["report.html"].decode()).text
    log = page.index(words_in(language).say("sections.sharing"))
    assert word not in page[:log].lower()
    assert word not in content({n: f for n, f in files.items() if n not in ("report.html", LOG)}).lower()
    assert words_in(language).for_sharing(5).say("profile.silent") in page


def test_the_page_opens_nothing(first) -> None:
    html = first("en")["report.html"].decode()
    assert "data-s=" not in html
    assert "data-e=" not in html
    assert '<script type="application/json" id="data">{"statements":[],"numbers":{}}</script>' in html
    assert 'id="evidence"' not in html


# the record


def test_it_says_so_and_what_is_left_out(first) -> None:
    files = first("en")
    text = Page(files["report.html"].decode()).text
    assert "Made for sharing: at least 5 informants stand behind every number" in text
    assert "1 of 10 balances is shown." in text
    assert "1 is told as two thirds or more on one side." in text
    assert "8 are not shown" in text
    log = json.loads(files[LOG])
    assert log["cells"]["all"] == {"shown": 1, "one_sided": 1, "hidden": 8}
    assert log["texts"]["cases"] == {"approved": 0, "of": 2}
    record = json.loads(files["provenance.json"])
    assert set(record) == {
        "format",
        "numbers",
        "findings",
        "language",
        "page",
        "sections",
        "title",
        "date",
        "versions",
        "settings",
        "seed",
        "sharing",
        "k",
    }
    told = {one["subject"]["aspect"]: one for one in record["findings"] if one["of"] == "profile"}
    assert {aspect: one["kind"] for aspect, one in told.items()} == {
        "aspect_1": "balanced",
        "aspect_2": "lean",
    }
    assert "value" in told["aspect_1"]
    assert not {"value", "interval", "probability", "n"} & set(told["aspect_2"])  # one side, and no more
    assert "Laget for deling" in Page(first("nb")["report.html"].decode()).text


def test_a_study_of_which_nothing_can_be_shown_has_a_report(small) -> None:
    files = report_files(small(), sharing=True, k=50)
    page = Page(files["report.html"].decode()).text
    assert "nothing can be shown" in page
    assert [name for name in files if name.startswith("figures")] == ["figures/balance.svg"]
    assert words_in("en").say("sections.types") not in page


def test_public_sources_are_told_as_they_are(small) -> None:
    said = [("s0", "mixed_i", "is"), ("s0", "mixed_f", "is"), ("s0", "mixed_f", "is")]
    study = small(said, **{"sharing.yaml": "format: 1\npublic: [document]\n"})
    files = published_files(study)
    assert "every number rests on public sources alone" in Page(files["report.html"].decode()).text
    told = pl.read_csv(files["tables/profile.csv"]).filter(
        pl.col("pole") == "formal", pl.col("told") == "shown"
    )
    assert told["share"].to_list() == pytest.approx([2 / 3], abs=1e-6)


# the door


def test_a_part_of_a_study_is_not_shared(small) -> None:
    study = small()
    with pytest.raises(BadCall, match="could be subtracted"):
        gather_shared(where(study, {"source": "n1"}))
    assert not (study.root / KEY).exists()


def test_k_is_of_a_report_for_sharing(small) -> None:
    with pytest.raises(BadCall, match="say `sharing`"):
        it.report(small(), k=6)


def test_a_whole_report_and_one_for_sharing_do_not_share_a_folder(small, tmp_path: Path) -> None:
    study, out = small(), tmp_path / "out"
    out.mkdir()
    (out / "provenance.json").write_text('{"sharing": false}')
    with pytest.raises(IdealtypesError, match="not made for sharing"):
        write_report(study, out, sharing=True)
    assert [path.name for path in out.iterdir()] == ["provenance.json"]
    assert report_folder(study, None, sharing=True).name == "report_for_sharing"


def test_tables_of_a_former_report_are_taken_away(small, tmp_path: Path) -> None:
    """With another k the two could be subtracted from one another."""
    said = [
        (f"n{i}", code, mode) for i in range(5) for code in ("mixed_i", "mixed_f") for mode in ("is", "ought")
    ]
    study, out = small(said), tmp_path / "out"
    write_report(study, out, sharing=True)
    (out / "figures" / "own.txt").write_text("a reader's own")
    assert (out / "figures" / "views.svg").exists()
    write_report(study, out, sharing=True, k=6)
    assert not (out / "figures" / "views.svg").exists()
    assert (out / "figures" / "own.txt").exists()


def test_the_texts_to_approve_are_written_to_fill_in(small, tmp_path: Path) -> None:
    study = small()
    it.report(study, tmp_path / "out", sharing=True, to_approve=tmp_path / "to_approve.yaml")
    assert (tmp_path / "to_approve.yaml").read_text() == skeleton(approved_of(study))
    with pytest.raises(IdealtypesError, match="is there already"):
        it.report(study, tmp_path / "out", sharing=True, to_approve=tmp_path / "to_approve.yaml")


def test_steps_sum_to_one_and_hide_the_ends() -> None:
    for shares in ([0.001, 0.999], [0.5, 0.3, 0.2], [0.01, 0.01, 0.98], [1 / 7] * 7):
        told = stepped(shares, exclusive=True)
        assert sum(told) == pytest.approx(1)
        assert min(told) >= 0.05
        assert all(abs(t - s) < 0.1 for t, s in zip(told, shares, strict=True))
