"""A codebook as it may be shown: where each code stands, under neutral names where its own are not approved.

Codes are called by their numbers in the key of the pseudonyms, `code_31`, and stand in the order of these: that of a
codebook grown from interviews is the order of the interviews. Examples, rationales, traits and doubts are left out:
they quote, or name who said it.
"""

from __future__ import annotations

from idealtypes.disclosure.neutral import Names, NeutralScheme
from idealtypes.disclosure.pseudonyms import Pseudonyms
from idealtypes.disclosure.texts import is_shipped, shipped_texts
from idealtypes.model.placement import Placement
from idealtypes.model.scheme import Code, Scheme
from idealtypes.model.text import Text


def neutral_codes(
    scheme: Scheme, shown: NeutralScheme, names: Names, pseudonyms: Pseudonyms
) -> tuple[Code, ...]:
    """The codes of a scheme, with the aspects and poles of what is shown of it."""
    ids = {code.id: _id(code, pseudonyms) for code in scheme.codes}

    def more(code: Code, name: str) -> Text | None:
        return names.more(f"codes.{code.id}.{name}", getattr(code, name))

    return tuple(
        Code(
            id=ids[code.id],
            title=names.text(f"codes.{code.id}.title", code.title, "code", _number(code, pseudonyms)),
            definition=more(code, "definition"),
            include=more(code, "include"),
            exclude=more(code, "exclude"),
            place=None if code.place is None else tuple(_place(one, shown) for one in code.place),
            parent=None if code.parent is None else ids[code.parent],
        )
        for code in sorted(scheme.codes, key=lambda one: _number(one, pseudonyms))
    )


def _number(code: Code, pseudonyms: Pseudonyms) -> int:
    return pseudonyms.number("code", code.id)


def _id(code: Code, pseudonyms: Pseudonyms) -> str:
    """The id of a code that ships with the program, else its pseudonym."""
    public = code.id in shipped_texts() and is_shipped(code.title)
    return code.id if public else pseudonyms.name("code", code.id)


def _place(one: Placement, shown: NeutralScheme) -> Placement:
    def pole(own: str) -> str:
        return shown.poles[one.aspect, own]

    return Placement(
        aspect=shown.aspects[one.aspect],
        pole=None if one.pole is None else pole(one.pole),
        position=one.position,
        shares=None if one.shares is None else {pole(own): share for own, share in one.shares.items()},
    )
