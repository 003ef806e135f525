"""The tables of a study of canaries: each cell that can hold words has a canary of its own."""

from __future__ import annotations

from collections.abc import Sequence

from .canaries import DATES, NUMBER, Canaries, aspect, case, code, coder, pole, source, statement

INFORMANTS = 14  # seven of each case, so that there is something to show at k = 5
CODERS = 3
SAMPLE = ("variable", "value", "variable_nb", "value_nb", "locator")

Row = dict[str, str]
MODES = ("is", "ought", "expected", "would", "is", "is")


def tables(c: Canaries, alone: bool, texts: Sequence[str]) -> dict[str, list[Row]]:
    talked = _statements(c, alone)
    half = len(talked) // 2
    tables = {
        "statements": talked[:half],
        "more_statements": talked[half:],
        "sources": _sources(c, alone, texts),
        "cases": _cases(c, alone),
        "coders": [
            {"id": coder(c, n), "kind": kind, c("coders: name of an attribute"): c(f"coders: attribute {n}")}
            for n, kind in enumerate(("human", "human", "model"))
        ],
        "places": [
            {
                "code": code(c, 0, p),
                "aspect": aspect(c, 0),
                "placer": c(f"places.placer {r}"),
                "position": str((2 * p - 1) * at),
                "shares": "",
                "because": c(f"places.because {p}.{r}"),
            }
            for p in range(2)
            for r, at in enumerate((1, 0.8, 0.6))
        ]
        + [
            {
                "code": code(c, 2, 0),
                "aspect": aspect(c, 2),
                "placer": c("places.placer 0"),
                "position": "",
                "shares": f"{pole(c, 1, 0)}=0.9, {pole(c, 1, 1)}=0.1",
                "because": c("places.because 2"),
            }
        ],
        "decisions": [
            {
                "date": DATES[n],
                "who": c(f"decisions.who {n}"),
                "what": f"{c(f'decisions.what {n}')} {code(c, 0, n)}",
                "why": c(f"decisions.why {n}"),
            }
            for n in range(2)
        ],
        "suggestions": [
            {
                "id": f"{statement(c, n, 0)}:{code(c, 1, 0)}",
                "statement": statement(c, n, 0),
                "code": code(c, 1, 0),
                "kind": "miss",
                "score": "0.7",
                "reason": c(f"suggestions.reason {n}"),
                "fingerprint": c(f"suggestions.fingerprint {n}"),
                "state": state,
                "by": c(f"suggestions.by {n}"),
                "accept": "",
            }
            for n, state in enumerate(("open", "rejected"))
        ],
    }
    if alone:
        return tables
    return tables | {
        "codings": _codings(c),
        "ratings": _ratings(c),
        "claims": _claims(c),
        "outcomes": [
            {
                "id": c(f"outcomes.id {o}"),
                "title": c(f"outcomes.title {o}"),
                "title_nb": c(f"outcomes.title_nb {o}"),
                "wanted": "1" if o != 1 else "-1",
                c("outcomes: name of an attribute"): c(f"outcomes: attribute {o}"),
            }
            for o in range(3)
        ],
        "sample": [
            {
                **{name: f"{c(f'sample.{name} {n}')} words" for name in SAMPLE},
                "n": str(NUMBER),
                "percent": "45",
                "of": str(2 * NUMBER),
                c("sample: name of an attribute"): c(f"sample: attribute {n}"),
            }
            for n in range(2)
        ],
    }


def _statements(c: Canaries, alone: bool) -> list[Row]:
    """Six of each informant; of the last aspect speak three alone, so that something is suppressed."""
    rows = []
    for n in range(INFORMANTS):
        for s in range(6):
            about = s % 3 if n < 3 else s % 2
            row = {
                "id": statement(c, n, s),
                "source": c("aliases: source") if (n, s) == (1, 0) else source(c, n),
                "text": f"{c(f'statements.text {n}.{s}')} was said.",
                "case": (c("aliases: case") if (n, s) == (0, 0) else "")
                if alone or s
                else _case_of(c, n, alone),
                "mode": MODES[s],
                "voice": "helper",
                "condition": c(f"statements.condition {n % 2}"),
                "locator": c(f"statements.locator {n}.{s}"),
                "extent": "",
                "lang": "en",
                c("statements: name of an attribute"): c(f"statements: attribute {n % 2}"),
            }
            if n == 13 and not alone:
                row |= {"extent": "some"}
            if n == 5 and s == 5:
                row[c("statements: name of an attribute")] = c("study.missing")
            if alone:
                for k in range(2):
                    stance = "against" if s == 5 else "for"
                    put = f"{code(c, about, _side(n, s, k))}=0.5"
                    judge = {
                        "coder": coder(c, k),
                        "codes": put,
                        "stance": stance,
                        "occasion": c("statements.occasion"),
                    }
                    rows.append(row | judge | {"because": c(f"statements.because {n}.{s}")})
            else:
                rows.append(row)
    return rows


