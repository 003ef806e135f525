"""Texts enter by one gate: what no file, page or terminal can hold is told with its code point, wherever it stands."""

# ruff: noqa: E501 (a message stands here on one line)

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

import idealtypes as it
from idealtypes.files.document import parse_document
from idealtypes.files.faults import Findings
from idealtypes.files.study import check_study
from idealtypes.model.characters import REFUSED, clean, held, refused, unpaired
from idealtypes.model.spelling import compiled

from ..examples import examples
from .conftest import STUDIES

MINIMAL = STUDIES / "good_minimal"
ROWS = [["id", "source", "text", "codes"], ["s1", "desk", "TEXT", "drop_in"]]
HALF = "\ud800"


def study(folder: Path, file: str, data: bytes) -> tuple[str, ...]:
    """The faults of a small study whose statements are such a file, without the folder."""
    shutil.copytree(MINIMAL, folder, dirs_exist_ok=True)
    (folder / "statements.csv").unlink()
    (folder / file).write_bytes(data)
    text = (folder / "study.yaml").read_text(encoding="utf-8").replace("statements.csv", file)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return told(folder)


def told(folder: Path) -> tuple[str, ...]:
    return tuple(str(fault).removeprefix(f"{folder.as_posix()}/") for fault in check_study(folder)[0])


def rows_with(text: str) -> list[list[str]]:
    return [[cell.replace("TEXT", text) for cell in row] for row in ROWS]


def csv(text: str) -> bytes:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows_with(text)).encode()


def xlsx(text: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate(rows_with(text)):
            sheet.write_row(n, 0, row)
    return buffer.getvalue()


def parquet(text: str) -> bytes:
    buffer = io.BytesIO()
    head, *body = rows_with(text)
    pl.DataFrame(body, schema=head, orient="row").write_parquet(buffer)
    return buffer.getvalue()


def jsonl(text: str) -> bytes:
    import json

    head, *body = rows_with(text)
    return "".join(json.dumps(dict(zip(head, row, strict=True))) + "\n" for row in body).encode()


KINDS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "x.csv": (csv, "x.csv:2: "),
    "x.xlsx": (xlsx, "x.xlsx:2: "),
    "x.parquet": (parquet, "x.parquet:1: "),
    "x.jsonl": (jsonl, "x.jsonl:1: "),
}


@pytest.mark.parametrize("file", KINDS)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\x0cb", "the character U+000C (form feed) cannot stand in a text: remove it"),
        ("a\ufeffb", "the character U+FEFF (a byte order mark within the text) cannot stand in a text: remove it"),
        ("a\ufdd0b", "the character U+FDD0 (a noncharacter) cannot stand in a text: remove it"),
        ("a\x93b", "the character U+0093 (a control character) cannot stand in a text: remove it, or write `“`"),
        ("a\u202eb", "the mark U+202E (right-to-left override) is never closed: close it with U+202C (pop directional"),
        ("a\u2069b", "the mark U+2069 (pop directional isolate) closes nothing: remove it"),
    ],
)  # fmt: skip
def test_cells_of_every_kind_of_table(tmp_path: Path, file: str, text: str, said: str) -> None:
    write, place = KINDS[file]
    (fault,) = study(tmp_path / "s", file, write(text))
    assert fault.startswith(place)
    assert said in fault


@pytest.mark.parametrize("file", KINDS)
@pytest.mark.parametrize(
    "text", ["שלום לכולם", "مرحبا بالعالم", "\u2067שלום\u2069 hi", "\u202bשלום\u202c", "می\u200cخواهم", "a\u2028b", "\u200fx"]
)  # fmt: skip
def test_right_to_left_is_ordinary(tmp_path: Path, file: str, text: str) -> None:
    assert study(tmp_path / "s", file, KINDS[file][0](text)) == ()
    (found,) = it.read_study(tmp_path / "s").statements["text"]
    assert found == text


