"""Reading a study: every file of it, every fault of every file, and only then an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import polars as pl

from idealtypes.errors import Fault
from idealtypes.files.aliases import Renaming
from idealtypes.files.claims import CLAIMS, OUTCOMES, outcomes_named, read_claims, read_outcomes
from idealtypes.files.coders import check_coders, coders_of, read_coders
from idealtypes.files.codings_table import PutCodings, read_codings
from idealtypes.files.column_audit import audit, check_missing
from idealtypes.files.column_labels import check_labels
from idealtypes.files.condensates_file import read_condensates
from idealtypes.files.content import STUDY, NotThere, existing, find, is_there, relative, shown
from idealtypes.files.decision_log import log_file, read_decisions
from idealtypes.files.document import Document, read_document, validate
from idealtypes.files.faults import Findings, ordered, read_bytes
from idealtypes.files.measures import quoted_on, read_scenarios
from idealtypes.files.ratings import Rated, read_ratings
from idealtypes.files.readers import readers_of
from idealtypes.files.sample import read_sample
from idealtypes.files.schemes import scheme_in
from idealtypes.files.sources import cases_of, check_extents, read_cases, read_sources, sources_of
from idealtypes.files.stance_doubts import warn_of_stances
from idealtypes.files.statements import (
    CODINGS,
    OCCASION,
    READINGS,
    Spoken,
    read_statements,
)
from idealtypes.files.suggestions import warn_of_suggestions
from idealtypes.files.tables import FILE, LINE, Table, read_table
from idealtypes.model.base import Place
from idealtypes.model.conclusions import Conclusion
from idealtypes.model.decision_log import LoggedDecision
from idealtypes.model.hints import BLANK, listed, meant, near
from idealtypes.model.measures import Scenarios
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import EXTENT_OF_RATERS, Settings
from idealtypes.model.stance import STANCE, with_against
from idealtypes.model.stated_conclusions import conclusion_problems, ground_of
from idealtypes.model.study import StudyData, StudyFile, goal_in
from idealtypes.storage.reading import steadily

__all__ = ["StudyData", "check_study", "read_study"]

T = TypeVar("T")

FIRST = ["id", "source", "text", "mode", "voice", "condition", "locator", "kind"]


def read_study(path: str | Path, thoroughly: bool = False) -> StudyData:
    """Read a study: its folder, or its `study.yaml`; `thoroughly`, with warnings of stances that may be wrong.

    Raises
    ------
    BadInput
        With every fault of every file.
    """
    findings, study = _steadily(Path(path), thoroughly)
    findings.stop_if_faulty()
    assert study is not None  # no study comes with a fault
    return study


def check_study(path: str | Path) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """All faults and all warnings of a study, stances that may be wrong, too; with no fault `read_study` reads it."""
    findings, _ = _steadily(Path(path), thoroughly=True)
    return findings.ordered(), ordered(findings.warnings)


def read_anyway(path: str | Path) -> tuple[tuple[Fault, ...], StudyData | None]:
    """All faults of a study, and the study where there are none."""
    findings, study = _steadily(Path(path), thoroughly=False)
    return findings.ordered(), None if findings.faults else study


def stated_settings(root: Path) -> Settings:
    """The settings that a study, which can be read, has by its own file."""
    findings = Findings()
    document = read_document(root / STUDY, findings)
    given = None if document is None else validate(document, StudyFile, findings)
    findings.stop_if_faulty()
    assert given is not None  # no study comes with a fault
    return settings_of(given)


def settings_of(given: StudyFile) -> Settings:
    """The settings of a study: where there are ratings alone, raters are what was sampled."""
    if given.statements or "unit" in given.settings.model_fields_set:
        return given.settings
    return given.settings.model_copy(update={"unit": "rater"})


def _steadily(path: Path, thoroughly: bool) -> tuple[Findings, StudyData | None]:
    """A study that nobody wrote to meanwhile; what an earlier run left in its folder is put in order."""

    def reading() -> tuple[Findings, StudyData | None]:
        findings = Findings()
        return findings, _read(path, findings, thoroughly)

    root = path if path.is_dir() else path.parent
    return steadily(root, reading) if path.is_dir() or path.name == STUDY else reading()


def _read(path: Path, findings: Findings, thoroughly: bool = False) -> StudyData | None:
    file = find_study(path, findings)
    document = None if file is None else read_document(file, findings)
    if document is None:
        return None
    given = validate(document, StudyFile, findings)
    if given is None:
        return None
    return _Files(document, given, findings, thoroughly).study()


class _Files:
    """The files of one study on their way to a StudyData; what is missing or broken is None from then on."""

    def __init__(
        self, document: Document, given: StudyFile, findings: Findings, thoroughly: bool = False
    ) -> None:
        self.document, self.given, self.findings = document, given, findings
        self.thoroughly = thoroughly  # whether to tell what may be wrong, too, and reads as it should
        self.root = document.path.parent
        self.decisions: tuple[LoggedDecision, ...] = ()
        self.renaming = Renaming(given.aliases, document, findings)

    def study(self) -> StudyData | None:
        """Read everything; the StudyData, or None where there are faults."""
        given, findings = self.given, self.findings
        before = len(findings.faults)
        scheme = self._scheme()
        check_missing(given, scheme, self.document, findings)
        sound = scheme is not None and len(findings.faults) == before
        settings = settings_of(given)
        if settings.unit == "rater" and settings.reported == "extent":
            line = self.document.line(("settings", "reported"))
            findings.fault(self.document.file, line, EXTENT_OF_RATERS)
        sources = self._through("sources", given.sources, lambda t: read_sources(t, findings))
        cases = self._through("cases", given.cases, lambda t: read_cases(t, findings))
        coders = self._through("coders", given.coders, lambda t: read_coders(t, findings))
        sample = self._through("sample", given.sample, lambda t: read_sample(t, findings))
        spoken = self._statements(scheme)
        rated = self._through(
            "ratings",
            given.ratings,
            lambda t: read_ratings(
                t, scheme, settings.rating_scale, findings, self.renaming.joined("coders")
            ),
        )
        told = _together(spoken, rated)
        # what could not be read is not missed a second time: only whole sets are checked against one another
        whole = (spoken is not None or not given.statements) and (rated is not None or given.ratings is None)
        put = self._put(spoken, scheme)
        claims, outcomes = self._claims(told if whole else None, scheme)
        scenarios = self._scenarios(
            told if whole else None, scheme, outcomes, quoted_on(claims, told, sources)
        )
        if scenarios is not None:
            self._mention(claims, outcomes)
        goal = None
        if scheme is not None and sound:
            goal, problems = goal_in(given.goal, scheme)
            for place, message in problems:
                self._fault(place, message)
        if told is None or not whole:
            return None
        unread_sources = given.sources is not None and sources is None
        unread_cases = given.cases is not None and cases is None
        all_sources = all_cases = None
        if not unread_sources:
            raters = rated.raters if rated is not None else set()
            all_sources = sources_of(told, raters, sources, findings)
            check_extents(told, all_sources, settings, findings)
            if not unread_cases:
                all_cases = cases_of(told, all_sources, cases, given.title, findings)
        ids = told.get_column("id").drop_nulls().to_list()
        condensates = read_condensates(self.root, scheme if sound else None, ids, findings)
        stated = tuple(self._stated(entry.conclusion()) for entry in given.conclusions)
        if scheme is not None and sound and all_cases is not None:
            ground = ground_of(all_cases.cases, all_sources, told, claims)
            for index, conclusion in enumerate(stated):
                for message in conclusion_problems(conclusion, scheme, ground):
                    self._fault(("conclusions", index), message)
        readers = self._readers(spoken, all_sources, put)
        if coders is not None and put is not None:
            raters = set() if rated is None else {*rated.codings["coder"]}
            check_coders(coders, {*put.readings["coder"], *put.codings["coder"], *raters}, raters, findings)
        named = None if all_cases is None else all_cases.cases
        check_labels(given.labels, (told, all_sources, named), self.document, findings)
        if findings.faults or scheme is None or put is None or all_sources is None or all_cases is None:
            return None
        codings = _judged_alike([put.codings, *([] if rated is None else [rated.codings])])
        readings = _readings(put.readings, codings)
        self._who(all_sources, all_cases.cases, readings, rated)
        if not codings.height:
            findings.warn(self.document.file, None, "nothing is coded: no statement carries a code")
        if self.thoroughly and spoken is not None:
            warn_of_stances(spoken.statements, put.codings, claims, outcomes, scheme, findings)
            texts = dict(spoken.statements.select("id", "text").iter_rows())
            warn_of_suggestions(self.root, texts, scheme, settings.seed, findings)
        kinds = all_sources.select(source="id", kind="kind")
        statements = told.drop("case").join(kinds, on="source", how="left", maintain_order="left")
        return StudyData(
            root=self.root,
            file=self.document.file,
            title=given.title,
            scheme=scheme,
            settings=settings,
            notes=given.notes,
            statements=_plain(statements).select(*FIRST, pl.exclude(FIRST)),
            cases_of=all_cases.of,
            codings=_plain(codings),
            readings=readings,
            reasons=put.reasons,
            placements=with_against(
                scheme.placements | (rated.placements if rated is not None else {}),
                codings.get_column("code").unique(maintain_order=True),
                settings.against,
                scheme.presence,
            ),
            sources=_plain(all_sources),
            cases=_plain(all_cases.cases),
            claims=_plain(claims),
            outcomes=_plain(outcomes),
            goal=goal,
            conclusions=stated,
            measures=scenarios,
            condensates=condensates,
            sample=None if sample is None else _plain(sample),
            aliases=self.renaming.others,
            readers=readers,
            coders={} if coders is None else coders_of(coders),
            sampling=given.sampling or "interviews",
            cases_are=given.cases_are,
            language=given.language or "",
            labels=given.labels,
            decisions=self.decisions,
            warnings=ordered(findings.warnings),
            skipped=tuple(findings.skipped),
            inputs=tuple((relative(path, self.root), digest) for path, digest in findings.inputs.items()),
        )

    def _who(
        self, sources: pl.DataFrame, cases: pl.DataFrame, readings: pl.DataFrame, rated: Rated | None
    ) -> None:
        """Warnings of names that look alike, and of other names that nothing has."""
        raters = rated.raters if rated is not None else set()
        ids, coders = sources["id"].to_list(), readings["coder"].unique(maintain_order=True).to_list()
        renaming, case_ids = self.renaming, cases["id"].to_list()
        others = sources.filter(~pl.col("id").is_in(raters))
        renaming.warn_look_alikes("sources", _titles(others), "sources")
        renaming.warn_look_alikes("cases", _titles(cases), "cases")
        renaming.warn_look_alikes("coders", {c: c for c in coders if c and c not in raters}, "coders")
        renaming.warn_look_alikes("raters", {rater: rater for rater in sorted(raters)}, "coders")
        renaming.warn_unused({"sources": ids, "coders": coders, "cases": case_ids})

    def _stated(self, conclusion: Conclusion) -> Conclusion:
        case = conclusion.case
        return conclusion if case is None else replace(conclusion, case=self.renaming.name("cases", case))

    def _scheme(self) -> Scheme | None:
        if self.given.scheme == BLANK:
            return None  # it is missing, and that has been told
        try:
            path = find(self.given.scheme, self.document.path, "coding_schemes")
        except NotThere as problem:
            self._fault(("scheme",), str(problem))
            return None
        scheme = scheme_in(path, self.findings, self.root)
        if scheme is not None:
            self.decisions = read_decisions(log_file(path, scheme.id, self.root), self.findings)
        return scheme

    def _statements(self, scheme: Scheme | None) -> Spoken | None:
        tables: list[Table] = []
        for index, name in enumerate(self.given.statements):
            table = self._table(("statements", index), name)
            if table is not None:
                tables.append(table)
        if not tables or len(tables) < len(self.given.statements):
            # the tables that can be read are still checked, as far as they go alone
            if tables:
                read_statements(tables, scheme, self.given.codings is not None, self.findings)
            return None
        return read_statements(tables, scheme, self.given.codings is not None, self.findings)

    def _put(self, spoken: Spoken | None, scheme: Scheme | None) -> PutCodings | None:
        """The codings of statements, and who read what; nothing where there are ratings alone."""
        if self.given.codings is not None:
            statements = None if spoken is None else spoken.statements
            return self._through(
                "codings", self.given.codings, lambda t: read_codings(t, statements, scheme, self.findings)
            )
        if spoken is not None:
            return PutCodings(spoken.codings, spoken.readings, spoken.reasons)
        return PutCodings(pl.DataFrame(schema=CODINGS), pl.DataFrame(schema=READINGS))

    def _readers(
        self, spoken: Spoken | None, all_sources: pl.DataFrame | None, put: PutCodings | None
    ) -> dict[str, tuple[str, ...]]:
        """Who is declared to have read every statement of which source."""
        if self.given.readers is None or spoken is None or all_sources is None or put is None:
            return {}
        sources = all_sources.filter(pl.col("kind").fill_null("") != "rater").get_column("id").drop_nulls()
        coders = put.readings.get_column("coder").unique()
        return readers_of(self.given.readers, sources, coders, self.renaming)

    def _claims(
        self, statements: pl.DataFrame | None, scheme: Scheme | None
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        findings = self.findings
        none, no_claims = pl.DataFrame(schema=OUTCOMES), pl.DataFrame(schema=CLAIMS)
        outcomes = self._through("outcomes", self.given.outcomes, lambda t: read_outcomes(t, findings))
        claims = self._through(
            "claims",
            self.given.claims,
            lambda t: read_claims(t, statements, outcomes, scheme, findings),
        )
        if claims is None:
            return no_claims, none if outcomes is None else outcomes
        if self.given.outcomes is None:
            outcomes = outcomes_named(claims, findings)
        return claims, none if outcomes is None else outcomes

    def _through(self, key: str, name: str | None, read: Callable[[Table], T | None]) -> T | None:
        """What a reader makes of the table that study.yaml names under a key."""
        table = None if name is None else self._table((key,), name)
        return None if table is None else read(table)

    def _table(self, place: Place, name: str) -> Table | None:
        path = self.root / name
        try:
            existing(path)
        except NotThere as problem:
            self._fault(place, str(problem))
            return None
        table = read_table(path, self.findings, self.given.missing)
        if table is not None:
            audit(str(place[0]), table, self.findings)
        return None if table is None else self.renaming.applied(str(place[0]), table)

    def _scenarios(
        self,
        statements: pl.DataFrame | None,
        scheme: Scheme | None,
        outcomes: pl.DataFrame,
        quoted: dict[str, list[str]],
    ) -> Scenarios | None:
        if self.given.scenarios is None:
            return None
        try:
            path = existing(self.root / self.given.scenarios)
        except NotThere as problem:
            self._fault(("scenarios",), str(problem))
            return None
        ids = None if statements is None else statements.get_column("id").drop_nulls().to_list()
        known = (
            outcomes.get_column("id").drop_nulls().to_list()
            if outcomes.height or not self.given.outcomes
            else None
        )
        return read_scenarios(path, scheme, ids, self.findings, outcomes=known, quoted=quoted)

    def _mention(self, claims: pl.DataFrame, outcomes: pl.DataFrame) -> None:
        """Warn of outcomes about which scenarios can say nothing, because no claim does."""
        if self.given.claims is None:
            message = "study.yaml names no `claims`: scenarios can say nothing of outcomes"
            self.findings.warn(self.document.file, self.document.line(("scenarios",)), message)
        elif claims.height and FILE in outcomes.columns:
            silent = outcomes.join(
                claims, left_on="id", right_on="outcome", how="anti", maintain_order="left"
            )
            for row in silent.filter(pl.col("id").is_not_null()).iter_rows(named=True):
                message = f"nobody mentions the outcome `{row['id']}`: no claim says what helps or hurts it"
                self.findings.warn(row[FILE], row[LINE], message)

    def _fault(self, place: Place, message: str) -> None:
        self.findings.fault(self.document.file, self.document.line(place), message)


def _together(spoken: Spoken | None, rated: Rated | None) -> pl.DataFrame | None:
    """Statements and ratings in one frame, located."""
    parts = [part.statements for part in (spoken, rated) if part is not None]
    return pl.concat(parts, how="diagonal") if parts else None


def _judged_alike(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The frames in one; where one knows occasions, those of the others have none, ""."""
    joined = pl.concat(frames, how="diagonal")
    return joined.with_columns(pl.col(OCCASION).fill_null("")) if OCCASION in joined.columns else joined


