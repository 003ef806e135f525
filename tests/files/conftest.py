"""Studies for tests: the small ones on disk, and variations of the smallest made on the spot."""

from collections.abc import Callable
from pathlib import Path

import pytest

STUDIES = Path(__file__).parents[1] / "studies"

MINIMAL = {
    name: (STUDIES / "good_minimal" / name).read_text(encoding="utf-8")
    for name in ("study.yaml", "scheme.yaml", "theory.yaml", "statements.csv")
}


@pytest.fixture
def studies(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the studies, as the current directory."""
    monkeypatch.chdir(STUDIES)
    return STUDIES


@pytest.fixture
def vary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write the smallest study with some files other than they are; lines added to study.yaml by `more`."""
    monkeypatch.chdir(tmp_path)

    def write(files: dict[str, str | bytes] | None = None, more: str = "") -> str:
        folder = tmp_path / "study"
        folder.mkdir(exist_ok=True)
        for name, text in (MINIMAL | (files or {})).items():
            data = text if isinstance(text, bytes) else text.encode("utf-8")
            (folder / name).write_bytes(data + (more.encode("utf-8") if name == "study.yaml" else b""))
        return "study"

    return write
