"""Suggestions: learned, tried on sources held out, written beside the study, and taken by people alone."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import idealtypes as it
from idealtypes.files.starting import TEMPLATE
from tests.cli.conftest import Run

CALL, FORM, WEIGH = "direct_contact", "application", "judgement"
SAYS = {
    CALL: ["ringte", "oppringningen", "ringer", "telefonen ringte"],
    FORM: ["søknadsskjemaet", "skjema", "søknaden", "skjemaene"],
    WEIGH: ["vurdering", "skjønnet", "skjønn", "vurderingene"],
}
# What they speak of besides: it makes statements alike that have other codes.
WHEN = [
    "det var om høsten etter en lang vakt på sykehuset", "den gangen satt vi på kontoret med de andre legene",
    "hjemme med familien og barna ble det mye snakk", "før jul i byen møttes alle sammen en lørdag",
    "kollegaen kom tidlig på jobben og drakk kaffe", "for lenge siden på den gamle avdelingen hos oss",
]  # fmt: skip


def rows() -> list[tuple[str, str, str, str]]:
    """Id, source, text, codes: 132 statements of eleven sources; a tenth is not coded, and one code was missed."""
    lot = random.Random(4)
    found = []
    for n in range(132):
        code = lot.choice([CALL, FORM, WEIGH])
        text = f"{lot.choice(WHEN)} {lot.choice(SAYS[code])} {lot.choice(WHEN)}"
        found.append((f"s{n}", f"i{n % 11}", text, "" if n % 10 == 3 else code))
    found[0] = ("s0", "i0", f"{WHEN[0]} søknadsskjemaet skjema {WHEN[1]}", CALL)
    return found


def write(folder: Path, shape: str) -> Path:
    shutil.copytree(TEMPLATE, folder)
    made = rows()
    if shape == "codes":
        lines = [f"{i},{s},{t},{'ane' if c else ''},{c}" for i, s, t, c in made]
        (folder / "statements.csv").write_text(
            "\n".join(["id,source,text,coder,codes", *lines]) + "\n", "utf-8"
        )
        return folder
    lines = [f"{i},{s},{t}" for i, s, t, _ in made]
    (folder / "statements.csv").write_text("\n".join(["id,source,text", *lines]) + "\n", "utf-8")
    lines = [f"{i};{c};ane" for i, _, _, c in made if c]
    (folder / "codings.csv").write_text("\r\n".join(["statement;code;coder", *lines]), "utf-8")
    study = folder / "study.yaml"
    study.write_text(study.read_text("utf-8") + "codings: codings.csv\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The study in both shapes, with its suggestions."""
    folder = tmp_path_factory.mktemp("suggest")
    made = {shape: write(folder / shape, shape) for shape in ("codes", "codings")}
    for path in made.values():
        it.suggest(path)
    return made


