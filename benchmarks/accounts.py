"""Does the account of every import add up?

    python benchmarks/accounts.py FOLDER …                     every project, table and codebook below these folders
    python benchmarks/accounts.py --mutated 5000 --seed 1      small files of every kind, mutated

Each file is imported into an empty folder, as far as the plan of what would be written, under `accept_loss`, so that
what would stop an import is counted too. Wherever that succeeds, what the file holds has to be what was kept, joined
and left out, kind by kind. Mutations are those of `fuzz_exchange.py`, and in tables cells and rows as people mistype them.
"""

# ruff: noqa: E501 (tables and schemas, a line each)

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import json
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

Input = bytes | dict[str, bytes]
ODD = (
    "",
    "NA",
    "-99",
    "#N/A",
    "2",
    "0",
    "1",
    "x",
    "0,5",
    ".",
    " ",
    "a;b",
    "a, b",
    "A",
    "Int 1",
    "what was said\nthen",
)
WORDS = (
    "One just rings.",
    "Nobody asks, and nobody writes it down.",
    "We knew her from the ward.",
    "It depends, kanskje 🙂.",
)
CODES = ("ring", "form", "peer", "none, of them")


def fuzz() -> ModuleType:
    """`fuzz_exchange.py` beside this file."""
    path = Path(__file__).with_name("fuzz_exchange.py")
    spec = importlib.util.spec_from_file_location("fuzz_exchange", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("fuzz_exchange", module)
    spec.loader.exec_module(module)
    return module


def imported(path: Path) -> tuple[str, str]:
    """How the import of a file ended, and what does not add up, "" where all does."""
    import idealtypes as it

    with tempfile.TemporaryDirectory() as folder:
        try:
            made = it.import_project(path, Path(folder) / "study", dry_run=True, accept_loss=True)
        except it.IdealtypesError:
            return "refused", ""
    rest = made.account.unexplained
    if not made.account.held and made.counts["codings"]:
        return made.format, f"{made.format}: nothing is counted"
    return made.format, f"{made.format}: {rest} of {json.dumps(made.account.to_dict())}" if rest else ""


def projects_below(folder: Path) -> Iterator[Path]:
    """The files of a folder, and folders that are projects themselves."""
    for path in sorted(folder.iterdir()):
        if path.is_file() or path.suffix.lower() in (".qda", ".qdpx"):
            yield path
        else:
            yield from projects_below(path)


# small files of every kind


def table(rows: Sequence[Sequence[object]], delimiter: str = ",") -> bytes:
    """A table as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def tables() -> list[tuple[str, bytes]]:
    """The shapes of tables, and the reports of programs."""
    said = [
        (f"Int {1 + n % 3}", WORDS[n % 4], CODES[n % 3], "me" if n % 2 else "you", str(n)) for n in range(12)
    ]
    rows = {
        "a row a coding": [("Source", "Text", "Code", "Coder"), *(row[:4] for row in said)],
        "codes in a cell": [("id", "source", "text", "codes"), *((r[4], *r[:2], f"{r[2]}; peer=0.5") for r in said)],
        "marks": [("Dokument", "Sitat", *CODES[:3]), *((*r[:2], "1", str(n % 2), "0") for n, r in enumerate(said))],
        "numbered": [("source", "text", "code 1", "code 2"), *((*r[:3], "peer" if n % 2 else "") for n, r in enumerate(said))],
        "maxqda": [("Document group", "Document name", "Code", "Segment", "Beginning", "End", "Weight score", "Created by"),
                   *(("North", r[0], f"all > {r[2]}", r[1], r[4], r[4], "50", r[3]) for r in said)],
        "atlasti": [("ID", "Document", "Quotation Content", "Codes", "Density", "Created by"),
                    *((f"1:{r[4]}", r[0], r[1], f"{r[2]}\npeer", "2", r[3]) for r in said)],
        "nvivo": [("Coded Text", "Hierarchical Name", "File", "Coded By"),
                  *((r[1], f"Nodes\\\\all\\{r[2]}", f"Files\\\\{r[0]}", r[3]) for r in said)],
        "dedoose": [("Media Title", "Excerpt Copy", "Excerpt Range", "Excerpt Creator", "Code: ring Applied", "Code: form Applied"),
                    *((r[0], r[1], f"{n}-{n + 9}", r[3], "True", "False" if n % 2 else "True") for n, r in enumerate(said))],
        "qualcoder": [("File", "Coder", "Coded", "Id", "Codename", "Coded_Memo", "Category"),
                      *((r[0], r[3], r[1], f"ctid:{r[4]}", r[2], "", "all") for r in said)],
        "taguette": [("id", "document", "tag", "content"), *((str(n // 2), r[0], r[2], WORDS[n // 2 % 4]) for n, r in enumerate(said))],
        "codebook": [("tag", "description", "number of highlights", "number of documents"), *((c, "what", "1", "1") for c in CODES)],
    }  # fmt: skip
    return [(".csv", table(one)) for one in rows.values()] + [(".tsv", table(rows["marks"], "\t"))]


def database(script: str) -> bytes:
    """A database in which a script was run."""
    held = sqlite3.connect(":memory:")
    try:
        held.executescript(script)
        return held.serialize()
    finally:
        held.close()


TEXT = "One just rings. Nobody asks, and nobody writes it down."
DATABASES = (
    f"""CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT, fulltext TEXT, mediapath TEXT, memo TEXT);
    CREATE TABLE code_name (cid INTEGER, name TEXT, memo TEXT, catid INTEGER, color TEXT);
    CREATE TABLE code_cat (catid INTEGER, name TEXT, memo TEXT, supercatid INTEGER);
    CREATE TABLE code_text (ctid INTEGER, cid INTEGER, fid INTEGER, seltext TEXT, pos0 INTEGER, pos1 INTEGER, owner TEXT, memo TEXT);
    CREATE TABLE code_image (imid INTEGER, id INTEGER, cid INTEGER);
    CREATE TABLE cases (caseid INTEGER, name TEXT, memo TEXT);
    CREATE TABLE case_text (caseid INTEGER, fid INTEGER, pos0 INTEGER, pos1 INTEGER);
    INSERT INTO source VALUES (1, 'a', '{TEXT}', '', ''), (2, 'b', 'We knew her.', '', '');
    INSERT INTO code_cat VALUES (1, 'all', '', NULL);
    INSERT INTO code_name VALUES (1, 'ring', '', 1, '#ff0000'), (2, 'form', '', NULL, '');
    INSERT INTO code_text VALUES (1, 1, 1, 'One just rings.', 0, 15, 'me', ''), (2, 2, 1, 'Nobody asks', 16, 27, 'you', 'm'),
      (3, 1, 2, 'We knew', 0, 7, 'me', ''), (4, 2, 2, 'We knew', 0, 7, 'me', ''), (5, 1, 1, 'One just rings.', 0, 15, 'you', '');
    INSERT INTO code_image VALUES (1, 2, 1);
    INSERT INTO cases VALUES (1, 'North', ''); INSERT INTO case_text VALUES (1, 1, 0, 55);""",
    f"""CREATE TABLE source (id INTEGER, name TEXT, file TEXT, memo TEXT, status INTEGER);
    CREATE TABLE freecode (id INTEGER, name TEXT, memo TEXT, color TEXT, status INTEGER);
    CREATE TABLE codecat (catid INTEGER, name TEXT, memo TEXT, status INTEGER);
    CREATE TABLE treecode (cid INTEGER, catid INTEGER, status INTEGER);
    CREATE TABLE coding (cid INTEGER, fid INTEGER, seltext TEXT, selfirst REAL, selend REAL, status INTEGER, owner TEXT, memo TEXT);
    CREATE TABLE coding2 (cid INTEGER, fid INTEGER, seltext TEXT, selfirst REAL, selend REAL, status INTEGER, owner TEXT, memo TEXT);
    INSERT INTO source VALUES (1, 'a', '{TEXT}', '', 1), (2, 'gone', 'x', '', 0);
    INSERT INTO freecode VALUES (1, 'ring', '', '', 1), (2, 'form', '', '', 1), (3, 'old', '', '', 0);
    INSERT INTO codecat VALUES (1, 'all', '', 1), (2, 'empty', '', 1); INSERT INTO treecode VALUES (1, 1, 1), (2, 1, 1);
    INSERT INTO coding VALUES (1, 1, 'One just rings.', 0, 15, 1, 'me', ''), (2, 1, 'Nobody asks', 16, 27, 1, 'me', ''),
      (1, 1, 'Nobody asks', 16, 27, 0, 'me', '');
    INSERT INTO coding2 VALUES (1, 1, 'One just rings.', 0, 15, 1, 'me', '');""",
    f"""CREATE TABLE projects (project_id INTEGER, project_name TEXT, project_description TEXT);
    CREATE TABLE documents (doc_id INTEGER, doc_name TEXT, doc_text TEXT, doc_description TEXT);
    CREATE TABLE codes (code_id INTEGER, code_name TEXT, code_description TEXT, code_color TEXT);
    CREATE TABLE categories (category_id INTEGER, category_name TEXT);
    CREATE TABLE categories_codes_map (category_id INTEGER, code_id INTEGER);
    CREATE TABLE segments (segment_id INTEGER, doc_id INTEGER, code_id INTEGER, segment_start INTEGER, segment_end INTEGER,
      segment_text TEXT, user_id INTEGER);
    CREATE TABLE users (user_id INTEGER, user_name TEXT, user_login TEXT);
    INSERT INTO projects VALUES (1, 'p', ''); INSERT INTO documents VALUES (1, 'a', '{TEXT}', '');
    INSERT INTO codes VALUES (1, 'ring', '', ''), (2, 'form', '', ''); INSERT INTO categories VALUES (1, 'all');
    INSERT INTO categories_codes_map VALUES (1, 1);
    INSERT INTO segments VALUES (1, 1, 1, 1, 15, 'One just rings.', 1), (2, 1, NULL, 17, 27, 'Nobody asks', 1),
      (3, 1, 2, 17, 27, 'Nobody asks', 1); INSERT INTO users VALUES (1, 'me', 'me');""",
    f"""CREATE TABLE projects (id INTEGER, name TEXT, description TEXT);
    CREATE TABLE documents (id INTEGER, name TEXT, project_id INTEGER, contents TEXT, description TEXT, filename TEXT);
    CREATE TABLE tags (id INTEGER, project_id INTEGER, path TEXT, description TEXT);
    CREATE TABLE highlights (id INTEGER, document_id INTEGER, start_offset INTEGER, end_offset INTEGER, snippet TEXT);
    CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
    CREATE TABLE commands (id INTEGER, user_login TEXT, payload TEXT);
    INSERT INTO projects VALUES (1, 'p', ''); INSERT INTO documents VALUES (1, 'a', 1, '<p>{TEXT}</p>', '', 'a.txt');
    INSERT INTO tags VALUES (1, 1, 'all.ring', ''), (2, 1, 'form', '');
    INSERT INTO highlights VALUES (1, 1, 0, 15, 'One just rings.'), (2, 1, 16, 27, 'Nobody asks'), (3, 1, 0, 3, 'One');
    INSERT INTO highlight_tags VALUES (1, 1), (1, 2), (2, 2);""",
)  # fmt: skip


def corpus() -> list[tuple[str, Input]]:
    """Small files of every kind, with the ending each has."""
    rock = f"[[cid=1]]\n{WORDS[0]} [[ring]] [[all>form]]\n# no [[code]]\n{WORDS[1]} [[uid=7abc]] [[ring]] [[ring]]\n[[form]]\n"
    doccano = [
        {"id": n, "text": TEXT, "label": [[0, 15, "ring"], [16, 27, "form"]], "Comments": []}
        for n in range(3)
    ]
    page = [
        {
            "id": f"h{n}", "uri": "https://page", "user": "acct:me@h", "tags": ["ring", "form"][: n + 1], "text": "",
            "target": [{"selector": [{"type": "TextQuoteSelector", "exact": WORDS[n]}]}],
        }
        for n in range(3)
    ]  # fmt: skip
    brat = "T1\tring 0 15\tOne just rings.\nT2\tform 16 27\tNobody asks\nA1\tSure T1\n#1\tAnnotatorNotes T2\twhy\n"
    task = {
        "id": 1, "data": {"text": TEXT}, "annotations": [{"id": 1, "completed_by": 1, "result": [
            {"id": "r", "type": "labels", "from_name": "label", "value": {"start": 0, "end": 15, "text": TEXT[:15], "labels": ["ring"]}},
            {"id": "q", "type": "labels", "from_name": "label", "value": {"start": 16, "end": 27, "text": TEXT[16:27], "labels": ["form"]}},
        ]}],
    }  # fmt: skip
    made: list[tuple[str, Input]] = [("", one) for one in fuzz().small_refi()]
    made += tables()
    made += [("", database(script)) for script in DATABASES]
    made += [
        (".rock", rock.encode()),
        (".json", json.dumps([task]).encode()),
        (".json", json.dumps(page).encode()),
    ]
    made += [
        (".jsonl", "\n".join(map(json.dumps, doccano)).encode()),
        ("", {"a.ann": brat.encode(), "a.txt": TEXT.encode()}),
    ]
    return made


def mutated(given: Input, suffix: str, rng: random.Random, of: ModuleType) -> Input:
    """A file with one to four mutations: in delimited text mostly of its cells and rows."""
    if suffix not in (".csv", ".tsv") or not isinstance(given, bytes) or rng.random() < 0.2:
        found: Input = of.mutated(given, rng)
        return found
    delimiter = "\t" if suffix == ".tsv" else ","
    rows = list(csv.reader(io.StringIO(given.decode(), newline=""), delimiter=delimiter))
    for _ in range(rng.randrange(1, 5)):
        way, at = rng.random(), rng.randrange(len(rows))
        other = rng.randrange(len(rows))
        if way < 0.5 and rows[at]:
            rows[at][rng.randrange(len(rows[at]))] = rng.choice((*ODD, rng.choice(rows[other] or ("",))))
        elif way < 0.65:
            rows.insert(at, list(rows[other]))
        elif way < 0.75 and len(rows) > 1:
            del rows[at]
        elif way < 0.85:
            rows[at] = rows[at][: rng.randrange(len(rows[at]) + 1)]
        elif way < 0.95:
            rows[at], rows[other] = rows[other], rows[at]
        else:
            rows = [[*row, rng.choice(ODD)] for row in rows]
    return table(rows, delimiter)


def tried(number: int, seed: int) -> tuple[Counter[str], dict[str, str]]:
    """So many mutated imports: how each ended, and what did not add up, by the number of its input."""
    of, files = fuzz(), corpus()
    counts: Counter[str] = Counter()
    faults: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for k in range(number):
            rng = random.Random(f"{seed}:{k}")
            suffix, given = rng.choice(files)
            path = Path(folder) / f"input{k}{suffix}"
            of.written(mutated(given, suffix, rng, of), path)
            how, wrong = imported(path)
            counts[how] += 1
            if wrong:
                faults[f"input {k}{suffix}"] = wrong
            if path.is_file():
                path.unlink()
    return counts, faults


def main() -> int:
    """Check files, or mutated ones; 1 if an account does not add up."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folders", nargs="*", type=Path)
    asked.add_argument(
        "--mutated", type=int, default=0, help="so many mutated imports of small files of every kind"
    )
    asked.add_argument("--seed", type=int, default=1)
    wanted = asked.parse_args()
    faults: dict[str, str] = {}
    for folder in wanted.folders:
        for path in projects_below(folder) if folder.is_dir() else (folder,):
            how, wrong = imported(path)
            print(f"{path}: {wrong or how}")
            if wrong:
                faults[str(path)] = wrong
    if wanted.mutated:
        counts, more = tried(wanted.mutated, wanted.seed)
        faults |= more
        print(f"{wanted.mutated:,} mutated imports: {dict(counts.most_common())}")
        for name, wrong in more.items():
            print(f"{name}: {wrong}", file=sys.stderr)
    print(f"{len(faults)} accounts do not add up")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
