"""A study with a canary in every field of every file of it, in two shapes: `build` writes it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .canaries import Canaries, aspect, case, code, coder, pole, source, statement
from .canary_tables import INFORMANTS, Row, tables

AXIS = (0, 0, 1)  # of each aspect


def build(parent: Path, c: Canaries, *, alone: bool = False) -> Path:
    """Write a study with canaries into a new folder below `parent`, and give its folder.

    `alone`: each informant is a case of her own, codes stand with the statements, and an aspect is of `kind: presence`.
    """
    root = parent / c("folder of the study")
    for name, content in _files(c, alone).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


def _files(c: Canaries, alone: bool) -> dict[str, str]:
    scheme_id = c("scheme.id")
    names = {key: f"{c('name of the folder of tables')}/{c(f'name of the file of {key}')}" for key in FILES}
    texts = [
        f"{c('name of the folder of texts')}/{c(f'name of the text of source {n}')}.txt"
        for n in range(INFORMANTS)
    ]
    rows_of = tables(c, alone, texts)
    files = {f"{names[key]}.csv": _csv(rows) for key, rows in rows_of.items() if key in FILES}
    files |= {f"{scheme_id}.{key}.csv": _csv(rows_of[key]) for key in ("places", "decisions")}
    files |= {"suggestions.csv": _csv(rows_of["suggestions"])}
    files |= {name: f"{c(f'whole text {n}')} was said, and more." for n, name in enumerate(texts)}
    scheme = _scheme(c, alone, f"./{c('name of the file of the theory')}.yaml")
    files[f"{names['scheme']}.yaml"] = _yaml(
        scheme | {"theory": f"./{c('name of the file of the theory')}.yaml"}
    )
    files[f"{c('name of the folder of tables')}/{c('name of the file of the theory')}.yaml"] = _yaml(
        _theory(c)
    )
    former = scheme | {"version": c("versions/: version"), "title": c("versions/: title")}
    files[f"versions/{scheme_id}-{c('versions/: name')}.yaml"] = _yaml(former)
    if not alone:
        files[f"{names['scenarios']}.yaml"] = _yaml(_scenarios(c))
        files["condensates.yaml"] = _yaml(_condensates(c))
    files["imports.json"] = json.dumps(_imports(c))
    files["study.yaml"] = _yaml(_study(c, alone, names))
    return files


FILES = (
    *(
        "scheme",
        "statements",
        "more_statements",
        "codings",
        "ratings",
        "sources",
        "cases",
        "coders",
        "sample",
    ),
    *("claims", "outcomes", "scenarios"),
)


# what the files say


def _study(c: Canaries, alone: bool, names: Mapping[str, str]) -> dict[str, Any]:
    many = ("codings", "ratings", "coders", "sample", "claims", "outcomes", "scenarios")
    wanted = {
        key: f"{names[key]}.{'yaml' if key == 'scenarios' else 'csv'}" for key in ("sources", "cases", *many)
    }
    if alone:
        wanted = {key: name for key, name in wanted.items() if key in ("sources", "cases", "coders")}
    said: dict[str, Any] = {
        "format": 1,
        "title": c.text("study.title"),
        "scheme": f"./{names['scheme']}.yaml",
        "statements": [f"{names['statements']}.csv", f"{names['more_statements']}.csv"],
        **wanted,
        "missing": [c("study.missing")],
        "readers": {source(c, 0): [coder(c, 0), coder(c, 1)]},
        "sampling": "interviews",
        "language": "en",
        "labels": {
            c("statements: name of an attribute"): {
                "title": c.text("labels: title of a column"),
                "values": {c("statements: attribute 0"): c.text("labels: title of a value")},
            }
        },
        "cases_are": {
            "en": [c(f"cases_are en {n}") for n in range(2)],
            "nb": [f"et {c('cases_are nb 0')}", *(c(f"cases_are nb {n}") for n in range(1, 4))],
        },
        "goal": {aspect(c, 0): pole(c, 0, 0)},
        "notes": {c(f"name of note {n}"): c.text(f"note {n}") for n in range(2)}
        | {"limits": c.text("note limits")},
        "settings": {"draws": 100, "seed": 7, "reported": "exclude" if alone else "extent"},
        "aliases": {
            "sources": {source(c, 1): [c("aliases: source")]},
            "coders": {coder(c, 0): [c("aliases: coder")]},
            "cases": {case(c, 0): [c("aliases: case")]},
        },
    }
    if not alone:
        said["conclusions"] = _conclusions(c)
    return said


def _conclusions(c: Canaries) -> list[dict[str, Any]]:
    here = {"case": case(c, 0)}
    on = {**here, "aspect": aspect(c, 0)}
    column, value = c("statements: name of an attribute"), c("statements: attribute 0")
    told: list[dict[str, Any]] = [
        {"kind": "leans", **on, "pole": pole(c, 0, 0), "where": [f"{column}={value}"], "than": "rest"},
        {"kind": "clear", **on, "pole": pole(c, 0, 0), "view": "is"},
        {
            "kind": "leans",
            **on,
            "pole": pole(c, 0, 1),
            "where": [f"{column}={value}"],
            "than": [f"{column}!={value}"],
        },
        {"kind": "balanced", **on},
        {"kind": "torn", **on},
        {"kind": "gap", **on, "pole": pole(c, 0, 0), "views": ["is", "ought"]},
        {"kind": "type", **here, "type": c("types.id 0")},
        {"kind": "member", **here, "type": c("types.id 1")},
        {"kind": "trait", **here, "trait": c("traits.id 0.0"), "state": "supported"},
        {"kind": "first", **here},
    ]
    return [one | {"text": c.text(f"conclusion {n}")} for n, one in enumerate(told)]


def _theory(c: Canaries) -> dict[str, Any]:
    def axis(a: int, poles: int) -> dict[str, Any]:
        ends: list[dict[str, Any]] = []
        for p in range(poles):
            end: dict[str, Any] = {
                "id": pole(c, a, p),
                "title": c.text(f"pole {a}.{p} title"),
                "logic": c(f"logics.id {p % 2}"),
            }
            if poles == 2:
                end["position"] = 2 * p - 1
            else:
                end["on"] = {
                    c("margins.id 0"): c(f"margin value {p % 2}"),
                    c("margins.id 1"): c(f"margin value {2 + p // 2}"),
                }
            ends.append(end)
        told = {"id": c(f"axes.id {a}"), "title": c.text(f"axis {a} title"), "poles": ends}
        if poles > 2:
            told["margins"] = [
                {
                    "id": c("margins.id 0"),
                    "title": c.text("margin title"),
                    "values": [{"id": c("margin value 0"), "title": c.text("margin value title")}],
                }
            ]
        return told

    return {
        "format": 1,
        "id": c("theory.id"),
        "title": c.text("theory.title"),
        "sources": [c("theory.sources")],
        "logics": [
            {
                "id": c(f"logics.id {n}"),
                "title": c.text(f"logic {n} title"),
                "definition": c.text(f"logic {n} definition"),
                "elements": {c(f"logic {n} name of element"): c.text(f"logic {n} element")},
            }
            for n in range(2)
        ],
        "axes": [axis(0, 2), axis(1, 4)],
    }


def _scheme(c: Canaries, alone: bool, theory: str) -> dict[str, Any]:
    aspects: list[dict[str, Any]] = [
        {
            "id": aspect(c, a),
            "title": c.text(f"aspect {a} title"),
            "axis": c(f"axes.id {AXIS[a]}"),
            "question": c.text(f"aspect {a} question"),
        }
        for a in range(3)
    ]
    aspects[0]["scale"] = [{"at": at, "means": c.text(f"scale {at}")} for at in (-1, 1)]
    if alone:
        aspects[2]["kind"] = "presence"
    types = [
        {
            "id": c(f"types.id {t}"),
            "title": c.text(f"type {t} title"),
            "description": c.text(f"type {t} description"),
            "corner": {aspect(c, a): pole(c, AXIS[a], t) for a in range(3)},
            "traits": [
                {
                    "id": c(f"traits.id {t}.{n}"),
                    "aspect": aspect(c, n),
                    "feature": c(f"features.id {n}"),
                    "text": c.text(f"trait {t}.{n} text"),
                }
                for n in range(2)
            ],
        }
        for t in range(2)
    ]
    codes = [_code(c, a, p) for a in range(3) for p in range(2)]
    codes.append({"id": c("codes.id parent"), "title": c.text("code parent title"), "place": "none"})
    codes.append({"id": c("codes.id open"), "title": c.text("code open title")})
    codes.append(
        {
            "id": c("codes.id shares"),
            "title": c.text("code shares title"),
            "place": {"aspect": aspect(c, 2), "shares": {pole(c, 1, 0): 0.75, pole(c, 1, 1): 0.25}},
        }
    )
    return {
        "format": 1,
        "id": c("scheme.id"),
        "title": c.text("scheme.title"),
        "version": c("scheme.version"),
        "theory": theory,
        "aspects": aspects,
        "ideal_types": types,
        "codes": codes,
    }


def _code(c: Canaries, a: int, p: int) -> dict[str, Any]:
    said = ("title", "definition", "include", "exclude", "example", "rationale")
    told: dict[str, Any] = {"id": code(c, a, p)} | {name: c.text(f"code {a}.{p} {name}") for name in said}
    told["place"] = {"aspect": aspect(c, a), "pole": pole(c, AXIS[a], p)}
    if a < 2:
        told["trait"] = c(f"traits.id {p}.{a}")
    told["parent"] = c("codes.id parent")
    return told


def _scenarios(c: Canaries) -> dict[str, Any]:
    def measure(m: int) -> dict[str, Any]:
        shift = {
            "aspect": aspect(c, 0),
            "toward": pole(c, 0, m % 2),
            "low": 0.2,
            "mode": 0.4,
            "high": 0.6,
            "because": c.text(f"measure {m} because"),
            "evidence": [statement(c, 0, 0)],
        }
        return {
            "id": c(f"measures.id {m}"),
            "shifts": [shift],
            "reversible": True,
            **{name: c.text(f"measure {m} {name}") for name in ("title", "description", "decides", "cost")},
        }

    measures = [measure(m) for m in range(4)]
    measures[0] |= {
        "brings": [c("traits.id 0.0")],
        "removes": [c("traits.id 1.0")],
        "needs": [c("measures.id 2")],
    }
    measures[0] |= {"excludes": [c("measures.id 1")], "restates": [c("outcomes.id 2")]}
    return {
        "format": 1,
        **{name: c.text(f"scenarios.{name}") for name in ("title", "description", "limits")},
        "measures": measures,
        "scenarios": [
            {
                "id": c(f"scenarios.id {s}"),
                "title": c.text(f"scenario {s} title"),
                "description": c.text(f"scenario {s} description"),
                "measures": [c(f"measures.id {m}") for m in chosen],
            }
            for s, chosen in enumerate(([0, 2], [1], [3]))
        ],
        "weights": {c("outcomes.id 0"): 2, c("outcomes.id 1"): 1},
        "beliefs": [
            {"outcome": c("outcomes.id 0"), "measure": c("measures.id 3"), "direction": 1, "sure": 0.8}
        ],
    }


def _condensates(c: Canaries) -> dict[str, Any]:
    cited = [statement(c, 0, 0), statement(c, 1, 0)]
    return {
        "format": 1,
        "condensates": [
            {
                "aspect": aspect(c, 0),
                "pole": pole(c, 0, 0),
                "text": c.text("condensate 0"),
                "statements": cited,
            },
            {"codes": [code(c, 1, 0)], "text": c.text("condensate 1"), "statements": cited},
        ],
    }


def _imports(c: Canaries) -> dict[str, Any]:
    one = {name: c(f"imports.json: {name}") for name in ("format", "name", "maker", "file", "sha256")}
    gone = {
        key: {c(f"imports.json: their {key}"): c(f"imports.json: our {key}")}
        for key in ("sources", "cases", "coders")
    }
    known = {
        "id": code(c, 0, 0),
        **{name: c(f"imports.json: code's {name}") for name in ("name", "definition", "color", "memo")},
    }
    passage = {c("imports.json: passage"): {"id": statement(c, 0, 0), "start": 0, "end": 4}}
    return {
        "format": 1,
        "projects": [
            one | gone | {"account": {}, "codes": {c("imports.json: code"): known}, "passages": passage}
        ],
    }


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _yaml(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)  # JSON is YAML
