"""The statements of the evidence desk as columns: what the page's script finds, filters and shows them by.

A column holds each of its values once, and per statement the value's number: little-endian whole numbers of 1, 2 or 4
bytes, in base64 behind a digit that says which. Texts, ids and locators are not in it: they stand in the page's list of
statements, once, where they can be read without scripts and on paper too; the workbench sends them beside it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from idealtypes.engine.evidence import Statement
from idealtypes.exchange.study_folder import texts_of
from idealtypes.model.stance import unsigned
from idealtypes.model.study import StudyData
from idealtypes.reporting.desk.source_passages import passage_of
from idealtypes.reporting.wording.study_titles import StudyTitles
from idealtypes.reporting.wording.words import Words

ALL, USEFUL, COUNTED = 1, 2, 4  # what a statement's number in `kinds` is made of
DIGITS = 9  # of weights
AROUND, CONTEXTS = (
    (40, 240),
    1_200_000,
)  # characters before and after a passage, fewer where there are many passages

# Words that the script says with numbers or names in them, or puts where no template can.
SAID = (
    "counted", "uncounted", "not_counted", "not_counted_why", "codes", "weights", "claims", "coders", "no_text",
    "statement", "toward",
)  # fmt: skip

Column = dict[str, Any]
Vectors = dict[tuple[float, ...], int]
Weights = Mapping[str, Mapping[str, Mapping[str, float]]]  # statement → aspect → pole → share


def packed(numbers: Iterable[int]) -> str:
    """Whole numbers from 0 as base64 behind the digit of their width in bytes.

    >>> packed([1, 2]), packed([1, 256]), packed([])
    ('1AQI=', '2AQAAAQ==', '1')
    """
    values = np.asarray(list(numbers), np.int64)
    width = next(w for w in (1, 2, 4) if not len(values) or int(values.max()) < 1 << 8 * w)
    return f"{width}{base64.b64encode(values.astype(f'<u{width}').tobytes()).decode('ascii')}"


def steps(places: Sequence[int]) -> str:
    """Rising places by the steps between them, the first from −1.

    >>> steps([0, 1, 5]) == packed([1, 1, 4])
    True
    """
    return packed(after - before for before, after in zip([-1, *places], places, strict=False))


def column(values: Sequence[str]) -> Column:
    """One value a statement; one for all where it is the same, as they are where there would be nothing to save.

    >>> column(["b", "a", "b"]) == {"of": ["b", "a"], "at": packed([0, 1, 0])}
    True
    """
    found = {value: n for n, value in enumerate(dict.fromkeys(values))}
    if len(found) == 1:
        return {"all": values[0]}
    if 2 * len(found) > len(values) > 8:
        return {"as": list(values)}
    return {"of": list(found), "at": packed(found[value] for value in values)}


def lists(values: Sequence[Sequence[Any]], of: Mapping[Any, int]) -> Column:
    """Some values a statement, by their numbers in `of`; how many is one number where all have as many."""
    sizes = [len(several) for several in values]
    same = sizes[0] if len(set(sizes)) == 1 else None
    at = packed(of[one] for several in values for one in several)
    return {"n": packed(sizes) if same is None else same, "at": at}


def statement_columns(
    facts: StudyTitles,
    statements: Sequence[Statement],
    coded: Weights,
    useful: Weights,
    codes: Mapping[str, int],
    vectors: Vectors,
) -> Column:
    """The index: every statement in this order; `vectors` grows by what statements weigh.

    `coded` and `useful` hold what each statement weighs that is in that view; `codes` are the numbers of the codes and
    signed codes.
    """
    kinds = [ALL * (s.id in coded) + USEFUL * (s.id in useful) + COUNTED * s.counted for s in statements]
    sources = _numbers(s.source for s in statements)
    cases = {case: n for n, case in enumerate(facts.case_ids)}
    coders = _numbers(coder for s in statements for coder in s.coders)
    claims = [claims_said(facts, s) for s in statements]
    said = _numbers(claim for several in claims for claim in several)
    langs = [facts.other_language(s.lang) for s in statements]
    return {
        "n": len(statements),
        "kinds": packed(kinds),
        "sources": [[source, facts.source(source)] for source in sources],
        "source": packed(sources[s.source] for s in statements),
        "case": lists([s.cases for s in statements], cases),
        "mode": column([s.mode for s in statements]),
        "also": column([" · ".join(circumstances(facts, s)) for s in statements]),
        "code": lists([s.codes for s in statements], codes),
        "coders": list(coders),
        "coder": lists([s.coders for s in statements], coders),
        "claims": list(said),
        "claim": lists(claims, said),
        **({"lang": column(langs)} if any(langs) else {}),
        "more": _attributes(facts, statements),
        "held": [_held(facts, statements, by, vectors) for by in (coded, useful)],
        **_context(facts.study, statements),
    }


def _numbers(values: Iterable[str]) -> dict[str, int]:
    return {value: n for n, value in enumerate(dict.fromkeys(values))}


def _held(facts: StudyTitles, statements: Sequence[Statement], by: Weights, vectors: Vectors) -> list[Column]:
    """Per aspect which statements have evidence on it, and the number of each one's vector."""
    out = []
    own = [by.get(s.id, {}) for s in statements]
    for aspect, poles in zip(facts.aspect_ids, facts.pole_ids, strict=True):
        rows = [i for i, weights in enumerate(own) if aspect in weights]
        held = [tuple(round(own[i][aspect].get(p, 0.0), DIGITS) for p in poles) for i in rows]
        out.append({"rows": steps(rows), "at": packed(vectors.setdefault(v, len(vectors)) for v in held)})
    return out


