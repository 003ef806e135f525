"""How a report came about: versions, settings, hashes of what was read, seed and date."""

from __future__ import annotations

import datetime
import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from idealtypes.disclosure.disclosure_log import DisclosureLog
from idealtypes.engine.findings import HEAD
from idealtypes.model import VERSION
from idealtypes.model.study import StudyData

PACKAGES = ("numpy", "scipy", "polars", "narwhals", "matplotlib")
UNKNOWN = "unknown"
# The settings that a report for sharing tells.
SHARED = ("level", "draws", "unit", "weighting", "calibration", "connective", "assigned", "pooling")


@dataclass(frozen=True)
class Provenance:
    """The record of one run; `inputs` are (name, SHA-256) of every file that was read."""

    versions: dict[str, str]
    inputs: tuple[tuple[str, str], ...]
    date: str
    study: StudyData
    log: DisclosureLog | None = None

    @property
    def version(self) -> str:
        """The version of idealtypes."""
        return self.versions["idealtypes"]

    def _selection(self) -> dict[str, str | None]:
        """Column → what was asked of it, parted by ` and `."""
        told: dict[str, list[str]] = {}
        for condition in self.study.selection:
            told.setdefault(condition.column, []).append(condition.said)
        return {column: " and ".join(said) for column, said in told.items()}

    def to_dict(self) -> dict[str, Any]:
        """What provenance.json holds; of a report for sharing versions, settings and seed alone."""
        settings = self.study.settings.model_dump(mode="json")
        head = {**HEAD, "title": self.study.title.plain(), "date": self.date, "versions": self.versions}
        if self.log is not None:
            told = {name: settings[name] for name in SHARED}
            return {**head, "settings": told, "seed": settings["seed"], "sharing": True, "k": self.log.k}
        return {
            **head,
            "settings": settings,
            "seed": settings["seed"],
            "selection": self._selection(),
            "scheme": {"id": self.study.scheme.id, "version": self.study.scheme.version},
            "theory": self.study.scheme.theory.id,
            "sharing": False,
            "inputs": [{"file": name, "sha256": digest} for name, digest in self.inputs],
        }


def provenance(study: StudyData, log: DisclosureLog | None = None) -> Provenance:
    """The provenance of a report today; `log` is that of one made for sharing, whose study stands in for another."""
    versions = {"idealtypes": VERSION, "python": platform.python_version()}
    return Provenance(versions | {p: _version(p) for p in PACKAGES}, study.inputs, today(), study, log)


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
