"""Walking the unplaced codes in the terminal: what a code is, examples, three questions; each answer is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

import click

from idealtypes.cli.options import tell_copied
from idealtypes.cli.terminal import Paragraph, Screen, bold, dim, say, show
from idealtypes.files.placement import stand
from idealtypes.model.characters import refused
from idealtypes.model.hints import hint
from idealtypes.model.new_aspect import NewAspect, new_aspect, usual_axis, usual_pole, with_aspects
from idealtypes.model.placement import NONE, Change, Placement, placement_problems
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from idealtypes import Study
    from idealtypes.model.scheme import Code, Scheme

NAMED = 3  # of the codes that stand where the one above them stands
SKIP, BACK, QUIT, ADD = "s", "b", "q", "+"
HELP = "s skips the code, b goes back, q stops; what is answered is saved."


class _Leave(Exception):  # noqa: N818
    """One of s, b and q in place of an answer."""


def walk(study: Study, copy_scheme: bool, on: Screen) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask for the place of each code that has none; the codes that were placed and the aspects that were added, each
    saved at once.

    A code below one that was placed on the way stands where that one stands, and is not asked for.
    """
    from idealtypes.files.placing import examples, own_scheme

    path, copied = own_scheme(study, copy_scheme)
    if copied:
        tell_copied(path)
    codes = study.scheme.unplaced
    book = _Book(study.scheme, path, study.root)
    texts, counts = examples(study)
    done: dict[str, None] = {}
    asked: list[int] = []  # where `b` goes back to
    at = 0
    show([dim(HELP)], on)
    while at < len(codes):
        scheme = book.scheme
        code = scheme.code(codes[at])
        if (above := _above(scheme, code.id, done)) is not None:
            below = list(takewhile(lambda one: _above(book.scheme, one, done) == above, codes[at:]))
            show(["", _inherited(scheme, above, below)], on)
            at += len(below)
            continue
        show(shown(code, at, len(codes), texts.get(code.id, ()), counts.get(code.id, 0), on), on)
        try:
            change = _asked(book, on)
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
        book.place({code.id: change})
        done[code.id] = None
        show([dim("Saved.")], on)
        asked.append(at)
        at += 1
    return tuple(done), tuple(book.added)


@dataclass
class _Book:
    """The scheme as it is now, its file, and the aspects that were added to it."""

    scheme: Scheme
    path: Path
    root: Path | None
    added: list[str] = field(default_factory=list)
    kept: bool = False

    def place(self, changes: Mapping[str, Change], aspects: Sequence[NewAspect] = ()) -> None:
        """Save places; before the first the scheme as it was is kept."""
        from idealtypes.files.placing import place_in

        place_in(self.root, self.path, changes, aspects, keep=not self.kept)
        self.kept = True

    def add(self, one: NewAspect) -> None:
        """Save an aspect."""
        self.place({}, [one])
        self.scheme = with_aspects(self.scheme, [one])
        self.added.append(one.id)


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


def _asked(book: _Book, on: Screen) -> Change:
    """The answers to the three questions."""
    while True:
        chosen = _aspects(book, on)
        if chosen is None:
            return Change((), _reason())
        if chosen:
            return Change(
                tuple(_position(book.scheme, one, len(chosen) > 1, on) for one in chosen), _reason()
            )


def _aspects(book: _Book, on: Screen) -> list[str] | None:
    """The aspects that are chosen; None for none on purpose, [] where the question is put again."""
    aspects = [aspect.id for aspect in book.scheme.aspects]
    for number, aspect in enumerate(book.scheme.aspects, 1):
        show([Paragraph(f"{aspect.title.say()} ({aspect.id})", "     ", f"  {number}  ")], on)
    say(f"  {ADD}  an aspect that is not here yet")
    say("  n  on purpose on no aspect (none)")
    while True:
        said = _prompt("Aspect (several: 1, 2)").casefold()
        if said in ("n", NONE):
            return None
        if said == ADD:
            return _added(book, on)
        names = {aspect.casefold(): aspect for aspect in aspects}
        names |= {str(number): aspect for number, aspect in enumerate(aspects, 1)}
        words = said.replace(",", " ").replace(";", " ").split()
        strange = [word for word in words if word not in names]
        if words and not strange:
            return list(dict.fromkeys(names[word] for word in words))
        wrong = strange[0] if strange else said
        say(f"  no aspect `{wrong}`: a number of the list, or its id; {hint(wrong, aspects)}")


def _added(book: _Book, on: Screen) -> list[str]:
    """A new aspect, saved at once; [] where no title is given."""
    scheme = book.scheme
    title = _prompt("What is it called (blank: none after all)")
    if not title:
        return []
    axis = usual_axis(scheme)
    if axis is None or len(scheme.theory.axes) > 1:
        axes = {one.id: one for one in scheme.theory.axes}
        told = [f"{one.title.say()} ({one.id})" for one in axes.values()]
        axis = axes[_one_of("Axis", list(axes), told, None if axis is None else axis.id, on)]
    question = _prompt("The question that it answers (blank: none)")
    poles: dict[str, str] = {}
    for ideal in scheme.ideal_types:
        usual = usual_pole(scheme, ideal, axis)
        told = [pole.title.say() for pole in axis.poles]
        poles[ideal.id] = _one_of(f"{ideal.title.say()} stands there at", axis.pole_ids, told, usual, on)
    book.add(new_aspect(scheme, title, axis.id, poles, question))
    show([dim(f"Saved: {title} ({book.added[-1]}).")], on)
    return [book.added[-1]]


def _one_of(question: str, names: Sequence[str], told: Sequence[str], usual: str | None, on: Screen) -> str:
    """One of a few names, by its number or itself; blank is the usual one."""
    for number, one in enumerate(told, 1):
        show([Paragraph(one, "     ", f"  {number}  ")], on)
    while True:
        said = _prompt(question if usual is None else f"{question} (blank: {usual})").casefold()
        if not said and usual is not None:
            return usual
        if said.isdigit() and 1 <= int(said) <= len(names):
            return names[int(said) - 1]
        if said in (name.casefold() for name in names):
            return next(name for name in names if name.casefold() == said)
        say(f"  `{said}` is none of them; {hint(said, names)}")


def _position(scheme: Scheme, aspect: str, several: bool, on: Screen) -> Placement:
    axis = scheme.axis(aspect)
    if axis.bipolar:
        low, high = axis.pole_ids
        told = f"a number from {on.minus}1 ({low}) over 0 (in the middle) to 1 ({high}), or {low}, {high}"
    else:
        several_of = "shares that sum to 1" if axis.exclusive else "how much of each, from 0 to 1"
        told = f"one of {', '.join(axis.pole_ids)}; or {several_of}, such as "
        told += f"{axis.pole_ids[0]}=0.6, {axis.pole_ids[1]}=0.4"
    show([Paragraph(f"{aspect}: {told}" if several else told, "  ")], on)
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
    while wrong := refused(said):
        say(f"  {wrong[0][1]}")
        said = str(click.prompt(question, default="", show_default=False)).strip()
    if said.casefold() in (SKIP, BACK, QUIT):
        raise _Leave(said.casefold())
    return said