def circumstances(facts: StudyTitles, s: Statement) -> list[str]:
    """Whose view a statement is, and on which condition it holds."""
    words, said = facts.words, []
    if s.voice:
        known = words.has(f"voices.{s.voice}")
        said.append(words.say(f"voices.{s.voice}") if known else facts.value("voice", s.voice))
    if s.condition:
        said.append(words.say("evidence.when", condition=facts.value("condition", s.condition)))
    return said


def claims_said(facts: StudyTitles, s: Statement) -> list[str]:
    """What a statement says helps or hurts, each once: claims may differ in nothing but their traits."""
    return list(dict.fromkeys(_claim(facts, claim) for claim in s.claims))


def _claim(facts: StudyTitles, claim: Mapping[str, Any]) -> str:
    words = facts.words
    effect = "helps" if claim["effect"] > 0 else "hurts"
    outcome = facts.outcomes.get(claim["outcome"], claim["outcome"])
    if claim.get("from_outcome"):
        first = facts.outcomes.get(claim["from_outcome"], claim["from_outcome"])
        return words.say(f"claims.{effect}", what=first, outcome=outcome)
    a = facts.aspect_ids.index(claim["aspect"])
    pole = facts.poles[a][facts.pole_ids[a].index(claim["pole"])]
    what = words.say("claims.pole", aspect=facts.aspects[a], pole=pole)
    return words.say(f"claims.{effect}", what=what, outcome=outcome)


def weights_said(facts: StudyTitles, s: Statement) -> list[str]:
    """How much of the statement each aspect gives to each pole."""
    out = []
    for a, aspect in enumerate(facts.aspect_ids):
        if aspect not in s.weights:
            continue
        shares = [round(s.weights[aspect].get(p, 0.0), DIGITS) for p in facts.pole_ids[a]]
        held = [
            f"{facts.poles[a][p]} {facts.words.percent(share)}" for p, share in enumerate(shares) if share > 0
        ]
        out.append(f"{facts.aspects[a]}: {', '.join(held)}")
    return out


def _attributes(facts: StudyTitles, statements: Sequence[Statement]) -> list[Column]:
    """Every other column of the statements, with its title; blank where a statement has no value."""
    names = dict.fromkeys(name for s in statements for name in s.attributes)
    labelled = facts.study.labels.__contains__

    def shown(name: str, value: Any) -> str:
        return "" if value is None else facts.value(name, str(value)) if labelled(name) else str(value)

    return [
        {"title": facts.column(name), **column([shown(name, s.attributes.get(name)) for s in statements])}
        for name in names
    ]


def _context(study: StudyData, statements: Sequence[Statement]) -> Column:
    """What stands before and after each passage in the text of its source, where that is there."""
    texts = texts_of(study)
    width = min(AROUND[1], max(AROUND[0], CONTEXTS // (2 * max(len(statements), 1))))
    rows, before, after = [], [], []
    for i, s in enumerate(statements):
        at = passage_of(s, texts.get(s.source, ""))
        if at is None:
            continue
        text, reach = texts[s.source], 4 * width + 1
        rows.append(i)
        before.append(_end_of(text[max(0, at[0] - reach) : at[0]], width))
        after.append(_end_of(text[at[1] : at[1] + reach][::-1], width)[::-1])
    return {"context": {"rows": steps(rows), "before": before, "after": after}} if rows else {}


def _end_of(text: str, width: int) -> str:
    """The end of a text: so many characters, from the beginning of a word, with an ellipsis before what is left out.

    >>> _end_of("one two three", 8), _end_of("one", 8)
    ('… three', 'one')
    """
    told = " ".join(text[-4 * width :].split())
    if len(told) <= width and len(text) <= 4 * width:
        return told
    return f"… {told[-width:].split(' ', 1)[-1]}"


def axes(facts: StudyTitles) -> Column:
    """The cases, and the aspects with their poles, by their titles."""
    presence = facts.study.scheme.presence
    return {
        "cases": [[case, facts.cases_by_id[case]] for case in facts.case_ids],
        "aspects": [
            {
                "id": aspect,
                "title": facts.aspects[a],
                "poles": [list(pole) for pole in zip(facts.pole_ids[a], facts.poles[a], strict=True)],
                "two": len(facts.pole_ids[a]) == 2 and aspect not in presence,
                "present": aspect in presence,
            }
            for a, aspect in enumerate(facts.aspect_ids)
        ],
    }


def script_words(words: Words, n: int) -> Column:
    """The words that the desk's script says of up to `n` statements, and how it writes numbers."""
    own = {name: words.raw(f"evidence.{name}") for name in SAID}
    return {
        "words": own | {name: words.raw(f"desk.js.{name}") for name in words.fallback["desk"]["js"]},
        "forms": words.forms(n),
        "decimal": words.customs.decimal,
        "percent": words.customs.percentage,
    }


def code_numbers(facts: StudyTitles) -> dict[str, int]:
    """Code, signed code or pseudo-code of a rating → its number in the page: the scheme's own first, in its order."""
    own = [code.id for code in facts.study.scheme.codes]
    others = sorted(set(facts.study.placements) - set(own), key=lambda code: (unsigned(code)[0], code))
    return {code: n for n, code in enumerate([*own, *others])}
