"""Small constructed studies, written to a folder: each has one thing that a report must get right."""

from __future__ import annotations

import csv
from pathlib import Path

THEORY = """\
format: 1
id: two_ways
title: {en: Two ways, nb: To måter}
sources: ["Constructed for the tests."]
logics:
  - {id: loose, title: Loose, definition: As one sees fit.}
  - {id: strict, title: Strict, definition: As the rules say.}
axes:
  - id: rules
    title: Loose – strict
    poles:
      - {id: informal, logic: loose, position: -1, title: {en: Informal, nb: Uformell}}
      - {id: formal, logic: strict, position: 1, title: {en: Formal, nb: Formell}}
"""

SCHEME = """\
format: 1
id: small
title: {en: A small scheme, nb: En liten kodebok}
theory: two_ways.yaml
aspects:
  - id: access
    title: {en: Access, nb: Tilgang}
    axis: rules
    question: {en: What lets people in?, nb: Hva slipper folk inn?}
  - {id: help, title: {en: Ability to help, nb: Evne til å hjelpe}, axis: rules}
  - {id: count, title: {en: What counts, nb: Hva som teller}, axis: rules}
ideal_types:
  - id: friend
    title: {en: The friend, nb: Vennen}
    corner: {access: informal, help: informal, count: informal}
    traits:
      - {id: friend_listens, aspect: help, feature: task, text: {en: Listens., nb: Lytter.}}
      - {id: friend_open, aspect: access, feature: door, text: {en: Is there at once., nb: Er der straks.}}
  - id: office
    title: {en: The office, nb: Kontoret}
    corner: {access: formal, help: formal, count: formal}
    traits:
      - {id: office_treats, aspect: help, feature: task, text: {en: Treats., nb: Behandler.}}
      - {id: office_books, aspect: access, feature: door, text: {en: Gives an appointment., nb: Gir time.}}
codes:
  - {id: open_door, title: {en: Open door, nb: Åpen dør}, place: {aspect: access, pole: informal}, trait: friend_open}
  - {id: booking, title: {en: Booking, nb: Timebestilling}, place: {aspect: access, pole: formal}, trait: office_books}
  - {id: listening, title: {en: Listening, nb: Lytting}, place: {aspect: help, pole: informal}, trait: friend_listens}
  - {id: treating, title: {en: Treating, nb: Behandling}, place: {aspect: help, pole: formal}, trait: office_treats}
  - {id: both_ways, title: {en: Both ways, nb: Begge deler}, place: {aspect: help, position: 0}}
  - {id: unregistered, title: {en: Unregistered, nb: Uregistrert}, place: {aspect: count, pole: informal}}
  - {id: registered, title: {en: Registered, nb: Registrert}, place: {aspect: count, pole: formal}}
"""

Row = dict[str, str]


def write(folder: Path, name: str, rows: list[Row]) -> None:
    """A table as csv, its columns those of all rows."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


def study(
    folder: Path,
    statements: list[Row],
    *,
    more: str = "",
    title: str = "A constructed study",
    **tables: list[Row],
) -> Path:
    """A study of the small scheme: its statements, further tables, and further lines of study.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "two_ways.yaml").write_text(THEORY, encoding="utf-8")
    (folder / "small.yaml").write_text(SCHEME, encoding="utf-8")
    lines = ["format: 1", f"title: {title}", "scheme: small.yaml"]
    if statements:
        write(folder, "statements.csv", statements)
        lines.append("statements: statements.csv")
    for name, rows in tables.items():
        write(folder, f"{name}.csv", rows)
        lines.append(f"{name}: {name}.csv")
    (folder / "study.yaml").write_text("\n".join([*lines, more]) + "\n", encoding="utf-8")
    return folder


def said(source: str, codes: list[str], **columns: str) -> list[Row]:
    """One statement a code, by one source."""
    return [
        {
            "id": f"{source}_{i}",
            "source": source,
            "text": f"Statement {i} of {source}.",
            "codes": code,
            **columns,
        }
        for i, code in enumerate(codes)
    ]


