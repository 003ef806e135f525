"""Whatever a public function is given, a call that cannot be ends in an IdealtypesError that names the argument."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import idealtypes as it
from tests.door.calls import CODINGS, EXAMPLE, RATED, ROOT

TABLE = pl.DataFrame({"statement": ["a"], "source": ["i1"], "code": ["pay"]})
FUNCTIONS = [name for name in it.__all__ if inspect.isfunction(getattr(it, name))]
# What a call needs beside the argument that is wrong.
NEEDED: dict[str, dict[str, Any]] = {
    "place": {"study": ROOT / "tests" / "studies" / "good_full"},
    "diff": {"old": "support_colleagues", "new": "support_colleagues"},
    "sets": {"study": RATED, "outcome": "reach"},
    "cognitive_map": {"weights": {("a", "b"): 0.5}, "start": {"a": 1, "b": 0}},
    "interval": {"mass": [1, 0], "total": [1, 1]},
    "export": {"output": "never.qdpx"},
    "import_project": {"file": CODINGS, "into": "never"},
    "init": {"folder": "never"},
    "demo": {"folder": "never"},
    "read_scheme": {"scheme": "support_colleagues"},
    "sheet": {"scheme": "support_colleagues"},
    "withdraw": {"source": "desk"},
    "verify": {"report": "nowhere"},
    "read_theory": {"theory": "march_olsen"},
    "read_study": {"path": EXAMPLE},
}
SETTINGS = {
    "level": [0, 1, 95, math.nan, "x", None.__class__],
    "draws": [1, 2.5, "many"],
    "seed": [-1, "x"],
    "unit": ["person", 1],
    "weighting": ["equal", []],
    "repeats": ["twice", 0],
    "reported": ["maybe", True],
    "against": ["nobody", 1],
    "calibration": ["steep", {"anchors": [1, 0]}, 3],
    "connective": ["mean", {"power": 2}],
    "assigned": [0, 1.5, "x"],
}
# Values that name nothing, or lie outside of what an argument may be.
OUTSIDE: dict[str, list[Any]] = {
    "against": ["nobody"],
    "anchors": [[1, 2], [1, 1, 1], []],
    "aspect": ["nothing"],
    "as_": ["pdf"],
    "by": ["nothing", "case"],
    "case": ["nobody"],
    "chance": ["luck"],
    "code": ["nothing"],
    "column": [{"nothing": "here"}],
    "family": ["all"],
    "figures": ["gif", "", ["svg", "gif"]],
    "from_": ["no_such.csv"],
    "goal": [{"nothing": "formal"}, {"contact": "nothing"}],
    "inclusion": [-0.1, 1.1],
    "language": ["xx", "no", "English", ""],
    "least": [0, -1],
    "level": [2],
    "measures": ["nothing", ["nothing"]],
    "name": ["nothing"],
    "metric": ["nominal"],
    "order": [["first"]],
    "outcome": ["nothing"],
    "output": [""],
    "pole": ["nothing"],
    "pri": [-0.1, 1.1],
    "scheme": ["nothing", "no/such.yaml"],
    "seed": [-1],
    "sets": [-1],
    "source": ["nobody"],
    "theory": ["nothing"],
    "threshold": [0, 1.1, math.nan],
    "trait": ["nothing"],
    "type": ["nothing"],
    "view": ["wanted"],
    "weights": [{"nothing": 1}, {"makes_contact": -1}],
    "where": [{"nothing": "x"}, {"kind": "nothing"}],
    "width": ["wider", "3m"],
    "with_": ["no_such_study"],
}
# What is well made there, though it is nothing elsewhere.
FINE = {
    ("logics", "xx"),
    ("schemes", "xx"),
    ("agreement", "pdf"),
}  # texts in no language we know are told in another;
# a consensus may be called anything


def arguments(name: str) -> Iterator[tuple[str, Any]]:
    """Every argument of a function with every value that it cannot have."""
    for one in inspect.signature(getattr(it, name)).parameters.values():
        if one.kind is one.VAR_KEYWORD:
            yield from ((setting, value) for setting, values in SETTINGS.items() for value in values)
            continue
        yield one.name, object()
        yield from (
            (one.name, value)
            for value in OUTSIDE.get(one.name, [])
            if not (isinstance(value, str) and (name, value) in FINE)
        )


WRONG = [(name, argument, value) for name in FUNCTIONS for argument, value in arguments(name)]


@pytest.fixture(scope="module")
def study() -> it.Study:
    return it.read_study(EXAMPLE).with_settings(draws=200)


@pytest.mark.parametrize(
    ("name", "argument", "value"), WRONG, ids=[f"{n}({a}={str(v)[:20]})" for n, a, v in WRONG]
)
def test_what_cannot_be_is_named(
    name: str, argument: str, value: Any, study: it.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call = getattr(it, name)
    given = dict(NEEDED.get(name, {}))
    if "study" in inspect.signature(call).parameters:
        given.setdefault("study", study)
    given[argument] = value
    if argument == "order":
        given["by"] = "condition"
    with pytest.raises(it.IdealtypesError) as refused:
        call(**given)
    said = str(refused.value)
    assert said.strip()
    assert argument.rstrip("_") in said or _told(value, said), said
    assert not list(tmp_path.iterdir())


def _told(value: Any, said: str) -> bool:
    """Whether a message names what was given: a word of it stands in the message."""
    words = value if isinstance(value, (list, dict)) else [value]
    return any(str(word) in said for word in words if str(word))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_name_that_is_no_argument_is_told(name: str) -> None:
    with pytest.raises(it.IdealtypesError, match="no argument `frobnicate`"):
        getattr(it, name)(frobnicate=1)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_too_many_arguments_are_told(name: str) -> None:
    with pytest.raises(it.IdealtypesError, match="without a name"):
        getattr(it, name)(*range(20))


def test_methods_say_the_same_as_functions(study: it.Study) -> None:
    for name in (name for name in FUNCTIONS if hasattr(it.Study, name)):
        with pytest.raises(it.IdealtypesError, match="no argument `frobnicate`"):
            getattr(study, name)(frobnicate=1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda study: study.where({"kind": 3}),
        lambda study: study.where(3),
        lambda study: study.where(kind=[]),
        lambda study: study.where(kind=object()),
        lambda study: study.where(kid="interview"),
        lambda study: study.where(kind="intervew"),
        lambda study: study.with_settings(levle=0.9),
        lambda study: study.with_settings(level=9),
    ],
)
def test_a_choice_that_cannot_be_is_told(ask: Callable[[it.Study], Any], study: it.Study) -> None:
    with pytest.raises(it.IdealtypesError):
        ask(study)


def test_the_message_is_pythons(study: it.Study) -> None:
    with pytest.raises(it.IdealtypesError) as told:
        study.where(kind="intervew")
    assert "--" not in str(told.value)
    with pytest.raises(it.IdealtypesError) as told:
        study.compare(by="perid")
    assert "--" not in str(told.value)


def test_one_measure_is_one(study: it.Study) -> None:
    one = study.scenarios(measures="register_contacts")
    assert one.to_dict() == study.scenarios(measures=["register_contacts"]).to_dict()


def test_what_goes_with_a_table_does_not_go_with_a_study(study: it.Study) -> None:
    with pytest.raises(it.IdealtypesError, match="`scheme`"):
        it.profile(study, "support_colleagues")
    with pytest.raises(it.IdealtypesError, match="`where`"):
        it.profile(TABLE, "support_colleagues", where={"kind": "interview"})
    with pytest.raises(it.IdealtypesError, match="`view`"):
        it.profile(TABLE, "support_colleagues", view="is")
    with pytest.raises(it.IdealtypesError, match="`level`"):
        it.types(study.profile(), level=0.9)
    with pytest.raises(it.IdealtypesError, match="`scheme`"):
        it.profile(TABLE)
    assert it.check(ROOT / "tests" / "studies" / "broken_no_rows").faults
