"""The theory of a project that says itself where its codes stand: its aspects, and what it calls their poles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from idealtypes.exchange import write_study as to_study
from idealtypes.exchange.columns import one_line
from idealtypes.exchange.place_ids import new_ids
from idealtypes.exchange.project import Project
from idealtypes.files.document import FORMAT

THEORY = "theory.yaml"


@dataclass(frozen=True)
class OwnTheory:
    """`aspects` as a scheme lists them, `poles` of each aspect, and the `text` of the theory's file."""

    aspects: tuple[dict[str, str], ...]
    poles: dict[str, tuple[str, ...]]
    text: str


def own_theory(project: Project, title: str) -> OwnTheory | None:
    """The theory of the places that codes have in a project; None where no code has one."""
    ids = new_ids(project)
    names: dict[str, dict[str, str]] = {}  # aspect → pole → its name
    titles = {own: one_line(aspect) or own for aspect, own in ids.aspects.items()}
    for code in project.codes:
        for aspect, shares in (code.place or {}).items():
            poles = names.setdefault(ids.aspects[aspect], {})
            for pole in shares:
                own = ids.poles[aspect, pole]
                poles.setdefault(own, one_line(pole) or own)
    if not names or any(len(poles) < 2 for poles in names.values()):
        return None
    axes: dict[tuple[str, ...], str] = {}
    for poles in names.values():
        axes.setdefault(tuple(poles), "_".join(poles))
    every = {pole: name for poles in names.values() for pole, name in poles.items()}
    document = CommentedMap(
        {
            "format": FORMAT,
            "id": "imported",
            "title": to_study.scalar(title),
            "logics": [{"id": pole, "title": name} for pole, name in every.items()],
            "axes": [_axis(axis, poles, every) for poles, axis in axes.items()],
        }
    )
    document.yaml_set_start_comment("Made by an import, from where the project itself places its codes.")
    aspects = tuple(
        {"id": key, "title": titles[key], "axis": axes[tuple(poles)]} for key, poles in names.items()
    )
    return OwnTheory(
        aspects, {key: tuple(poles) for key, poles in names.items()}, to_study.yaml_text(document)
    )


def _axis(axis: str, poles: tuple[str, ...], names: dict[str, str]) -> dict[str, Any]:
    positions = ({"position": -1}, {"position": 1}) if len(poles) == 2 else ({},) * len(poles)
    return {
        "id": axis,
        "title": " – ".join(names[pole] for pole in poles),
        "poles": [
            {"id": pole, "title": names[pole], "logic": pole} | more
            for pole, more in zip(poles, positions, strict=True)
        ],
    }
