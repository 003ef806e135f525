"""The door: what the command line can do, Python can, with the same words."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path

import click
import pytest

import idealtypes as it
from idealtypes.cli.program import COMMANDS, program
from idealtypes.model.arguments import SETTINGS, VIEWS

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "support_colleagues"
NAMES = [name for group in COMMANDS.values() for name in group]
OF_NO_STUDY = {"demo", "import_project", "init", "logics", "schemes"}
# How an answer is written, and what is only asked of it, is the command line's own.
OWN = {
    "as_json", "output", "help", "formats", "strict", "curves", "saved", "fail_under", "next", "checklist",
}  # fmt: skip


def function(command: str) -> str:
    return "import_project" if command == "import" else command


def word(parameter: click.Parameter) -> str:
    """The name of an option as Python has it: `--copy-scheme` is copy_scheme, `--as` is as_."""
    longest = max(parameter.opts, key=len).lstrip("-").replace("-", "_")
    return f"{longest}_" if iskeyword(longest) else longest


@pytest.mark.parametrize("command", NAMES)
def test_every_command_has_a_function_with_the_same_words(command: str) -> None:
    name = function(command)
    assert name in it.__all__
    parameters = inspect.signature(getattr(it, name)).parameters
    settings = "settings" in parameters
    of_click = program.get_command(click.Context(program), command)
    assert of_click is not None
    for option in of_click.params:
        if not isinstance(option, click.Option) or option.name in OWN or not option.expose_value:
            continue
        known = word(option) in parameters or (settings and word(option) in SETTINGS)
        assert known, f"{name} lacks {word(option)}"


def test_a_study_has_every_command_as_a_method() -> None:
    for command in NAMES:
        if function(command) not in OF_NO_STUDY:
            assert getattr(it.Study, command) is getattr(it, command)


def test_signatures_are_explicit_and_explained() -> None:
    for name in it.__all__:
        held = getattr(it, name)
        assert inspect.getdoc(held), name
        if not inspect.isfunction(held):
            continue
        for parameter in inspect.signature(held).parameters.values():
            assert parameter.annotation is not parameter.empty, (name, parameter.name)
            told = str(parameter.annotation)
            assert told != "Any", (name, parameter.name)
            if parameter.kind is parameter.VAR_KEYWORD:  # `compare` has an `against` of its own
                assert told == ("Unpack[CommonChoices]" if name == "compare" else "Unpack[Choices]"), name


def test_a_name_of_the_door_leads_to_its_object() -> None:
    assert set(it.__all__) <= set(dir(it))
    for name in it.__all__:
        assert getattr(it, name).__name__ in (name, "interval")
    with pytest.raises(AttributeError, match="no attribute 'frobnicate'"):
        _ = it.frobnicate


def test_the_settings_of_a_call_are_those_of_a_study() -> None:
    from idealtypes.model.settings import Choices, Settings

    views = import_module("idealtypes.engine.views").VIEWS
    assert (
        set(SETTINGS)
        == set(Choices.__annotations__)
        == set(Settings.model_fields) - {"rating_scale", "extents"}
    )
    assert views == VIEWS


SCRIPT = """
import sys
import idealtypes as it

study = it.read_study("examples/support_colleagues").with_settings(draws=200)
interviews = study.where(kind="focus_group")
print(interviews.profile().balance.shape, it.types(study.profile()).cases[0].deciding)
print(study.types().cases[0].leans, len(study.evidence(aspect="help", pole="formal").statements))
print(len(study.compare(by="condition").pairs), len(study.compare(with_="examples/peer_support_2023").pairs))
print(len(study.influence().smallest), study.robustness().specifications > 1000, study.tension().tested)
print(study.agreement().overall.value, study.scenarios(measures="register_contacts").prospects[1].measures)
rated = it.read_study("tests/door/rated")
print(len(rated.sets(outcome="reach").conditions), study.check().faults, study.place().counts["codes"])
folder = sys.argv[1]
print(study.export(folder + "/study.qdpx").files[0].name, study.report(folder + "/report").name)
print(it.import_project(folder + "/study.qdpx", into=folder + "/again").counts["codes"])
print(it.init(folder + "/new").study.profile().cases, it.demo(folder + "/demo", report=False).study)
print(len(it.logics().theories), len(it.schemes().schemes), it.read_scheme("support_colleagues").id)
print(it.read_theory("march_olsen").id, len(it.formats().formats) > 10)
"""


def test_a_strangers_script_imports_no_submodule(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 11