def _readings(read: pl.DataFrame, codings: pl.DataFrame) -> pl.DataFrame:
    """Who read which statement: those named beside it whether or not they coded it, and all who did."""
    coded = codings.select(pl.exclude("code", "intensity", STANCE, FILE, LINE))
    return _judged_alike([read, coded]).unique(maintain_order=True)


def _titles(things: pl.DataFrame) -> dict[str, str]:
    """Id → title, the id where there is none."""
    titles = things["title"] if "title" in things.columns else things["id"]
    return {key: title or key for key, title in zip(things["id"], titles, strict=True)}


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop(FILE, LINE, STANCE, strict=False)


# where a study is


def find_study(path: Path, findings: Findings) -> Path | None:
    """The `study.yaml` that a path means, a folder or the file itself; None after a fault."""
    file = shown(path)
    if path.is_file():
        if path.name == STUDY:
            return path
        message = f"this is a file, and a study is a folder with a `{STUDY}`, or that `{STUDY}` itself"
        if (path.parent / STUDY).is_file():
            message += f": did you mean `{shown(path.parent)}`?"
        findings.fault(file, None, message)
    elif path.is_dir():
        if (path / STUDY).is_file():
            return path / STUDY
        if is_there(path / STUDY):  # a folder, a pipe, a link that leads nowhere
            read_bytes(path / STUDY, findings)
        else:
            findings.fault(file, None, f"the folder has no `{STUDY}`{_instead(path)}")
    elif path.parent.is_dir():
        match = near(path.name, sorted(other.name for other in path.parent.iterdir()))
        end = "" if match is None else f": {meant(shown(path), shown(path.parent / match))}"
        findings.fault(file, None, f"there is no such file or folder{end}")
    else:
        findings.fault(file, None, "there is no such file or folder, and not the folder around it either")
    return None


def _instead(folder: Path) -> str:
    """What may have been meant in a folder: a study in a folder below, or a file of nearly that name."""
    below = sorted(shown(file.parent) for file in folder.glob(f"*/{STUDY}"))
    if below:
        return f": there are studies in {listed(below)}"
    match = near(STUDY, sorted(file.name for file in folder.iterdir()))
    return f": rename `{match}`?" if match else ": `idealtypes init` makes a new study"
