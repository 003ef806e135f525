"""Small studies with scenarios, written to a folder and read from there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData

POLES = ("informal", "formal")


def write_study(
    folder: Path,
    spoken: Mapping[str, Iterable[str]],
    claims: Iterable[tuple[str, str, str, str, int, str, str]],
    measures: Iterable[Mapping[str, Any]],
    *,
    scenarios: Iterable[Mapping[str, Any]] = (),
    outcomes: Mapping[str, int] | None = None,
    traits: Iterable[Mapping[str, str]] = (),
    poles: Mapping[str, tuple[str, ...]] | None = None,
    settings: Mapping[str, Any] | None = None,
    direction: float = 0.8,
    cases: Mapping[str, str] | None = None,
    reported: Collection[str] = (),
    extents: Mapping[str, str] | None = None,
    of: int | None = None,
    weights: Mapping[str, float] | None = None,
    beliefs: Iterable[Mapping[str, Any]] = (),
) -> StudyData:
    """A study.

    Parameters
    ----------
    spoken
        Source → `aspect=pole` of each of its statements, ids `source_1`, `source_2`, …
    claims
        statement, aspect, pole, outcome, effect, trait, from_outcome; "" for what is left out.
    measures, scenarios
        As in scenarios.yaml.
    poles
        Aspect → poles; by default one aspect `help` between informal and formal.
    cases
        Source → its case; by default there is one case.
    reported
        The sources that are of that kind; `of` so many groups.
    extents
        Statement → its extent.
    weights, beliefs
        As in scenarios.yaml.
    """
    poles = poles or {"help": POLES}
    axes = {names: f"axis{n}" for n, names in enumerate(dict.fromkeys(poles.values()))}
    theory = {
        "format": 1,
        "id": "theory",
        "title": "Theory",
        "sources": ["none"],
        "logics": [{"id": "logic", "title": "Logic", "definition": "Of a test"}],
        "axes": [
            {
                "id": axis,
                "title": axis,
                "poles": [
                    {"id": p, "title": p, "logic": "logic"}
                    | ({"position": 2 * n - 1} if len(names) == 2 else {})
                    for n, p in enumerate(names)
                ],
            }
            for names, axis in axes.items()
        ],
    }
    types = [
        {
            "id": f"type_{n}",
            "title": f"Type {n}",
            "corner": {aspect: names[n] for aspect, names in poles.items()},
            "traits": [dict(t) for t in traits if t["id"].startswith(f"t{n}")],
        }
        for n in range(min(len(names) for names in poles.values()))
    ]
    codes = [
        {
            "id": f"{aspect}.{p}",
            "title": f"{aspect} {p}",
            "definition": "For a test",
            "place": {"aspect": aspect, "pole": p},
            "rationale": "For a test",
        }
        for aspect, names in poles.items()
        for p in names
    ]
    scheme = {
        "format": 1,
        "id": "scheme",
        "title": "Scheme",
        "version": 1,
        "theory": "./theory.yaml",
        "aspects": [{"id": a, "title": a, "axis": axes[names]} for a, names in poles.items()],
        "ideal_types": types,
        "codes": codes,
    }
    extents = extents or {}
    rows = ["id,source,text,codes" + (",case" if cases else "") + (",extent" if extents else "")]
    for source, places in spoken.items():
        for n, place in enumerate(places, 1):
            case = f",{cases[source]}" if cases else ""
            extent = f",{extents.get(f'{source}_{n}', '')}" if extents else ""
            rows.append(f"{source}_{n},{source},words,{place.replace('=', '.')}{case}{extent}")
    claims = list(claims)
    wanted = outcomes or dict.fromkeys((claim[3] for claim in claims), 1) or {"relief": 1}
    study = {
        "format": 1,
        "title": "Small",
        "scheme": "./scheme.yaml",
        "statements": "statements.csv",
        "outcomes": "outcomes.csv",
        "scenarios": "scenarios.yaml",
        "settings": {"draws": 2000, **(settings or {})},
    }
    if claims:
        study["claims"] = "claims.csv"
    if reported:
        study["sources"] = "sources.csv"
    stated = {
        "format": 1,
        "title": "What if",
        "direction": direction,
        "measures": [{"title": m["id"], **m} for m in measures],
        "scenarios": [{"title": s["id"], **s} for s in scenarios],
        **({"weights": dict(weights)} if weights else {}),
        **({"beliefs": [dict(belief) for belief in beliefs]} if beliefs else {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    kinds = [
        f"{source},reported,{of or ''}" if source in reported else f"{source},interview," for source in spoken
    ]
    (folder / "sources.csv").write_text("\n".join(["id,kind,of", *kinds]) + "\n", encoding="utf-8")
    yaml = YAML()
    for name, content in (
        ("theory", theory), ("scheme", scheme), ("study", study), ("scenarios", stated)
    ):  # fmt: skip
        with (folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(content, file)
    (folder / "statements.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    header = "statement,aspect,pole,outcome,effect,trait,from_outcome"
    lines = [",".join(map(str, claim)) for claim in claims]
    (folder / "claims.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    lines = [f"{outcome},{outcome},{sign}" for outcome, sign in wanted.items()]
    (folder / "outcomes.csv").write_text("\n".join(["id,title,wanted", *lines]) + "\n", encoding="utf-8")
    return read_study(folder)


def shift(
    aspect: str, toward: str, low: float, mode: float | None = None, high: float | None = None
) -> dict[str, Any]:
    """A shift; one number stands for all three."""
    mode = low if mode is None else mode
    return {
        "aspect": aspect,
        "toward": toward,
        "low": low,
        "mode": mode,
        "high": mode if high is None else high,
    }


SIX = tuple(f"g{n}" for n in range(1, 7))
CHANGES = (
    {"id": "register", "shifts": [shift("help", "formal", 0.3)]},
    {"id": "train", "shifts": [shift("help", "formal", 0.2)]},
    {"id": "loosen", "shifts": [shift("help", "informal", 0.4)]},
    {"id": "pay", "shifts": [shift("pay", "formal", 0.3)]},
)
SETS = (
    {"id": "both", "measures": ["register", "train"]},
    {"id": "one", "measures": ["register"]},
    {"id": "less", "measures": ["loosen"]},
    {"id": "paid", "measures": ["pay"]},
)


def heard_study(
    folder: Path,
    *,
    outcomes: Iterable[str] = ("relief", "safe"),
    unspoken: Mapping[str, int] | None = None,
    more: Iterable[tuple[str, str, str, str, int, str, str]] = (),
    measures: Iterable[Mapping[str, Any]] = CHANGES,
    scenarios: Iterable[Mapping[str, Any]] = SETS,
    extents: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    beliefs: Iterable[Mapping[str, Any]] = (),
    wanted: int = 1,
    direction: float = 0.95,
) -> StudyData:
    """Six informants who all say that formal help helps the outcomes; of pay they disagree. A report stands beside.

    `unspoken` are further outcomes, of which only `more` claims speak; `report_1` to `report_4` are the report's.
    """
    spoken = {g: ["help=informal", "help=formal", "pay=informal", "pay=formal"] for g in SIX}
    spoken["report"] = ["help=informal"] * 4
    outcomes = list(outcomes)
    claims = [(f"{g}_1", "help", "formal", o, 1, "", "") for g in SIX for o in outcomes]
    claims += [
        (f"{g}_3", "pay", "formal", o, 1 if n % 2 else -1, "", "")
        for n, g in enumerate(SIX)
        for o in outcomes
    ]
    return write_study(
        folder,
        spoken,
        [*claims, *more],
        measures,
        scenarios=scenarios,
        outcomes={**dict.fromkeys(outcomes, wanted), **(unspoken or {})},
        poles={"help": POLES, "pay": POLES},
        reported=["report"],
        of=14,
        extents=extents,
        weights=weights,
        beliefs=beliefs,
        direction=direction,
        settings={"draws": 1000},
    )
