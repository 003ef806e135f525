"""A placed study that is exported and imported again is the same study, without a scheme being named."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from idealtypes.engine.views import study_profile
from idealtypes.exchange.exporting import export_study
from idealtypes.exchange.importing import import_project
from idealtypes.files.study import check_study, read_study
from idealtypes.model.study import StudyData
from tests.cli.conftest import EXAMPLE

from ..examples import examples

ALIKE = ("ring", "Ring", "RING")
WAYS = ("study.qdpx", "tables", "study.xlsx")
THEORY = {
    "format": 1,
    "id": "own",
    "title": "Own theory",
    "logics": [{"id": one, "title": one.title()} for one in ("near", "far", "high")],
    "axes": [
        {
            "id": "way",
            "title": "Near – far",
            "poles": [
                {"id": "near", "logic": "near", "position": -1},
                {"id": "far", "logic": "far", "position": 1},
            ],
        },
        {"id": "three", "title": "Three", "poles": [{"id": p, "logic": p} for p in ("near", "far", "high")]},
    ],
}
NAMES = ["Ring", "ring", "Hjelp på vei", "Regel; fast", "#1: “så”", "助け", "Other", "-minus", "yes"]
TEXTS = ["Hun ringte.", "Ja.", "=1+1", "Det er «greit», sa hun.\nOg så?", "a 🙂 b", "Ja."]
PLACES = [
    {"aspect": "first", "pole": "near"},
    {"aspect": "first", "position": -0.25},
    {"aspect": "second", "shares": {"near": 0.5, "far": 0.25, "high": 0.25}},
    [{"aspect": "first", "pole": "far"}, {"aspect": "second", "pole": "high"}],
    "none",
    None,
]


def dump(path: Path, document: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(json.loads(json.dumps(document)), file)  # nothing twice by reference


def table(path: Path, rows: Sequence[dict[str, object]]) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    pl.DataFrame(rows, dict.fromkeys(columns, pl.String)).write_csv(path)


@st.composite
def studies(draw: st.DrawFn) -> dict[str, object]:
    """What the files of a small placed study say."""
    ids = draw(
        st.lists(
            st.sampled_from(["ring", "Ring", "help", "a-1", "x.y", "other_2", "ja"]), min_size=2, unique=True
        )
    )
    codes: list[dict[str, object]] = []
    for number, id in enumerate(ids):
        code: dict[str, object] = {"id": id, "title": draw(st.sampled_from(NAMES))}
        place = PLACES[0] if number == 0 else draw(st.sampled_from(PLACES))
        if place is not None:
            code["place"] = place
        if number and draw(st.booleans()):
            code["parent"] = draw(st.sampled_from(ids[:number]))
        for word in ("definition", "rationale", "include"):
            if draw(st.booleans()):
                code[word] = draw(
                    st.sampled_from(["So it is.", {"en": "So it is.", "nb": "Slik er det."}, "=x"])
                )
        codes.append(code)
    corner = {"first": "near", "second": "high"}
    traits = [{"id": "t1", "aspect": "first", "feature": "where", "text": "Is there."}]
    if draw(st.booleans()):
        codes[0]["trait"] = "t1"
    scheme = {
        "format": 1, "id": "made", "title": {"en": "Made", "nb": "Laget"}, "version": 2, "theory": "theory.yaml",
        "aspects": [
            {"id": "first", "title": "First", "axis": "way", "question": "Where?"},
            {"id": "second", "title": draw(st.sampled_from(NAMES)), "axis": "three"},
        ],
        "ideal_types": [{"id": "friend", "title": "Friend", "corner": corner, "traits": traits}],
        "codes": codes,
    }  # fmt: skip
    cases = draw(st.sampled_from([[], ["east"], ["east", "West", "west_2"]]))
    coders = draw(st.sampled_from([[""], ["Anna"], ["Anna", "Berit"]]))
    intensities = draw(st.booleans())
    statements, codings = [], []
    for number in range(draw(st.integers(len(cases) or 1, 8))):
        row: dict[str, object] = {
            "id": f"{draw(st.sampled_from('sS'))}{number}", "source": draw(st.sampled_from(["i1", "I1 b", "rep"])),
            "text": draw(st.sampled_from(TEXTS)), "mode": draw(st.sampled_from(["is", "ought", "expected", "would"])),
            "place": draw(st.sampled_from(["hall", "=B1", ""])), "locator": draw(st.sampled_from(["", "p. 4"])),
            "condition": draw(st.sampled_from(["safety_at_risk", ""])),
        }  # fmt: skip
        if row["source"] == "rep":
            row["extent"] = draw(st.sampled_from(["nearly_all", "9/14", ""]))
        if cases:
            several = draw(st.lists(st.sampled_from(cases), min_size=1, unique=True))
            row["case"] = cases[number] if number < len(cases) else ";".join(several)
        statements.append(row)
        for coder in draw(st.lists(st.sampled_from(coders), min_size=1, unique=True)):
            for code in draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True)):
                degree = draw(st.sampled_from(["1", "0.5", "0.3"])) if intensities else "1"
                for signed in draw(st.sampled_from([[code], [f"!{code}"], [code, f"!{code}"]])):
                    codings.append(
                        {"statement": row["id"], "code": signed, "coder": coder, "intensity": degree}
                    )
    named = list(dict.fromkeys(str(row["source"]) for row in statements))
    sources = [
        {"id": one, "title": f"Talk {one[0]}"}
        | ({"kind": "reported", "of": "14"} if one == "rep" else {"kind": "interview"})
        for one in named
    ]
    said: dict[str, object] = {
        "format": 1, "title": {"en": "A study", "nb": "En studie"}, "scheme": "./kodebok.yaml",
        "statements": "statements.csv", "codings": "codings.csv", "sources": "sources.csv",
        "notes": {"limits": {"en": "Few.", "nb": "Få."}},
        "settings": draw(st.sampled_from([
            {}, {"weighting": "coding", "seed": 7}, {"against": "leave_out"},
            {"reported": "include", "draws": 500, "connective": "product"},
        ])),
        "goal": {"type": "friend"},
    }  # fmt: skip
    if cases:
        said["cases"] = "cases.csv"
    return {
        "scheme": scheme, "study": said, "statements": statements, "codings": codings, "sources": sources,
        "cases": [{"id": one, "title": f"The {one.lower()} one"} for one in cases],
    }  # fmt: skip


def written(made: dict[str, object], folder: Path) -> StudyData:
    folder.mkdir()
    dump(folder / "theory.yaml", THEORY)
    dump(folder / "kodebok.yaml", made["scheme"])
    dump(folder / "study.yaml", made["study"])
    for name in ("statements", "codings", "sources", "cases"):
        if made[name]:
            table(folder / f"{name}.csv", made[name])  # type: ignore[arg-type]
    return read_study(folder)


def again(study: StudyData, folder: Path, name: str, parquet: bool = False) -> StudyData:
    export_study(study, folder / name, parquet=parquet)
    import_project(folder / name, folder / "again")
    assert check_study(folder / "again")[0] == ()
    return read_study(folder / "again")


def same(study: StudyData, back: StudyData) -> None:
    """The scheme to the last word, what was said by whom on what, and every number."""
    assert back.scheme == study.scheme
    assert (back.title, back.settings, back.goal) == (study.title, study.settings, study.goal)
    assert back.notes.items() >= study.notes.items()
    for frame, columns in (
        ("statements", ["id", "source", "text", "mode", "locator", "place", "condition", "extent"]),
        ("codings", ["statement", "code", "coder", "intensity"]),
        ("cases_of", ["statement", "case"]),
        ("sources", ["id", "title", "kind", "of"]),
        ("cases", ["id", "title"]),
    ):
        here, there = getattr(study, frame), getattr(back, frame)
        kept = [name for name in columns if name in here.columns and here.get_column(name).drop_nulls().len()]
        assert sorted(map(str, there.select(kept).rows())) == sorted(map(str, here.select(kept).rows()))
    for view in ("all", "is", "ought", "would"):
        assert study_profile(back, view).records() == study_profile(study, view).records()  # type: ignore[arg-type]


@pytest.mark.parametrize("way", WAYS)
@settings(examples(15, quick=3), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(made=studies())
def test_a_placed_study_comes_back(way: str, made: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = written(made, Path(folder) / "study")
        same(study, again(study, Path(folder), way))


@settings(examples(10, quick=3), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(made=studies())
def test_taguette_holds_who_put_what_for_and_against(made: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = written(made, Path(folder) / "study")
        back = again(study, Path(folder), "study.sqlite3")
        assert put(back) == put(study)


def put(study: StudyData) -> list[tuple[str, ...]]:
    texts = dict(study.statements.select("id", "text").rows())
    return sorted((texts[s], c, k) for s, c, k in study.codings.select("statement", "code", "coder").rows())


@pytest.mark.parametrize("way", WAYS)
def test_the_shipped_example_comes_back(way: str, tmp_path: Path) -> None:
    study = read_study(EXAMPLE)
    back = again(study, tmp_path, way)
    assert back.scheme == study.scheme
    assert study_profile(back).records() == study_profile(study).records()


def test_parquet_too(tmp_path: Path) -> None:
    study = read_study(EXAMPLE)
    assert again(study, tmp_path, "tables", parquet=True).scheme == study.scheme


def codes_alike(folder: Path) -> StudyData:
    codes = [{"id": one, "title": "Ring", "place": place} for one, place in zip(ALIKE, PLACES, strict=False)]
    made = {
        "scheme": {
            "format": 1, "id": "made", "title": "Made", "version": 1, "theory": "theory.yaml", "codes": codes,
            "aspects": [{"id": "first", "title": "F", "axis": "way"}, {"id": "second", "title": "S", "axis": "three"}],
        },
        "study": {"format": 1, "title": "T", "scheme": "./kodebok.yaml", "statements": "statements.csv"},
        "statements": [
            {"id": f"s{k}", "source": "i", "text": f"Said {k}.", "codes": id} for k, id in enumerate(ALIKE)
        ],
        "codings": [], "sources": [], "cases": [],
    }  # fmt: skip
    return written(made, folder / "study")


@pytest.mark.parametrize("way", WAYS)
def test_ids_that_differ_in_capitals_only_stay(way: str, tmp_path: Path) -> None:
    back = again(codes_alike(tmp_path), tmp_path, way)
    assert back.codings.get_column("code").to_list() == list(ALIKE)


def test_ids_stay_where_another_program_saved_the_project_anew(tmp_path: Path) -> None:
    """Then the folder of ours is gone, and the descriptions of codes carry what they can."""
    export_study(codes_alike(tmp_path), tmp_path / "a.qdpx")
    with zipfile.ZipFile(tmp_path / "a.qdpx") as old, zipfile.ZipFile(tmp_path / "b.qdpx", "w") as new:
        for name in old.namelist():
            if not name.startswith("idealtypes/"):
                new.writestr(name, old.read(name))
    import_project(tmp_path / "b.qdpx", tmp_path / "again")
    assert read_study(tmp_path / "again").codings.get_column("code").to_list() == list(ALIKE)


def spoiled(path: Path, name: str, data: bytes) -> None:
    whole = path.with_suffix(".old")
    shutil.move(path, whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.namelist():
            new.writestr(each, data if each == name else old.read(each))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("idealtypes/scheme.yaml", b"format: 1\nid: x\n"),
        ("idealtypes/scheme.yaml", b"\xff\xfe\xff"),
        ("idealtypes/theory.yaml", b"format: 1\n"),
        ("idealtypes/study.json", b"[1, 2"),
        (
            "idealtypes/study.json",
            json.dumps({"title": 3, "settings": {"level": 7}, "goal": {"x": 1}}).encode(),
        ),
        (
            "idealtypes/more.json",
            json.dumps({"ids": {"codes": [1]}, "passages": 3, "intensities": [[1]]}).encode(),
        ),
        ("idealtypes/more.json", b"[" * 100_000),
    ],
)
def test_what_travels_and_is_broken_breaks_nothing(name: str, data: bytes, tmp_path: Path) -> None:
    export_study(codes_alike(tmp_path), tmp_path / "a.qdpx")
    spoiled(tmp_path / "a.qdpx", name, data)
    made = import_project(tmp_path / "a.qdpx", tmp_path / "again")
    assert check_study(tmp_path / "again")[0] == ()
    assert read_study(tmp_path / "again").codings.height == 3
    if data.startswith(b"format"):
        assert any(
            "the coding scheme that travels with the file cannot be used" in note for note in made.notes
        )


def test_an_export_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    study = codes_alike(tmp_path)
    for way in WAYS[::2]:
        export_study(study, tmp_path / f"1{way}")
        export_study(study, tmp_path / f"2{way}")
        assert (tmp_path / f"1{way}").read_bytes() == (tmp_path / f"2{way}").read_bytes()


def test_another_scheme_that_is_named_holds(tmp_path: Path) -> None:
    study = codes_alike(tmp_path)
    export_study(study, tmp_path / "a.qdpx")
    made = import_project(tmp_path / "a.qdpx", tmp_path / "again", theory="march_olsen")
    assert read_study(tmp_path / "again").scheme.id == "imported"
    assert not any("came with the file" in note for note in made.notes)
