"""`idealtypes types`: how far each case belongs to the ideal types, and which of their traits it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.drawing import bar
from idealtypes.cli.labels import LIMIT, MANY, case_heading, chance, ends, few, heading, rest, spoken
from idealtypes.cli.options import files, open_study
from idealtypes.cli.terminal import Paragraph, Screen, cells, dim, left, right, row, short, spaced, text
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import CaseMembership, Membership, Study, TraitState, TypeMembership, View

BAR, STATE, NAME = 14, 13, 24
RARE = 0.05  # unnamed corners less probable than this are counted, not listed
SIGNS = {
    "supported": "+", "contradicted": "−", "mixed": "±", "one_for": "1+", "one_against": "1−", "silent": "·",
}  # fmt: skip
ASCII_SIGNS = SIGNS | {"contradicted": "-", "mixed": "+-", "one_against": "1-", "silent": "."}
# How a case is without a type, by how firmly that stands.
NONE = {"sure": "No type", "leaning": "Probably no type", "cannot_be_told": "The type cannot be told"}


@click.command()
@options.study
@options.view
@options.where
@click.option(
    "--connective",
    type=click.Choice(["minimum", "product", "power_mean"]),
    help="How the aspects are joined to a degree of membership.",
)
@click.option(
    "--assigned",
    metavar="P",
    type=click.FloatRange(0, 1, min_open=True),
    help="The probability from which a case is assigned to a type, not only leaning to it.",
)
@options.settings
@options.table_language
@options.as_json
@options.output
def command(
    study: Path,
    view: View,
    where: tuple[str, ...],
    as_json: bool,
    output: Path | None,
    **overrides: Any,
) -> None:
    """Show how far each case belongs to the ideal types.

    Per case: its degree of membership in every type with interval and
    probability, the aspect that decides, the runner-up, and which traits
    of the types the statements support or contradict.

    \b
    Examples:
        idealtypes types my_study
        idealtypes types my_study --view ought --json
        idealtypes types my_study -o types.csv
    """
    opened = open_study(study, where, overrides, extents=True)
    found = opened.types(view=view)
    answer(
        found,
        lambda on: table(opened, found, on),
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(study: Study, found: Membership, on: Screen) -> Iterator[RenderableType]:
    """The memberships as lines."""
    yield from heading(study, found.profile, on)
    if len(found.cases) > MANY:
        yield from _compact(found)
        return
    for c, case in enumerate(found.cases):
        yield ""
        yield case_heading(found.profile, c)
        yield Paragraph(_standing(found, c, case), "  ")
        yield ""
        yield dim(
            f"  {left('membership', BAR + 8)}{left('interval', 14)}{right('P', 6)}  ideal type, or corner"
        )
        shown = [one for one in case.types if _worth(one, case)]
        for one in shown:
            yield from _type(found, one, on)
        if case.no_type is not None and case.no_type >= RARE:
            yield f"  {' ' * (BAR + 22)}{right(chance(case.no_type), 6)}  no type"
        if len(shown) < len(case.types):
            rest = counted(len(case.types) - len(shown), "more corner")
            yield dim(f"  {rest} with P below {RARE}: -o types.csv")
        yield from _traits(found, case, on)
    yield ""
    yield (
        "P: how probable it is that the case lies in this corner. A type is assigned from "
        f"{found.profile.settings.assigned:.2f} on; below, the case leans to it. A degree of membership "
        "falls with the number of aspects: compare it only between studies with the same aspects."
    )


def _worth(one: TypeMembership, case: CaseMembership) -> bool:
    """Whether a corner is worth a line: a named type, the runner-up, or probable enough."""
    chances = one.probabilities or (one.probability,)
    return one.named or one.type == case.runner_up or chances[-1] is None or chances[-1] >= RARE


def _chance(found: Membership, one: TypeMembership) -> str:
    """The probability of a corner; complete evidence makes it a certainty."""
    drawn = found.profile.settings.unit != "none"
    if one.probabilities is not None:
        least, most = (chance(value, drawn=drawn) for value in one.probabilities)
        return least if least == most else f"{least} to {most}"
    return chance(one.probability, drawn=drawn)


def _aspect_title(found: Membership, aspect: str) -> str:
    return next(a.title.say() for a in found.profile.scheme.aspects if a.id == aspect)


def _standing(found: Membership, c: int, case: CaseMembership) -> str:
    """What the case is or leans to, and what decides it, in a sentence or two; how firmly, as it is found."""
    best, own = case.find(case.assigned or case.leans), found.findings_of(c)[0]
    if best is None:
        why = spoken(case.why or "no type", found.profile.scheme).removeprefix("No type: ")
        return f"{NONE[own.standing]}: {why}"
    known = own.probability is not None or best.probabilities is not None
    verb = ("Assigned to" if case.assigned else "Leans to") if known else "Nearest to"
    parts = [f"{verb}{'' if best.named else ' a corner without a name'}: {best.title}"]
    firm = ", probably" if own.standing == "leaning" else ""
    parts[0] += f" (P {_chance(found, best)}{firm})." if known and _chance(found, best) else "."
    if not known:
        parts.append(spoken(own.why or "", found.profile.scheme))
        return " ".join([*parts, *_decides(found, case)])
    parts += [f"More probable: {likelier}."] if (likelier := _likelier(case, best)) else []
    parts += _decides(found, case)
    if case.why:
        parts.append(spoken(case.why, found.profile.scheme))
    return " ".join(parts)


def _decides(found: Membership, case: CaseMembership) -> Iterator[str]:
    """The aspect that decides, and what the type would be next."""
    if case.deciding_ties:
        tied = ", ".join(_aspect_title(found, a) for a in case.deciding_ties)
        yield f"No single aspect decides: {tied} lie equally far, {case.distance:.2f}, above one half."
    elif case.deciding is not None and case.distance is not None:
        decides = f"{_aspect_title(found, case.deciding)} decides, {case.distance:.2f} above one half"
        runner = case.find(case.runner_up)
        yield f"{decides}{'' if runner is None else '; runner-up: ' + runner.title}."


def _likelier(case: CaseMembership, best: TypeMembership) -> str:
    """What the draws give a higher probability than the type that the case leans to: another one, or none."""
    if case.assigned or best.probability is None:
        return ""
    chances = [(one.probability or 0.0, one.title) for one in case.types]
    most, title = max([*chances, (case.no_type or 0.0, "no type")], key=lambda one: one[0])
    return f"{title} (P {chance(most)})" if chance(most) != chance(best.probability) else ""


def _type(found: Membership, one: TypeMembership, on: Screen) -> Iterator[RenderableType]:
    if one.membership is None:
        known = one.probabilities is not None
        drawn = bar(one.bounds[1] if known else None, one.interval, width=BAR, unicode=on.unicode)
        numbers = f"between {one.bounds[0]:.2f} and {one.bounds[1]:.2f}"
    else:
        drawn = bar(one.membership, one.interval, width=BAR, unicode=on.unicode)
        numbers = f"{one.membership:.2f}  {ends(one.interval, on, sign=False)}"
    wide = max(6, len(told := _chance(found, one)) + 1)
    head = f"  {drawn}  {left(numbers, 20)}{right(told, wide)}  "
    yield Paragraph(one.title, " " * len(head), head, "bold" if one.named else "")


def _traits(found: Membership, case: CaseMembership, on: Screen) -> Iterator[RenderableType]:
    """The traits feature by feature, so that what the types say of one feature stands together."""
    signs = SIGNS if on.unicode else ASCII_SIGNS
    ideals = found.profile.scheme.ideal_types
    if not case.traits:
        return
    yield ""
    for ideal in ideals:
        states = [trait.state for trait in case.traits if trait.type == ideal.id]
        tally = ", ".join(f"{states.count(state)} {_state(state)}" for state in signs if state in states)
        if tally:
            yield Paragraph(f"Traits of {ideal.title.say()}: {tally}", "    ", "  ")
    yield dim("  sign, state, statements with the trait's codes, type, trait")
    groups: dict[str, list[TraitState]] = {}
    for trait in case.traits:
        groups.setdefault(trait.feature or trait.trait, []).append(trait)
    name = min(max(cells(ideal.id) for ideal in ideals), 12)
    for feature, traits in groups.items():
        if all(trait.state == "silent" for trait in traits):
            continue
        yield dim(f"  {feature.replace('_', ' ')}")
        for trait in traits:
            head = f"    {left(signs[trait.state], 2)} {left(_state(trait.state), STATE)}"
            head += right(few(len(trait.statements)), 4)
            head += f"  {left(short(trait.type, name, on), name)}  "
            yield Paragraph(trait.text, " " * len(head), head)
    silent = [f for f, traits in groups.items() if all(trait.state == "silent" for trait in traits)]
    if silent:
        yield Paragraph(f"Silent: {', '.join(silent).replace('_', ' ')}", "    ", "  ")


def _state(state: str) -> str:
    """A state in words: what rests on one source says so."""
    return state.replace("_", " ")


def _compact(found: Membership) -> Iterator[RenderableType]:
    yield ""
    yield row(("case", NAME), ("", 9), ("degree", -6), ("P", -6), ("  ideal type, or corner", 0), style="dim")
    for c, case in enumerate(found.cases[:LIMIT]):
        best = case.find(case.assigned or case.leans)
        name = (spaced(text(case.title, cut=True)), NAME)
        if best is None:
            heard = zip(found.profile.statements[c], found.profile.aspects, strict=True)
            silent = [_aspect_title(found, a) for n, a in heard if not n]
            why = spoken(case.why or "no type", found.profile.scheme)
            why = f"No type: nobody speaks of {', '.join(silent)}." if silent else why
            yield row(name, (text(why[:-1], cut=True), 0))
            continue
        degree = "" if best.membership is None else f"{best.membership:.2f}"
        standing = ("assigned" if case.assigned else "leans", 9)
        likelier = _likelier(case, best)
        type_ = text(f"  {best.title}{f'; more probable: {likelier}' if likelier else ''}", cut=True)
        yield row(name, standing, (degree, -6), (_chance(found, best), -6), (type_, 0))
    if len(found.cases) > LIMIT:
        yield ""
        yield rest(len(found.cases), "types.csv")
