"""Studies changed at random, and the commands on what came of them: what `check` accepts, every command can do.

`benchmarks/mutated_studies.py` does it many thousand times, `tests/test_mutated_studies.py` a few.
"""

# ruff: noqa: E501 (odd values stand side by side)

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import idealtypes as it
from idealtypes.cli.program import program
from idealtypes.errors import IdealtypesError
from idealtypes.files.document import plain
from idealtypes.reporting import report
from idealtypes.reporting.figures.render import ReportFigure

from .reporting.edge_studies import EDGES

ROOT = Path(__file__).parents[1]
BASES = [
    *sorted(path.parent for path in (ROOT / "tests" / "studies").glob("good_*/study.yaml")),
    *(ROOT / "examples" / name for name in ("seven_orders", "two_coders", "peer_support_2023")),
    ROOT / "tests" / "door" / "rated",
]
Files = dict[str, bytes]
FEW = 100  # draws, the least there may be
MOST = 400  # with more, commands are asked for FEW

NUMBERS = (
    "0", "-0", "1", "-1", "0.5", "-0,5", "1e-9", "1e-300", "1e300", "-1e300", "1e999", "nan", "inf", "-inf", "0.1", "99",
    "2147483648", "9007199254740993", "1" * 400, "0x10", "1_000", "+1", "−1", "½", "٣", ".5", "1.", "1;2", "true", "null",
)  # fmt: skip
TEXTS = (
    "", " ", "a", "=1+1", "@x", "+1", "-", "'", '"', "''=1", "a;b", ";", "!", "!pay", "a=0.5", "=0.5", "none", "is", "for",
    "against", "x" * 3000, "a\nb", "a\r\nb", "\ta", "<script>alert(1)</script>", "&amp;", "{{ 7 * 7 }}", "{% if %}", "$x^2$",
    "$", r"\frac{1}{2}", "\\", "_", "^", "%", "#N/A", "Err:502", "..", "../x", "/etc/passwd", "`x`", "{0}", "%s", "[bold]x[/bold]",
    "😀", "👩‍👩‍👧", "e\u0301", "ﬁ", "\u00ad", "\u200b", "\u2028", "\u00a0", "ａ", "İ", "ß", "𝔘𝔫𝔦", "\U0010fffd", "\ue000",
    "שלום", "مرحبا بكم", "\u2067שלום\u2069", "\u202bשלום\u202c", "mixed שלום 12 עולם", "\u200fx", "می\u200cخواهم", "中文字", "ไทย",
    "a\x00b", "a\x0cb", "\x1b[31mred", "a\ufeffb", "\ufffe", "\ufdd0", "\u202eabc", "\u2066", "\u202c", "\x93x\x94", "\x7f",
)  # fmt: skip
TITLES = tuple(
    text for text in TEXTS if len(text) > 1 and not re.search("[\x00-\x1f\x7f-\x9f\ufeff\ufdd0\ufffe]", text)
)
SETTINGS: dict[str, tuple[Any, ...]] = {
    "level": (0.5, 0.8, 0.95, 0.999, 0.9999, 1, 0), "draws": (100, 101, 99, 10**7), "seed": (0, 7, -1, 2**63),
    "unit": ("source", "rater", "none"), "weighting": ("statement", "coding", "source"),
    "repeats": ("keep", "once_per_source"), "reported": ("exclude", "include", "extent"),
    "against": ("mirror", "leave_out", "as_for"), "calibration": ("share", [0.1, 0.5, 0.9], [0, 0.01, 1], [0.5, 0.5, 0.5]),
    "connective": ("minimum", "product", "power_mean", {"power_mean": 0}, {"power_mean": -50}, {"power_mean": 3}),
    "assigned": (0.5, 1, 0.01, 0), "placement_doubt": (0, {"common": 0.9, "code": 0.9}, {"common": 0.15, "code": 0}),
    "coder_doubt": ("on", "off"), "raters": ("separate", "pooled"), "models": ("exclude", "include"),
    "pooling": ("auto", "none"), "rating_scale": ([1, 5], [0, 0], [10, -10], [-1e-300, 1e-300]),
}  # fmt: skip


