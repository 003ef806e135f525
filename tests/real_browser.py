"""A real browser: the system's Chromium, one for all tests of a worker, since Playwright runs once in a process.

Without one the tests are skipped, or fail where it is required.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The path of the system's Chromium, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    required = os.environ.get("IDEALTYPES_BROWSER") == "required"
    path = chromium()
    if path is None:
        reason = f"no Chromium: none of {', '.join(NAMES)} is on the path"
        if required:
            pytest.fail(f"{reason}, and IDEALTYPES_BROWSER=required")
        pytest.skip(reason)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        if required:
            pytest.fail("playwright is not installed, and IDEALTYPES_BROWSER=required")
        pytest.skip("playwright is not installed")
    with sync_playwright() as playwright:
        # Containers often run as root, for whom Chromium's sandbox refuses to start; the pages are our own.
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
