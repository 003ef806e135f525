"""The house holds: the six rules of its architecture that import-linter cannot tell (docs/architecture.md).

Imports (rules 1 and 2) stand in `pyproject.toml`; here stand the names, the commands and the results.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.engine.result import Pictured, Result
from idealtypes.reporting.wording.words import words_in

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "idealtypes"
# The engine answers these itself: they are what every question stands on.
OF_THE_ENGINE = {"profile", "evidence"}
# Questions with a room in `analyses`; the other commands read, write or list.
QUESTIONS = {
    "agreement", "compare", "condense", "diff", "influence", "robustness", "saturation", "scenarios", "sets",
    "suggest", "tabulate", "tension", "types",
}  # fmt: skip
# The sections of the page that answer a question of the analyses, and their templates.
SECTIONS = {
    "compare": "comparison", "robustness": "robustness", "scenarios": "scenarios", "tension": "tension",
    "types": "types",
}  # fmt: skip


def files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def commands() -> list[str]:
    return sorted(
        path.stem.rstrip("_") for path in (PACKAGE / "cli" / "commands").iterdir() if path.stem != "__init__"
        and not path.stem.startswith("__")
    )  # fmt: skip


def function_of(command: str) -> str:
    return "import_project" if command == "import" else command


def at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below a node, but for what stands under `if TYPE_CHECKING:`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from at_run_time(child)


# rule 1: nothing below the door imports it


@pytest.mark.parametrize("path", files(), ids=module_name)
def test_nothing_below_the_door_imports_it(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    if room in ("cli", "workbench", "__init__.py", "__main__.py", "study.py"):
        return
    for node in at_run_time(tree(path)):
        if isinstance(node, ast.Import):
            assert all(alias.name != "idealtypes" for alias in node.names), ast.unparse(node)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            assert node.module != "idealtypes", ast.unparse(node)


# rule 3: a command has a function, a file, a heading, and where it answers a question a room


def test_every_command_is_listed_by_the_program() -> None:
    from idealtypes.cli.program import program

    with program.make_context("idealtypes", ["--help"], resilient_parsing=True) as context:
        assert sorted(program.list_commands(context)) == commands()


@pytest.mark.parametrize("command", commands())
def test_a_command_has_a_function_of_its_name(command: str) -> None:
    name = function_of(command)
    assert name in it.__all__
    assert inspect.isfunction(getattr(it, name))


@pytest.mark.parametrize("command", commands())
def test_a_command_has_a_heading_in_the_guide(command: str) -> None:
    guide = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ .*\b{command}\b", guide, re.MULTILINE)


def test_the_rooms_of_the_analyses_are_the_questions() -> None:
    rooms = {path.stem for path in (PACKAGE / "analyses").iterdir() if not path.stem.startswith("__")}
    assert rooms == QUESTIONS
    assert rooms | OF_THE_ENGINE <= set(commands())


@pytest.mark.parametrize(("command", "template"), sorted(SECTIONS.items()))
def test_a_question_of_the_page_has_a_section(command: str, template: str) -> None:
    assert (PACKAGE / "reporting" / "sections" / f"{command}.py").is_file()
    assert list((ROOT / "reports" / "sections").glob(f"??-{template}.html"))


# files are changed in one way: through `storage`

WRITES = {
    "chmod", "copy2", "copyfile", "copytree", "hardlink_to", "makedirs", "mkdir", "mkdtemp", "mkstemp", "rmdir",
    "rmtree", "symlink_to", "touch", "unlink", "write_bytes", "write_text", "NamedTemporaryFile", "TemporaryDirectory",
}  # fmt: skip
OF_MODULES = {"os", "shutil"}  # whose functions of these names change files, too
MOVES = {"copy", "link", "move", "remove", "rename", "replace", "symlink", "truncate"}
# Folders of their own, gone before the command ends: nothing of a study is in them but what is being read, or drawn.
TEMPORARY = {
    "idealtypes.exchange.carried",
    "idealtypes.reporting.figures.artists",
    "idealtypes.reporting.documents.pdf_printing",
    "idealtypes.workbench.kit",
    "idealtypes.workbench.session_folder",
}


def changes_files(node: ast.Call) -> bool:
    """Whether a call makes, changes, moves or removes a file, as far as its name and arguments tell."""
    func, said = node.func, ast.unparse(node)
    if isinstance(func, ast.Name):
        return func.id in WRITES | {"open"} and (func.id != "open" or opened_to_write(node, 1))
    if not isinstance(func, ast.Attribute):
        return False
    of = ast.unparse(func.value)
    if of == "os" and func.attr == "open":
        return any(flag in said for flag in ("O_WRONLY", "O_RDWR", "O_CREAT")) and "os.devnull" not in said
    if func.attr == "open":
        return opened_to_write(node, 0)
    # a path is replaced by one; a text by two, a dataclass by name
    path = func.attr == "replace" and len(node.args) == 1 and not node.keywords and "path" in of.lower()
    return func.attr in WRITES or path or (func.attr in MOVES and of in OF_MODULES)


def opened_to_write(node: ast.Call, place: int) -> bool:
    modes = [one.value for one in node.keywords if one.arg == "mode"] + node.args[place : place + 1]
    return any(isinstance(one, ast.Constant) and set(str(one.value)) & set("wax+") for one in modes)


@pytest.mark.parametrize(
    ("said", "changes"),
    [
        ("path.write_text(x)", True),
        ("(folder / name).unlink()", True),
        ("path.open('w', encoding='utf-8')", True),
        ("open(name, mode='ab')", True),
        ("os.replace(a, b)", True),
        ("shutil.move(a, b)", True),
        ("path.replace(other)", True),
        ("os.open(path, os.O_CREAT | os.O_RDWR)", True),
        ("path.open('rb')", False),
        ("text.replace('a', 'b')", False),
        ("dataclasses.replace(one, path=1)", False),
        ("os.open(os.devnull, os.O_WRONLY)", False),
        ("archive.open(name)", False),
    ],
)
def test_what_changes_files_is_seen(said: str, changes: bool) -> None:
    found = ast.parse(said, mode="eval").body
    assert isinstance(found, ast.Call)
    assert changes_files(found) == changes


@pytest.mark.parametrize("path", files(), ids=module_name)
def test_files_are_changed_through_storage_alone(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] == "storage" or module_name(path) in TEMPORARY:
        return
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and changes_files(node)]
    assert [f"{path.name}:{node.lineno}: {ast.unparse(node)}" for node in calls] == []


# rule 4: one name for one thing


def test_no_two_classes_have_one_name() -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                seen[node.name].append(module_name(path))
    assert {name: where for name, where in seen.items() if len(where) > 1} == {}


def test_no_two_modules_have_one_name() -> None:
    """But for a command's own (its file, its room and the method in it, its section), the screens of the workbench, and
    pairs in model and files."""
    free = {*commands(), "import_", "views"}
    seen: dict[str, list[str]] = defaultdict(list)
    for path in files():
        if (
            path.stem not in ("__init__", "__main__")
            and path.stem not in free
            and "screens" not in path.parts
        ):
            seen[path.stem].append(module_name(path))
    twice = {name: where for name, where in seen.items() if len(where) > 1}
    pairs = {
        name for name, where in twice.items()
        if sorted(w.split(".")[1] for w in where) == ["files", "model"]
        or sorted(w.split(".")[1] for w in where) == ["files", "model", "study"]
    }  # fmt: skip
    assert {name: where for name, where in twice.items() if name not in pairs} == {}


def public() -> list[Path]:
    """The door, and what stands behind it: what a script or a notebook calls."""
    return [path for path in files() if path.relative_to(PACKAGE).parts[0] in (
        "__init__.py", "study.py", "engine", "analyses", "exchange")]  # fmt: skip


@pytest.mark.parametrize("path", public(), ids=module_name)
def test_what_is_public_names_its_options(path: Path) -> None:
    """No `**anything: Any` in a public function or method."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.args.kwarg is None:
            continue
        annotation = node.args.kwarg.annotation
        said = "" if annotation is None else ast.unparse(annotation)
        assert said not in ("", "Any", "object"), f"{node.name}: **{node.args.kwarg.arg}: {said or '?'}"


