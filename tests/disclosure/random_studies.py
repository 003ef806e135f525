"""Studies at random, small enough that much of them has to be suppressed; and twins, which differ in that alone."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ASPECTS = ("access", "help", "manner")
POLES = {
    "access": ("informal", "formal"),
    "help": ("informal", "formal"),
    "manner": ("hear", "mend", "watch", "order"),
}
MODES = (("is", "is", "is", "ought", "expected"), (*("is",) * 9, "ought"))  # spread over views, or hardly


@dataclass(frozen=True)
class Said:
    """A statement: who says it, of which case and aspect, in which mode, under which codes."""

    id: str
    source: str
    case: str
    aspect: str
    mode: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A study: its statements, its claims as (statement, pole, outcome, effect), and whether it has scenarios.

    `people` are (source, case) of all who were met, also of those who say nothing.
    """

    seed: int
    said: tuple[Said, ...]
    people: tuple[tuple[str, str], ...]
    claims: tuple[tuple[str, str, str, int], ...] = ()
    scenarios: bool = False

    @property
    def cases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(case for _, case in self.people))

    def with_said(self, changed: Mapping[str, Said | None]) -> World:
        """The world with some statements changed, by their ids, or left out where there is None."""
        said = tuple(new for one in self.said if (new := changed.get(one.id, one)) is not None)
        return replace(self, said=said)


def codes_of(aspect: str) -> tuple[str, ...]:
    """The codes placed on an aspect: one a pole and, between two poles, two on the way."""
    ends = tuple(f"{aspect}_{pole}" for pole in POLES[aspect])
    return ends if len(ends) > 2 else (*ends, f"{aspect}_rather_formal", f"{aspect}_between")


def random_world(seed: int) -> World:
    """Up to four cases of up to 14 informants, of whom some speak of each aspect, most of them one way."""
    draw = random.Random(seed)
    said: list[Said] = []
    modes = MODES[seed % 2]
    for k in range(draw.choice((1, 1, 2, 2, 3, 4))):
        lean = {aspect: draw.random() for aspect in ASPECTS}
        spoken = {aspect: draw.choice((0.15, 0.5, 0.9, 1.0)) for aspect in ASPECTS}
        for n in range(draw.randint(4, 14)):
            source, case = f"informant_{k}_{n}", f"case_{k}"
            before = len(said)
            for aspect in ASPECTS:
                if draw.random() < spoken[aspect]:
                    said += _statements(draw, modes, source, case, aspect, lean[aspect])
            if len(said) == before:
                said += _statements(draw, modes, source, case, "access", lean["access"])
    claims = tuple(
        (one.id, _pole(one.codes[0]), draw.choice(("come", "queue")), draw.choice((1, 1, 1, -1)))
        for one in said
        if one.aspect != "manner" and draw.random() < 0.5
    )
    people = tuple(dict.fromkeys((one.source, one.case) for one in said))
    return World(seed, tuple(said), people, claims, bool(claims) and seed % 2 == 0)


def _statements(
    draw: random.Random, modes: Sequence[str], source: str, case: str, aspect: str, lean: float
) -> list[Said]:
    made = []
    for n in range(draw.choice((1, 1, 2, 3))):
        codes = codes_of(aspect)
        if len(POLES[aspect]) == 2:
            code = codes[1 if draw.random() < lean else 0] if draw.random() < 0.8 else draw.choice(codes[2:])
        else:
            code = draw.choice(codes[: 1 + int(4 * lean)])
        made.append(Said(f"{source}_{aspect}_{n}", source, case, aspect, draw.choice(modes), (code,)))
    return made


def _pole(code: str) -> str:
    return "informal" if code.endswith("informal") else "formal"


# as files


