"""The report: a page that needs nothing else, and beside it its figures, tables and provenance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from idealtypes.errors import IdealtypesError
from idealtypes.files.saving import csv_bytes, json_text, xlsx_bytes
from idealtypes.model.study import StudyData
from idealtypes.reporting.board_brief import BoardBrief
from idealtypes.reporting.facts import Facts, gather
from idealtypes.reporting.figures.files import figure_files
from idealtypes.reporting.links import Links
from idealtypes.reporting.record.provenance import provenance
from idealtypes.reporting.record.record import PAGE, RECORD, record_of
from idealtypes.reporting.report_formats import WholeReport
from idealtypes.reporting.report_tables import dictionary_of, explained, tables
from idealtypes.reporting.sections import page_data, page_figures
from idealtypes.reporting.shared_facts import gather_shared
from idealtypes.reporting.study_templates import own_folder
from idealtypes.reporting.templates import chosen_sections
from idealtypes.storage.notices import mention
from idealtypes.storage.outputs import put_outputs
from idealtypes.storage.transaction import writing, writing_file

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
    formats: Sequence[str] = ("html",),
    names: Sequence[str] | None = None,
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
    formats
        Of the report itself, of `report_formats.FORMATS`.
    names
        Of the sections to show, in this order; by default all.

    Raises
    ------
    IdealtypesError
        For a language the report has no words in, a section that there is not, and a PDF where nothing prints one; with
        `sharing`, also as of `gather_shared`.
    """
    whole = whole_report(study, language=language, sharing=sharing, k=k, names=names)
    return files_of(whole, figures, formats)


def whole_report(
    study: StudyData,
    *,
    language: str = "en",
    sharing: bool = False,
    k: int | None = None,
    names: Sequence[str] | None = None,
) -> WholeReport:
    """All that a report says, as of `report_files`."""
    own = own_folder(study.root)
    there = {section.name for section in chosen_sections(own, names)}  # told before anything is computed
    facts = gather_shared(study, language, k) if sharing else gather(study, language)
    return report_of(facts, linked="evidence" in there, own=own, names=names)


def report_of(
    facts: Facts, *, linked: bool = True, own: Path | None = None, names: Sequence[str] | None = None
) -> WholeReport:
    """All that a report says, from its facts; `linked` where it has the statements that its numbers lead to."""
    links = Links(facts, linked=linked)
    origin = provenance(facts.study, facts.log)
    figures = page_figures(facts, links)
    return WholeReport(facts, links, origin, figures, page_data(facts, links, origin), own, names)


def files_of(
    whole: WholeReport, kinds: Sequence[str] = DRAWN, formats: Sequence[str] = ("html",)
) -> Mapping[str, bytes]:
    """Every file of a report, from all that it says; its figures in these kinds of files, itself in these formats."""
    facts, links = whole.facts, whole.links
    pages = {f"report.{one}": in_format(whole, one, "figures") for one in formats}
    if "md" in formats:  # it shows them
        kinds = tuple(dict.fromkeys(("svg", *kinds)))
    drawn = figure_files(whole.figures.values(), kinds, facts.words)
    if "md" in formats:  # also the parts of those that are higher than a page
        drawn = {**whole.svgs(), **drawn}
    files = {f"figures/{name}": content for name, content in drawn.items()}
    found = tables(facts, links, whole.parts)
    for name, records in found.items():
        files[f"tables/{name}.csv"] = csv_bytes(records)
        files[f"tables/{name}.xlsx"] = xlsx_bytes(records, explained(name, records, facts.words))
    files[COLUMNS] = csv_bytes(dictionary_of(found, facts.words))
    if facts.log is not None:
        files[LOG] = json_text(facts.log.to_dict()).encode("utf-8")
    files[RECORD] = json_text(whole.recorded if "html" in formats else whole.recorded_without_page).encode(
        "utf-8"
    )
    return files | pages


def in_format(whole: WholeReport | BoardBrief, one: str, folder: str) -> bytes:
    """What is reported, in one format; `folder` is where Markdown finds its figures. What printed a PDF is said."""
    if one == "pdf":
        data, by = whole.pdf()
        mention(f"The PDF was printed by {by}.")
        return data
    return whole.md(folder) if one == "md" else whole.docx() if one == "docx" else whole.html()


def write_report(
    study: StudyData,
    folder: Path,
    *,
    language: str = "en",
    sharing: bool = False,
    k: int | None = None,
    figures: Sequence[str] = DRAWN,
    formats: Sequence[str] = ("html",),
    names: Sequence[str] | None = None,
) -> Path:
    """Write the report to a folder, all of it or nothing, and give the path of its page, or of its first format.

    Files of an earlier report that this one no longer has are taken away; whatever else is in the folder stays.

    Raises
    ------
    IdealtypesError
        As `report_files`; for a folder that cannot be written; with `sharing`, for one with a report that was not made
        for sharing.
    """
    if sharing:
        _refuse_whole(folder)
    files = report_files(
        study, language=language, sharing=sharing, k=k, figures=figures, formats=formats, names=names
    )
    with writing(folder, "report") as change:
        put_outputs(change, files)
    return folder / f"report.{formats[0]}"


def write_brief(brief: BoardBrief, folder: Path, formats: Sequence[str]) -> Path:
    """Write the brief to a folder of its own, with its record, and give the path of its first format."""
    whole = brief.whole
    if whole.facts.sharing:
        _refuse_whole(folder)
    files = {f"brief.{one}": in_format(brief, one, "figures") for one in formats}
    files[RECORD] = json_text(record_of(whole.facts, whole.origin, ())).encode("utf-8")
    with writing(folder, "report") as change:
        put_outputs(change, files)
    return folder / f"brief.{formats[0]}"


def write_one(whole: WholeReport | BoardBrief, path: Path, one: str) -> Path:
    """Write what is reported as one file. Figures of a Markdown file lie in a folder of its own beside it.

    Raises
    ------
    IdealtypesError
        For a file that cannot be written, and a PDF where nothing prints one.
    """
    beside = path.parent / f"{path.stem}_figures"
    data = in_format(whole, one, beside.name)
    if one != "md":
        with writing_file(path, "report") as change:
            change.put(path.absolute(), data)
        return path
    with writing(beside, "report") as change:
        put_outputs(change, whole.svgs())
        change.put(path.absolute(), data)
    return path


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
