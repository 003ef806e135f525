"""Places of single codes as they are said on the command line: `no_records:help=-0.5`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from idealtypes.files.placement import stand
from idealtypes.model.hints import hint
from idealtypes.model.placement import NONE, Placement
from idealtypes.model.scheme import Scheme
from idealtypes.model.text import ids_by_word


def places_said(said: Sequence[str], scheme: Scheme) -> dict[str, str | list[Placement]]:
    """Code → its place, from `CODE:ASPECT=PLACE` as often as it is on an aspect, or `CODE:none`.

    A place is written as in the table of `place --to`: a number, a pole by its id or title, shares.

    Raises
    ------
    UsageError
        For what is no such text, or no aspect.
    """
    found: dict[str, str | list[Placement]] = {}
    aspects = ids_by_word((one.id, one.title) for one in scheme.aspects)
    for one in said:
        code, _, place = one.partition(":")
        aspect, mark, where = place.partition("=")
        code, aspect = code.strip(), aspect.strip()
        if not mark and aspect == NONE and code not in found:
            found[code] = NONE
            continue
        there = found.setdefault(code, [])
        if not mark or not where.strip() or isinstance(there, str):
            raise click.UsageError(
                f"--at `{one}`: write CODE:ASPECT=PLACE, such as no_records:help=-0.5, or CODE:none"
            )
        own = aspects.get(aspect.casefold())
        if own is None:
            raise click.UsageError(
                f"--at `{one}`: no aspect `{aspect}`; {hint(aspect, [a.id for a in scheme.aspects])}"
            )
        there.append(stand(own, where.strip(), scheme.axis(own)))
    return found


def reasons_said(said: Sequence[str], codes: Sequence[str]) -> dict[str, str]:
    """Code → why: `CODE: TEXT`, or the text alone where one code is placed.

    >>> reasons_said(["as the statute says: never"], ["pay"]), reasons_said(["a: x", "b: y"], ["a", "b"])
    ({'pay': 'as the statute says: never'}, {'a': 'x', 'b': 'y'})
    """
    if len(said) == 1 and len(codes) == 1:
        return {codes[0]: said[0].removeprefix(f"{codes[0]}:").strip()}
    found: dict[str, str] = {}
    for one in said:
        code, mark, text = one.partition(":")
        if not mark:
            raise click.UsageError(f"--because `{one}`: of which code? Write CODE: TEXT")
        found[code.strip()] = text.strip()
    return found
