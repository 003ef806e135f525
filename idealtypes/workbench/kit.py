"""The kit: every file that a study can be written as; those chosen are made one by one, and kept as a file or a zip.

What cannot be made (a PDF where nothing prints one, a comparison of one case) is told beside what was.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import idealtypes as it
from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.model.hints import hint

if TYPE_CHECKING:
    from idealtypes.reporting.report_figures import Figures
    from idealtypes.study import Study
    from idealtypes.workbench.jobs import Progress

FORMATS = ("html", "docx", "pdf", "md")
DRAWINGS = ("svg", "pdf", "png")
WIDTHS = ("85mm", "174mm")  # one column of a journal and two
TABLES = ("docx", "xlsx", "csv", "md", "tex")
# What is written for other programs: its kind, its name, whether as parquet.
EXPORTS: Mapping[str, tuple[str, str, bool]] = {
    "qdpx": ("qdpx", "study.qdpx", False),
    "qdc": ("qdc", "codebook.qdc", False),
    "taguette": ("taguette", "study.sqlite3", False),
    "tidy": ("tidy", "tidy", False),
    "parquet": ("tidy", "tidy_parquet", True),
    "xlsx": ("tidy", "study.xlsx", False),
    "r": ("r", "for_r", False),
    "matrix": ("matrix", "matrix.csv", False),
    "draws": ("draws", "draws.csv", False),
    "graphml": ("graphml", "codes.graphml", False),
}
SHARED_EXPORTS = ("qdc", "tidy", "parquet", "xlsx", "r")  # the others are made of single statements
RECORD = re.compile(rb'<script type="application/json" id="record">(.*?)</script>', re.DOTALL)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip


@dataclass(frozen=True)
class KitRequest:
    """What the files are of, and as what they are written.

    Attributes
    ----------
    study
        The whole study.
    language, view
        Of words; of tables and of the figure of balances.
    sharing
        Only what may leave the project; then of the whole study, as it is.
    where, settings
        As of the door's functions.
    drawings, widths, tables
        The kinds of files of figures, their widths, the kinds of files of tables.
    """

    study: Study
    language: str
    view: str = "all"
    sharing: bool = False
    where: Mapping[str, Sequence[str]] | None = None
    settings: Mapping[str, Any] | None = None
    drawings: Sequence[str] = ("svg",)
    widths: Sequence[str] = ("174mm",)
    tables: Sequence[str] = ("docx",)

    @property
    def chosen(self) -> dict[str, Any]:
        """What `report`, `figure` and `export` are given beside the study."""
        if self.sharing:
            return {"sharing": True}
        return {"where": self.where or None, **(self.settings or {})}

    @property
    def asked(self) -> dict[str, Any]:
        """What a question is given beside the study."""
        return {"where": self.where or None, **(self.settings or {})}

    @cached_property
    def figures(self) -> Figures:
        """The figures, computed once for all that are drawn."""
        return it.figure(self.study, language=self.language, **self.chosen)


def report(language: str, request: KitRequest, place: Path, *, ending: str, brief: bool = False) -> list[str]:
    """The report, or one page for a meeting, in one format; Markdown has its figures beside it."""
    name = f"{'brief' if brief else 'report'}.{ending}"
    it.report(request.study, place / name, language=language, brief=brief, **request.chosen)
    return []


def whole(language: str, request: KitRequest, place: Path) -> list[str]:
    """The folder that `idealtypes report` writes: page, figures, tables, record."""
    it.report(request.study, place / "report", language=language, figures=DRAWINGS, **request.chosen)
    return []


def record(language: str, request: KitRequest, place: Path) -> list[str]:
    """What `idealtypes verify` holds against the study, taken from the page."""
    page = place / "report.html"
    it.report(request.study, page, language=language, **request.chosen)
    found = RECORD.search(page.read_bytes())
    assert found is not None  # every page has one
    page.unlink()
    told = json.dumps(json.loads(found[1]), ensure_ascii=False, indent=2)
    (place / "record.json").write_text(told + "\n", encoding="utf-8")
    return []


def methods(language: str, request: KitRequest, place: Path) -> list[str]:
    """The methods section, with what it still lacks."""
    found = it.methods(request.study, language=language, **request.asked)
    (place / "methods.md").write_text(found.text, encoding="utf-8")
    return list(found.missing)


def drawn(language: str, request: KitRequest, place: Path, *, name: str) -> list[str]:
    """One figure in every kind and width that is asked for."""
    found = request.figures
    if name == "balance" and request.view != "all":
        found = it.figure(request.study, name, language=language, view=request.view, **request.chosen)  # type: ignore[arg-type]
    for width in request.widths:
        one = found.named(name, width)
        for kind in request.drawings:
            (place / f"{name}_{width}.{kind}").write_bytes(one.content(kind))
    return []


Ask = Callable[[KitRequest], Any]


def _of_view(ask: Callable[..., Any]) -> Ask:
    return lambda request: ask(request.study, view=request.view, **request.asked)


def _of_settings(ask: Callable[..., Any]) -> Ask:
    return lambda request: ask(request.study, **request.asked)


def _of_part(ask: Callable[..., Any]) -> Ask:
    return lambda request: ask(request.study, where=request.where or None)


# The answers that are tables, and whether a study has them.
ANSWERS: Mapping[str, tuple[Callable[[Study], bool], Ask]] = {
    "profile": (lambda study: True, _of_view(it.profile)),
    "types": (lambda study: bool(study.scheme.ideal_types), _of_view(it.types)),
    "compare": (lambda study: study.cases.height > 1, _of_view(it.compare)),
    "influence": (lambda study: True, _of_view(it.influence)),
    "robustness": (lambda study: True, _of_view(it.robustness)),
    "saturation": (lambda study: not study.rated_alone, _of_view(it.saturation)),
    "agreement": (lambda study: len(set(study.codings["coder"])) > 1, _of_settings(it.agreement)),
    "tension": (lambda study: not study.rated_alone, _of_part(it.tension)),
    "scenarios": (lambda study: study.measures is not None, _of_settings(it.scenarios)),
    "condense": (lambda study: not study.rated_alone, _of_part(it.condense)),
    "checklists": (
        lambda study: True,
        lambda request: it.methods(request.study, language=request.language, **request.asked),
    ),
}


def answered(language: str, request: KitRequest, place: Path, *, name: str) -> list[str]:
    """One answer as a table, in every kind that is asked for."""
    found = ANSWERS[name][1](request)
    for kind in request.tables:
        found.to_table(place / f"{name}.{kind}", language=language, study=request.study)
    return []


def exported(language: str, request: KitRequest, place: Path, *, name: str) -> list[str]:
    """The study for another program; what has no place there is told."""
    as_, file, parquet = EXPORTS[name]
    found = it.export(request.study, place / file, as_=as_, parquet=parquet, **request.chosen)  # type: ignore[arg-type]
    return [*found.notes, *(f"{one.what} ({one.where}): {one.why}" for one in found.skipped)]


Piece = Callable[[str, KitRequest, Path], list[str]]


def pieces(study: Study, figures: Sequence[str], sharing: bool) -> dict[str, Piece]:
    """Everything that can be made of a study, by the name under which it is asked for."""
    out: dict[str, Piece] = {f"report.{one}": partial(report, ending=one) for one in FORMATS}
    out |= {f"brief.{one}": partial(report, ending=one, brief=True) for one in FORMATS[:3]}
    out |= {"whole": whole, "record": record}
    if not sharing:
        out |= {"methods": methods}
        there = [name for name, (has, _) in ANSWERS.items() if has(study)]
        out |= {f"table.{name}": partial(answered, name=name) for name in there}
    out |= {f"figure.{name}": partial(drawn, name=name) for name in figures}
    exports = SHARED_EXPORTS if sharing else tuple(EXPORTS)
    return out | {f"export.{name}": partial(exported, name=name) for name in exports}


@dataclass(frozen=True)
class Kept:
    """What was made: one file, or a zip of several; what the door said of it, and what could not be made, and why."""

    path: Path
    files: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]


def make(
    names: Sequence[str],
    there: Mapping[str, Piece],
    request: KitRequest,
    place: Path,
    title: str,
    progress: Progress,
    say: Callable[[IdealtypesError], str] = str,
) -> Kept:
    """Make what is named, in a new folder `place`; several files are zipped under `title`.

    Raises
    ------
    BadCall
        For a name that is not there, and where nothing is named.
    IdealtypesError
        Where nothing of it could be made, with every reason.
    """
    from idealtypes.storage.notices import told_to

    unknown = next((name for name in names if name not in there), None)
    if unknown is not None or not names:
        raise BadCall("choose a file" if unknown is None else f"no file `{unknown}`; {hint(unknown, there)}")
    stage = place / "stage"
    notes: list[tuple[str, str]] = []
    left: list[tuple[str, str]] = []
    for number, name in enumerate(dict.fromkeys(names)):
        progress(number, len(names))
        own = stage / name.replace(".", "_")
        own.mkdir(parents=True)
        heard: list[str] = []
        try:
            with told_to(heard.append):
                heard += there[name](request.language, request, own)
        except IdealtypesError as problem:
            left.append((name, say(problem)))
            shutil.rmtree(own)
        notes += [(name, one) for one in dict.fromkeys(heard)]
    found = _files(stage)
    if not found:
        raise IdealtypesError("; ".join(why for _, why in left))
    path = _kept(stage, found, place, title)
    shutil.rmtree(stage)
    return Kept(path, tuple(name for name, _ in found), tuple(notes), tuple(left))


def _files(stage: Path) -> list[tuple[str, Path]]:
    """Every file that was made, under the name that it has in the zip: that of its piece only where two are alike."""
    paths = [path for path in sorted(stage.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    inside = [(path.relative_to(stage).parts, path) for path in paths]
    plain = ["/".join(parts[1:]) for parts, _ in inside]
    return sorted(
        (name if plain.count(name) == 1 else "/".join(parts), path)
        for name, (parts, path) in zip(plain, inside, strict=True)
    )


def _kept(stage: Path, found: Sequence[tuple[str, Path]], place: Path, title: str) -> Path:
    if len(found) == 1:
        name, path = found[0]
        return path.replace(place / Path(name).name)
    target = place / f"{title}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in found:
            entry = zipfile.ZipInfo(f"{title}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target
