"""Aspects and poles of a project that places its codes itself, also where a later version orders them otherwise."""

from __future__ import annotations

from pathlib import Path

from idealtypes.exchange.planning import plan
from idealtypes.exchange.project import Coder, ForeignCode, ForeignCoding, ForeignSource, Passage, Project
from idealtypes.files.study import read_study

LONG = "Rules on emissions of carbon dioxide by power plants"
HURT, HELP = f"{LONG} will hurt the economy", f"{LONG} will help the economy"
POLES = ("disagree", "agree")


def debate(*concepts: str) -> Project:
    """A project in which every concept is an aspect, with a code at each pole that one passage carries."""
    codes: list[ForeignCode] = []
    passages: list[Passage] = []
    codings: list[ForeignCoding] = []
    for concept in concepts:
        codes.append(ForeignCode(concept, concept, codable=False, place={}))
        for pole in POLES:
            key = f"{concept}/{pole}"
            place = {concept: {one: float(one == pole) for one in POLES}}
            codes.append(ForeignCode(key, f"{concept}: {pole}", parent=concept, place=place))
            passages.append(Passage(key, "s", f"{pole} that {concept}"))
            codings.append(ForeignCoding(key, key, "k"))
    source = ForeignSource("s", "Hearing")
    return Project(
        "dna", "Debate", "", tuple(codes), (source,), tuple(passages), tuple(codings), (Coder("k", "K"),)
    )


def stands(folder: Path) -> dict[str, tuple[str, ...]]:
    """Title of a code → the titles of the aspects on which it stands, pole ids where its share is one."""
    scheme = read_study(folder).scheme
    titles = {aspect.id: aspect.title.say() for aspect in scheme.aspects}
    return {
        code.title.say(): tuple(
            f"{titles[aspect]}: {scheme.poles(aspect)[shares.index(1)]}"
            for aspect, shares in scheme.placements[code.id].items()
        )
        for code in scheme.codes
        if code.id not in scheme.unplaced
    }


def test_long_names_that_are_cut_alike_stay_apart_and_say_their_pole(tmp_path: Path) -> None:
    plan(debate(HURT, HELP), tmp_path / "study").write()
    expected = {f"{one}: {pole}": (f"{one}: {pole}",) for one in (HURT, HELP) for pole in POLES}
    assert stands(tmp_path / "study") == expected | {HURT: (), HELP: ()}
    ids = [code.id for code in read_study(tmp_path / "study").scheme.codes]
    assert [own.removeprefix(ids[0]) for own in ids] == [
        "",
        "_disagree",
        "_agree",
        "_2",
        "_disagree_2",
        "_agree_2",
    ]


def test_a_new_concept_is_not_put_on_the_aspect_of_one_whose_name_is_cut_alike(tmp_path: Path) -> None:
    plan(debate(HURT), tmp_path / "study").write()
    made = plan(debate(HELP, HURT), tmp_path / "study")
    made.write()
    after = stands(tmp_path / "study")
    assert after[f"{HURT}: agree"] == (f"{HURT}: agree",)
    assert f"{HELP}: agree" not in after  # the study has no such aspect: to be placed by hand
    why = "the scheme has no such aspect or pole: add it and place the code, or import anew with a --scheme"
    assert {one.why for one in made.merge.skipped} == {why}
    assert len(made.merge.skipped) == len(POLES)


def test_an_aspect_that_is_there_is_known_by_its_title(tmp_path: Path) -> None:
    plan(debate(HURT, HELP), tmp_path / "study").write()
    scheme = tmp_path / "study" / "scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    cut = text.index(
        f"  - id: {read_study(tmp_path / 'study').scheme.codes[3].id}\n"
    )  # the code of HELP and on
    scheme.write_text(text[:cut].rsplit("\n  #", 1)[0] + "\n", encoding="utf-8")
    lines = (tmp_path / "study" / "statements.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "study" / "statements.csv").write_text("".join(lines[:3]), encoding="utf-8")
    (tmp_path / "study" / "imports.json").unlink()
    plan(debate(HELP, HURT), tmp_path / "study").write()
    after = stands(tmp_path / "study")
    assert after[f"{HELP}: disagree"] == (f"{HELP}: disagree",)
    assert after[f"{HURT}: disagree"] == (f"{HURT}: disagree",)
