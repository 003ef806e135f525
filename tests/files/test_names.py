"""One name in several spellings is one name; names that look alike are told."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.errors import BadInput
from idealtypes.files.study import check_study, read_study
from idealtypes.model.hints import hint
from idealtypes.model.spelling import look_alikes, normal_name

from ..examples import examples

SCHEME = """format: 1
id: small
title: Small
version: 1
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
ideal_types:
  - {id: soft, title: Soft, corner: {access: informal}}
codes:
  - {id: åpen, title: Open, place: {aspect: access, pole: informal}}
  - {id: stengt, title: Closed, place: {aspect: access, pole: formal}}
"""


def written(folder: Path, statements: str, scheme: str = SCHEME, extra: str = "", **tables: str) -> Path:
    (folder / "scheme.yaml").write_text(scheme, encoding="utf-8")
    (folder / "statements.csv").write_text(statements, encoding="utf-8")
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
        extra += f"{name}: {name}.csv\n"
    study = "format: 1\ntitle: Names\nscheme: scheme.yaml\nstatements: statements.csv\n"
    (folder / "study.yaml").write_text(study + extra, encoding="utf-8")
    return folder


SPELLINGS = {
    "accents apart": ("Åse Bøe", unicodedata.normalize("NFD", "Åse Bøe")),
    "a no-break space": ("Åse Bøe", "Åse\u00a0Bøe"),
    "a soft hyphen": ("Åse Bøe", "Åse B\u00adøe"),
    "two spaces": ("Åse Bøe", "Åse  Bøe"),
    "a soft hyphen before an accent": ("Åse Bøe", "A\u00ad\u030ase Bøe"),
    "a mark of direction": ("Åse Bøe", "\u200eÅse Bøe"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_source_in_two_spellings_is_one_informant(spelling: str, tmp_path: Path) -> None:
    one, other = SPELLINGS[spelling]
    rows = f"id,source,text,codes,coder\na,{one},t,stengt,{one}\nb,{other},t,åpen,{other}\n"
    study = read_study(written(tmp_path, rows, sources=f"id,kind\n{other},interview\n"))
    assert study.sources["id"].to_list() == [one]
    assert study.codings["coder"].unique().to_list() == [one]
    assert study.warnings == ()


def test_a_code_is_found_whichever_way_its_accent_is_written(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "åpen")
    study = read_study(written(tmp_path, f"id,source,text,codes\na,g,t,{apart}\n"))
    assert study.codings["code"].to_list() == ["åpen"]


def test_texts_stay_as_they_are_written(tmp_path: Path) -> None:
    text = "two  spaces, a soft\u00adhyphen"
    assert (
        read_study(written(tmp_path, f'id,source,text,codes\na,g,"{text}",stengt\n')).statements["text"][0]
        == text
    )


def test_names_that_differ_in_capitals_or_accents_are_told(tmp_path: Path) -> None:
    rows = "id,source,text,codes,case,coder\na,Anna,t,stengt,Norge,X\nb,anna,t,åpen,norge,x\nc,Bjørn,t,åpen,Élan,Y\n"
    rows += "d,Bo,t,åpen,Elan,Y\n"
    faults, warnings = check_study(written(tmp_path, rows))
    assert faults == ()
    said = [w.message for w in warnings]
    assert [m.split(" differ")[0] for m in said] == [
        "the sources `Anna`, `anna`",
        "the cases `Norge`, `norge`",
        "the cases `Élan`, `Elan`",
        "the coders `X`, `x`",
    ]
    assert all("if they are one, write them alike or say `aliases: {" in m for m in said)
    assert "(`A` U+0041, `a` U+0061)" in said[0]
    assert "say `aliases: {cases: {Norge: [], norge: []}}`" in said[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna", "\u0410nna"), ("Bo", "B\u03bf"), ("Int-1", "Int\u20111"), ("Bjørn", "Bjorn"), ("ＡＢ", "AB")],
)
def test_letters_of_other_scripts_are_told_with_their_code_points(
    one: str, other: str, tmp_path: Path
) -> None:
    rows = f"id,source,text,codes\na,{one},t,stengt\nb,{other},t,åpen\n"
    (warning,) = check_study(written(tmp_path, rows))[1]
    assert all(f"`{c}` U+{ord(c):04X}" in warning.message for c in {*one} ^ {*other})


def test_marks_of_other_scripts_make_other_names(tmp_path: Path) -> None:
    """Kana with and without a voicing mark are as different as k and g."""
    rows = "id,source,text,codes\na,かき,t,stengt\nb,がき,t,åpen\n"
    assert check_study(written(tmp_path, rows)) == ((), ())


def test_an_unknown_name_is_never_said_to_be_itself(tmp_path: Path) -> None:
    rows = "id,source,text,codes\na,Åse,t,stengt\n"
    with pytest.raises(BadInput) as problem:
        read_study(written(tmp_path, rows, sources="id,kind\nÅge,interview\n"))
    assert "unknown source `Åse`: there is `Åge`" in str(problem.value)


APART = {
    "accents apart": lambda name: unicodedata.normalize("NFD", name),
    "soft hyphens": lambda name: name[:1] + "\u00ad" + name[1:],
    "double spaces": lambda name: name.replace(" ", "  "),
    "no-break spaces": lambda name: name.replace(" ", "\u00a0"),
}
NAMES = ["Åse Bøe", "Int 1", "José", "한글 이름", "Ångström Öl", "Ünal é"]


@examples(30)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(APART)), st.booleans()), min_size=1))
def test_a_study_in_other_spellings_has_the_same_profile(rows: list[tuple[str, str, bool]]) -> None:
    import numpy as np

    from idealtypes.engine.views import study_profile

    def table(spelled: bool) -> str:
        lines = ["id,source,text,codes,case,coder"]
        for n, (name, how, soft) in enumerate(rows):
            one = APART[how](name) if spelled else name
            code = ("åpen", unicodedata.normalize("NFD", "åpen"))[spelled] if soft else "stengt"
            lines.append(f"s{n},{one},t,{code},{one},{one}")
        return "\n".join(lines)

    with TemporaryDirectory() as folder:
        plain = study_profile(read_study(written(Path(folder), table(False))))
        apart = unicodedata.normalize("NFD", SCHEME)
        other = study_profile(read_study(written(Path(folder), table(True), scheme=apart)))
    assert plain.cases == other.cases
    np.testing.assert_allclose(plain.balance, other.balance, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(plain.share_bounds(), other.share_bounds(), rtol=1e-12, atol=1e-12)


def test_ids_of_a_scheme_and_what_names_them_may_be_spelled_either_way(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", SCHEME).replace(
        "title: Closed", f"title: Closed, parent: {unicodedata.normalize('NFC', 'åpen')}"
    )
    study = read_study(written(tmp_path, "id,source,text,codes\na,g,t,åpen\n", scheme=apart))
    assert [code.id for code in study.scheme.codes] == ["åpen", "stengt"]
    assert study.scheme.ancestors["stengt"] == {"åpen"}


def test_one_name_in_two_spellings_as_keys_is_told(tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", "å")
    corner = "corner: {access: informal}"
    scheme = SCHEME.replace(corner, f"corner: {{å: informal, {apart}: formal, access: informal}}")
    (fault, *_), _ = check_study(written(tmp_path, "id,source,text,codes\na,g,t,stengt\n", scheme=scheme))
    assert fault.line == 9
    assert "`å` is given twice, in two spellings that look the same" in fault.message


def test_attribute_values_are_matched_under_their_normal_form_and_stay_as_they_stand(tmp_path: Path) -> None:
    from idealtypes.analyses.compare.subgroups import subgroups
    from idealtypes.engine.coded import where

    apart = unicodedata.normalize("NFD", "Tromsø å")
    rows = f"id,source,text,codes,place\na,g,t,åpen,Tromsø å\nb,h,t,stengt,{apart}\nc,i,t,åpen,Bodø\n"
    study = read_study(written(tmp_path, rows))
    for wanted in ("Tromsø å", apart, "Tromsø\u00a0å"):
        assert where(study, {"place": wanted}).statements["id"].to_list() == ["a", "b"]
    assert study.statements["place"].to_list()[1] == apart
    assert subgroups(study, "place", order=["Bodø", apart]).counts == {"Bodø": 1, "Tromsø å": 2}


def test_a_column_is_found_whichever_way_its_name_is_written(tmp_path: Path) -> None:
    from idealtypes.analyses.compare.subgroups import subgroups
    from idealtypes.engine.coded import where

    rows = f"id,source,text,codes,{unicodedata.normalize('NFD', 'år')}\na,g,t,åpen,1\nb,h,t,stengt,2\n"
    study = read_study(written(tmp_path, rows))
    assert where(study, {"år": "2"}).statements["id"].to_list() == ["b"]
    assert subgroups(study, "år").levels == ("1", "2")


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("A\u030ase", "Åse", "this one is written with combining accents"),
        ("Åse\u00a0B", "Åse B", "a no-break space (U+00A0)"),
        ("p\u0430y", "pay", "the Cyrillic letter а (U+0430)"),
        ("pay", "p\u0430y", "written with the Cyrillic letter а (U+0430)"),
        ("pay\u200b", "pay", "a zero width space (U+200B)"),
        ("Int\u20111", "Int-1", "the character ‑ (U+2011)"),
    ],
)
def test_a_did_you_mean_never_shows_what_looks_the_same(word: str, known: str, said: str) -> None:
    told = hint(word, ["zebra", known])
    assert told.startswith("one that looks the same is there")
    assert said in told
    assert f"`{known}`" not in told


def test_a_row_that_is_there_in_another_spelling_is_read_once(tmp_path: Path) -> None:
    """One coder who is written in two ways agrees with nobody, and not with herself."""
    rows = "id,source,text,codes,coder\na,g,t,stengt,Åse\na,g,t,stengt,{}\nb,g,t,åpen,Åse\n"
    study = read_study(written(tmp_path, rows.format(unicodedata.normalize("NFD", "Åse"))))
    assert study.codings.rows() == [("a", "stengt", "Åse", 1.0), ("b", "åpen", "Åse", 1.0)]
    (warning,) = study.warnings
    assert (Path(warning.file).name, warning.line) == ("statements.csv", 3)
    assert "that of line 2 with a name in another spelling: read once" in warning.message
    with pytest.raises(BadInput, match="on line 2 already"):
        read_study(written(tmp_path, rows.format("Åse")))


def test_codes_that_look_the_same_are_told(tmp_path: Path) -> None:
    scheme = (
        SCHEME
        + "  - {id: st\u0435ngt, title: Shut, place: none}\n  - {id: Stengt, title: Big, place: none}\n"
    )
    _, (warning,) = check_study(written(tmp_path, "id,source,text,codes\na,g,t,stengt\n", scheme=scheme))
    assert (Path(warning.file).name, warning.line) == ("scheme.yaml", 13)
    assert "U+0435" in warning.message


@pytest.mark.parametrize("ask", ["case", "source", "code", "aspect"])
def test_what_is_asked_for_and_looks_the_same_is_told(ask: str, tmp_path: Path) -> None:
    from idealtypes.engine.evidence import evidence

    study = read_study(written(tmp_path, "id,source,text,codes,case\na,pace,t,stengt,pace\n"))
    known = {"case": "pace", "source": "pace", "code": "stengt", "aspect": "access"}[ask]
    with pytest.raises(ValueError, match=r"the Cyrillic letter е \(U\+0435\)") as problem:
        evidence(study, **{ask: known.replace("e", "\u0435")})  # type: ignore[arg-type]
    assert f" {known}" not in str(problem.value)


def test_a_column_whose_name_looks_right_is_told_how_it_differs(tmp_path: Path) -> None:
    rows = "id,s\u043eurce,text,codes\na,g,t,stengt\n"
    (fault,), _ = check_study(written(tmp_path, rows))
    assert "the Cyrillic letter о (U+043E)" in fault.message
    assert "`s\u043eurce`" not in fault.message


@given(st.text())
def test_the_normal_form_is_its_own(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)
    assert normal_name(unicodedata.normalize("NFD", normal_name(name))) == normal_name(name)


@given(st.lists(st.text(max_size=4)))
def test_groups_of_look_alikes_share_no_name(names: list[str]) -> None:
    groups = look_alikes(names)
    flat = [name for group in groups for name in group]
    assert len(flat) == len(set(flat))
    assert set(flat) <= set(names)
