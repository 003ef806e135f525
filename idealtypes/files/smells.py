"""What may be wrong with a codebook, though it reads as it should: `check` asks about it.

A code in the middle between the poles without a reason; codes that nobody used; two that always stand together; an
aspect that one code alone feeds; traits without codes; definitions that are the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.document import Document, read_document
from idealtypes.files.faults import Findings
from idealtypes.files.placing import scheme_file
from idealtypes.model.base import Place
from idealtypes.model.hints import listed
from idealtypes.model.scheme import Scheme, rated_aspect, rated_trait
from idealtypes.model.stance import AGAINST
from idealtypes.model.study import StudyData

TOGETHER = 3  # statements with a code, before its company, or its being alone, says anything
SHORT = 3  # words; a shorter definition is nothing to compare
MIDDLE = 1e-9
Smell = tuple[
    Place, str, str
]  # where in the scheme, what is odd, and the name that is listed where there are many


def smells(study: StudyData) -> tuple[Fault, ...]:
    """What may be wrong with the codebook of a study, one warning for all of a kind, each at its line in the scheme.

    A study of ratings alone has no codes to ask about.
    """
    scheme = study.scheme
    codes = [code.id for code in scheme.codes]
    own = study.codings.select("statement", "coder", code=pl.col("code").str.strip_prefix(AGAINST)).unique()
    put = own.filter(pl.col("code").is_in(codes))
    if not put.height:
        return ()
    ratings = own.filter(~pl.col("code").is_in(codes))["code"].unique()
    traits = {trait for code in ratings if (trait := rated_trait(code)) is not None}
    aspects = {aspect for code in ratings if (aspect := rated_aspect(code)) is not None}
    used = set(put["code"])
    kinds = (
        (list(_in_the_middle(scheme)), "codes stand in the middle between the poles and have no `rationale`"),
        (list(_same_definitions(scheme)), "codes have the definition of another"),
        (list(_without_codes(scheme, traits)), "traits have no code, so that nothing can speak for them"),
        (list(_unused(scheme, used)), "codes are never used"),
        (list(_together(scheme, put)), "pairs of codes always stand on the same statements"),
        (list(_alone(scheme, put, aspects)), "aspects are fed by one code"),
    )
    file = None if study.root is None else scheme_file(study.root)
    document = None if file is None else read_document(file, Findings())
    return tuple(_told(found, many, document, scheme.id) for found, many in kinds if found)


def _told(found: Sequence[Smell], many: str, document: Document | None, name: str) -> Fault:
    """One warning for all of a kind, at the first of them."""
    place, message, _ = found[0]
    if len(found) > 1:
        message = f"{len(found):,} {many}: {listed(dict.fromkeys(one for _, _, one in found))}"
    return (
        Fault(name, None, message)
        if document is None
        else Fault(document.file, document.line(place), message)
    )


def _in_the_middle(scheme: Scheme) -> Iterator[Smell]:
    """Codes whose own place favours no pole, and for which nothing says why."""
    for c, code in enumerate(scheme.codes):
        if not code.place or code.rationale:
            continue
        for aspect, shares in scheme.placements[code.id].items():
            if aspect not in scheme.presence and max(shares) - min(shares) < MIDDLE:
                message = (
                    f"code `{code.id}` stands in the middle of `{aspect}`, as much at one pole as at the other, "
                    "without a `rationale`: does it hold two things?"
                )
                yield ("codes", c), message, code.id


def _same_definitions(scheme: Scheme) -> Iterator[Smell]:
    seen: dict[tuple[str, ...], str] = {}
    for c, code in enumerate(scheme.codes):
        if code.definition is None:
            continue
        words = tuple(code.definition.say().casefold().split())
        if len(words) < SHORT:
            continue
        if words in seen:
            message = f"code `{code.id}` has the definition of `{seen[words]}`: what tells them apart?"
            yield ("codes", c, "definition"), message, code.id
        seen.setdefault(words, code.id)


def _without_codes(scheme: Scheme, rated: set[str]) -> Iterator[Smell]:
    pointed = rated | {trait for code in scheme.codes for trait in code.traits}
    for t, ideal in enumerate(scheme.ideal_types):
        for r, trait in enumerate(ideal.traits):
            if trait.id not in pointed:
                message = f"trait `{trait.id}` has no code, so that nothing can speak for it"
                yield ("ideal_types", t, "traits", r), message, trait.id


def _unused(scheme: Scheme, used: set[str]) -> Iterator[Smell]:
    """Codes that nobody put, and no code below them; those that are not yet placed have their warning."""
    used = used | set(scheme.unplaced)
    above = {up for code in used for up in scheme.ancestors.get(code, ())}
    for c, code in enumerate(scheme.codes):
        if code.id not in used and code.id not in above:
            yield ("codes", c), f"code `{code.id}` is never used", code.id


def _together(scheme: Scheme, put: pl.DataFrame) -> Iterator[Smell]:
    """Codes that the same coders put on the same statements, always both."""
    on: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for statement, coder, code in put.select("statement", "coder", "code").iter_rows():
        on[code].add((statement, coder))
    by: dict[frozenset[tuple[str, str]], list[tuple[int, str]]] = defaultdict(list)
    for c, code in enumerate(scheme.codes):
        if len({statement for statement, _ in on.get(code.id, ())}) >= TOGETHER:
            by[frozenset(on[code.id])].append((c, code.id))
    for where, codes in by.items():
        for c, code_id in codes[1:]:
            first = codes[0][1]
            if first in scheme.ancestors[code_id] or code_id in scheme.ancestors[first]:
                continue
            message = (
                f"codes `{first}` and `{code_id}` always stand together, on {len({s for s, _ in where})} statements: "
                "do they say two things?"
            )
            yield ("codes", c), message, f"{first} and {code_id}"


def _alone(scheme: Scheme, put: pl.DataFrame, rated: set[str]) -> Iterator[Smell]:
    """Aspects on which all evidence comes from one code, and no rating."""
    counts = dict(put.group_by("code").agg(pl.col("statement").n_unique()).iter_rows())
    for a, aspect in enumerate(scheme.aspects):
        codes = [code for code in counts if aspect.id in scheme.placements.get(code, {})]
        if len(codes) == 1 and aspect.id not in rated and counts[codes[0]] >= TOGETHER:
            message = (
                f"aspect `{aspect.id}` is fed by one code, `{codes[0]}`: its balance is where that code was placed, "
                "whatever was said"
            )
            yield ("aspects", a), message, aspect.id
