"""Stances that may be wrong: what somebody ought to look at before the numbers are believed.

Three kinds of doubt, each told in one warning where there are many: a statement that wants a pole (`ought`, `for`) and
claims that it hurts; an `ought` and a claim that contradict one another otherwise; and a text that begins with a
negation and is coded `for` alone. The words that deny are content, `reports/negations.yaml`, by language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.content import folder
from idealtypes.files.document import plain
from idealtypes.files.faults import Findings
from idealtypes.files.tables import FILE, LINE
from idealtypes.files.yaml_parser import Unreadable
from idealtypes.model.hints import listed
from idealtypes.model.scheme import Scheme
from idealtypes.model.stance import AGAINST, STANCE, unsigned

FEW = 3  # doubts of a kind that are told one by one
BEGINNING = 5  # words of a text among which a negation is of the whole
DOMINANT = 0.5
Doubt = tuple[str, Fault]  # a statement, and what is doubtful in it


def warn_of_stances(
    statements: pl.DataFrame,
    codings: pl.DataFrame,
    claims: pl.DataFrame,
    outcomes: pl.DataFrame,
    scheme: Scheme,
    findings: Findings,
) -> None:
    """Warn of stances that may be wrong; statements, codings and claims know their files and lines."""
    unwanted, others = _contradictions(statements, codings, claims, outcomes, scheme)
    _tell(
        unwanted,
        "statements are coded `for` in mode `ought` and claim that what they ask for hurts",
        findings,
    )
    _tell(others, "statements in mode `ought` and their claims contradict one another", findings)
    _tell(
        _negations(statements, codings, scheme),
        "statements begin with a negation and are coded `for`: do they speak against their codes (`!code`)? "
        "`for` in the column `stance` says that they do not",
        findings,
    )


def _tell(doubts: Sequence[Doubt], many: str, findings: Findings) -> None:
    if len(doubts) <= FEW:
        for _, doubt in doubts:
            findings.warn(doubt.file, doubt.line, doubt.message)
        return
    first = doubts[0][1]
    names = listed(dict.fromkeys(statement for statement, _ in doubts))
    findings.warn(first.file, first.line, f"{len(doubts)} {many}: {names}")


# what is wanted, and what is claimed of it


def _contradictions(
    statements: pl.DataFrame,
    codings: pl.DataFrame,
    claims: pl.DataFrame,
    outcomes: pl.DataFrame,
    scheme: Scheme,
) -> tuple[list[Doubt], list[Doubt]]:
    """Doubts about claims that hurt what is asked for, and about other contradictions of `ought` and claim.

    A claim with which some coding of its statement agrees is in no doubt: a statement may see two sides.
    """
    ought = statements.filter(pl.col("mode") == "ought").select(statement="id")
    told = claims.filter(pl.col("pole").is_not_null()).join(
        ought, on="statement", how="semi", maintain_order="left"
    )
    if not told.height:
        return [], []
    wanted = dict(outcomes.select("id", "wanted").iter_rows())
    put: dict[str, list[str]] = {}
    for statement, code in (
        codings.join(told, on="statement", how="semi", maintain_order="left")
        .select("statement", "code")
        .iter_rows()
    ):
        put.setdefault(statement, []).append(code)
    unwanted: dict[str, Fault] = {}
    others: dict[str, Fault] = {}
    for row in told.iter_rows(named=True):
        statement, aspect, pole = row["statement"], row["aspect"], row["pole"]
        helps = row["effect"] * (wanted.get(row["outcome"]) or 1) > 0
        asked = {code: _asks(scheme, code, aspect, pole) for code in put.get(statement, ())}
        if helps in asked.values() or (not helps) not in asked.values():
            continue
        code = next(code for code, asks in asked.items() if asks is not None)
        stance = unsigned(code)[1]
        claimed = f"`{pole}` {'helps' if row['effect'] > 0 else 'hurts'} `{row['outcome']}`"
        if not helps and not stance and _pole(scheme, code, aspect) == pole:
            message = (
                f"statement `{statement}`, of what ought to be, is coded `{code}` (`{pole}`) and claims that {claimed}"
                f": where it speaks against, write `!{code}`"
            )
            unwanted.setdefault(statement, Fault(row[FILE], row[LINE], message))
        else:
            message = (
                f"statement `{statement}`, of what ought to be, is coded `{code}` and claims that {claimed}: these "
                "contradict one another"
            )
            others.setdefault(statement, Fault(row[FILE], row[LINE], message))
    return list(unwanted.items()), list(others.items())


def _asks(scheme: Scheme, code: str, aspect: str, pole: str) -> bool | None:
    """Whether a coding of what ought to be asks for a pole; None where it says nothing of it."""
    own = _pole(scheme, code, aspect)
    if own is None or (own != pole and len(scheme.poles(aspect)) > 2):
        return None
    return (own == pole) != unsigned(code)[1]


def _pole(scheme: Scheme, code: str, aspect: str) -> str | None:
    """The pole with most of a code, whatever its stance; None where there is none."""
    shares = scheme.placements.get(unsigned(code)[0], {}).get(aspect)
    if shares is None or max(shares) <= DOMINANT:
        return None
    return scheme.poles(aspect)[list(shares).index(max(shares))]


# what begins with a negation


def _negations(statements: pl.DataFrame, codings: pl.DataFrame, scheme: Scheme) -> list[Doubt]:
    """Statements whose text begins with a negation, all of whose codes are put `for` without anybody saying so.

    A code whose own title denies something accounts for the negation.
    """
    words = _negation_words()
    if not words:
        return []
    whole = "|".join(re.escape(word).replace("'", "['’]") for word in words)
    early = rf"(?i)^(?:\W*[\w'’]+){{0,{BEGINNING - 1}}}?\W*\b({whole})\b"
    denying = re.compile(rf"(?i)\b(?:{whole})\b")
    denied = {code.id for code in scheme.codes if any(denying.search(text) for _, text in code.title.words)}
    looked = pl.col("code").str.starts_with(AGAINST) | pl.col("code").is_in(sorted(denied))
    if STANCE in codings.columns:
        looked = looked | pl.col(STANCE).is_not_null()
    coded = codings.group_by("statement").agg(looked.any().alias("looked"))
    asked = coded.filter(~pl.col("looked")).select("statement")
    said = statements.select(pl.col("text").str.extract(early).alias("word"), FILE, LINE, statement="id")
    found = said.filter(pl.col("word").is_not_null())
    found = found.join(asked, on="statement", how="semi", maintain_order="left")
    rows = found.select("statement", FILE, LINE, "word").iter_rows()
    return [(statement, Fault(file, line, _denies(statement, word))) for statement, file, line, word in rows]


def _denies(statement: str, word: str) -> str:
    return (
        f"statement `{statement}` begins with a negation (`{word}`) and is coded `for`: does it speak against its "
        "codes (`!code`)? `for` in the column `stance` says that it does not"
    )


@cache
def _negation_words() -> tuple[str, ...]:
    """The words that deny, of all languages; none where the file is not there, or is no list of words by language."""
    try:
        found = plain((folder("reports") / "negations.yaml").read_text(encoding="utf-8"))
    except (OSError, Unreadable):
        return ()
    lists = found.values() if isinstance(found, Mapping) else ()
    return tuple(dict.fromkeys(str(word) for words in lists for word in _each(words)))


def _each(words: object) -> Iterable[object]:
    return words if isinstance(words, list) else ()
