"""`study.yaml`: which files make a study, and what it aims at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from idealtypes.files.content import shown
from idealtypes.files.faults import Findings
from idealtypes.model.base import Checked, Place
from idealtypes.model.conclusions import StatedConclusion
from idealtypes.model.hints import hint, listed, near
from idealtypes.model.placement import Placement, at_pole, placement_problems, shares_of
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import Settings
from idealtypes.model.study import Goal
from idealtypes.model.text import Text

STUDY = "study.yaml"


def _as_list(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class StudyFile(Checked):
    """What stands in `study.yaml`; every file is named relative to it."""

    title: Text
    scheme: str
    statements: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()
    ratings: str | None = None
    codings: str | None = None
    sources: str | None = None
    cases: str | None = None
    claims: str | None = None
    outcomes: str | None = None
    scenarios: str | None = None
    goal: Mapping[str, Any] | None = None
    conclusions: tuple[StatedConclusion, ...] = ()
    notes: Mapping[str, Text] = Field(default_factory=dict)
    settings: Settings = Settings()

    def problems(self) -> Iterator[tuple[Place, str]]:
        """A study has statements or ratings; codings are of statements."""
        if not self.statements and self.ratings is None:
            yield (), "a study has `statements` or `ratings`: name a file with one of them"
        if self.codings is not None and not self.statements:
            yield ("codings",), "`codings` are of statements, and no `statements` are given"


def goal_in(given: Mapping[str, Any] | None, scheme: Scheme) -> tuple[Goal | None, list[tuple[Place, str]]]:
    """The goal `{type: id}`, or `{aspect: position, pole or shares}`, with what is wrong with it."""
    if given is None:
        return None, []
    if "type" in given:
        wanted = given["type"]
        types = {ideal.id: ideal for ideal in scheme.ideal_types}
        if wanted not in types:
            return None, [(("goal", "type"), f"no ideal type `{wanted}`; {hint(str(wanted), types)}")]
        if len(given) > 1:
            return None, [(("goal",), "a goal is a `type`, or balances of aspects, not both")]
        corner = types[wanted].corner
        return Goal(wanted, {a: at_pole(p, scheme.poles(a)) for a, p in corner.items()}), []
    shares: dict[str, tuple[float, ...]] = {}
    problems: list[tuple[Place, str]] = []
    aspects = [aspect.id for aspect in scheme.aspects]
    for aspect, value in given.items():
        here: Place = ("goal", aspect)
        if aspect not in aspects:
            problems.append((here, f"no aspect `{aspect}`; {hint(aspect, [*aspects, 'type'])}"))
            continue
        placement = _as_placement(aspect, value)
        if placement is None:
            problems.append((here, "the goal of an aspect is a position, a pole, or a share for each pole"))
            continue
        found = [(here, message) for _, message in placement_problems(here, placement, scheme.axis(aspect))]
        problems += found
        if not found:
            shares[aspect] = shares_of(placement, scheme.axis(aspect))
    return (None, problems) if problems else (Goal(None, shares), [])


def _as_placement(aspect: str, value: object) -> Placement | None:
    if isinstance(value, str):
        return Placement(aspect=aspect, pole=value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Placement(aspect=aspect, position=value)
    if isinstance(value, Mapping) and all(
        isinstance(share, int | float) and not isinstance(share, bool) for share in value.values()
    ):
        return Placement(aspect=aspect, shares={str(pole): float(share) for pole, share in value.items()})
    return None


def find_study(path: Path, findings: Findings) -> Path | None:
    """The `study.yaml` that a path means, a folder or the file itself; None after a fault."""
    file = shown(path)
    if path.is_file():
        if path.name == STUDY:
            return path
        message = f"this is a file, and a study is a folder with a `{STUDY}`, or that `{STUDY}` itself"
        if (path.parent / STUDY).is_file():
            message += f": did you mean `{shown(path.parent)}`?"
        findings.fault(file, None, message)
    elif path.is_dir():
        if (path / STUDY).is_file():
            return path / STUDY
        findings.fault(file, None, f"the folder has no `{STUDY}`{_instead(path)}")
    elif path.parent.is_dir():
        match = near(path.name, sorted(other.name for other in path.parent.iterdir()))
        end = "" if match is None else f": did you mean `{shown(path.parent / match)}`?"
        findings.fault(file, None, f"there is no such file or folder{end}")
    else:
        findings.fault(file, None, "there is no such file or folder, and not the folder around it either")
    return None


def _instead(folder: Path) -> str:
    """What may have been meant in a folder: a study in a folder below, or a file of nearly that name."""
    below = sorted(shown(file.parent) for file in folder.glob(f"*/{STUDY}"))
    if below:
        return f": there are studies in {listed(below)}"
    match = near(STUDY, sorted(file.name for file in folder.iterdir()))
    return f": rename `{match}`?" if match else ": `idealtypes init` makes a new study"