def mixed(folder: Path) -> Path:
    """One case: access clear, help torn, count thin; a reported source, claims, and a statement on no aspect."""
    rows = []
    for g in range(8):
        rows += said(f"group_{g}", ["open_door", "open_door", "listening" if g % 2 else "treating"])
    rows += said("group_8", ["registered", "unregistered"])
    rows += [
        {
            "id": "told_0",
            "source": "authors",
            "text": "Others say that the door is open.",
            "codes": "open_door",
        },
        {
            "id": "graded_one",
            "source": "group_1",
            "text": "It takes both.",
            "codes": "both_ways",
            "mode": "ought",
            "locator": "p. 7",
        },
    ]
    sources = [{"id": f"group_{g}", "kind": "focus_group", "title": f"Group {g}"} for g in range(9)]
    sources.append({"id": "authors", "kind": "reported", "title": "The authors"})
    claims = [
        {"statement": f"group_{g}_0", "aspect": "access", "pole": "formal", "outcome": "reach", "effect": "1"}
        for g in range(6)
    ]
    return study(
        folder,
        rows,
        sources=sources,
        claims=claims,
        outcomes=[{"id": "reach", "title": "People are reached", "wanted": "1"}],
        more="language: en\n"
        "notes:\n  describes: Made up.\n  limits: {en: All of it is constructed., nb: Alt er konstruert.}",
    )


def silent(folder: Path) -> Path:
    """One source, and nobody speaks of two aspects."""
    return study(folder, said("alone", ["open_door", "booking"]))


def hostile(folder: Path) -> Path:
    """Texts, ids' attributes and titles that would break a page which trusts them."""
    text = '</script><script>window.broken=1</script><img src=x onerror="window.broken=1"> & "quoted" \u2028 =1+1'
    rows = said("secret_one", ["open_door", "listening", "registered"]) + said("secret_two", ["booking"])
    rows[0] |= {"text": text, "locator": "<b>p. 1</b>", "note": "<i>attribute</i>"}
    return study(folder, rows, title='"<script>window.broken=1</script> & co"')


LONG = "Ordentlig" * 22  # a word no telephone is wide enough for
HEBREW, ARABIC = 'היא אמרה: "40%" (כן) 7.', "الدار مفتوحة = 12%."


def written_otherwise(folder: Path, several: bool = True) -> Path:
    """Quotations and titles that run from the right, and words longer than a line, everywhere."""
    rows: list[Row] = []
    for g in range(4):
        for case in ("east", "west") if several else ("",):
            own = said(f"{case}group_{g}", ["open_door", "treating", "registered"])
            rows += [row | ({"case": case} if case else {}) for row in own]
    rows[0]["text"], rows[1]["text"], rows[2]["text"] = HEBREW, ARABIC, f"{LONG} {LONG}"
    sources = [
        {"id": one, "title": f"{ARABIC} {one}"} for one in dict.fromkeys(row["source"] for row in rows)
    ]
    tables = {"sources": sources}
    if several:
        tables["cases"] = [{"id": "east", "title": HEBREW}, {"id": "west", "title": LONG}]
    made = study(folder, rows, title=LONG, **tables)
    scheme = (made / "small.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("title: {en: Access, nb: Tilgang}", f"title: {LONG}"),
        ("title: {en: The friend, nb: Vennen}", "title: שכן טוב (1)"),
        ("title: {en: The office, nb: Kontoret}", f"title: {LONG}"),
        ("title: {en: Open door, nb: Åpen dør}", "title: الباب المفتوح"),
        ("title: {en: Treating, nb: Behandling}", f"title: {LONG}"),
        ("text: {en: Listens., nb: Lytter.}", "text: היא מקשיבה."),
        ("text: {en: Treats., nb: Behandler.}", f"text: {LONG}"),
    ):
        assert old in scheme
        scheme = scheme.replace(old, new)
    (made / "small.yaml").write_text(scheme, encoding="utf-8")
    return made


def cases(folder: Path, n: int = 12) -> Path:
    """Many cases with long titles; the last one is silent on two aspects."""
    rows: list[Row] = []
    for c in range(n):
        for g in range(4):
            codes = ["open_door" if g <= c % 5 else "booking"]
            if c < n - 1:
                codes += [
                    "listening" if (g + c) % 3 else "treating",
                    "registered" if c % 2 else "unregistered",
                ]
            rows += said(f"case{c}_group{g}", codes, case=f"case{c}")
    titles = [
        {"id": f"case{c}", "title": f"Case number {c}, the scheme with a rather long and telling name"}
        for c in range(n)
    ]
    return study(folder, rows, cases=titles)


def ratings(folder: Path, *, unit: str = "", raters: int = 1) -> Path:
    """Ratings only: one rater without an interval, several with, or complete evidence (`unit: none`)."""
    rows = [
        {
            "case": case,
            "aspect": aspect,
            "rater": f"rater_{r}",
            "position": str(position),
            "because": f"Rule of {case}.",
        }
        for r in range(raters)
        for case, position in (("north", -0.6 + 0.1 * r), ("south", 0.4))
        for aspect in ("access", "help", "count")
    ]
    return study(folder, [], ratings=rows, more=f"settings: {{unit: {unit}}}" if unit else "")