# What there is to change


def bases(folder: Path) -> list[Files]:
    """The studies that are changed, with few draws: those in files, and the edge studies."""
    whole = read(ROOT / "tests" / "studies" / "good_minimal")
    found = [alone(read(path), whole) for path in BASES]
    for name, make in EDGES.items():
        made = make(folder / name)
        found.append(read(made))
    found += 4 * [files for files in found if b"scenarios:" in files["study.yaml"]]  # they are few
    return [with_few_draws(files) for files in found]


def read(folder: Path) -> Files:
    """The files of a folder by their names."""
    kept = (".csv", ".tsv", ".yaml", ".jsonl", ".md")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in kept and path.is_file() and not {"report", "version_1"} & set(path.parts)
    }


def alone(files: Files, whole: Files) -> Files:
    """The files of a study that needs no folder beside it: what it takes from `good_minimal` in its own."""
    beside = b"../good_minimal/"
    if beside not in files["study.yaml"]:
        return files
    rest = {name: data for name, data in whole.items() if name != "study.yaml"}
    return rest | files | {"study.yaml": files["study.yaml"].replace(beside, b"./")}


def with_few_draws(files: Files) -> Files:
    text = files["study.yaml"].decode()
    if "draws:" in text:
        text = re.sub(r"draws: *[0-9]+", f"draws: {FEW}", text)
    elif re.search(r"^settings: *\{", text, re.MULTILINE):
        text = re.sub(r"^settings: *\{", f"settings: {{draws: {FEW}, ", text, flags=re.MULTILINE)
    elif re.search(r"^settings: *$", text, re.MULTILINE):
        text = re.sub(r"^settings: *$", f"settings:\n  draws: {FEW}", text, flags=re.MULTILINE)
    else:
        text += f"\nsettings: {{draws: {FEW}}}\n"
    return files | {"study.yaml": text.encode()}


# Changes of tables


def table(data: bytes, name: str) -> tuple[list[list[str]], str]:
    """The rows of a delimited file, and what parts its cells."""
    text = data.decode("utf-8-sig", "replace")
    delimiter = (
        "\t"
        if name.endswith(".tsv")
        else ";"
        if text.split("\n")[0].count(";") > text.split("\n")[0].count(",")
        else ","
    )
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), delimiter


def of_table(
    change: Callable[[random.Random, list[list[str]]], None],
) -> Callable[[random.Random, Files], None]:
    """A change of the rows of a table that is chosen by lot."""

    @wraps(change)
    def changed(lot: random.Random, files: Files) -> None:
        names = [name for name in files if name.endswith((".csv", ".tsv"))]
        if not names:
            return
        name = lot.choice(names)
        try:
            rows, delimiter = table(files[name], name)
        except csv.Error:
            return
        if len(rows) < 2 or not rows[0]:
            return
        change(lot, rows)
        made = io.StringIO()
        csv.writer(made, delimiter=delimiter, lineterminator="\n").writerows(rows)
        files[name] = made.getvalue().encode("utf-8", "surrogatepass")

    return changed


def odd_cell(lot: random.Random, rows: list[list[str]]) -> None:
    row = lot.choice(rows[1:])
    if row:
        row[lot.randrange(len(row))] = lot.choice(lot.choice((TEXTS, NUMBERS)))


def odd_title(lot: random.Random, rows: list[list[str]]) -> None:
    """A text where texts stand: that is mostly accepted."""
    columns = [
        n for n, name in enumerate(rows[0]) if name in ("text", "title", "because", "locator") or n > 4
    ]
    row = lot.choice(rows[1:])
    if columns and (column := lot.choice(columns)) < len(row):
        row[column] = lot.choice(TITLES)


def cell_of_another(lot: random.Random, rows: list[list[str]]) -> None:
    one, other = lot.choice(rows[1:]), lot.choice(rows[1:])
    if one and other:
        column = lot.randrange(len(one))
        one[column] = other[min(column if lot.random() < 0.8 else lot.randrange(len(other)), len(other) - 1)]


