"""Pseudo-codes: how ratings and claims stand among the codings, and what they are called."""

from __future__ import annotations

from idealtypes.model.scheme import Scheme


def pseudo_title(code: str, scheme: Scheme, language: str = "en") -> str:
    """What people call a pseudo-code: `rating:help:0.4` is the rating 0.4 (Ability to help). Other codes stay.

    A rating at a pole has the pole's title, and so has a claim: `claim:help:formal:helps`.
    """
    kind, _, rest = code.partition(":")
    aspect, _, value = rest.partition(":")
    title = next((a.title.say(language) for a in scheme.aspects if a.id == aspect), None)
    if kind not in ("rating", "claim") or title is None or not value:
        return code
    pole, _, effect = value.partition(":")
    poles = {p.id: p.title.say(language).lower() for p in scheme.axis(aspect).poles}
    if kind == "claim":
        return f"the claim that {poles.get(pole, pole)} {effect} ({title})"
    try:
        shown = f"{float(value):g}"
    except ValueError:
        shown = poles.get(value, value)
    return f"the rating {shown} ({title})"