def write(world: World, folder: Path, key: str | None = None) -> Path:
    """Write a study into a folder; `key` is the content of the key of the pseudonyms, if twins are to share one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in _files(world).items():
        (folder / name).write_text(content, encoding="utf-8")
    if key is not None:
        (folder / "sharing_key.csv").write_text(key, encoding="utf-8")
    return folder


def _files(world: World) -> dict[str, str]:
    study: dict[str, Any] = {
        "format": 1,
        "title": f"World {world.seed}",
        "scheme": "./scheme.yaml",
        "statements": "statements.csv",
        "sources": "sources.csv",
        "cases": "cases.csv",
        "settings": {"draws": 100, "seed": 1},
    }
    files = {
        "scheme.yaml": json.dumps(_scheme()),
        "theory.yaml": json.dumps(THEORY),
        "statements.csv": _csv(
            {
                "id": one.id,
                "source": one.source,
                "text": f"Said by {one.source}",
                "codes": ";".join(one.codes),
                "case": one.case,
                "mode": one.mode,
            }
            for one in world.said
        ),
        "sources.csv": _csv(
            {"id": source, "kind": "interview", "case": case} for source, case in world.people
        ),
        "cases.csv": _csv({"id": case, "title": case.replace("_", " ").capitalize()} for case in world.cases),
    }
    if world.claims:
        aspects = {one.id: one.aspect for one in world.said}
        files["claims.csv"] = _csv(
            {
                "statement": statement,
                "aspect": aspects[statement],
                "pole": pole,
                "outcome": outcome,
                "effect": effect,
            }
            for statement, pole, outcome, effect in world.claims
        )
        wanted = {"come": 1, "queue": -1}
        named = dict.fromkeys(outcome for _, _, outcome, _ in world.claims)
        files["outcomes.csv"] = _csv(
            {"id": one, "title": one.capitalize(), "wanted": wanted[one]} for one in named
        )
        study |= {"claims": "claims.csv", "outcomes": "outcomes.csv"}
        if world.scenarios:
            study["scenarios"] = "scenarios.yaml"
            files["scenarios.yaml"] = json.dumps(_scenarios())
    files["study.yaml"] = json.dumps(study)
    return files


def _scheme() -> dict[str, Any]:
    axes = {"access": "formality", "help": "formality", "manner": "manner"}
    codes = []
    for aspect in ASPECTS:
        for place, code in enumerate(codes_of(aspect)):
            at: dict[str, Any] = (
                {"pole": POLES[aspect][place]}
                if place < len(POLES[aspect])
                else {"position": (0.5, 0)[place - 2]}
            )
            codes.append(
                {"id": code, "title": code.replace("_", " ").capitalize(), "place": {"aspect": aspect, **at}}
            )
    return {
        "format": 1,
        "id": "made",
        "title": "Made",
        "version": 1,
        "theory": "./theory.yaml",
        "aspects": [{"id": one, "title": one.capitalize(), "axis": axes[one]} for one in ASPECTS],
        "ideal_types": [
            {
                "id": name,
                "title": name.capitalize(),
                "corner": {"access": pole, "help": pole, "manner": manner},
            }
            for name, pole, manner in (("friend", "informal", "hear"), ("officer", "formal", "order"))
        ],
        "codes": codes,
    }


THEORY: dict[str, Any] = {
    "format": 1,
    "id": "ways",
    "title": "Ways",
    "logics": [{"id": "custom", "title": "Custom"}, {"id": "rule", "title": "Rule"}],
    "axes": [
        {
            "id": "formality",
            "title": "Formality",
            "poles": [
                {"id": "informal", "logic": "custom", "position": -1},
                {"id": "formal", "logic": "rule", "position": 1},
            ],
        },
        {
            "id": "manner",
            "title": "Manner",
            "poles": [
                {"id": pole, "logic": "rule" if pole in ("watch", "order") else "custom"}
                for pole in POLES["manner"]
            ],
        },
    ],
}


def _scenarios() -> dict[str, Any]:
    shift = {"aspect": "access", "toward": "formal", "low": 0.1, "mode": 0.3, "high": 0.6}
    other = {"aspect": "help", "toward": "informal", "low": 0.1, "mode": 0.4, "high": 0.5}
    return {
        "format": 1,
        "title": "What could be",
        "measures": [
            {"id": "rules", "title": "Rules", "shifts": [shift]},
            {"id": "room", "title": "Room", "shifts": [other]},
        ],
        "scenarios": [{"id": "both", "title": "Both", "measures": ["rules", "room"]}],
    }


def _csv(rows: Any) -> str:
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, listed[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()
