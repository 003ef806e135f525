"""What REFI-QDA 1.5 asks of the elements that an export writes: which stand in which and in what order, and how.

A check of our own, so that it runs everywhere: the schemas of the standard are not ours to copy. It knows the elements
that are written here and no others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
BY = {"creatingUser!": GUID, "creationDateTime!": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"}
TEXT, NUMBER, TRUTH, COLOUR = r"(?s:.*)", r"\d+", "true|false", "#[0-9a-f]{6}"

# element → its children as a pattern of names, and its attributes, those with `!` needed
RULES: dict[str, tuple[str, dict[str, str]]] = {
    "Project": (
        "(Users )?(CodeBook )?(Variables )?(Cases )?(Sources )?(Notes )?(Description )?",
        {"name!": TEXT, "origin": TEXT},
    ),
    "Users": ("(User )+", {}),
    "User": ("", {"guid!": GUID, "name": TEXT}),
    "CodeBook": ("Codes ", {"origin": TEXT}),
    "Codes": ("(Code )+", {}),
    "Code": (
        "(Description )?(NoteRef )*(Code )*",
        {"guid!": GUID, "name!": TEXT, "isCodable!": TRUTH, "color": COLOUR},
    ),
    "Variables": ("(Variable )+", {}),
    "Variable": ("", {"guid!": GUID, "name!": TEXT, "typeOfVariable!": "Text"}),
    "VariableValue": ("VariableRef TextValue ", {}),
    "Cases": ("(Case )+", {}),
    "Case": ("(VariableValue )*(SourceRef )*", {"guid!": GUID, "name": TEXT}),
    "Sources": ("(TextSource )+", {}),
    "TextSource": (
        "(Description )?(PlainTextSelection )*(VariableValue )*",
        {"guid!": GUID, "name": TEXT, "plainTextPath!": rf"internal://{GUID}\.txt", **BY},
    ),
    "PlainTextSelection": (
        "(Description )?(Coding )*",
        {"guid!": GUID, "name": TEXT, "startPosition!": NUMBER, "endPosition!": NUMBER, **BY},
    ),
    "Coding": ("CodeRef (NoteRef )*", {"guid!": GUID, **BY}),
    "Notes": ("(Note )+", {}),
    "Note": ("PlainTextContent ", {"guid!": GUID, "name": TEXT, **BY}),
    **{name: ("", {"targetGUID!": GUID}) for name in ("NoteRef", "CodeRef", "SourceRef", "VariableRef")},
    **{name: ("", {}) for name in ("Description", "TextValue", "PlainTextContent")},
}
WITH_TEXT = {"Description", "TextValue", "PlainTextContent"}
NAMESPACES = {"Project": "urn:QDA-XML:project:1.0", "CodeBook": "urn:QDA-XML:codebook:1.0"}
TARGETS = {"NoteRef": "Note", "CodeRef": "Code", "SourceRef": "TextSource", "VariableRef": "Variable"}


def parted(tag: str) -> tuple[str, str]:
    """The namespace and the local name of a tag."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def faults(root: Any) -> list[str]:
    """Everything in which a project or a codebook is not what the standard asks for."""
    return [*_of_root(root), *(fault for element in root.iter() for fault in _of_element(element, root))]


def _of_root(root: Any) -> Iterator[str]:
    namespace, name = parted(root.tag)
    if NAMESPACES.get(name) != namespace:
        yield f"the root is {name} in {namespace}"
    if name == "CodeBook" and any(parted(each.tag)[1] == "NoteRef" for each in root.iter()):
        yield "a codebook has notes"
    kinds = {each.get("guid"): parted(each.tag)[1] for each in root.iter() if each.get("guid")}
    twice = [
        guid for guid, count in Counter(e.get("guid") for e in root.iter()).items() if guid and count > 1
    ]
    if twice:
        yield f"{twice[0]} is there twice"
    for each in root.iter():
        wanted = TARGETS.get(parted(each.tag)[1])
        if wanted and kinds.get(each.get("targetGUID")) != wanted:
            yield f"{parted(each.tag)[1]} leads to no {wanted}"
        user = each.get("creatingUser")
        if user is not None and kinds.get(user) != "User":
            yield f"{parted(each.tag)[1]} is by no user"


def _of_element(element: Any, root: Any) -> Iterator[str]:
    namespace, name = parted(element.tag)
    if namespace != parted(root.tag)[0] or name not in RULES:
        yield f"{name} in {namespace} is not written"
        return
    children, attributes = RULES[name]
    if not re.fullmatch(children, "".join(f"{parted(child.tag)[1]} " for child in element)):
        yield f"{name} holds {[parted(child.tag)[1] for child in element]}"
    if name not in WITH_TEXT and (element.text or "").strip():
        yield f"{name} holds text"
    known = {key.removesuffix("!"): pattern for key, pattern in attributes.items()}
    for key, value in element.attrib.items():
        if key not in known or not re.fullmatch(known[key], value):
            yield f"{name} has {key}={value!r}"
    for key in attributes:
        if key.endswith("!") and key[:-1] not in element.attrib:
            yield f"{name} has no {key[:-1]}"
    if name == "PlainTextSelection":
        start, end = element.get("startPosition", ""), element.get("endPosition", "")
        if start.isdecimal() and end.isdecimal() and int(start) > int(end):
            yield f"{name} ends before it begins"