def column_alike(lot: random.Random, rows: list[list[str]]) -> None:
    column, value = lot.randrange(len(rows[0])), lot.choice((*TEXTS, *NUMBERS))
    for row in rows[1:]:
        if column < len(row):
            row[column] = value


def column_gone(lot: random.Random, rows: list[list[str]]) -> None:
    column = lot.randrange(len(rows[0]))
    for row in rows:
        del row[column : column + 1]


def column_renamed(lot: random.Random, rows: list[list[str]]) -> None:
    column = lot.randrange(len(rows[0]))
    rows[0][column] = lot.choice(
        (rows[0][column][:-1], rows[0][column] + "s", lot.choice(TEXTS), lot.choice(rows[0]))
    )


def column_added(lot: random.Random, rows: list[list[str]]) -> None:
    known = (
        "mode",
        "voice",
        "condition",
        "stance",
        "coder",
        "occasion",
        "case",
        "extent",
        "of",
        "kind",
        "trait",
    )
    values = lot.choice(
        (
            ("is", "ought", "would"),
            ("for", "against", ""),
            ("a", "b", ""),
            ("1", "2", "x"),
            ("half", "3/4", "all"),
            TITLES,
        )
    )
    rows[0].append(lot.choice((*known, *TITLES)))
    for row in rows[1:]:
        row.append(lot.choice(values))


def columns_swapped(lot: random.Random, rows: list[list[str]]) -> None:
    one, other = lot.randrange(len(rows[0])), lot.randrange(len(rows[0]))
    for row in rows[1:]:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]


def row_again(lot: random.Random, rows: list[list[str]]) -> None:
    rows.insert(lot.randrange(1, len(rows) + 1), list(lot.choice(rows[1:])))


def rows_gone(lot: random.Random, rows: list[list[str]]) -> None:
    kept = lot.choice((0.0, 0.1, 0.5, 0.9))
    rows[1:] = [row for row in rows[1:] if lot.random() < kept]


def rows_shuffled(lot: random.Random, rows: list[list[str]]) -> None:
    rest = rows[1:]
    lot.shuffle(rest)
    rows[1:] = rest


# Changes of YAML


def of_yaml(change: Callable[[random.Random, Any], None]) -> Callable[[random.Random, Files], None]:
    """A change of the data of a YAML file that is chosen by lot; it is written anew, as JSON that is YAML, too."""

    @wraps(change)
    def changed(lot: random.Random, files: Files) -> None:
        name = lot.choice([name for name in files if name.endswith(".yaml")] or [""])
        try:
            data = plain(files[name].decode())
        except (KeyError, IdealtypesError, UnicodeDecodeError):
            return
        change(lot, data)
        files[name] = json.dumps(data, ensure_ascii=lot.random() < 0.3, indent=1).encode(
            "utf-8", "surrogatepass"
        )

    return changed


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder and key in a document."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield data, key
        yield from places(value)


def odd_value(lot: random.Random, data: Any) -> None:
    found = list(places(data))
    if not found:
        return
    holder, key = lot.choice(found)
    number = lot.choice(
        (0, -1, 1e308, 5e-324, 10**30, 0.5, True, None, [], {}, [[]], {"a": {"b": []}}, [1, 2, 3])
    )
    holder[key] = lot.choice((lot.choice(TEXTS), lot.choice(NUMBERS), number))


def odd_words(lot: random.Random, data: Any) -> None:
    words = (
        "title",
        "definition",
        "text",
        "question",
        "rationale",
        "because",
        "en",
        "nb",
        "limits",
        "why",
        "include",
    )
    found = [(holder, key) for holder, key in places(data) if key in words and isinstance(holder[key], str)]
    if found:
        holder, key = lot.choice(found)
        holder[key] = lot.choice(TITLES)


def key_gone(lot: random.Random, data: Any) -> None:
    if found := list(places(data)):
        holder, key = lot.choice(found)
        del holder[key]


def key_added(lot: random.Random, data: Any) -> None:
    holders = [holder for holder, _ in places(data) if isinstance(holder, dict)]
    if holders:
        lot.choice(holders)[lot.choice((*TEXTS, "title", "place", "trait", "kind", "parent", "notes"))] = (
            lot.choice(TEXTS)
        )