def tense(folder: Path) -> Path:
    """Opposed codes that meet: listening and treating often and in several sources, the door and booking in one."""
    rows = []
    for g in range(4):
        rows += said(f"group_{g}", ["listening;treating", "open_door", "registered", "unregistered"])
    rows += said("group_4", ["open_door;booking", "open_door;booking", "listening"])
    return study(folder, rows)


def sixty_codes(folder: Path) -> Path:
    """Thirty codes at either pole, with long names, of which many meet."""
    codes = [
        f"  - {{id: {pole}_{i}, title: The {pole} code with number {i} and a rather long name,"
        f" place: {{aspect: help, pole: {pole}}}}}"
        for pole in ("informal", "formal")
        for i in range(30)
    ]
    rows = []
    for n in range(90):
        met = {f"informal_{n * 7 % 30}", f"formal_{(n * 11 + n // 30) % 30}", f"formal_{n % 5}"}
        rows += said(f"group_{n % 9}_{n}", [";".join(sorted(met))])
    place = study(folder, rows)
    head = SCHEME.split("ideal_types:")[0]
    (place / "small.yaml").write_text("\n".join([head + "codes:", *codes, ""]), encoding="utf-8")
    return place


def leaning(folder: Path) -> Path:
    """Two cases: one that leaves its type when two statements are left out, one that a silent aspect keeps without."""
    rows: list[Row] = []
    for g in range(4):
        codes = ["open_door", "listening", "unregistered", *(["treating"] if g < 3 else [])]
        rows += said(f"group_{g}", codes, case="near")
        rows += said(f"other_{g}", ["open_door", "listening"], case="without")
    return study(folder, rows, cases=[{"id": "near", "title": "Near"}, {"id": "without", "title": "Without"}])


def programmes(folder: Path, n: int = 16) -> Path:
    """More cases than a figure of intervals can show, on all aspects, without a goal."""
    rows: list[Row] = []
    for c in range(n):
        for g in range(3):
            codes = ["open_door" if c % 4 else "booking", "listening" if (c + g) % 3 else "treating"]
            codes.append("registered" if c % 2 else "unregistered")
            rows += said(f"case{c}_group{g}", codes, case=f"case{c}")
    cases = [
        {"id": f"case{c}", "title": f"Programme {c} with a rather long and telling name"} for c in range(n)
    ]
    return study(folder, rows, cases=cases)


FOUR_WAYS = """\
format: 1
id: four_ways
title: Four ways
logics:
  - {id: a, title: A}
  - {id: b, title: B}
  - {id: c, title: C}
  - {id: d, title: D}
axes:
  - id: care
    title: Care
    poles:
      - {id: comforting, title: Comforting, logic: a, on: {engagement: listening, purpose: support}}
      - {id: treating, title: Treating, logic: b, on: {engagement: acting, purpose: support}}
      - {id: watching, title: Watching, logic: c, on: {engagement: listening, purpose: control}}
      - {id: punishing, title: Punishing, logic: d, on: {engagement: acting, purpose: control}}
  - id: rules
    title: Loose – strict
    poles:
      - {id: loose, title: Loose, logic: a, position: -1}
      - {id: strict, title: Strict, logic: d, position: 1}
"""

FOUR_POLES = """\
format: 1
id: four
title: Four poles
theory: four_ways.yaml
aspects:
  - {id: care, title: {en: Care for doctors, nb: Omsorg for leger}, axis: care}
  - {id: rules, title: {en: Rules, nb: Regler}, axis: rules}
codes:
  - {id: comfort, title: Comfort, place: {aspect: care, pole: comforting}}
  - {id: treat, title: Treat, place: {aspect: care, pole: treating}}
  - {id: watch, title: Watch, place: {aspect: care, shares: {watching: 0.7, punishing: 0.3}}}
  - {id: free, title: Free hand, place: {aspect: rules, pole: loose}}
  - {id: by_rule, title: By rule, place: {aspect: rules, pole: strict}}
"""


def poles(folder: Path, cases: int = 1) -> Path:
    """An aspect with four poles and derived margins, beside one with two."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "four_ways.yaml").write_text(FOUR_WAYS, encoding="utf-8")
    (folder / "four.yaml").write_text(FOUR_POLES, encoding="utf-8")
    rows: list[Row] = []
    for c in range(cases):
        for g in range(6):
            third = ("comfort", "treat", "watch")[(g + c) % 3]
            rows += said(f"case{c}_group{g}", ["comfort", third, "comfort;treat", "free"], case=f"case{c}")
    write(folder, "statements.csv", rows)
    lines = ["format: 1", "title: Four poles", "scheme: four.yaml", "statements: statements.csv"]
    (folder / "study.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
