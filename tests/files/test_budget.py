"""The budget of readers: what exceeds it is told before it fills a memory, a stack or a day."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.errors import BadChoice
from idealtypes.exchange import json_files
from idealtypes.exchange.format import NotReadable
from idealtypes.files.budget import Budget, budget
from idealtypes.files.faults import Findings
from idealtypes.files.nesting import nesting, too_much
from idealtypes.files.tables import read_table
from idealtypes.files.yaml_parser import Unreadable, composed
from tests.examples import examples

ROOT = Path(__file__).parents[2]


def told(path: Path, content: str | bytes) -> str:
    """What is told of a table that is beyond the budget."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    findings = Findings()
    assert read_table(path, findings) is None
    return "\n".join(map(str, findings.faults))


def test_the_documentation_tells_every_limit() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ([\d,]+ \w+(?: \\\*)?) \| (.*) \|$", page.partition("## Limits of reading")[2], re.M
    )
    expected = [
        (
            f"{getattr(Budget(), one.name):,} {one.metadata['unit']}" + " \\*" * (not one.metadata["scaled"]),
            one.metadata["of"],
        )
        for one in fields(Budget)
    ]
    assert rows == expected


def test_the_environment_multiplies_amounts_and_leaves_depths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDEALTYPES_BUDGET", "4")
    assert budget().cells == 4 * Budget().cells
    assert budget().depth == Budget().depth
    monkeypatch.setenv("IDEALTYPES_BUDGET", "")
    assert budget() == Budget()
    for wrong in ("much", "0", "-1", "nan", "inf", "1001"):
        monkeypatch.setenv("IDEALTYPES_BUDGET", wrong)
        with pytest.raises(BadChoice, match=re.escape(f"IDEALTYPES_BUDGET is `{wrong}`")):
            budget()


def test_no_reader_has_a_limit_of_its_own() -> None:
    """Names that say a limit, and large numbers, stand in the budget alone."""
    own = re.compile(r"^(LARGEST\w*|LIMITS?|DEEPEST|UNPACKED|MEMBERS|RATIO)\b.*= *[\d(]", re.M)
    for path in [*(ROOT / "idealtypes/files").rglob("*.py"), *(ROOT / "idealtypes/exchange").rglob("*.py")]:
        assert not own.findall(path.read_text(encoding="utf-8")), path


# tables


def test_a_million_columns(tmp_path: Path) -> None:
    assert told(tmp_path / "x.csv", ",".join(["a"] * 1_000_000) + "\n").endswith(
        "x.csv:1: the table has 1,000,000 columns, and at most 16,384 are read: leave out those that are not needed, "
        "or set IDEALTYPES_BUDGET=4 to read four times as much, if you trust it"
    )


def test_too_many_cells_and_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idealtypes.files.delimited.budget", lambda: Budget(cells=10, rows=4))
    assert "x.csv:4: the table has 12 cells, and at most 10 are read" in told(
        tmp_path / "x.csv", "a,b,c\n" * 4
    )
    assert "y.csv:5: the table has 5 rows, and at most 4 are read" in told(tmp_path / "y.csv", "a\n" * 9)


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idealtypes.files.faults.budget", lambda: Budget(file=8))
    assert "the file has 9 bytes, and at most 8 bytes are read: divide it" in told(
        tmp_path / "x.csv", "a,b\n1,22\n"
    )


def test_a_line_and_a_quote_without_end(tmp_path: Path) -> None:
    assert "a cell of more than 131072 characters" in told(
        tmp_path / "x.csv", "id,text\n1," + "x" * 3_000_000
    )
    assert "is a quote not closed?" in told(tmp_path / "x.csv", 'id,text\n1,"x\n' + "2,x\n" * 200_000)