def item_again(lot: random.Random, data: Any) -> None:
    lists = [value for holder, key in places(data) if isinstance(value := holder[key], list) and value]
    if lists:
        chosen = lot.choice(lists)
        chosen.insert(lot.randrange(len(chosen) + 1), lot.choice(chosen))


def items_fewer(lot: random.Random, data: Any) -> None:
    lists = [value for holder, key in places(data) if isinstance(value := holder[key], list) and value]
    if lists:
        chosen = lot.choice(lists)
        del chosen[lot.randrange(len(chosen)) :]


def other_settings(lot: random.Random, files: Files) -> None:
    try:
        data = plain(files["study.yaml"].decode())
    except (IdealtypesError, UnicodeDecodeError, KeyError):
        return
    if not isinstance(data, dict):
        return
    settings = data.get("settings") if isinstance(data.get("settings"), dict) else {}
    for name in lot.sample(sorted(SETTINGS), lot.randint(1, 3)):
        settings[name] = lot.choice(SETTINGS[name])
    data["settings"] = settings
    if lot.random() < 0.3:
        data["sampling"] = lot.choice(("interviews", "quoted"))
    files["study.yaml"] = json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


# Changes of bytes, and of all files


def any_bytes(lot: random.Random, files: Files) -> None:
    name = lot.choice(list(files))
    data = files[name]
    at = lot.randrange(len(data) + 1)
    piece = lot.choice(
        (*TEXTS, *NUMBERS, "\n", ",", ":", "- ", "'", "[" * 200, "{" * 30, "&a *a", "!!x")
    ).encode("utf-8", "surrogatepass")
    files[name] = data[:at] + piece + data[at + lot.choice((0, 0, 1, 5, 50)) :]


def other_encoding(lot: random.Random, files: Files) -> None:
    name = lot.choice(list(files))
    encoding = lot.choice(("latin-1", "utf-16", "utf-8-sig", "cp1252", "utf-16-le"))
    files[name] = files[name].decode("utf-8", "replace").encode(encoding, "replace")


def emptied(lot: random.Random, files: Files) -> None:
    files[lot.choice(list(files))] = lot.choice(
        (b"", b"\n", b"format: 1\n", b"\xef\xbb\xbf", b"# only\n", b"id\n")
    )


def file_gone(lot: random.Random, files: Files) -> None:
    del files[lot.choice(list(files))]


def files_swapped(lot: random.Random, files: Files) -> None:
    one, other = lot.choice(list(files)), lot.choice(list(files))
    files[one], files[other] = files[other], files[one]


def other_line_ends(lot: random.Random, files: Files) -> None:
    name = lot.choice(list(files))
    files[name] = files[name].replace(b"\n", lot.choice((b"\r\n", b"\r", b"\n\n")))


def id_renamed(lot: random.Random, files: Files) -> None:
    """An id under another name wherever it stands: that is accepted, if the name can be one."""
    words = re.findall(
        r"(?<![\w.-])[a-z_]\w{2,}(?![\w.-])",
        files.get("statements.csv", b"".join(files.values())).decode("utf-8", "replace"),
    )
    if not words:
        return
    word = lot.choice(words)
    name = lot.choice(
        (
            "שלום",
            "مرحبا",
            "中文",
            "a.b-c",
            "Ｗide",
            "e\u0301",
            "x" * 200,
            "_",
            "0",
            "1e5",
            "true",
            "null",
            "no",
            "İ",
            "CON",
        )
    )
    for file, data in files.items():
        text = data.decode("utf-8", "replace")
        files[file] = re.sub(rf"(?<![\w.-]){re.escape(word)}(?![\w.-])", name, text).encode()