# rule 5: results


def results() -> list[type[Result]]:
    """Every class of results in the package, all modules imported."""
    for found in pkgutil.walk_packages([str(PACKAGE)], "idealtypes."):
        if "._data" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    below = [Result]
    for kind in below:
        below.extend(kind.__subclasses__())
    ours = {kind for kind in below if kind.__module__.startswith("idealtypes.")} - {Result, Pictured}
    return sorted(ours, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", results(), ids=lambda kind: kind.__name__)
def test_a_result_becomes_a_dict_and_a_frame_and_is_frozen(kind: type[Result]) -> None:
    assert kind.to_dict is not Result.to_dict
    assert kind.to_frame is not Result.to_frame or kind.records is not Result.records
    assert kind.__repr__ is not object.__repr__
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_every_question_gives_a_result() -> None:
    rooms = {
        kind.__module__.split(".")[2]
        for kind in results()
        if kind.__module__.startswith("idealtypes.analyses.")
    }
    assert rooms == QUESTIONS


# rule 6: results hold reasons, no sentences


def in_engine_or_analyses() -> list[Path]:
    return [path for path in files() if path.relative_to(PACKAGE).parts[0] in ("engine", "analyses")]


@pytest.mark.parametrize("path", in_engine_or_analyses(), ids=module_name)
def test_why_is_a_reason(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target).split(".")[-1] in (
            "why",
            "note",
            "reason",
        ):
            assert "str" not in ast.unparse(node.annotation), f"{path.name}:{node.lineno}"


def codes() -> set[str]:
    """Every code of a reason that stands in the package."""
    return {
        node.args[0].value
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("reason", "Reason")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_every_reason_has_its_words_in_every_language_that_is_shipped() -> None:
    assert len(codes()) > 20
    for language in ("en", "nb"):
        reasons = words_in(language).tree["reasons"]
        assert [code for code in sorted(codes()) if not said(reasons, code)] == []


def said(tree: object, key: str) -> bool:
    """Whether a language's own file has words for a key."""
    for part in key.split("."):
        if not isinstance(tree, Mapping) or part not in tree:
            return False
        tree = tree[part]
    return True
