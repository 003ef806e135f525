"""The budget of readers: what exceeds it is told before it fills a memory, a stack or a day."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.analyses.compare import level_order
from idealtypes.errors import BadChoice
from idealtypes.exchange import json_files
from idealtypes.exchange.carried import carried_in
from idealtypes.exchange.databases import open_database
from idealtypes.exchange.detect import read_project
from idealtypes.exchange.format import NotReadable
from idealtypes.exchange.formats import nvivo_texts, tidy
from idealtypes.files import placement
from idealtypes.files.budget import Budget, budget
from idealtypes.files.column_audit import audit
from idealtypes.files.faults import Findings
from idealtypes.files.nesting import loaded, nesting, too_much
from idealtypes.files.statements import read_statements
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


# projects of other programs


def test_attributes_that_each_source_brings_for_itself(tmp_path: Path) -> None:
    """Two megabytes of them would be a table of billions of cells."""
    path = tmp_path / "x.jsonl"
    path.write_text("".join(f'{{"text":"words {n}","label":[[0,1,"x"]],"k{n}":1}}\n' for n in range(3_000)))
    with pytest.raises(
        NotReadable, match="its 3,000 sources have 3,000 different attributes, and at most 2,666 are"
    ):
        read_project(path)


def test_xml_that_is_deep_or_laughs(tmp_path: Path) -> None:
    path = tmp_path / "x.qde"
    codes = "".join(f'<Code guid="{n:08x}-0000-0000-0000-000000000000" name="c">' for n in range(3000))
    inside = f"<CodeBook><Codes>{codes}{'</Code>' * 3000}</Codes></CodeBook>"
    path.write_text(f'<Project xmlns="urn:QDA-XML:project:1.0" name="x">{inside}</Project>')
    with pytest.raises(NotReadable, match=r"x\.qde:1: the XML is broken here: Excessive depth"):
        read_project(path)
    path.write_text(
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Project xmlns="urn:QDA-XML:project:1.0" name="&b;"/>'
    )
    with pytest.raises(NotReadable, match=r"a document type \(DOCTYPE\) is declared here"):
        read_project(path)


def test_a_database_that_counts_without_end_is_not_asked(tmp_path: Path) -> None:
    """A view that would give rows for ever stands in the place of a table, and no view is read."""
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "create table documents(id, name, contents); create view tags as with recursive r(x) as "
            "(select 1 union all select x + 1 from r) select x as id, x as path from r;"
        )
    with open_database(path) as database:
        assert database.has("documents")
        assert not database.has("tags")
        assert list(database.rows("tags", ["id"])) == []


def test_a_table_of_a_database_has_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("create table t(a)")
        made.executemany("insert into t values(?)", [(n,) for n in range(20_000)])
        made.commit()
    with open_database(path) as database:
        assert database.count("t") == 20_000
        monkeypatch.setattr("idealtypes.exchange.databases.budget", lambda: Budget(seconds=-1))
        with pytest.raises(NotReadable, match="takes longer than a table of this size can"):
            database.count("t")


def test_a_large_value_in_a_database_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.execute("create table t(a)")
        made.execute("insert into t values(zeroblob(10000))")
        made.commit()
    monkeypatch.setattr("idealtypes.exchange.databases.budget", lambda: Budget(database_value=5000))
    with open_database(path) as database, pytest.raises(NotReadable, match="string or blob too big"):
        database.count("t")
    monkeypatch.setattr("idealtypes.exchange.databases.budget", lambda: Budget(database=5000))
    too_large = pytest.raises(
        NotReadable, match=r"the database has [\d,]+ bytes, and at most 5,000 bytes are"
    )
    with too_large, open_database(path):
        pass


# many columns, many coders


def wide(columns: int) -> str:
    """Two coders' rows of ten statements that differ in every attribute."""
    names = ",".join(f"a{n}" for n in range(columns))
    rows = (f"s{n},i,{who},Text,open,{','.join([who] * columns)}\n" for n in range(10) for who in "AB")
    return f"id,source,coder,text,codes,{names}\n" + "".join(rows)


def test_disagreements_in_many_columns_are_found_in_linear_time(tmp_path: Path) -> None:
    """Three times as many columns take some three times as long, and no more than 50 are told one by one."""
    taken = []
    for columns in (500, 500, 1500):
        (tmp_path / "x.csv").write_text(wide(columns))
        begin = process_time()
        findings = Findings()
        table = read_table(tmp_path / "x.csv", findings)
        assert table is not None
        audit("statements", table, findings)
        read_statements([table], None, False, findings)
        taken.append(process_time() - begin)
        assert len(findings.warnings) == 51
        assert findings.warnings[-1].message.startswith(f"… and {columns * 10 - 50:,}".replace(",", ""))
    assert taken[2] < 8 * taken[1]  # it was twenty times and more


def test_json_of_our_own_that_travels_is_measured_too() -> None:
    assert loaded('{"goal": {"help": 0.5}}') == {"goal": {"help": 0.5}}
    with pytest.raises(ValueError, match="it is nested more than 100 deep"):
        loaded('{"goal": ' * 101 + "1" + "}" * 101)
    scheme, deep = b"format: 1\n", b'{"goal": ' * 300 + b"1" + b"}" * 300
    assert carried_in({"scheme.yaml": scheme, "study.json": deep}, {}) is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (tidy.ITEM, "a" + " " * 100_000 + "b"),
        (placement.BRACKETS, "a" + " " * 100_000 + "b"),
        (placement.BRACKETS, "a (" + "=" * 100_000 + ") )"),
        (level_order.NUMBERED, " " * 100_000 + "a"),
        (level_order.NUMBERED, "1" + " " * 100_000 + "2"),
        (nvivo_texts.NAMED, "name" + "\t" * 100_000 + "a" + " " * 100_000 + "\n"),
        (nvivo_texts.NAMED, "name" + "\t" * 100_000 + "a"),
        (nvivo_texts.NAMED, "name" + "\t" * 100_000),
    ],
)
def test_no_run_of_blanks_is_gone_through_again_and_again(pattern: re.Pattern[str], text: str) -> None:
    """Patterns take no longer than the text is: with the square of it this would be minutes."""
    begin = process_time()
    pattern.fullmatch(text)
    assert process_time() - begin < 1


def test_what_the_patterns_read_is_as_before() -> None:
    assert tidy.ITEM.fullmatch("a = b =  0,5").groups() == ("a = b ", "0,5")  # type: ignore[union-attr]
    assert placement._told_of("new: Help (desk)  (axis=x, -1=a)") == ("Help (desk)", "x", {"-1": "a"})
    assert level_order._around("Wave 2 (late)") == ("wave", "(late)")
    lines = ["Name:", "Name:\tThe code ", "x"]
    assert nvivo_texts._said(nvivo_texts.NAMED, lines) == "The code"
