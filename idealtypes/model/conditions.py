"""Which statements are meant: by a view, and by conditions as `--where` and `Study.where` say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from idealtypes.errors import BadCall
from idealtypes.model.spelling import named

Value: TypeAlias = str | None
Selection: TypeAlias = str | Sequence[str] | Mapping[str, Value | Sequence[Value]]

# What a statement may say of an aspect, and the ways of reading a study: everything, one mode, or the claims.
MODES = ("is", "ought", "expected", "would")
VIEWS = ("all", *MODES, "useful")
OR, NOT = "|", "!="
WRITTEN = "write column=value, column=a|b, column!=value, or column= for blank cells"


@dataclass(frozen=True)
class Condition:
    """A column holds one of some values, or, where it does not `hold`, none of them.

    `values` are alternatives; "" is a blank cell. A blank cell is none of any other values.
    """

    column: str
    values: tuple[str, ...]
    holds: bool = True

    @property
    def said(self) -> str:
        """What stands after the column's name where it is plain, with `!=` before it where it is not.

        >>> Condition("sex", ("f", "m")).said, Condition("wave", ("",), False).said
        ('f|m', '!=')
        """
        return ("" if self.holds else NOT) + OR.join(self.values)

    def __str__(self) -> str:
        return f"{self.column}{'=' if self.holds else NOT}{OR.join(self.values)}"


def parsed(text: str) -> Condition:
    """A condition from its text.

    Raises
    ------
    BadCall
        For a text without a column or a sign.

    >>> str(parsed("sex = f | m")), parsed("wave=").values
    ('sex=f|m', ('',))
    >>> parsed("condition!=safety")
    Condition(column='condition', values=('safety',), holds=False)
    """
    column, sign, value = text.partition("=")
    holds = not column.endswith("!")
    column = column.removesuffix("!").strip()
    if not sign or not column:
        raise BadCall(f"`where` is `{text}`: {WRITTEN}")
    return Condition(named(column), tuple(named(one) for one in value.split(OR)), holds)


def conditions(selection: Selection) -> tuple[Condition, ...]:
    """All conditions of a selection, which all have to hold: texts, or a mapping from columns to values.

    >>> [str(one) for one in conditions({"sex": ["f", "m"], "wave": None})]
    ['sex=f|m', 'wave=']
    """
    return tuple(_each(selection))


def _each(selection: Selection) -> Iterator[Condition]:
    if isinstance(selection, str):
        yield parsed(selection)
    elif isinstance(selection, Mapping):
        for column, value in selection.items():
            values = (value,) if value is None or isinstance(value, str) else tuple(value)
            if not values:
                raise BadCall(f"`where` asks for no value of `{column}`: name one, or None for blank cells")
            yield Condition(named(column), tuple(named(one or "") for one in values))
    else:
        for text in selection:
            yield parsed(text)
