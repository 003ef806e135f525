"""Named scenarios, the board's beliefs and the weights of outcomes, saved in the study's file of scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from idealtypes.errors import BadChoice
from idealtypes.files.content import STUDY, shown
from idealtypes.files.editing.edited_yaml import StudyYaml, YamlFile, value_at
from idealtypes.model.edits import AddValues, DropValue, SetBelief, SetScenario, SetValue, SetWeights
from idealtypes.model.hints import hint
from idealtypes.model.measures import WAYS

FILE = "scenarios"


def _file(yaml: StudyYaml) -> YamlFile:
    if FILE not in yaml.own:
        raise BadChoice(
            f"{STUDY} names no `scenarios`: a file with `measures` is needed before a scenario can be saved"
        )
    return yaml.file(FILE)


def _items(file: YamlFile, key: str) -> list[Mapping[str, Any]]:
    there, items = value_at(file.data, (key,))
    return [one for one in items if isinstance(one, Mapping)] if there and isinstance(items, list) else []


def set_scenario(yaml: StudyYaml, edit: SetScenario) -> None:
    """A scenario changed where there is one of its id, else added behind the others."""
    file = _file(yaml)
    there = {str(one.get("id")): n for n, one in enumerate(_items(file, "scenarios"))}
    told = {
        "id": edit.new_id,
        "title": edit.title,
        "description": edit.description,
        "measures": None if edit.measures is None else list(edit.measures),
    }
    if edit.id in there:
        place = ("scenarios", there[edit.id])
        for key, value in told.items():
            if value is None:
                continue
            _, now = value_at(file.data, (*place, key))
            if isinstance(now, Mapping) and isinstance(value, str):
                languages = ", ".join(f"{language}: …" for language in now)
                raise BadChoice(
                    f"{shown(file.path)}: the `{key}` of `{edit.id}` is in several languages: give {{{languages}}}"
                )
            yaml.edit(SetValue(file.name, (*place, key), value))
        return
    missing = [name for name in ("title", "measures") if told[name] is None]
    if missing or edit.new_id is not None:
        needed = f"a new one needs a `{missing[0]}`" if missing else "so it cannot get a `new_id`"
        raise BadChoice(f"no scenario `{edit.id}`; {hint(edit.id, there)}; {needed}")
    item = {"id": edit.id, **{key: value for key, value in told.items() if value is not None}}
    yaml.edit(AddValues(file.name, ("scenarios",), [item]))


def set_belief(yaml: StudyYaml, edit: SetBelief) -> None:
    """A belief set, changed or taken out."""
    file = _file(yaml)
    there = _items(file, "beliefs")
    number = next(
        (n for n, one in enumerate(there) if (one.get("outcome"), one.get("measure")) == (edit.outcome, edit.measure)),
        None,
    )  # fmt: skip
    if edit.direction is None:
        if number is not None:
            yaml.edit(DropValue(file.name, ("beliefs", number)))
        return
    if number is None:
        item = {
            "outcome": edit.outcome,
            "measure": edit.measure,
            "direction": edit.direction,
            "sure": edit.sure,
        }
        yaml.edit(AddValues(file.name, ("beliefs",), [item]))
        return
    now = there[number].get("direction")
    if WAYS.get(str(now), now) != edit.direction:
        way = (
            next(word for word, sign in WAYS.items() if sign == edit.direction)
            if now in WAYS
            else edit.direction
        )
        yaml.edit(SetValue(file.name, ("beliefs", number, "direction"), way))
    yaml.edit(SetValue(file.name, ("beliefs", number, "sure"), edit.sure))


def set_weights(yaml: StudyYaml, edit: SetWeights) -> None:
    """The weights of outcomes, all of them; those that stay as they are are not touched."""
    file = _file(yaml)
    there, now = value_at(file.data, ("weights",))
    if not edit.weights:
        if there:
            yaml.edit(DropValue(file.name, ("weights",)))
        return
    known = dict(now) if isinstance(now, Mapping) else {}
    if not set(known) & set(edit.weights):
        yaml.edit(SetValue(file.name, ("weights",), dict(edit.weights)))
        return
    for outcome in known.keys() - edit.weights.keys():
        yaml.edit(DropValue(file.name, ("weights", outcome)))
    for outcome, weight in edit.weights.items():
        yaml.edit(SetValue(file.name, ("weights", outcome), weight))
