"""The evidence desk's data as the page's script reads them: columns unpacked, and texts from the page's list."""

from __future__ import annotations

import base64
from itertools import accumulate
from typing import Any

import numpy as np

from .page import Page


def unpacked(text: str) -> list[int]:
    """Whole numbers of so many bytes."""
    return np.frombuffer(base64.b64decode(text[1:]), f"<u{text[0]}").tolist()


def places(text: str) -> list[int]:
    """Rising places, from the steps between them."""
    return [place - 1 for place in accumulate(unpacked(text))]


def column(of: dict[str, Any], n: int) -> list[str]:
    if "all" in of:
        return [of["all"]] * n
    return of["as"] if "as" in of else [of["of"][n] for n in unpacked(of["at"])]


def lists(of: dict[str, Any], n: int) -> list[list[int]]:
    at = iter(unpacked(of["at"]))
    sizes = [of["n"]] * n if isinstance(of["n"], int) else unpacked(of["n"])
    return [[next(at) for _ in range(size)] for size in sizes]


def statements(page: Page) -> dict[str, dict[str, Any]]:
    """Id → what the page holds of each statement, in its order."""
    data = page.data["statements"]
    found: list[dict[str, Any]] = [{} for _ in range(data["n"])]
    kinds, sources = unpacked(data["kinds"]), unpacked(data["source"])
    modes, also = column(data["mode"], data["n"]), column(data["also"], data["n"])
    langs = column(data["lang"], data["n"]) if "lang" in data else [""] * data["n"]
    named = {"codes": page.data["codes"], "coders": data["coders"], "claims": data["claims"]}
    for i, one in enumerate(found):
        one |= {
            "counted": bool(kinds[i] & 4),
            "coded": bool(kinds[i] & 1),
            "source": data["sources"][sources[i]][1],
        }
        one |= {"mode": modes[i], "also": also[i], "lang": langs[i]}
        one["more"] = [f"{m['title']}: {v}" for m in data["more"] if (v := column(m, data["n"])[i])]
        for name, of in named.items():
            values = [of[n] for n in lists(data[name.removesuffix("s")], data["n"])[i]]
            one[name] = [v["title"] if name == "codes" else v for v in values]
        one["weights"] = [
            {a: page.data["vectors"][v] for a, held in enumerate(layer) for r, v in _held(held) if r == i}
            for layer in data["held"]
        ]
    listed = {
        attrs["id"]: n for n, (_, attrs) in enumerate(page.elements) if attrs.get("id", "").startswith("s")
    }
    out = {}
    for i, one in enumerate(found):
        inside = page.elements[listed[f"s{i}"] + 1 :]
        quote = (
            next(k for k, (tag, _) in enumerate(inside) if tag in ("blockquote", "em")) + listed[f"s{i}"] + 1
        )
        code = next(k for k, (tag, _) in enumerate(inside) if tag == "b") + listed[f"s{i}"] + 1
        one["text"] = page.of[quote] if page.elements[quote][0] == "blockquote" else ""
        out[page.of[code]] = one
    return out


def _held(of: dict[str, Any]) -> list[tuple[int, int]]:
    return list(zip(places(of["rows"]), unpacked(of["at"]), strict=True))


def answers(page: Page, asked: list[Any]) -> list[int]:
    """The places of the statements that answer a number's question: view, case, aspect and pole by their numbers."""
    view, case, aspect, pole = asked
    data, found = page.data["statements"], []
    kinds, modes, cases = (
        unpacked(data["kinds"]),
        column(data["mode"], data["n"]),
        lists(data["case"], data["n"]),
    )
    layer = data["held"][1 if view == "useful" else 0]
    held = None if aspect is None else dict(_held(layer[aspect]))
    for i in range(data["n"]):
        inside = kinds[i] & 2 if view == "useful" else kinds[i] & 1 and view in ("all", modes[i])
        if not inside or (case is not None and case not in cases[i]):
            continue
        if held is not None and (
            i not in held or (pole is not None and page.data["vectors"][held[i]][pole] <= 0)
        ):
            continue
        found.append(i)
    return found


def entry(page: Page, key: str) -> tuple[str, list[int]]:
    """What a number is of, and the places of its statements."""
    number = page.data["numbers"][key]
    title = " · ".join(page.data["named"][n] for n in number["title"])
    if "of" in number:
        return title, places(number["of"])
    return title, sorted({i for asked in number["is"] for i in answers(page, asked)})