def _side(n: int, s: int, k: int) -> int:
    """The pole: most informants lean one way on an aspect, one coder differs now and then."""
    return int(((n + 2 * s) % 5 == 0) != (k == 1 and (n + s) % 7 == 0))


def _case_of(c: Canaries, n: int, alone: bool) -> str:
    return case(c, n if alone else n % 2)


def _codings(c: Canaries) -> list[Row]:
    rows = []
    for n in range(INFORMANTS):
        for s in range(6):
            about = s % 3 if n < 3 else s % 2
            for k in range(CODERS):
                named = c("aliases: coder") if (n, s, k) == (0, 0, 0) else coder(c, k)
                row = {
                    "statement": statement(c, n, s),
                    "code": code(c, about, _side(n, s, k)),
                    "coder": named,
                }
                row |= {
                    "intensity": "1",
                    "stance": "for",
                    "occasion": "",
                    "because": c(f"codings.because {n}.{s}.{k}"),
                }
                rows.append(row)
                if s == 0 and k == 0:
                    rows.append(row | {"code": code(c, about, 1 - _side(n, s, k)), "intensity": "0.5"})
                    if named == coder(c, 0):
                        rows.append(row | {"occasion": c("codings.occasion")})
    return rows


def _ratings(c: Canaries) -> list[Row]:
    return [
        {
            "case": case(c, k),
            "aspect": aspect(c, 1),
            "rater": c(f"ratings.rater {r}"),
            "position": "" if r == 2 else str(0.25 * r - 0.5),
            "pole": pole(c, 0, 1) if r == 2 else "",
            "because": c(f"ratings.because {k}.{r}"),
            "source": source(c, 4) if r == 0 else "",
            "locator": c(f"ratings.locator {k}.{r}"),
            "mode": "is",
            "voice": "author",
            "condition": c(f"ratings.condition {k}.{r}"),
            "intensity": "1",
            "trait": c("traits.id 1.1") if r == 1 else "",
            c("ratings: name of an attribute"): c(f"ratings: attribute {k}.{r}"),
        }
        for k in range(2)
        for r in range(3)
    ]


def _claims(c: Canaries) -> list[Row]:
    rows = []
    for n in range(INFORMANTS):
        for o in range(2):
            row = {
                "statement": statement(c, n, o),
                "aspect": aspect(c, o),
                "pole": pole(c, 0, _side(n, o, 0)),
            }
            row |= {
                "outcome": c(f"outcomes.id {o}"),
                "effect": "1" if n % 4 else "-1",
                "trait": "",
                "from_outcome": "",
                "stance": "for",
            }
            rows.append(row)
    rows.append(
        rows[0] | {"aspect": "", "pole": "", "trait": c("traits.id 0.1"), "outcome": c("outcomes.id 2")}
    )
    rows.append(
        rows[0]
        | {"aspect": "", "pole": "", "from_outcome": c("outcomes.id 1"), "outcome": c("outcomes.id 0")}
    )
    return rows


def _sources(c: Canaries, alone: bool, texts: Sequence[str]) -> list[Row]:
    rows = []
    for n in range(INFORMANTS):
        kind = c("sources.kind") if n == 2 else "reported" if n == 13 and not alone else "interview"
        rows.append(
            {
                "id": source(c, n),
                "kind": kind,
                "case": _case_of(c, n, alone),
                "of": "4" if kind == "reported" else "",
                "title": c(f"sources.title {n}"),
                "title_nb": c(f"sources.title_nb {n}"),
                "text_file": texts[n],
                c("sources: name of an attribute"): c(f"sources: attribute {n}"),
            }
        )
    return rows


def _cases(c: Canaries, alone: bool) -> list[Row]:
    return [
        {
            "id": case(c, n),
            "title": c(f"cases.title {n}"),
            "title_nb": c(f"cases.title_nb {n}"),
            c("cases: name of an attribute"): c(f"cases: attribute {n % 3}"),
        }
        for n in range(INFORMANTS if alone else 2)
    ]
