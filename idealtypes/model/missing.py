"""Codes for missing values: those that a study declares, and values that look like one and are not declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from idealtypes.model.text import number_in

# Words that stand for a missing value wherever they stand, and words that may well be a value of their own.
SURE = frozenset(
    ("na", "n/a", "n.a.", "#n/a", "<na>", "nan", "nat", "null", ".", "..", "?", "??", "k.a.", "k. a.")
)  # fmt: skip
WORDS = SURE | frozenset((
    "none", "-", "--", "–", "—", "nil", "missing", "unknown", "no answer", "not available", "not applicable", "blank",
    "ukjent", "mangler", "ubesvart", "ikke oppgitt", "uoppgitt", "ikke besvart", "unbekannt", "fehlt", "fehlend",
    "keine angabe", "inconnu", "inconnue", "manquant", "non renseigné", "desconocido", "desconocida", "falta",
    "sin respuesta", "nieznany", "nieznana", "brak", "brak danych", "onbekend", "ontbreekt", "geen antwoord", "okänd",
    "okänt", "saknas", "uppgift saknas",
))  # fmt: skip
NEGATIVE = frozenset((-7.0, -8.0, -9.0, -77.0, -88.0, -98.0, -99.0, -888.0, -998.0, -999.0, -9999.0))
POSITIVE = frozenset((99.0, 999.0, 9999.0))
FAR = 1.5  # times the largest of the other numbers: from there on 99 is no number like them
PLAIN = re.compile(r"-?[0-9]+|[A-Za-z]+")
YAMLS_OWN = ("null", "true", "false", "yes", "no", "on", "off", "y", "n")


def look_missing(values: Iterable[str], sure: bool = False) -> list[str]:
    """Those of the values of a column that look like codes for a missing value; with `sure` of the words only those
    that can hardly mean anything else.

    A number does only where the others are unlike it: -99 among numbers above 0, 99 far above all others, either among
    words.

    >>> look_missing(["1", "2", "-99"]), look_missing(["i1", "NA", "99"]), look_missing(["98", "99", "100"])
    (['-99'], ['NA', '99'], [])
    >>> look_missing(["before", "unknown"]), look_missing(["before", "unknown", "n/a"], sure=True)
    (['unknown'], ['n/a'])
    """
    distinct = list(dict.fromkeys(values))
    numbers = {value: number for value in distinct if (number := number_in(value)) is not None}
    others = [number for number in numbers.values() if number not in NEGATIVE | POSITIVE]
    words = SURE if sure else WORDS
    found = []
    for value in distinct:
        number = numbers.get(value)
        if number is None:
            suspect = value.casefold() in words
        elif number in NEGATIVE:
            suspect = all(other >= 0 for other in others)
        elif others:
            suspect = number in POSITIVE and number > FAR * max(others)
        else:
            suspect = number in POSITIVE and len(numbers) < len(distinct)
        if suspect:
            found.append(value)
    return found


def forms(missing: Sequence[str]) -> list[str]:
    """The cells that a declared code may stand in: a number is the same with another minus or with zeros behind it.

    >>> forms(["-99"])
    ['-99', '-99.0', '-99,0', '−99', '−99.0', '−99,0']
    >>> forms(["NA"])
    ['NA']
    """
    found: list[str] = []
    for value in missing:
        number = number_in(value)
        if number is None:
            found.append(value)
            continue
        shown = f"{number:g}" if abs(number) < 1e6 else value
        plain = dict.fromkeys(
            (value, shown, f"{shown}.0", f"{shown},0") if number.is_integer() else (value, shown)
        )
        found += [*plain, *(form.replace("-", "−") for form in plain if "-" in form)]
    return list(dict.fromkeys(found))


def declaration(values: Iterable[str]) -> str:
    """How `study.yaml` declares such codes.

    >>> declaration(["-99", "NA", "."])
    'missing: [-99, NA, "."]'
    """
    written = (
        value if PLAIN.fullmatch(value) and value.lower() not in YAMLS_OWN else f'"{value}"'
        for value in values
    )
    return f"missing: [{', '.join(written)}]"
