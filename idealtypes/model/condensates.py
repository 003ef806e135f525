"""Condensates: in a few sentences, what the statements of a group say together (systematic text condensation).

Malterud, K. (2012). Systematic text condensation: a strategy for qualitative analysis. Scandinavian Journal of Public
Health 40(8): 795–805, steps 3 and 4: meaning units of a code group are condensed into a text that keeps to them, and
the text is held against them again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from idealtypes.model.base import Checked, Model, Name, Names, Place
from idealtypes.model.hints import BLANK, hint
from idealtypes.model.measures import members
from idealtypes.model.placement import unknown_pole
from idealtypes.model.scheme import Scheme
from idealtypes.model.standing import BETWEEN
from idealtypes.model.text import Text


class Condensate(Model):
    """A text, the group that it condenses (a pole of an aspect, or codes), and the statements that it cites."""

    aspect: Name | None = None
    pole: Name | None = None
    codes: Names = ()
    text: Text | None = None
    statements: Names = ()

    @property
    def group(self) -> str:
        """The group in words: `help: formal`, or the codes."""
        return f"{self.aspect}: {self.pole}" if self.aspect is not None else ", ".join(self.codes)


class CondensateFile(Checked):
    """What stands in `condensates.yaml`."""

    condensates: tuple[Condensate, ...]

    def problems(self) -> Iterator[tuple[Place, str]]:
        """A condensate is of a pole of an aspect, or of codes; a group has one."""
        seen: dict[str, int] = {}
        for c, one in enumerate(self.condensates):
            here: Place = ("condensates", c)
            of_pole = one.aspect is not None or one.pole is not None
            if of_pole and one.codes:
                yield here, "a condensate is of an `aspect` and `pole`, or of `codes`, not both"
            elif of_pole and (one.aspect is None or one.pole is None):
                yield here, "`aspect` and `pole` go together: name both"
            elif not of_pole and not one.codes:
                yield here, "a condensate is of a group: name its `aspect` and `pole`, or its `codes`"
            elif one.group in seen:
                yield here, f"`{one.group}` is condensed already: a group has one condensate"
            seen[one.group] = c


def strangers(
    given: CondensateFile, scheme: Scheme, statements: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """Aspects, poles, codes and statements that the study lacks, each with its place in the file."""
    aspects = [aspect.id for aspect in scheme.aspects]
    codes = [code.id for code in scheme.codes]
    for c, one in enumerate(given.condensates):
        here: Place = ("condensates", c)
        whose = f"condensate `{one.group}`"
        if one.aspect is not None and not one.aspect.startswith(BLANK):
            if one.aspect not in aspects:
                yield (*here, "aspect"), f"{whose}: no aspect `{one.aspect}`; {hint(one.aspect, aspects)}"
            elif one.pole is not None and one.pole.removeprefix("not ") not in (
                *scheme.poles(one.aspect),
                BETWEEN,
            ):
                yield (*here, "pole"), unknown_pole(one.pole, one.aspect, scheme.poles(one.aspect))
        yield from members((*here, "codes"), whose, "code", one.codes, codes)
        yield from members((*here, "statements"), whose, "statement", one.statements, statements)