@pytest.fixture
def copy(learned: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    def copied(shape: str) -> Path:
        return Path(shutil.copytree(learned[shape], tmp_path / shape))

    return copied


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is learned: what is taken is under test, and not what is offered anew."""
    room = "idealtypes.analyses.suggest.suggest.LEAST_STATEMENTS"
    monkeypatch.setattr(room, 10_000)


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "suggestions.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_what_is_suggested_and_why(learned: dict[str, Path]) -> None:
    found = table(learned["codes"])
    assert found == table(learned["codings"])
    made = {statement: (text, codes) for statement, _, text, codes in rows()}
    kinds = {row["statement"]: row["kind"] for row in found}
    assert kinds["s0"] == "miss"
    assert {s for s, kind in kinds.items() if kind == "uncoded"} == {s for s, (_, c) in made.items() if not c}
    right = [
        row for row in found if any(one in made[row["statement"]][0].split() for one in SAYS[row["code"]])
    ]
    assert len(right) >= 0.9 * len(found)
    assert any("skjema" in row["reason"] for row in found if row["code"] == FORM)
    assert [float(row["score"]) for row in found] == sorted((float(r["score"]) for r in found), reverse=True)
    assert all(row["state"] == "open" and len(row["fingerprint"]) == 12 for row in found)


def test_the_same_study_gives_the_same_bytes_and_no_number_moves(
    copy: Callable[[str], Path], run: Run, answer: Any
) -> None:
    folder = copy("codes")
    before = files(folder)
    profile = answer("profile", folder)
    (folder / "suggestions.csv").unlink()
    found = answer("suggest", folder)
    assert files(folder) == before
    assert answer("profile", folder) == profile
    codes = {one["code"]: one for one in found["codes"]}
    assert codes[FORM]["offered"]
    assert codes[FORM]["average_precision"] > max(codes[FORM]["baselines"].values())
    assert codes[FORM]["brier"] < codes[FORM]["brier_frequency"]
    assert codes[FORM]["beats"] >= 0.8
    uncertain = [one["uncertainty"] for one in found["next"]]
    assert uncertain == sorted(uncertain, reverse=True)
    assert set(found["next"][0]["codes"]) <= {code for code, one in codes.items() if one["offered"]}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("shape", ["codes", "codings"])
def test_what_is_accepted_becomes_a_coding_with_its_origin(
    shape: str, copy: Callable[[str], Path], run: Run, answer: Any, tmp_path: Path
) -> None:
    folder = copy(shape)
    before = {row["id"]: row for row in table(folder)}
    uncoded = next(name for name, row in before.items() if row["kind"] == "uncoded")
    other = next(name for name, row in before.items() if row["kind"] == "uncoded" and name != uncoded)
    miss = f"s0:{FORM}"
    said = answer("suggest", folder, "--accept", miss, "--accept", uncoded, "--reject", other)["taken"]
    assert (set(said["accepted"]), said["rejected"], said["by"]) == ({miss, uncoded}, [other], "ane")
    study = it.read_study(folder)
    assert not study.warnings
    put = {
        (s, c)
        for s, c in study.codings.filter(study.codings["coder"] == "ane")["statement", "code"].iter_rows()
    }
    assert {("s0", CALL), ("s0", FORM), tuple(uncoded.split(":"))} <= put
    assert study.codings["coder"].unique().to_list() == ["ane"]
    text = (folder / ("statements.csv" if shape == "codes" else "codings.csv")).read_text("utf-8")
    assert f"suggested: {FORM} ({float(before[miss]['score']):.2f}" in text
    assert before[miss]["fingerprint"] in text
    states = {row["id"]: (row["state"], row["by"]) for row in table(folder)}
    assert states == {miss: ("accepted", "ane"), uncoded: ("accepted", "ane"), other: ("rejected", "ane")}
    # again changes nothing; the other way round is refused
    held = files(folder)
    assert answer("suggest", folder, "--accept", miss)["taken"]["before"] == [miss]
    assert "was accepted by `ane`" in run("suggest", folder, "--reject", miss, code=1).stderr
    assert files(folder) == held


def test_what_was_decided_is_not_offered_again(copy: Callable[[str], Path], answer: Any) -> None:
    folder = copy("codes")
    first, second = [row["id"] for row in table(folder)][:2]
    found = answer("suggest", folder, "--reject", first, "--accept", second)
    ids = [one["id"] for one in found["suggestions"]]
    assert ids
    assert first not in ids
    assert second not in ids
    states = {row["id"]: row["state"] for row in table(folder)}
    assert (states[first], states[second]) == ("rejected", "accepted")
    assert set(ids) == {name for name, state in states.items() if state == "open"}


@pytest.mark.usefixtures("quick")
def test_a_sheet_is_ticked(copy: Callable[[str], Path], run: Run, answer: Any, tmp_path: Path) -> None:
    folder = copy("codings")
    ids = [row["id"] for row in table(folder)]
    sheet = tmp_path / "ticks.csv"
    sheet.write_text(f"id,accept\n{ids[0]},x\n{ids[1]},Nei\n{ids[2]},\n", "utf-8")
    found = answer("suggest", folder, "--accept", sheet, "--as", "bo")["taken"]
    assert (found["accepted"], found["rejected"], found["by"]) == ([ids[0]], [ids[1]], "bo")
    assert set(it.read_study(folder).codings["coder"]) == {"ane", "bo"}


@pytest.mark.usefixtures("quick")
def test_what_is_wrong_is_told_and_nothing_is_written(
    copy: Callable[[str], Path], run: Run, tmp_path: Path
) -> None:
    folder = copy("codes")
    held = files(folder)
    name = table(folder)[1]["id"]
    bad = tmp_path / "bad.csv"
    bad.write_text(f"id,accept\n{name},x\n{name},no\ns1:nothing,x\n{name},perhaps\n,x\n", "utf-8")
    said = run("suggest", folder, "--accept", bad, code=1).stderr
    for line, part in (
        (3, f"the suggestion `{name}` is ticked twice"),
        (4, "unknown suggestion `s1:nothing`"),
        (5, "`accept` is `perhaps`"),
        (6, "`id` is blank"),
    ):
        assert f"bad.csv:{line}: {part}" in said
    assert "no suggestion `s1:nope`" in run("suggest", folder, "--accept", "s1:nope", code=1).stderr
    assert (
        "both accepted and rejected"
        in run("suggest", folder, "--accept", name, "--reject", name, code=1).stderr
    )
    assert "leave out --where" in " ".join(
        run("suggest", folder, "--accept", name, "--where", "source=i1", code=2)
        .stderr.replace("`where`", "--where")
        .split()
    )
    assert files(folder) == held
    # a text that was changed since
    path = folder / "statements.csv"
    statement = name.split(":")[0]
    path.write_text(
        path.read_text("utf-8")
        .replace(f"{statement},i", f"{statement},i", 1)
        .replace(next(t for i, _, t, _ in rows() if i == statement), "noe helt annet", 1),
        "utf-8",
    )
    stale = [one for one in it.check(folder).warnings if "is stale" in one.message]
    assert [one.file.endswith("suggestions.csv") and one.line for one in stale] == [3]
    held = files(folder)
    assert "suggestions.csv:3: the suggestion" in run("suggest", folder, "--accept", name, code=1).stderr
    # ticks in the file itself are not written over
    rows_ = [row | {"accept": "x" if row["id"] == name else ""} for row in table(folder)]
    with (folder / "suggestions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows_[0]))
        writer.writeheader()
        writer.writerows(rows_)
    assert "suggestions.csv:3: `accept` is filled in" in run("suggest", folder, code=1).stderr


@pytest.mark.usefixtures("quick")
def test_a_study_in_the_folder_in_which_one_stands(
    copy: Callable[[str], Path], answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy("codes")
    name = next(row["id"] for row in table(folder))
    monkeypatch.chdir(folder.parent)
    assert answer("suggest", folder.name, "--accept", name)["taken"]["accepted"] == [name]


@pytest.mark.usefixtures("quick")
def test_a_workbook_to_tick(copy: Callable[[str], Path], learned: dict[str, Path]) -> None:
    from idealtypes.files.faults import Findings
    from idealtypes.files.suggestion_sheet import write_suggestion_sheet
    from idealtypes.files.suggestions import read_suggestions
    from idealtypes.files.tables import read_table

    folder = copy("codes")
    study = it.read_study(folder)
    known = read_suggestions(folder, Findings())
    write_suggestion_sheet(study, [one.suggestion for one in known.values()], folder / "ticks.xlsx")
    read = read_table(folder / "ticks.xlsx", Findings())
    assert read is not None
    assert read.frame["id"].to_list() == list(known)
    assert read.frame["accept"].null_count() == len(known)
    with pytest.raises(it.IdealtypesError, match="perhaps filled in"):
        write_suggestion_sheet(study, [], folder / "ticks.xlsx")


def test_too_little_is_told_with_the_numbers(run: Run, answer: Any) -> None:
    example = Path(__file__).parents[2] / "examples" / "support_colleagues"
    found = answer("suggest", example)
    assert found["why_code"] == "suggest.too_little"
    assert "62, of sources: 13; it takes 100 statements of 3 sources" in found["why"]
    assert {one["why_code"] for one in found["codes"]} == {"suggest.few", "suggest.too_little"}
    assert not (example / "suggestions.csv").exists()
    assert "Too little to learn from" in run("suggest", example, "--next").stdout


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda r: (r[0], r[1], "", r[3]), "suggest.no_texts"),
        (lambda r: (r[0], r[1], r[2], ""), "suggest.no_codes"),
        (lambda r: (r[0], "i1", r[2], r[3]), "suggest.one_source"),
        (lambda r: (r[0], r[1], r[2], CALL), "suggest.nearly_all"),
    ],
)
def test_what_cannot_be_learned_from(change: Any, code: str, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    shutil.copytree(TEMPLATE, folder)
    lines = [",".join(change(row)) for row in rows()]
    (folder / "statements.csv").write_text("\n".join(["id,source,text,codes", *lines]) + "\n", "utf-8")
    found = it.suggest(folder).to_dict()
    assert code in (found["why_code"], *(one["why_code"] for one in found["codes"]))
    assert not (folder / "suggestions.csv").exists()


def test_without_learning_what_is_open_is_told_and_decided(copy: Callable[[str], Path], run: Run) -> None:
    folder = copy("codes")
    before = table(folder)
    found = it.suggest(folder, learn=False)
    assert [one.id for one in found.suggestions] == [row["id"] for row in before]
    assert (found.read, found.codes, found.to_dict()["why_code"]) == (119, (), "suggest.not_learned")
    left = it.suggest(folder, learn=False, reject="s0:application")
    assert [row["state"] for row in table(folder)].count("rejected") == 1
    assert len(left.suggestions) == len(before) - 1
    text = (folder / "statements.csv").read_text("utf-8").replace("\ns3,i3,", "\ns3,i3,helt andre ord ")
    (folder / "statements.csv").write_text(text, "utf-8")
    assert all(
        one.statement != "s3" for one in it.suggest(folder, learn=False).suggestions
    )  # of another text
    assert any(row["statement"] == "s3" for row in table(folder))
    assert "suggested before" in run("suggest", folder, "--no-learn").output
