"""`idealtypes types`: how far each case belongs to the ideal types, and which of their traits it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idealtypes.cli import options
from idealtypes.cli.answering import answer
from idealtypes.cli.drawing import bar
from idealtypes.cli.heading import case_heading, heading
from idealtypes.cli.layout import counted, left, paragraph, right, short, wrap
from idealtypes.cli.numbers import chance, ends, few
from idealtypes.cli.profile_table import LIMIT, MANY, rest
from idealtypes.cli.reading import files, open_study
from idealtypes.cli.screen import Screen, cells, screen
from idealtypes.cli.titles import spoken

if TYPE_CHECKING:
    from idealtypes.analyses.types.membership import CaseMembership, Membership, TypeMembership
    from idealtypes.analyses.types.traits import TraitState
    from idealtypes.model.study import StudyData

BAR, STATE = 14, 13
RARE = 0.05  # unnamed corners less probable than this are counted, not listed
SIGNS = {"supported": "+", "contradicted": "−", "mixed": "±", "silent": "·"}
ASCII_SIGNS = {"supported": "+", "contradicted": "-", "mixed": "+-", "silent": "."}


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
@options.as_json
@options.output
def command(
    study: Path,
    view: str,
    where: dict[str, str],
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
    from idealtypes.analyses.types.membership import membership
    from idealtypes.engine.views import study_profile

    opened = open_study(study, where, overrides)
    found = membership(study_profile(opened, view))  # type: ignore[arg-type]
    answer(
        found.to_dict,
        lambda: table(opened, found, screen()),
        found.records,
        as_json=as_json,
        output=output,
        inputs=files(opened),
    )


def table(study: StudyData, found: Membership, on: Screen) -> Iterator[str]:
    """The memberships as lines."""
    yield from heading(study, found.profile, on)
    if len(found.cases) > MANY:
        yield from _compact(found, on)
        return
    for c, case in enumerate(found.cases):
        yield ""
        yield from case_heading(found.profile, c, on)
        yield from paragraph(_standing(found, case), on.width, "  ")
        yield ""
        yield on.dim(
            f"  {left('membership', BAR + 8)}{left('interval', 14)}{right('P', 6)}  ideal type, or corner"
        )
        shown = [one for one in case.types if _worth(one, case)]
        for one in shown:
            yield from _type(found, one, on)
        if len(shown) < len(case.types):
            rest = counted(len(case.types) - len(shown), "more corner")
            yield on.dim(f"  {rest} with P below {RARE}: -o types.csv")
        yield from _traits(found, case, on)
    yield ""
    yield from wrap(
        "P: how probable it is that the case lies in this corner. A type is assigned from "
        f"{found.profile.settings.assigned:.2f} on; below, the case leans to it. A degree of membership "
        "falls with the number of aspects: compare it only between studies with the same aspects.",
        on.width,
    )


def _worth(one: TypeMembership, case: CaseMembership) -> bool:
    """Whether a corner is worth a line: a named type, the runner-up, or probable enough."""
    return one.named or one.type == case.runner_up or one.probability is None or one.probability >= RARE


def _chance(found: Membership, one: TypeMembership) -> str:
    """The probability of a corner; complete evidence makes it a certainty."""
    return chance(one.probability, drawn=found.profile.settings.unit != "none")


def _aspect_title(found: Membership, aspect: str) -> str:
    return next(a.title.say() for a in found.profile.scheme.aspects if a.id == aspect)


def _standing(found: Membership, case: CaseMembership) -> str:
    """What the case is or leans to, and what decides it, in a sentence or two."""
    best = case.find(case.assigned or case.leans)
    if best is None:
        return spoken(case.why or "no type", found.profile.scheme)
    where = "" if best.named else " a corner without a name"
    parts = [f"{'Assigned to' if case.assigned else 'Leans to'}{where}: {best.title}"]
    parts[0] += f" (P {_chance(found, best)})." if best.probability is not None else "."
    if case.deciding is not None and case.distance is not None:
        decides = f"{_aspect_title(found, case.deciding)} decides, {case.distance:.2f} above one half"
        runner = case.find(case.runner_up)
        parts.append(f"{decides}{'' if runner is None else '; runner-up: ' + runner.title}.")
    if case.why:
        parts.append(spoken(case.why, found.profile.scheme))
    return " ".join(parts)


def _type(found: Membership, one: TypeMembership, on: Screen) -> Iterator[str]:
    if one.membership is None:
        drawn = bar(None, None, width=BAR, unicode=on.unicode)
        numbers = f"between {one.bounds[0]:.2f} and {one.bounds[1]:.2f}"
    else:
        drawn = bar(one.membership, one.interval, width=BAR, unicode=on.unicode)
        numbers = f"{one.membership:.2f}  {ends(one.interval, on, sign=False)}"
    head = f"  {drawn}  {left(numbers, 20)}{right(_chance(found, one), 6)}  "
    lines = wrap(one.title, on.width - len(head))
    yield head + (on.bold(lines[0]) if one.named else lines[0])
    for line in lines[1:]:
        yield " " * len(head) + line


def _traits(found: Membership, case: CaseMembership, on: Screen) -> Iterator[str]:
    """The traits feature by feature, so that what the types say of one feature stands together."""
    signs = SIGNS if on.unicode else ASCII_SIGNS
    ideals = found.profile.scheme.ideal_types
    if not case.traits:
        return
    yield ""
    for ideal in ideals:
        states = [trait.state for trait in case.traits if trait.type == ideal.id]
        tally = ", ".join(f"{states.count(state)} {state}" for state in signs if state in states)
        if tally:
            yield from paragraph(f"Traits of {ideal.title.say()}: {tally}", on.width, "    ", "  ")
    yield on.dim("  sign, state, statements with the trait's codes, type, trait")
    groups: dict[str, list[TraitState]] = {}
    for trait in case.traits:
        groups.setdefault(trait.feature or trait.trait, []).append(trait)
    name = min(max(cells(ideal.id) for ideal in ideals), 12)
    cut = on.cut
    for feature, traits in groups.items():
        if all(trait.state == "silent" for trait in traits):
            continue
        yield on.dim(f"  {feature.replace('_', ' ')}")
        for trait in traits:
            head = f"    {left(signs[trait.state], 2)} {left(trait.state, STATE)}"
            head += right(few(len(trait.statements)), 4)
            head += f"  {left(short(trait.type, name, cut), name)}  "
            yield from paragraph(trait.text, on.width, " " * len(head), head)
    silent = [f for f, traits in groups.items() if all(trait.state == "silent" for trait in traits)]
    if silent:
        yield from paragraph(f"Silent: {', '.join(silent).replace('_', ' ')}", on.width, "    ", "  ")


def _compact(found: Membership, on: Screen) -> Iterator[str]:
    cut = on.cut
    name = 24
    yield ""
    yield on.dim(
        f"{left('case', name)}{left('', 9)}{right('degree', 6)}{right('P', 6)}  ideal type, or corner"
    )
    for c, case in enumerate(found.cases[:LIMIT]):
        best = case.find(case.assigned or case.leans)
        row = left(short(case.title, name - 1, cut), name)
        if best is None:
            heard = zip(found.profile.statements[c], found.profile.aspects, strict=True)
            silent = [_aspect_title(found, a) for n, a in heard if not n]
            why = spoken(case.why or "no type", found.profile.scheme)
            why = f"No type: nobody speaks of {', '.join(silent)}." if silent else why
            yield row + short(why[:-1], on.width - name, cut)
            continue
        degree = "" if best.membership is None else f"{best.membership:.2f}"
        row += left("assigned" if case.assigned else "leans", 9)
        row += f"{right(degree, 6)}{right(_chance(found, best), 6)}  "
        yield row + short(best.title, on.width - len(row), cut)
    if len(found.cases) > LIMIT:
        yield ""
        yield from rest(len(found.cases), "types.csv", on)
