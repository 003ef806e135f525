"""The pages that a real browser is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from idealtypes.files.content import folder
from idealtypes.files.study import read_study
from idealtypes.reporting.report import write_report

from ..analyses.scenarios.small import heard_study
from ..reporting import studies


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a constructed study with hostile texts among its statements."""
    root = tmp_path_factory.mktemp("report")
    return write_report(read_study(studies.mixed(root / "mixed")), root / "out")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a study whose texts would break a page which trusts them."""
    root = tmp_path_factory.mktemp("hostile")
    return write_report(read_study(studies.hostile(root / "hostile")), root / "out")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the shipped example."""
    return write_report(
        read_study(folder("examples") / "support_colleagues"), tmp_path_factory.mktemp("shipped")
    )


@pytest.fixture(scope="session")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small study with measures, outcomes that are heard and reported, and beliefs."""
    root = tmp_path_factory.mktemp("weighed")
    beliefs = [{"outcome": "cost", "measure": "register", "direction": 1, "sure": 0.97}]
    more = [("report_1", "help", "formal", "cost", 1, "", "")]
    return write_report(
        heard_study(root / "study", unspoken={"cost": -1}, more=more, beliefs=beliefs), root / "out"
    )


class Watched:
    """A page in the browser with what it logged and asked for."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on(
            "console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, path: Path, anchor: str = "") -> Any:
        self.page.goto(path.as_uri() + anchor)
        return self.page


@pytest.fixture
def watch(browser: Any) -> Iterator[Any]:
    """Opens pages, and closes them when the test is done."""
    opened: list[Watched] = []

    def make(**options: Any) -> Watched:
        opened.append(Watched(browser, **({"viewport": {"width": 1280, "height": 800}} | options)))
        return opened[-1]

    yield make
    for watched in opened:
        watched.context.close()