def test_lines_of_json_that_each_bring_a_column(tmp_path: Path) -> None:
    """A megabyte and a half of them would be billions of cells."""
    lines = "".join(f'{{"id":"{n}","k{n}":1}}\n' for n in range(60_000))
    assert re.search(
        r"x\.jsonl:\d+: the table has 8,\d+,\d+ cells, and at most 8,000,000",
        told(tmp_path / "x.jsonl", lines),
    )


def test_json_that_is_deep_or_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "x.jsonl:1: it is nested more than 100 deep" in told(
        tmp_path / "x.jsonl", '{"a":' + "[" * 101 + "]" * 101 + "}"
    )
    deep = '{"a": ' * 200 + "1" + "}" * 200
    for read in (json_files.document, lambda *given: list(json_files.objects(*given))):
        with pytest.raises(NotReadable, match=r"^x\.json: it is nested more than 100 deep"):
            read(deep, "x.json")
    monkeypatch.setattr("idealtypes.exchange.json_files.budget", lambda: Budget(json_values=100))
    with pytest.raises(NotReadable, match="it holds 121 values, and at most 100 are read: divide it"):
        json_files.document(json.dumps([{"a": "b, c, d"}] * 40), "x.json")


JSON = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('[]{}",:\\ab')),
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(st.text(st.sampled_from('[{\\"a'), max_size=3), one, max_size=3)
    ),
)


def depth(value: object) -> int:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if items is None else 1 + max(map(depth, items), default=0)


def values(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(1 + values(one) for one in value.values())
    return 1 + (sum(map(values, value)) if isinstance(value, list) else 0)


@examples(60)
@given(JSON)
def test_the_nesting_of_json_is_what_it_is(value: object) -> None:
    text = json.dumps(value)
    levels, most = nesting(text)
    assert levels == depth(value)
    assert values(value) <= most <= values(value) * 2 + 1


def test_brackets_in_texts_neither_hide_nor_feign_levels() -> None:
    limits = Budget()
    assert too_much(json.dumps(["]" * 1000, json.loads("[" * 90 + "]" * 90)]), limits) is None
    assert too_much(json.dumps(["[" * 1000, '\\"['] * 50), limits) is None
    assert too_much('["' + "]" * 1000 + '", ' + "[" * 200, limits) is not None
    assert (
        too_much('["\\\\", ' + "[" * 200, limits) is not None
    )  # the quote behind two backslashes ends the text


# YAML


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: '" + "]" * 100_000 + "'\nb: " + "[" * 100_000,
        "a: " + "{b: " * 101 + "}" * 101,
        "- " * 100_000 + "x",
        "\n".join(" " * n + "k:" for n in range(300)),
    ],
)
def test_yaml_without_end(text: str) -> None:
    with pytest.raises(Unreadable, match="it is nested more than 100 deep, as nobody writes it"):
        composed(text)


def test_yaml_with_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idealtypes.files.yaml_parser.budget", lambda: Budget(yaml_values=20))
    assert composed("\n".join(f"k{n}: 1" for n in range(9))) is not None
    with pytest.raises(Unreadable) as caught:
        composed("\n".join(f"k{n}: 1" for n in range(30)))
    assert caught.value.told[0][0] == 10
    assert "too many values, and at most 20 are read" in caught.value.told[0][1]
    assert composed("a: '" + ", - " * 200 + "'") is not None  # what only looks like values


def test_aliases_that_multiply_are_not_followed(tmp_path: Path) -> None:
    """A billion laughs: nine lines that say a billion words."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    from idealtypes.files.document import parse_document

    findings = Findings()
    parse_document("format: 1\n" + "\n".join(lines), tmp_path / "x.yaml", findings)
    assert "anchors and aliases (`&a`) are not read" in str(findings.faults[0])


def test_a_large_file_for_the_slow_parser_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idealtypes.files.yaml_parser.budget", lambda: Budget(odd_document=30))
    with pytest.raises(Unreadable, match="only a slow parser reads") as caught:
        composed("a: 1\nb: !tag x\n" + "# nothing more\n" * 4)
    assert caught.value.told[0][0] == 2
