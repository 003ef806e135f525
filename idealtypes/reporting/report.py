"""The report: a page that needs nothing else, and beside it its figures, tables and provenance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.saving import csv_bytes, json_text, xlsx_bytes
from idealtypes.model.study import StudyData
from idealtypes.reporting.facts import Facts, gather
from idealtypes.reporting.figures.files import figure_files
from idealtypes.reporting.links import Links
from idealtypes.reporting.page import json_for_script, page_html
from idealtypes.reporting.provenance import provenance
from idealtypes.reporting.record import PAGE, RECORD, page_hash, record_of, sections_of, with_record
from idealtypes.reporting.report_tables import dictionary_of, explained, tables
from idealtypes.reporting.sections import page_data, page_figures
from idealtypes.reporting.shared_facts import gather_shared
from idealtypes.storage.outputs import put_outputs
from idealtypes.storage.transaction import writing

LOG = "disclosure.json"
COLUMNS = "tables/columns.csv"  # what the columns of all tables mean
DRAWN = ("svg",)  # kinds of files of the figures, where nothing else is asked


def report_files(
    study: StudyData,
    *,
    language: str = "en",
    sharing: bool = False,
    k: int | None = None,
    figures: Sequence[str] = DRAWN,
) -> Mapping[str, bytes]:
    """Every file of the report as path → bytes: the same study gives the same bytes on the same day.

    Parameters
    ----------
    study
        What to report.
    language
        Of the report's words: one of `reports/words/`.
    sharing
        Show what may leave the project, and nothing else: see docs/security.md.
    k
        With `sharing`, how many informants have to stand behind every cell; by default as `sharing.yaml` says, or 5.
    figures
        The kinds of files of the figures, of `figures.files.KINDS`.

    Raises
    ------
    IdealtypesError
        For a language the report has no words in; with `sharing`, also as of `gather_shared`.
    """
    return files_of(gather_shared(study, language, k) if sharing else gather(study, language), figures)


def files_of(facts: Facts, kinds: Sequence[str] = DRAWN) -> Mapping[str, bytes]:
    """Every file of a report, from all that it says; its figures in these kinds of files."""
    links = Links(facts)
    origin = provenance(facts.study, facts.log)
    figures = page_figures(facts, links)
    parts = page_data(facts, links, origin)
    page = page_html(facts.words, parts, figures, links, version=origin.version)
    drawn = figure_files(figures.values(), kinds, facts.words)
    files = {f"figures/{name}": content for name, content in drawn.items()}
    found = tables(facts, links, parts)
    for name, records in found.items():
        files[f"tables/{name}.csv"] = csv_bytes(records)
        files[f"tables/{name}.xlsx"] = xlsx_bytes(records, explained(name, records, facts.words))
    files[COLUMNS] = csv_bytes(dictionary_of(found, facts.words))
    if facts.log is not None:
        files[LOG] = json_text(facts.log.to_dict()).encode("utf-8")
    record = record_of(facts, origin, sections_of(page), page_hash(page))
    files[RECORD] = json_text(record).encode("utf-8")
    return files | {PAGE: with_record(page, json_for_script(record)).encode("utf-8")}


def write_report(
    study: StudyData,
    folder: Path,
    *,
    language: str = "en",
    sharing: bool = False,
    k: int | None = None,
    figures: Sequence[str] = DRAWN,
) -> Path:
    """Write the report to a folder, all of it or nothing, and give the path of its page.

    Files of an earlier report that this one no longer has are taken away; whatever else is in the folder stays.

    Raises
    ------
    IdealtypesError
        As `report_files`; for a folder that cannot be written; with `sharing`, for one with a report that was not made
        for sharing.
    """
    if sharing:
        _refuse_whole(folder)
    files = report_files(study, language=language, sharing=sharing, k=k, figures=figures)
    with writing(folder, "report") as change:
        put_outputs(change, files)
    return folder / PAGE


def _refuse_whole(folder: Path) -> None:
    """Refuse a folder whose files are not all fit for sharing: who passes it on would pass them on, too."""
    record = folder / RECORD
    if not (folder / PAGE).exists() and not record.exists():
        return
    try:
        made_for_sharing = json.loads(record.read_bytes()).get("sharing") is True
    except (OSError, ValueError, AttributeError):
        made_for_sharing = False
    if not made_for_sharing:
        raise IdealtypesError(
            f"{folder} holds a report that was not made for sharing, and its files would stand beside this one's: "
            "choose another folder"
        )