def test_values_and_escapes_of_yaml(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    shutil.copytree(MINIMAL, folder)
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    head = next(line for line in text.splitlines() if line.startswith("title"))
    path.write_text(
        text.replace(head, r'title: "a\0 \ud800 \uFEFF \u202e"' + "\n# bell \x07"), encoding="utf-8"
    )
    faults = told(folder)
    line = text[: text.index(head)].count("\n") + 1
    points = ["U+0000 (null)", "U+D800 (half of a character)", "U+FEFF", "U+202E"]
    assert [next((p for p in points if p in fault), "") for fault in faults if f":{line}:" in fault] == points
    assert f"study.yaml:{line + 1}: the character U+0007 (a control character) cannot stand" in faults[-1]


def test_keys_of_yaml(tmp_path: Path) -> None:
    findings = Findings()
    parse_document('format: 1\nnotes:\n  "li\\x0cmits": x\n', tmp_path / "x.yaml", findings)
    (fault,) = findings.faults
    assert (fault.line, fault.message) == (
        3,
        "the character U+000C (form feed) cannot stand in a text: remove it",
    )


def test_all_faults_at_once_and_the_rest_counted(tmp_path: Path) -> None:
    rows = "".join(f"s{n},desk,a\x0cb,drop_in\n" for n in range(70))
    faults = study(tmp_path / "s", "x.csv", f"id,source,text,codes\n{rows}s1,desk,c,drp_in\n".encode())
    assert sum("U+000C" in fault for fault in faults) == 50
    assert "x.csv:51: … and 20 more: characters that cannot stand in a text" in faults
    assert any("unknown code `drp_in`" in fault for fault in faults), "the rest is read, too"


def test_names_of_columns_and_condensates(tmp_path: Path) -> None:
    faults = study(tmp_path / "s", "x.parquet", parquet("x").replace(b"text", b"te\x0ct"))
    assert any("U+000C" in fault for fault in faults)
    shutil.copytree(MINIMAL, tmp_path / "t")
    (tmp_path / "t" / "condensates.md").write_text("## access: formal\nA \u202b b\n", encoding="utf-8")
    assert any("condensates.md:2: the mark U+202B" in fault for fault in told(tmp_path / "t"))


def test_arguments_and_frames(tmp_path: Path) -> None:
    shutil.copytree(MINIMAL, tmp_path / "s")
    with pytest.raises(it.IdealtypesError, match=r"`placer` is `b c`: the character U\+000C \(form feed\)"):
        it.place(tmp_path / "s", to=tmp_path / "p.csv", placer="b\x0cc")
    with pytest.raises(it.IdealtypesError, match=r"`cases`: `Os o`: the character U\+000B"):
        it.sheet("doctor_programmes", cases="Os\x0bo;Bergen")
    frame = pl.DataFrame({"statement": ["a"], "source": ["i\x0c"], "code": ["pay"]})
    with pytest.raises(it.IdealtypesError, match=r"`source` `i `: the character U\+000C"):
        it.profile(frame, "support_colleagues")


ANY = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\x0c\x93\ufeff\u202a\u202c\u202e\u2066\u2069" + HALF))
)


@examples(80)
@given(ANY)
def test_what_stands_in_may_enter_and_holds_the_place(text: str) -> None:
    made = held(text)
    assert len(made) == len(text)
    assert clean(made)
    assert (made == text) == clean(text) == (not refused(text))
    assert {at for at, _ in refused(text)} == {
        at for at, (old, new) in enumerate(zip(text, made, strict=True)) if old != new
    }
    made.encode("utf-8")


def test_what_xml_cannot_hold_is_refused() -> None:
    """XML 1.0, production 2, but for what is refused beyond it."""

    def allowed(n: int) -> bool:
        return n in (9, 10, 13) or 0x20 <= n <= 0xD7FF or 0xE000 <= n <= 0xFFFD or 0x10000 <= n <= 0x10FFFF

    not_taken = [n for n in range(0x110000) if compiled(REFUSED).match(chr(n))]
    accepted = sorted(set(range(0x110000)) - set(not_taken))
    assert all(map(allowed, accepted))
    beyond = [n for n in not_taken if allowed(n)]
    assert (
        len(beyond) == 33 + 1 + 32 + 32
    )  # DEL and C1, the byte order mark, U+FDD0 to U+FDEF, the ends of 16 planes
    # and a text is looked at in another way than a character, which says the same
    whole = "".join(chr(n) for n in accepted)
    assert clean("".join(sorted(set(whole) - set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))))
    assert not any(clean(f"a🙂{chr(n)}") for n in not_taken)


@pytest.mark.parametrize(
    ("text", "alone"),
    [("\u202a\u2066\u202c\u2069", [0, 2]), ("\u2066\u202a\u2069", [1]), ("\u202ax\u202c\u202c", [3]), ("\u2068\u202bx\u202c\u2069", [])],
)  # fmt: skip
def test_marks_of_direction_pair_within_isolates(text: str, alone: list[int]) -> None:
    assert unpaired(text) == alone
