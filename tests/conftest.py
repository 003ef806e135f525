"""What holds for all tests: how often properties are tried, that none is timed, and which run beside which."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from hypothesis import settings

from .examples import PROFILE
from .real_browser import browser as browser

settings.register_profile("idealtypes", PROFILE)
settings.load_profile("idealtypes")

# What makes something costly for many tests is run by one worker: Spark in Java, reports, a browser with its pages.
TOGETHER = ("PySpark", "tests/reporting", "tests/browser")
# These take longest, and begin first, so that the workers end together.
FIRST = (
    *TOGETHER,
    "tests/engine/test_engines.py",
    "tests/test_notebooks.py",
    "tests/test_mutated_studies.py",
)


def part(nodeid: str) -> str:
    """The tests that one worker runs: of what belongs together, or else of a file."""
    return next((name for name in TOGETHER if name in nodeid), nodeid.split("::")[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(part(item.nodeid), len(rank)))


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay: who collects garbage need not look through them each time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadfile`: a worker gets a part, in the order above."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByPart(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return part(nodeid)

    config.option.loadscopereorder = False
    return ByPart(config, log)
