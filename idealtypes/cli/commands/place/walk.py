"""Walking the unplaced codes in the terminal: what a code is, examples, three questions; each answer is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

import click

from idealtypes.cli.options import tell_copied
from idealtypes.cli.terminal import Paragraph, Screen, bold, dim, say, show
from idealtypes.files.placement import stand
from idealtypes.model.hints import hint
from idealtypes.model.placement import NONE, Change, Placement, placement_problems
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from idealtypes import Study
    from idealtypes.model.scheme import Code, Scheme

NAMED = 3  # of the codes that stand where the one above them stands
SKIP, BACK, QUIT = "s", "b", "q"
HELP = "s skips the code, b goes back, q stops; what is answered is saved."


class _Leave(Exception):  # noqa: N818
    """One of s, b and q in place of an answer."""


def walk(study: Study, copy_scheme: bool, on: Screen) -> tuple[str, ...]:
    """Ask for the place of each code that has none; the codes that were placed, each saved at once.

    A code below one that was placed on the way stands where that one stands, and is not asked for.
    """
    from idealtypes.files.placing import examples, own_scheme, place_codes

    path, copied = own_scheme(study, copy_scheme)
    if copied:
        tell_copied(path)
    scheme, codes = study.scheme, study.scheme.unplaced
    texts, counts = examples(study)
    done: dict[str, None] = {}
    asked: list[int] = []  # where `b` goes back to
    at = 0
    show([dim(HELP)], on)
    while at < len(codes):
        code = scheme.code(codes[at])
        if (above := _above(scheme, code.id, done)) is not None:
            below = list(takewhile(lambda one: _above(scheme, one, done) == above, codes[at:]))
            show(["", _inherited(scheme, above, below)], on)
            at += len(below)
            continue
        show(shown(code, at, len(codes), texts.get(code.id, ()), counts.get(code.id, 0), on), on)
        try:
            change = _asked(scheme, on)
        except _Leave as leave:
            if leave.args[0] == QUIT:
                break
            if leave.args[0] == BACK:
                at = asked.pop() if asked else at
            else:
                asked.append(at)
                at += 1
            continue
        except click.Abort:  # the end of the input, or Control-C: nothing is lost
            say()
            break
        place_codes(path, {code.id: change})
        done[code.id] = None
        show([dim("Saved.")], on)
        asked.append(at)
        at += 1
    return tuple(done)


def _above(scheme: Scheme, code: str, done: Mapping[str, None]) -> str | None:
    """The nearest code above one that was placed on the way; None for one that was placed itself."""
    if code in done:
        return None
    above = [one for one in done if one in scheme.ancestors[code]]
    return max(above, key=lambda one: len(scheme.ancestors[one]), default=None)


def _inherited(scheme: Scheme, above: str, below: Sequence[str]) -> str:
    """That codes stand where the one above them stands."""
    told = [f"{scheme.code(one).title.say()} ({one})" for one in below[:NAMED]]
    rest = len(below) - len(told)
    named = ", ".join(told) + (f" and {rest:,} more" if rest else "")
    verb = "stands" if len(below) == 1 else "stand"
    return f"{named} {verb} where `{above}` stands. For another place: `place --to` a table."


def shown(
    code: Code, at: int, of: int, examples: Sequence[tuple[str, str]], count: int, on: Screen
) -> Iterator[RenderableType]:
    """A code as it is put to the one who places it."""
    yield ""
    yield bold(f"{at + 1} of {of}: {code.title.say()} ({code.id})")
    for name in ("definition", "include", "exclude"):
        text = getattr(code, name)
        if text is not None:
            yield Paragraph(text.say(), "    ", f"  {name}: ")
    yield f"  on {counted(count, 'statement')}" if count else "  on no statement yet"
    for source, text in examples:
        quote = text if len(text) <= 400 else text[:399].rstrip() + on.cut
        yield Paragraph(f"{quote} ({source})", "    ", "  - ")


def _asked(scheme: Scheme, on: Screen) -> Change:
    """The answers to the three questions."""
    aspects = [aspect.id for aspect in scheme.aspects]
    for number, aspect in enumerate(scheme.aspects, 1):
        show([Paragraph(f"{aspect.title.say()} ({aspect.id})", "     ", f"  {number}  ")], on)
    say("  n  on purpose on no aspect (none)")
    while True:
        said = _prompt("Aspect").casefold()
        if said in ("n", NONE):
            return Change((), _reason())
        names = {aspect.casefold(): aspect for aspect in aspects}
        if said.isdigit() and 1 <= int(said) <= len(aspects):
            chosen = aspects[int(said) - 1]
        elif said in names:
            chosen = names[said]
        else:
            say(f"  no aspect `{said}`: a number of the list, or its id; {hint(said, aspects)}")
            continue
        return Change((_position(scheme, chosen, on),), _reason())


def _position(scheme: Scheme, aspect: str, on: Screen) -> Placement:
    axis = scheme.axis(aspect)
    if axis.bipolar:
        low, high = axis.pole_ids
        told = f"a number from {on.minus}1 ({low}) over 0 (in the middle) to 1 ({high}), or {low}, {high}"
    else:
        told = f"one of {', '.join(axis.pole_ids)}; or shares that sum to 1, such as "
        told += f"{axis.pole_ids[0]}=0.6, {axis.pole_ids[1]}=0.4"
    show([Paragraph(told, "  ")], on)
    while True:
        said = _prompt("Position")
        if not said:
            continue
        one = stand(aspect, said, axis)
        problems = [message for _, message in placement_problems((), one, axis)]
        if not problems:
            return one
        for message in problems:
            say(f"  {message}")


def _reason() -> str | None:
    return _prompt("Why there (blank: no reason given)") or None


def _prompt(question: str) -> str:
    """An answer; s, b and q leave the code."""
    said = str(click.prompt(question, default="", show_default=False)).strip()
    said = "".join(c for c in said if c.isprintable())
    if said.casefold() in (SKIP, BACK, QUIT):
        raise _Leave(said.casefold())
    return said
