"""What is checked before a release: licences as the page has them, contents against what git holds, and bounds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from release import contents, sizes
from release.installed import asked, pulled
from release.licences import PAGE, PERMISSIVE, STRONG, Licensed, faults, kind_of, licensed

ROOT = Path(__file__).parents[1]
HERE = ("runtime", "engines", "dev")  # what `make test` installs; the rest is asked for by other commands


def sections() -> dict[str, dict[str, str]]:
    """Group → distribution → licence, as the page has them."""
    _, *parts = re.split(r"(?m)^## (.+)$", PAGE.read_text(encoding="utf-8"))
    rows = {
        title.lower(): dict(re.findall(r"(?m)^\| `([^`]+)` \| (.+) \|$", part))
        for title, part in zip(parts[::2], parts[1::2], strict=True)
    }
    assert rows
    return rows


@pytest.fixture(scope="module")
def here() -> list[Licensed]:
    found, absent = licensed(HERE)
    assert absent == []
    return found


def test_the_page_has_every_distribution_with_its_licence(here: list[Licensed]) -> None:
    said = sections()
    assert {one.pulled.name for one in here} == {name for group in HERE for name in said[group]}
    for one in here:
        assert said[one.pulled.group][one.pulled.name] == one.licence


def test_the_page_has_all_that_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines if "==" in line}
    # what builds the package, in an environment of its own
    builds = {"editables", "hatchling", "tomlkit", "trove-classifiers"}
    assert pinned - builds <= {name for rows in sections().values() for name in rows}


def test_none_binds_who_passes_idealtypes_on(here: list[Licensed]) -> None:
    assert faults(here) == []
    assert {one.kind for one in here if one.pulled.group != "dev"} == {PERMISSIVE}
    told = PAGE.read_text(encoding="utf-8").split("\n## ")[0]
    for one in here:
        assert (f"`{one.pulled.name}` ({one.pulled.group})" in told) == (one.kind != PERMISSIVE)


def test_what_binds_and_what_is_unknown_stop_a_release(here: list[Licensed]) -> None:
    run = next(one for one in here if one.pulled.group == "runtime")
    dev = next(one for one in here if one.pulled.group == "dev")
    bound = {"licence": "GPL-3.0-or-later", "kind": STRONG}
    assert faults([replace(dev, **bound)]) == []
    (fault,) = faults([replace(run, **bound)])
    assert "binds who passes idealtypes[runtime] on" in fault
    (fault,) = faults([replace(run, licence="Odd-1.0", kind=kind_of("Odd-1.0"))])
    assert "Odd-1.0 stands in no row of KINDS" in fault
    (fault,) = faults([replace(run, licence=None, kind=None)])
    assert "do not say which licence" in fault


def test_all_that_is_asked_for_is_pulled_in_by_its_first_group() -> None:
    found, _ = pulled(HERE)
    group = {one.name: one.group for one in found}
    for name in HERE:
        for one in asked()[name]:
            assert HERE.index(group[canonicalize_name(one.name)]) <= HERE.index(name)
    assert group["typing-extensions"] == "runtime"  # asked for by pydantic


def test_contents_are_what_git_holds_and_links_lead_there() -> None:
    wanted = contents.of_the_sdist(
        contents.tracked(), contents.settings()["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    )
    assert {"README.md", "release/README.md", "docs/licences.md", "CITATION.cff"} <= wanted
    pages = {name: (ROOT / name).read_text("utf-8") for name in wanted if name.endswith(".md")}
    assert contents.dead_links(pages, wanted) == []
    assert contents.differences("sdist", wanted - {"README.md"} | {"x.pyc"}, wanted) == [
        "sdist: holds x.pyc, which it should not",
        "sdist: lacks README.md",
    ]


def test_a_path_of_the_machine_is_found() -> None:
    files = {"a": b"made in /home/of/someone.", "b": b"/home/of/someone-else and /homes"}
    assert contents.paths_of_the_machine("wheel", files, ["/home/of/someone", "/"]) == [
        "wheel: a names /home/of/someone"
    ]


def test_the_page_says_what_takes_most_room() -> None:
    text = (
        (ROOT / "docs" / "architecture.md")
        .read_text(encoding="utf-8")
        .split("## What an installation takes")[1]
    )
    said = {name: int(megabytes) for name, megabytes in re.findall(r"(?m)^\| `([^`]+)` \| (\d+) \|", text)}
    here = {name: taken / sizes.MEGABYTE for name, taken in sizes.sizes()}
    assert len(said) == 10
    assert min(here[name] for name in said) > 0.7 * sorted(here.values(), reverse=True)[9]
    for name, megabytes in said.items():
        assert 0.7 * megabytes <= here[name] <= 1.3 * megabytes, name
