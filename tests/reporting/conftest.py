"""Reports made once for all tests: a page is read many times, and takes a second to make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from idealtypes.files.study import read_study
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import Facts, gather
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.links import Links
from idealtypes.reporting.page import page_html
from idealtypes.reporting.record.provenance import provenance
from idealtypes.reporting.report import report_files
from idealtypes.reporting.sections import page_data, page_figures
from idealtypes.reporting.shared_facts import gather_shared

from . import studies


@dataclass(frozen=True)
class Made:
    """A page with all it was made from."""

    study: StudyData
    facts: Facts
    links: Links
    figures: dict[str, ReportFigure]
    parts: dict
    version: str

    @cached_property
    def html(self) -> str:
        return page_html(self.facts.words, self.parts, self.figures, self.links, version=self.version)


KINDS: dict[str, Callable[[Path], Path]] = {
    "mixed": studies.mixed,
    "silent": studies.silent,
    "hostile": studies.hostile,
    "written_otherwise": studies.written_otherwise,
    "cases": studies.cases,
    "poles": studies.poles,
    "poles_of_cases": lambda folder: studies.poles(folder, 3),
    "one_rater": studies.ratings,
    "raters": lambda folder: studies.ratings(folder, raters=3),
    "tense": studies.tense,
    "sixty_codes": studies.sixty_codes,
    "leaning": studies.leaning,
    "programmes": studies.programmes,
    "complete": lambda folder: studies.ratings(folder, unit="none"),
}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a constructed study, by its name."""
    root = tmp_path_factory.mktemp("studies")
    return cache(lambda kind: KINDS[kind](root / kind))


@pytest.fixture(scope="session")
def study(folders: Callable[[str], Path]) -> Callable[[str], StudyData]:
    """A constructed study, by its name."""
    return cache(lambda kind: read_study(folders(kind)))


@pytest.fixture(scope="session")
def facts(study: Callable[[str], StudyData]) -> Callable[..., Facts]:
    """What a report says of a constructed study."""
    return cache(
        lambda kind, language="en", sharing=False: (gather_shared if sharing else gather)(
            study(kind), language
        )
    )


@pytest.fixture(scope="session")
def report(study: Callable[[str], StudyData]) -> Callable[..., dict[str, bytes]]:
    """All files of the report of a constructed study."""
    return cache(
        lambda kind, language="en", sharing=False: dict(
            report_files(study(kind), language=language, sharing=sharing)
        )
    )


@pytest.fixture(scope="session")
def made(facts: Callable[..., Facts]) -> Callable[..., Made]:
    """The page of a constructed study."""

    @cache
    def make(kind: str, language: str = "en", sharing: bool = False) -> Made:
        known = facts(kind, language, sharing)
        links = Links(known)
        origin = provenance(known.study, known.log)
        figures = page_figures(known, links)
        parts = page_data(known, links, origin)
        return Made(known.study, known, links, figures, parts, origin.version)

    return make