SOFT: tuple[Callable[[random.Random, Files], None], ...] = (
    *map(
        of_table, (odd_title, odd_title, cell_of_another, rows_gone, rows_shuffled, row_again, column_added)
    ),
    *map(of_yaml, (odd_words, odd_words, items_fewer)),
    *(other_settings, other_settings, other_settings, id_renamed, id_renamed, other_line_ends),
)
HARD: tuple[Callable[[random.Random, Files], None], ...] = (
    *map(of_table, (odd_cell, odd_cell, column_alike, column_gone, column_renamed, columns_swapped)),
    *map(of_yaml, (odd_value, odd_value, key_gone, key_added, item_again)),
    *(any_bytes, any_bytes, other_encoding, emptied, file_gone, files_swapped),
)


def mutated(lot: random.Random, given: Files, hard: float = 0.6) -> tuple[Files, list[str]]:
    """A study with one to three changes, and what they are called; a `hard` one is hardly ever accepted."""
    files, names = dict(given), []
    for _ in range(lot.choice((1, 1, 1, 2, 3))):
        change = lot.choice(HARD if lot.random() < hard else SOFT)
        if files:
            change(lot, files)
            names.append(change.__name__)
    return files, names


# Commands on what came of it


@dataclass
class Outcome:
    """What became of one study: whether `check` accepts it, and what each command made of it."""

    accepted: bool = False
    ran: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # command: message
    broke: list[tuple[str, BaseException]] = field(default_factory=list)


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def checked(folder: Path) -> tuple[Outcome, it.Study | None]:
    """Whether `check` accepts a study; its faults are faults of files, with lines that there are."""
    outcome = Outcome()
    try:
        found = it.check(folder)
        assert all(
            fault.message and (fault.line is None or fault.line >= 1)
            for fault in (*found.faults, *found.warnings)
        )
        json.dumps(found.to_dict(), allow_nan=False).encode()
        outcome.accepted = not found.faults
        study = found.study
    except Exception as problem:  # whatever it is: that there is any is what is looked for
        outcome.broke.append(("check", problem))
        return outcome, None
    return outcome, study


def run(study: it.Study, outcome: Outcome, more: bool, page: Callable[[it.Study], object] | None) -> None:
    """The commands on an accepted study; `more` with those that ask further, `page` makes the report."""
    few = study.with_settings(draws=FEW) if study.settings.draws > MOST else study
    asks: dict[str, Callable[[], Any]] = {
        "profile": few.profile,
        "types": few.types,
        "compare": few.compare,
        "scenarios": few.scenarios,
    }
    if more:
        asks |= {
            "evidence": few.evidence,
            "influence": few.influence,
            "tension": few.tension,
            "agreement": few.agreement,
            "tabulate": few.tabulate,
            "condense": few.condense,
        }
    for name, ask in asks.items():
        _try(outcome, name, lambda ask=ask: json.dumps(ask().to_dict(), allow_nan=False).encode())  # type: ignore[misc]
    if page is not None:
        _try(outcome, "report", lambda: page(few))


def _try(outcome: Outcome, name: str, ask: Callable[[], object]) -> None:
    try:
        ask()
        outcome.ran.append(name)
    except IdealtypesError as problem:
        outcome.refused.append(f"{name}: {problem}")
    except Exception as problem:  # whatever it is: that there is any is what is looked for
        outcome.broke.append((name, problem))


def on_the_command_line(outcome: Outcome, *arguments: str) -> None:
    """A command with its table for people; it ends by itself, with a message or without."""
    result = CliRunner().invoke(program, arguments, prog_name="idealtypes")
    name = f"idealtypes {arguments[0]}"
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        outcome.broke.append((name, result.exception))
    elif result.exit_code not in (0, 1, 2, 3):
        outcome.broke.append((name, AssertionError(f"exit code {result.exit_code}: {result.output[:300]}")))
    else:
        outcome.ran.append(name)


class CheapFigures:
    """Reports without drawing: the page is made whole, with a mark where a drawing would stand."""

    def __enter__(self) -> None:
        self.kept = ReportFigure.html, report.figure_files
        ReportFigure.html = property(lambda figure: figure.name)  # type: ignore[assignment,method-assign]
        report.figure_files = lambda *_: {}  # type: ignore[assignment]

    def __exit__(self, *_: object) -> None:
        ReportFigure.html, report.figure_files = self.kept  # type: ignore[method-assign]
