"""How a report came about: versions, settings, hashes of what was read, seed and date."""

from __future__ import annotations

import datetime
import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from idealtypes.engine.findings import HEAD
from idealtypes.model import VERSION
from idealtypes.model.study import StudyData

PACKAGES = ("numpy", "scipy", "polars", "narwhals", "matplotlib")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Provenance:
    """The record of one run; `inputs` are (name, SHA-256) of every file that was read."""

    versions: dict[str, str]
    inputs: tuple[tuple[str, str], ...]
    date: str
    study: StudyData
    sharing: bool

    @property
    def version(self) -> str:
        """The version of idealtypes."""
        return self.versions["idealtypes"]

    def _selection(self) -> dict[str, str | None]:
        """Column → what was asked of it, parted by ` and `; in a shared report the columns alone."""
        told: dict[str, list[str]] = {}
        for condition in self.study.selection:
            told.setdefault(condition.column, []).append(condition.said)
        return {column: None if self.sharing else " and ".join(said) for column, said in told.items()}

    def to_dict(self) -> dict[str, Any]:
        """What provenance.json holds."""
        return {
            **HEAD,
            "title": self.study.title.plain(),
            "date": self.date,
            "versions": self.versions,
            "settings": self.study.settings.model_dump(mode="json"),
            "seed": self.study.settings.seed,
            "selection": self._selection(),
            "scheme": {"id": self.study.scheme.id, "version": self.study.scheme.version},
            "theory": self.study.scheme.theory.id,
            "sharing": self.sharing,
            "inputs": [{"file": name, "sha256": digest} for name, digest in self.inputs],
        }


def provenance(study: StudyData, *, sharing: bool = False, file_word: str = "File {n}") -> Provenance:
    """The provenance of a study today; a shared one numbers the files, whose names may say who was met."""
    inputs = study.inputs
    if sharing:
        inputs = tuple((file_word.format(n=i + 1), digest) for i, (_, digest) in enumerate(inputs))
    versions = {"idealtypes": VERSION, "python": platform.python_version()}
    return Provenance(versions | {p: _version(p) for p in PACKAGES}, inputs, today(), study, sharing)


def today() -> str:
    """Today's date in UTC, or that of SOURCE_DATE_EPOCH (seconds since 1970) for a build that can be repeated.

    See reproducible-builds.org, "SOURCE_DATE_EPOCH specification".
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.datetime.now(datetime.UTC)
    if epoch is not None and epoch.isdigit():
        moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return moment.date().isoformat()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return UNKNOWN
