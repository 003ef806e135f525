"""Studies with one informant whose every text holds a word that stands nowhere else, and the same ones without her."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HER = "Informant Two"
CODES = ("drop_in", "ticket", "advice", "weather")
SCHEME = """format: 1
id: desks
title: Desks
version: 2
theory: march_olsen
aspects:
  - {id: access, title: Access, axis: formality}
  - {id: help, title: Help, axis: formality}
ideal_types:
  - {id: corridor, title: Corridor, corner: {access: informal, help: informal}}
  - {id: counter, title: Counter, corner: {access: formal, help: formal}}
codes:
  - id: drop_in
    title: Dropping in
    %s
    place: {aspect: access, pole: informal}   # as she said
  - {id: ticket, title: Ticket, place: {aspect: access, position: 0.7}}
  - id: advice
    title: Advice
    %s
    place: [{aspect: help, position: -0.4}, {aspect: access, position: 0.1}]
  - {id: weather, title: Weather, place: none}
"""


@dataclass
class Made:
    """What a study has that is hers: the words by which she is known."""

    canaries: list[str] = field(default_factory=list)

    def word(self, about: str) -> str:
        word = f"canary{about}{len(self.canaries)}zz"
        self.canaries.append(word)
        return word


def write(path: Path, rows: Iterable[Sequence[object]], delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


def make(folder: Path, seed: int, her: bool = True) -> Made:
    """A study of five informants in two cases, `her` among them or not; everything else is the same either way."""
    lot, made = random.Random(seed), Made()
    folder.mkdir(parents=True)
    apart, listed, wide = lot.random() < 0.5, lot.random() < 0.7, lot.random() < 0.5
    several, delimiter = lot.random() < 0.5, lot.choice((",", ";"))
    alone = lot.random() < 0.4  # whether a case is hers alone
    own = lambda who: who == HER  # noqa: E731
    sources: list[Sequence[object]] = [("id", "title", "kind", "case", "text_file", "memo")]
    statements: list[Sequence[object]] = [
        ("id", "source", "text", "case", "memo", *(() if apart else ("coder", "codes", "because")))
    ]
    codings: list[Sequence[object]] = [("statement", "code", "coder", "occasion", "because")]
    claims: list[Sequence[object]] = [("statement", "aspect", "pole", "outcome", "effect")]
    suggestions: list[Sequence[object]] = [
        ("id", "statement", "code", "kind", "score", "reason", "fingerprint", "state", "by")
    ]
    said: dict[str, str] = {}
    passages: dict[str, object] = {}
    for n, who in enumerate(("Informant One", HER, "Three", "Four", "Five")):
        case = "third" if own(who) and alone else lot.choice(("north", "south", "north;south"))
        rows = [
            (
                lot.choice(CODES[:3]),
                lot.choice(CODES),
                lot.choice(("", "north", "south;north")),
                lot.choice(("informal", "formal")),
            )
            for _ in range(lot.randint(2, 5))
        ]
        lines = [
            lot.choice(("we went there", "nobody asked", 'it was "fine"', "first line\nsecond line"))
            for _ in rows
        ]
        if own(who) and not her:
            continue
        for k, ((first, second, where, pole), line) in enumerate(zip(rows, lines, strict=True)):
            key = f"s{n}_{k}"
            text = f"{line}, {made.word('text') if own(who) else f'said {key} of it'}, and so on"
            memo = made.word("memo") if own(who) else f"memo of {key}"
            why = made.word("because") if own(who) else "since"
            said[key] = text
            passages[f"guid-{made.word('guid') if own(who) else key}"] = {"id": key, "start": k, "end": k + 9}
            where = "" if own(who) and alone else where
            codes = f"{first};{second}=0.5" if first != second else first
            statements.append((key, who, text, where, memo, *(() if apart else ("anna", codes, why))))
            if apart:
                codings.append((key, first, "anna", "1", why))
                codings += [(key, first, "anna", "2", "")] if several else []
                codings.append((key, second, "bo", "1", why))
            claims.append((key, "access", pole, "relief", 1))
            suggestions.append(
                (
                    f"{key}:weather",
                    key,
                    "weather",
                    "miss",
                    "0.5",
                    made.word("reason") if own(who) else "word",
                    "0a1b2c3d4e5f",
                    "open",
                    "",
                )
            )
        sources.append(
            (
                who,
                made.word("title") if own(who) else who,
                "interview",
                case,
                f"texts/{n}.txt",
                made.word("memo") if own(who) else "",
            )
        )
        if not listed:
            continue
        (folder / "texts").mkdir(exist_ok=True)
        (folder / "texts" / f"{n}.txt").write_text(
            " ".join(
                [
                    made.word("whole") if own(who) else "whole",
                    *(t for k, t in said.items() if k.startswith(f"s{n}_")),
                ]
            ),
            "utf-8",
        )
    hers = [key for key in said if key.startswith("s1_")]
    mine = [key for key in said if not key.startswith("s1_")]
    quoted = said[hers[0]] if hers else ""
    write(folder / "statements.csv", statements, delimiter)
    write(folder / "claims.csv", claims)
    write(folder / "suggestions.csv", suggestions)
    write(folder / "outcomes.csv", [("id", "title", "wanted"), ("relief", "Relief", 1)])
    document = "format: 1\ntitle: Desks\nscheme: ./scheme.yaml\nstatements: statements.csv\n"
    document += "claims: claims.csv\noutcomes: outcomes.csv\n"
    document += "scenarios: scenarios.yaml\nsettings: {draws: 100}\n"
    if apart:
        write(folder / "codings.csv", codings, delimiter)
        document += "codings: codings.csv\n"
    if listed:
        write(folder / "sources.csv", sources)
        document += "sources: sources.csv\n"
    else:
        column = statements[0].index("case")
        for row in range(1, len(statements)):
            one = list(statements[row])
            one[column] = one[column] or "north"
            statements[row] = one
        write(folder / "statements.csv", statements, delimiter)
    if listed:
        cases = [("id", "title"), ("north", "North"), ("south", "South")]
        cases += [("third", made.word("case"))] if alone and her else []
        used = {c for row in sources[1:] for c in str(row[3]).split(";")} | {
            c for row in statements[1:] for c in str(row[3]).split(";")
        }
        write(folder / "cases.csv", [cases[0], *(one for one in cases[1:] if one[0] in used)])
        document += "cases: cases.csv\n"
    if wide:
        ratings: list[Sequence[object]] = [("case", "rater", "access", "help", "because", "source")]
        for n, who in enumerate(("Three", HER, "Four", "Five")):
            x = lot.choice((-0.5, 0, 0.5, 1))
            if her or not own(who):
                ratings.append(
                    ("north", "rita", x, -x, made.word("because") if own(who) else f"since {n}", who)
                )
        write(folder / "ratings.csv", ratings)
        document += "ratings: ratings.csv\n"
    readers = {who: "[anna]" for who in ("Three", HER) if her or not own(who)}
    document += "readers:\n" + "".join(f"  {who}: {read}   # read\n" for who, read in readers.items())
    if her:
        document += f"aliases:\n  sources: {{{HER}: [{made.word('alias')}], Four: [4th]}}\n"
    else:
        document += "aliases:\n  sources: {Four: [4th]}\n"
    (folder / "study.yaml").write_text(document, "utf-8")
    example = (
        f"example: {json.dumps(quoted)}"
        if quoted and '"' not in quoted
        else "example: {en: Somebody, nb: Noen}"
    )
    scheme = SCHEME % (example if her and quoted else "example: {en: Somebody, nb: Noen}", "example: another")
    if not (her and quoted and '"' not in quoted):
        scheme = SCHEME % ("example: {en: Somebody, nb: Noen}", "example: another")
    (folder / "scheme.yaml").write_text(scheme, "utf-8")
    (folder / "versions").mkdir()
    (folder / "versions" / "desks-1.yaml").write_text(scheme.replace("version: 2", "version: 1"), "utf-8")
    last = f"rating-{4 if her else 3}-access" if wide else mine[-1]
    evidence = [mine[0], *hers[:1], last]
    (folder / "scenarios.yaml").write_text(
        "format: 1\ntitle: What if\nmeasures:\n  - id: register\n    title: Register\n    shifts:\n"
        "      - {aspect: access, toward: formal, low: 0.1, mode: 0.2, high: 0.3, because: so, "
        f"evidence: [{', '.join(evidence)}]}}\n",
        "utf-8",
    )
    if seed % 2:
        (folder / "condensates.yaml").write_text(
            "format: 1\ncondensates:\n  - aspect: access\n    pole: informal\n    text: They walk in.\n"
            "    statements:\n"
            + "".join(f"      - {key}\n" for key in evidence)
            + (
                f"  - {{aspect: help, pole: informal, text: Hers, statements: [{hers[1]}]}}\n"
                if hers
                else "  - {aspect: help, pole: informal, text: Hers}\n"
            ),
            "utf-8",
        )
    else:
        (folder / "condensates.md").write_text(
            f"# All\n\n## access: informal\n\nThey walk in [{'; '.join(evidence)}]. More.\n", "utf-8"
        )
    write(
        folder / "desks.decisions.csv",
        [
            ("date", "who", "what", "why"),
            (
                "2024-05-01",
                "anna",
                "drop_in is wider",
                f"as in: {quoted}" if quoted else "as in: [withdrawn]",
            ),
            ("2024-06", "bo", f"{(hers or ['x'])[0]} settled", f"heard by {HER}" if her else "heard"),
        ],
    )
    write(
        folder / "desks.places.csv",
        [
            ("code", "aspect", "placer", "position", "because"),
            ("ticket", "access", "bk", "0.5", quoted or "x"),
            ("ticket", "access", "nn", "0.9", "y"),
        ],
    )
    write(
        folder / "sharing_key.csv",
        [
            ("kind", "id", "number"),
            *(([("source", HER, 47)]) if her else []),
            ("source", "Three", 61),
            ("case", "north", 12),
        ],
    )
    guids = {f"guid-{made.word('guid') if own(who) else who}": who for who in readers}
    known = {"format": "refi_qda", "name": "Desks", "codes": {}, "sources": guids, "cases": {"c1": "north"}}
    known |= {"coders": {"u1": "anna"}, "passages": passages}
    (folder / "imports.json").write_text(json.dumps({"format": 1, "projects": [known]}, indent=1), "utf-8")
    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).decode("utf-8")
    made.canaries = [word for word in made.canaries if word in whole]  # a study without sources has no titles
    return made
