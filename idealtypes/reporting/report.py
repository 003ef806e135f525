"""The report: a page that needs nothing else, and beside it its figures, tables and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from idealtypes.files.saving import csv_bytes, json_text, xlsx_bytes
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import gather
from idealtypes.reporting.links import Links
from idealtypes.reporting.page import page_html
from idealtypes.reporting.provenance import provenance
from idealtypes.reporting.report_tables import tables
from idealtypes.reporting.sections import page_data, page_figures
from idealtypes.storage.outputs import put_outputs
from idealtypes.storage.transaction import writing

PAGE = "report.html"


def report_files(study: StudyData, *, language: str = "en", sharing: bool = False) -> Mapping[str, bytes]:
    """Every file of the report as path → bytes: the same study gives the same bytes on the same day.

    Parameters
    ----------
    study
        What to report.
    language
        Of the report's words: one of `reports/words/`.
    sharing
        Leave out texts, names of sources and small counts.

    Raises
    ------
    IdealtypesError
        For a language the report has no words in.
    """
    facts = gather(study, language, sharing=sharing)
    links = Links(facts)
    origin = provenance(study, sharing=sharing, file_word=facts.words.say("origin.input", n="{n}"))
    figures = page_figures(facts, links)
    parts = page_data(facts, links, origin)
    page = page_html(facts.words, parts, figures, links, version=origin.version)
    files = {
        f"figures/{name}": content for figure in figures.values() for name, content in figure.files().items()
    }
    for name, records in tables(facts, links).items():
        files[f"tables/{name}.csv"] = csv_bytes(records)
        files[f"tables/{name}.xlsx"] = xlsx_bytes(records)
    files["provenance.json"] = json_text(origin.to_dict()).encode("utf-8")
    return files | {PAGE: page.encode("utf-8")}


def write_report(study: StudyData, folder: Path, *, language: str = "en", sharing: bool = False) -> Path:
    """Write the report to a folder, all of it or nothing, and give the path of its page.

    Files of an earlier report that this one no longer has are taken away; whatever else is in the folder stays.

    Raises
    ------
    IdealtypesError
        For a language the report has no words in, and a folder that cannot be written.
    """
    files = report_files(study, language=language, sharing=sharing)
    with writing(folder, "report") as change:
        put_outputs(change, files)
    return folder / PAGE
