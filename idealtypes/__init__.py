"""idealtypes: ideal-type analysis of institutional logics.

Coded statements go in, each code sits somewhere between the poles of an axis, and out come a balance profile per aspect
with honest intervals, membership in ideal types and comparisons, every number traceable to the statements behind it.

This is the door: a function for every command of the command line, with the same name (`import` is `import_project`)
and the same words for its options (`as`, `from` and `with` have an underscore behind them). Functions take a study or
the path of one; `Study` has them as methods.

>>> import idealtypes as it
>>> low, high = it.interval([2, 1, 0], [2, 2, 2])
>>> round(float(low), 2), round(float(high), 2)
(0.09, 0.91)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from idealtypes.engine.result import Result as Result
from idealtypes.engine.result import Why as Why
from idealtypes.engine.result import said as said
from idealtypes.model import VERSION
from idealtypes.model.arguments import checked
from idealtypes.reporting.renderer import ReportRenderer

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Unpack

    from idealtypes.analyses.agreement.agreement import Agreement
    from idealtypes.analyses.agreement.coefficient import Coefficient as Coefficient
    from idealtypes.analyses.agreement.under_each import Under as Under
    from idealtypes.analyses.agreement.under_each import UnderAspect as UnderAspect
    from idealtypes.analyses.compare.changes import CaseChange as CaseChange
    from idealtypes.analyses.compare.changes import Changes
    from idealtypes.analyses.compare.comparison import Comparison
    from idealtypes.analyses.compare.differences import Difference as Difference
    from idealtypes.analyses.compare.groups import Cluster as Cluster
    from idealtypes.analyses.compare.other_studies import StudiesBeside as StudiesBeside
    from idealtypes.analyses.compare.pooled_cases import PooledCases as PooledCases
    from idealtypes.analyses.compare.trend import Trend as Trend
    from idealtypes.analyses.condense.condensed import Condensed
    from idealtypes.analyses.diff.codebook_diff import CodebookDiff
    from idealtypes.analyses.diff.effect_steps import Effect as Effect
    from idealtypes.analyses.diff.scheme_changes import CodebookChange as CodebookChange
    from idealtypes.analyses.influence.influence import Influence
    from idealtypes.analyses.influence.smallest_change import SmallestChange as SmallestChange
    from idealtypes.analyses.robustness.robustness import Robustness
    from idealtypes.analyses.robustness.verdicts import Combination as Combination
    from idealtypes.analyses.robustness.verdicts import Verdict as Verdict
    from idealtypes.analyses.saturation.saturation import Saturation
    from idealtypes.analyses.scenarios.answers import OutcomeMove as OutcomeMove
    from idealtypes.analyses.scenarios.cognitive_map import CognitiveMap, cognitive_map
    from idealtypes.analyses.scenarios.partial_order import PairOrder as PairOrder
    from idealtypes.analyses.scenarios.partial_order import PartialOrder as PartialOrder
    from idealtypes.analyses.scenarios.scenario_analysis import ScenarioAnalysis
    from idealtypes.analyses.scenarios.scenario_analysis import ScenarioResult as ScenarioResult
    from idealtypes.analyses.sets.fits import ConditionFit as ConditionFit
    from idealtypes.analyses.sets.fits import SetFits
    from idealtypes.analyses.sets.settheory import TruthRow as TruthRow
    from idealtypes.analyses.sets.settheory import TruthTable as TruthTable
    from idealtypes.analyses.suggest.learnt_codes import LearntCode as LearntCode
    from idealtypes.analyses.suggest.suggest import NextStatement as NextStatement
    from idealtypes.analyses.suggest.suggest import Suggested
    from idealtypes.analyses.tabulate.counts import CountTable as CountTable
    from idealtypes.analyses.tabulate.sample_description import SampleVariable as SampleVariable
    from idealtypes.analyses.tabulate.tabulate import Tabulation
    from idealtypes.analyses.tension.meetings import Meeting as Meeting
    from idealtypes.analyses.tension.tension import Tension
    from idealtypes.analyses.types.membership import CaseMembership as CaseMembership
    from idealtypes.analyses.types.membership import Membership
    from idealtypes.analyses.types.membership import TypeMembership as TypeMembership
    from idealtypes.analyses.types.traits import TraitState as TraitState
    from idealtypes.engine.bounded import BoundedProfile as BoundedProfile
    from idealtypes.engine.evidence import Evidence
    from idealtypes.engine.evidence import Statement as Statement
    from idealtypes.engine.intervals import interval
    from idealtypes.engine.profile import Profile
    from idealtypes.engine.views import View as View
    from idealtypes.errors import BadArgument, BadCall, BadInput, IdealtypesError
    from idealtypes.exchange.exporting import Exported
    from idealtypes.exchange.file_tables import FileColumn as FileColumn
    from idealtypes.exchange.file_tables import FileTable as FileTable
    from idealtypes.exchange.file_tables import FileTables as FileTables
    from idealtypes.exchange.file_tables import file_tables as file_tables
    from idealtypes.exchange.importing import Imported
    from idealtypes.model.coefficient_names import Chance, ValueWeights, Variance
    from idealtypes.model.conditions import Selection
    from idealtypes.model.edits import AddRow as AddRow
    from idealtypes.model.edits import AddText as AddText
    from idealtypes.model.edits import AddValues as AddValues
    from idealtypes.model.edits import DropRow as DropRow
    from idealtypes.model.edits import DropValue as DropValue
    from idealtypes.model.edits import Edit as Edit
    from idealtypes.model.edits import MadeChange as MadeChange
    from idealtypes.model.edits import SetBelief as SetBelief
    from idealtypes.model.edits import SetCell as SetCell
    from idealtypes.model.edits import SetCodes as SetCodes
    from idealtypes.model.edits import SetFile as SetFile
    from idealtypes.model.edits import SetRating as SetRating
    from idealtypes.model.edits import SetScenario as SetScenario
    from idealtypes.model.edits import SetValue as SetValue
    from idealtypes.model.edits import SetWeights as SetWeights
    from idealtypes.model.scheme import Scheme
    from idealtypes.model.settings import Choices, CommonChoices, Reported
    from idealtypes.model.theory import Theory
    from idealtypes.reporting.case_order import order_cases as order_cases
    from idealtypes.reporting.checked import Check, Places
    from idealtypes.reporting.edited import Edited
    from idealtypes.reporting.library import Formats, Logics, Schemes
    from idealtypes.reporting.methods_section import Methods
    from idealtypes.reporting.rater_sheets import RaterSheets
    from idealtypes.reporting.record.verification import Verification
    from idealtypes.reporting.record.verification import VerifiedLine as VerifiedLine
    from idealtypes.reporting.report_figures import Figures
    from idealtypes.reporting.withdrawn import AspectBeforeAfter as AspectBeforeAfter
    from idealtypes.reporting.withdrawn import AspectReading as AspectReading
    from idealtypes.reporting.withdrawn import TypeBeforeAfter as TypeBeforeAfter
    from idealtypes.reporting.withdrawn import Withdrawn
    from idealtypes.reporting.wording.verbal_scale import Brief as Brief
    from idealtypes.reporting.wording.verbal_scale import Word as Word
    from idealtypes.reporting.wording.verbal_scale import brief as brief
    from idealtypes.reporting.wording.verbal_scale import meanings as meanings
    from idealtypes.study import AnyScheme, AnyStudy, AnyVersion, Given, Started, Study

__version__ = VERSION

Progress = Callable[[int, int], None]  # told how much is done, and of how much
Codes = str | float | Sequence[str | float]  # a code for missing values, or several

# What is imported when it is first used, so that `import idealtypes` and `idealtypes --help` stay cheap.
_LAZY = {
    "Agreement": "idealtypes.analyses.agreement.agreement",
    "BadArgument": "idealtypes.errors",
    "BadCall": "idealtypes.errors",
    "BadInput": "idealtypes.errors",
    "Changes": "idealtypes.analyses.compare.changes",
    "Check": "idealtypes.reporting.checked",
    "CodebookDiff": "idealtypes.analyses.diff.codebook_diff",
    "CognitiveMap": "idealtypes.analyses.scenarios.cognitive_map",
    "Comparison": "idealtypes.analyses.compare.comparison",
    "Condensed": "idealtypes.analyses.condense.condensed",
    "Edited": "idealtypes.reporting.edited",
    "Evidence": "idealtypes.engine.evidence",
    "Exported": "idealtypes.exchange.exporting",
    "Figures": "idealtypes.reporting.report_figures",
    "Formats": "idealtypes.reporting.library",
    "IdealtypesError": "idealtypes.errors",
    "Imported": "idealtypes.exchange.importing",
    "Influence": "idealtypes.analyses.influence.influence",
    "Logics": "idealtypes.reporting.library",
    "Membership": "idealtypes.analyses.types.membership",
    "ScenarioAnalysis": "idealtypes.analyses.scenarios.scenario_analysis",
    "Methods": "idealtypes.reporting.methods_section",
    "Places": "idealtypes.reporting.checked",
    "Profile": "idealtypes.engine.profile",
    "RaterSheets": "idealtypes.reporting.rater_sheets",
    "Robustness": "idealtypes.analyses.robustness.robustness",
    "Saturation": "idealtypes.analyses.saturation.saturation",
    "Scheme": "idealtypes.model.scheme",
    "Schemes": "idealtypes.reporting.library",
    "SetFits": "idealtypes.analyses.sets.fits",
    "Started": "idealtypes.study",
    "Study": "idealtypes.study",
    "Suggested": "idealtypes.analyses.suggest.suggest",
    "Tabulation": "idealtypes.analyses.tabulate.tabulate",
    "Tension": "idealtypes.analyses.tension.tension",
    "Theory": "idealtypes.model.theory",
    "Verification": "idealtypes.reporting.record.verification",
    "Withdrawn": "idealtypes.reporting.withdrawn",
    "AddRow": "idealtypes.model.edits",
    "AddText": "idealtypes.model.edits",
    "AddValues": "idealtypes.model.edits",
    "DropRow": "idealtypes.model.edits",
    "DropValue": "idealtypes.model.edits",
    "SetBelief": "idealtypes.model.edits",
    "SetCell": "idealtypes.model.edits",
    "SetCodes": "idealtypes.model.edits",
    "SetFile": "idealtypes.model.edits",
    "SetRating": "idealtypes.model.edits",
    "SetScenario": "idealtypes.model.edits",
    "SetValue": "idealtypes.model.edits",
    "SetWeights": "idealtypes.model.edits",
    "cognitive_map": "idealtypes.analyses.scenarios.cognitive_map",
    "interval": "idealtypes.engine.intervals",
}

# The parts of results, and what the command line shows as the report does.
_PARTS = {
    "AgreedStatement": "idealtypes.analyses.agreement.disagreements",
    "AspectBeforeAfter": "idealtypes.reporting.withdrawn",
    "AspectReading": "idealtypes.reporting.withdrawn",
    "BoundedProfile": "idealtypes.engine.bounded",
    "CaseMembership": "idealtypes.analyses.types.membership",
    "Cluster": "idealtypes.analyses.compare.groups",
    "CodebookChange": "idealtypes.analyses.diff.scheme_changes",
    "Coefficient": "idealtypes.analyses.agreement.coefficients",
    "Combination": "idealtypes.analyses.robustness.verdicts",
    "ConditionFit": "idealtypes.analyses.sets.fits",
    "CountTable": "idealtypes.analyses.tabulate.counts",
    "CaseChange": "idealtypes.analyses.compare.changes",
    "Difference": "idealtypes.analyses.compare.differences",
    "DisputedStatement": "idealtypes.analyses.agreement.disagreements",
    "Brief": "idealtypes.reporting.wording.verbal_scale",
    "Effect": "idealtypes.analyses.diff.effect_steps",
    "FileColumn": "idealtypes.exchange.file_tables",
    "FileTable": "idealtypes.exchange.file_tables",
    "FileTables": "idealtypes.exchange.file_tables",
    "file_tables": "idealtypes.exchange.file_tables",
    "Origin": "idealtypes.reporting.tables.paper_notes",
    "grounds": "idealtypes.reporting.tables.grounds",
    "table_files": "idealtypes.reporting.tables.saved_table",
    "MadeChange": "idealtypes.model.edits",
    "Meeting": "idealtypes.analyses.tension.meetings",
    "OutcomeMove": "idealtypes.analyses.scenarios.answers",
    "PairOrder": "idealtypes.analyses.scenarios.partial_order",
    "PartialOrder": "idealtypes.analyses.scenarios.partial_order",
    "SampleVariable": "idealtypes.analyses.tabulate.sample_description",
    "ScenarioResult": "idealtypes.analyses.scenarios.scenario_analysis",
    "SmallestChange": "idealtypes.analyses.influence.smallest_change",
    "Statement": "idealtypes.engine.evidence",
    "StudiesBeside": "idealtypes.analyses.compare.other_studies",
    "PooledCases": "idealtypes.analyses.compare.pooled_cases",
    "LearntCode": "idealtypes.analyses.suggest.learnt_codes",
    "NextStatement": "idealtypes.analyses.suggest.suggest",
    "TraitState": "idealtypes.analyses.types.traits",
    "Trend": "idealtypes.analyses.compare.trend",
    "TruthRow": "idealtypes.analyses.sets.settheory",
    "TruthTable": "idealtypes.analyses.sets.settheory",
    "TypeBeforeAfter": "idealtypes.reporting.withdrawn",
    "TypeMembership": "idealtypes.analyses.types.membership",
    "Under": "idealtypes.analyses.agreement.under_each",
    "UnderAspect": "idealtypes.analyses.agreement.under_each",
    "Verdict": "idealtypes.analyses.robustness.verdicts",
    "VerifiedLine": "idealtypes.reporting.record.verification",
    "order_cases": "idealtypes.reporting.case_order",
    "brief": "idealtypes.reporting.wording.verbal_scale",
    "meanings": "idealtypes.reporting.wording.verbal_scale",
}
__all__ = [  # noqa: RUF022  # by what they are
    # what one can do
    "agreement", "check", "cognitive_map", "compare", "condense", "demo", "diff", "edit", "evidence", "export",
    "figure", "formats", "import_project", "influence", "init", "interval", "logics", "methods", "open", "place",
    "profile", "read_scheme", "read_study", "read_theory", "report", "robustness", "saturation", "scenarios",
    "schemes", "sets", "sheet", "suggest", "tabulate", "tension", "types", "verify", "withdraw",
    # what one holds
    "Agreement", "Changes", "Check", "CodebookDiff", "CognitiveMap", "Comparison", "Condensed", "Edited", "Evidence",
    "Exported", "Figures", "Formats", "Imported", "Influence", "Logics", "Membership", "Methods", "Places", "Profile",
    "RaterSheets", "Robustness", "Saturation", "ScenarioAnalysis", "Scheme", "Schemes", "SetFits", "Started", "Study",
    "Suggested", "Tabulation", "Tension", "Theory", "Verification", "Withdrawn",
    # what one edits
    "AddRow", "AddText", "AddValues", "DropRow", "DropValue", "SetBelief", "SetCell", "SetCodes", "SetFile",
    "SetRating", "SetScenario", "SetValue", "SetWeights",
    # what can go wrong
    "BadArgument", "BadCall", "BadInput", "IdealtypesError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    lazy = _LAZY | _PARTS
    if name not in lazy:
        raise AttributeError(f"module 'idealtypes' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(lazy[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})


# The one arrow that points upward: results show themselves, and only the root knows who can do it.
Result.renderer = ReportRenderer()


# Start: read, begin, bring in, check, place


@checked
def read_study(path: str | Path) -> Study:
    """Read a study from its folder or its `study.yaml`.

    Raises
    ------
    BadInput
        With every fault of every file, each with file and line.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.read_study("examples/support_colleagues").scheme.id
    'support_colleagues'
    """
    from idealtypes.study import opened

    return opened(path)


@checked
def read_scheme(scheme: str | Path) -> Scheme:
    """Read a coding scheme and its theory: the id of a shipped one, or the path of a file.

    Raises
    ------
    BadInput
        With every fault of both files at its line.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.read_scheme("support_colleagues").poles("help")
    ('informal', 'formal')
    """
    from idealtypes.study import scheme_of

    return scheme_of(scheme)


@checked
def read_theory(theory: str | Path) -> Theory:
    """Read a theory: the id of a shipped one, or the path of a file.

    Raises
    ------
    BadInput
        With every fault of the file at its line.

    Examples
    --------
    >>> import idealtypes as it
    >>> [logic.id for logic in it.read_theory("march_olsen").logics]
    ['appropriateness', 'consequences']
    """
    from idealtypes.files.schemes import read_theory as read

    return read(theory)


@checked
def init(folder: str | Path, *, ratings: bool = False) -> Started:
    """Make a new study from a template, in a folder that is new or empty.

    Parameters
    ----------
    folder
        Gets a study that already runs: a small codebook and three made-up statements to replace.
    ratings
        Cases are rated from documents, instead of statements coded.

    Returns
    -------
    Started
        The study, and the names of the files that were written.

    Raises
    ------
    IdealtypesError
        For a folder that has a study or a file of one of the names.

    Examples
    --------
    >>> import idealtypes as it
    >>> import tempfile
    >>> it.init(tempfile.mkdtemp()).study.profile().cases
    ('study',)
    """
    from pathlib import Path

    from idealtypes.files.starting import start
    from idealtypes.study import Started

    written = start(Path(folder), ratings=ratings)
    return Started(read_study(folder), written)


@checked
def demo(folder: str | Path = "idealtypes-demo", *, language: str = "en", report: bool = True) -> Started:
    """Copy the shipped example into a folder and write its report to `report` inside it.

    Parameters
    ----------
    folder
        New, empty, or an earlier demo, whose files are kept as they are.
    language
        Of the report's words: en, nb, …
    report
        Whether to write the report.

    Returns
    -------
    Started
        The study, the files that were written, those that differ from the example, and the page of the report.

    Raises
    ------
    IdealtypesError
        For a folder that holds anything else.

    Examples
    --------
    >>> import idealtypes as it
    >>> import tempfile
    >>> it.demo(tempfile.mkdtemp(), report=False).study.scheme.id
    'support_colleagues'
    """
    from pathlib import Path

    from idealtypes.files.starting import REPORT, start_example
    from idealtypes.reporting.wording.words import words_in
    from idealtypes.study import Started

    if report:
        words_in(language)  # before anything is copied
    written, changed = start_example(Path(folder))
    study = read_study(folder)
    page = study.report(Path(folder) / REPORT, language=language) if report else None
    return Started(study, written, changed, page)


@checked
def import_project(
    file: str | Path,
    into: str | Path,
    *,
    column: Mapping[str, str] | None = None,
    theory: str | Path | None = None,
    scheme: str | Path | None = None,
    coder: str | None = None,
    codebook: str | Path | None = None,
    sheet: str | Sequence[str] = (),
    missing: Codes = (),
    accept_loss: bool = False,
    readers: str | Mapping[str, Sequence[str]] | None = None,
    axis: str | None = None,
    rating_scale: tuple[float, float] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Bring a project, a codebook or a table of another program into a study; its kind is told by its content.

    Parameters
    ----------
    file
        The project; `formats` lists what is read.
    into
        A new folder, or a study: then a new version of the same project updates it, and another coder's joins it.
    column
        In a table, which heading is our `text`, `source`, `code`, `coder`, …: `{"text": "Segment"}`.
    theory, scheme
        Of a new study: the theory of its new scheme (default `march_olsen`), or a coding scheme to start from. The id
        of a shipped one, or a path; not both.
    coder
        Who coded or rated, where the file does not say.
    codebook
        A codebook beside the file, in any format that holds codes: what they mean and stand below, and their names,
        which tell apart several codes in one cell. A sheet of a workbook that is a codebook is read without it.
    sheet
        In a workbook, the worksheet that is read (or several), where more than one is a table of codings.
    missing
        In a table, the codes for missing values (`-99`, `["NA", "."]`): cells that hold one of them are blank.
    accept_loss
        Go on where the import would stop and write nothing: codings or texts would be lost, or rows may be one
        statement or several.
    readers
        Who read every statement of a source, whether or not they coded it: `"all"`, or
        `{"Interview 1": ["Anna", "Bo"]}`. Agreement counts it; it is written into `study.yaml`.
    axis, rating_scale
        Of a wide sheet of ratings, a row a case and a column an aspect: the axis of the theory on which its columns
        are, and the two ends of their scale, the first pole's first: `(1, 5)`. A sheet with a row a rating, as `sheet`
        writes it, has no axis: it is read by the study's scheme, or by `scheme`, and its scale is from -1 to 1 if none
        is said.
    dry_run
        Tell what would be written, and write nothing.
    progress
        Told how far the reading is.

    Returns
    -------
    Imported
        What was read, what it changed, what could not be used and why; its `account` adds up to what the file holds.

    Raises
    ------
    IdealtypesError
        For what no format recognises, a folder with something else in it, a study with faults.

    Examples
    --------
    >>> import idealtypes as it
    >>> import tempfile
    >>> found = it.import_project("tests/door/segments.csv", into=tempfile.mkdtemp(), coder="A", dry_run=True)
    >>> found.counts["statements"]
    3
    """
    from idealtypes.errors import BadCall
    from idealtypes.exchange.importing import import_project as brought
    from idealtypes.model.study import missing_codes

    if theory and scheme:
        raise BadCall("`scheme` has a theory of its own: give `theory` or `scheme`")
    return brought(
        file,
        into,
        columns=column,
        theory=None if theory is None else str(theory),
        scheme=None if scheme is None else str(scheme),
        coder=coder,
        codebook=codebook,
        sheets=(sheet,) if isinstance(sheet, str) else tuple(sheet),
        missing=missing_codes(missing),
        accept_loss=accept_loss,
        readers=readers,
        axis=axis,
        rating_scale=rating_scale,
        dry_run=dry_run,
        progress=progress,
    )


@checked
def formats() -> Formats:
    """The formats of other programs that `import_project` reads, in the order in which a file is tried.

    Each with the program and version whose real files its reader was tried on, and when. Other installed packages
    bring formats under the entry point group `idealtypes.formats`; `broken` says which of these cannot be used.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.formats().formats[0].id
    'refi-qda'
    """
    from idealtypes.exchange.detect import formats as known
    from idealtypes.exchange.installed_formats import installed
    from idealtypes.reporting.library import Formats

    return Formats(known(), installed().broken)


@checked
def check(study: AnyStudy, *, where: Selection | None = None) -> Check:
    """Everything that is wrong with a study, or looks odd, each with its file and line.

    A study that was read has no faults: give the path to see them without an exception, and to be asked about
    stances that may be wrong. What may be wrong with the codebook is asked either way: codes in the middle without a
    reason, never used, always together, an aspect fed by one code, traits without codes, definitions that are the same.

    Returns
    -------
    Check
        `faults` and `warnings`, each with `file`, `line` and `message`.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.check("tests/studies/broken_tab").faults[0].line is not None
    True
    """
    from pathlib import Path

    from idealtypes.disclosure.checking import sharing_faults
    from idealtypes.errors import BadInput
    from idealtypes.files.smells import smells
    from idealtypes.files.study import check_study, read_study
    from idealtypes.reporting.checked import Check, doubts_of_condensates
    from idealtypes.study import opened

    try:
        found = opened(read_study(study, thoroughly=True) if isinstance(study, (str, Path)) else study)
    except BadInput:
        if not isinstance(study, (str, Path)):
            raise
        return Check(None, *check_study(study))
    chosen = found.where(where) if where else found
    faults, approvals = sharing_faults(found)
    return Check(
        None if faults else chosen,
        faults,
        (*found.warnings, *doubts_of_condensates(found), *smells(found), *approvals),
    )


@checked
def condense(
    study: AnyStudy,
    *,
    write: bool = False,
    to: str | Path | None = None,
    where: Selection | None = None,
    reported: Reported | None = None,
) -> Condensed:
    """The condensates of a study held against its statements; a skeleton to write them in.

    Parameters
    ----------
    write
        Write the skeleton `condensates.yaml` into the study's folder: a place for a text per pole of each aspect, with
        the ids of its statements.
    to
        Write it to this file instead.
    where, reported
        As of `profile`.

    Returns
    -------
    Condensed
        Per group its statements; per condensate those that it does not cite and those it cites though they do not
        belong; and the statements that none accounts for.

    Raises
    ------
    IdealtypesError
        For a file that is there already: nothing is written over.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.condense("examples/seven_orders")
    >>> next(iter(found.groups.items()))
    (('legitimacy', 'family'), ('d4_1',))
    """
    from dataclasses import replace
    from pathlib import Path

    from idealtypes.analyses.condense.condensed import condensed
    from idealtypes.study import opened_quoted, write_skeleton

    settings: Choices = {} if reported is None else {"reported": reported}
    found = condensed(opened_quoted(study, "condense", where, settings))
    if not write and to is None:
        return found
    return replace(found, written=write_skeleton(found, None if to is None else Path(to)))


@checked
def open(  # the command's name, as in gzip.open
    study: AnyStudy | None = None,
    *,
    port: int = 0,
    browser: bool = True,
    read_only: bool = False,
    sharing: bool = False,
    language: str = "en",
    tell: Callable[[str], None] = print,
) -> None:
    """Open the workbench in the browser: a page on this machine alone that shows a study and changes it.

    Returns when it is told to stop: by its button, or by Ctrl-C.

    Parameters
    ----------
    study
        In a folder, or its path; None for the page with the studies opened last.
    port
        Where to listen on 127.0.0.1; 0 for a free one.
    browser
        Whether to open the browser, too.
    read_only
        To look, as in a meeting room: nothing is written.
    sharing
        Show and write only what may leave the project.
    language
        Of a browser that has chosen none.
    tell
        Told the address, with the token that opens it.

    Raises
    ------
    IdealtypesError
        For a path that leads to no study, a language without words, a port that is taken.

    Examples
    --------
    >>> import idealtypes as it
    >>> try:
    ...     it.open("examples")
    ... except it.IdealtypesError as problem:
    ...     print(problem)
    examples is no study: a study is a folder with a study.yaml
    """
    from idealtypes.workbench.server import serve

    serve(
        study,
        port=port,
        browser=browser,
        read_only=read_only,
        sharing=sharing,
        language=language,
        tell=tell,
    )


@checked
def place(
    study: AnyStudy,
    *,
    to: str | Path | None = None,
    from_: str | Path | None = None,
    at: Mapping[str, object] | None = None,
    because: Mapping[str, str] | None = None,
    placer: str | None = None,
    copy_scheme: bool = False,
    keep: bool = True,
) -> Places:
    """Where the codes of a study stand; single codes placed, or a table to place them in, written and read back.

    In the scheme's file nothing changes but `place`, `rationale`, and aspects that the table adds (`new: TITLE`). Read
    the study again to count with new places.

    Parameters
    ----------
    study
        A study in a folder, or its path.
    to
        Write a .xlsx or .csv table of all codes, to fill in.
    from_
        Read such a table (.xlsx, .ods, .csv or .tsv), and place the codes that it places.
    at
        Place these codes: code → what a scheme's `place` may hold, `{"aspect": "help", "position": -0.5}`, with `pole`
        or `shares` instead, a list of them for several aspects, or `"none"`. `Study.placed` tells what would be if.
    because
        Code → why it stands there.
    placer
        Who places, or filled the table in: the places are written beside the scheme, into the study's
        `<scheme id>.places.csv`, as one judgement of several. With `to` the table does not say where codes stand.
    copy_scheme
        Copy a scheme that is not the study's own into its folder first, and use the copy.
    keep
        Whether the scheme as it was is kept among the former versions; False where that was done a moment ago.

    Returns
    -------
    Places
        A code a row: its aspect, position in [−1, 1] or pole or shares, and the rationale; `counts` by what they are.

    Raises
    ------
    BadInput
        With every fault of the table, or of what `at` says; nothing is written then.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.place("examples/support_colleagues").counts["unplaced"]
    0
    """
    from pathlib import Path

    from idealtypes.errors import BadCall
    from idealtypes.files import placing
    from idealtypes.reporting.checked import Places
    from idealtypes.study import changing, opened

    if to is not None and from_ is not None:
        raise BadCall("`to` writes a table and `from_` reads one: give one of them")
    single = at is not None or because is not None
    if single and (to is not None or from_ is not None):
        raise BadCall("`at` and `because` place single codes: leave out `to` and `from_`")
    if placer is not None and to is None and from_ is None and at is None:
        raise BadCall(
            "`placer` says who places: give it with `at`, with `from_`, or with `to` for an empty table"
        )
    if single:
        with changing(study, "place", as_read=False):
            found = opened(study)
            codes, path, new = placing.place_given(found, at or {}, because or {}, placer, copy_scheme, keep)
        if placer is not None:
            return Places(found, found.scheme, codes, placers=path)
        return Places(found, placing.again(path), codes, path if new else None)
    if from_ is None:
        found = opened(study)
        if to is not None:
            placing.write_table(found, Path(to), blind=placer is not None)
        return Places(found, found.scheme)
    with changing(study, "place", as_read=False):
        found = opened(study)
        if placer is not None:
            path, codes = placing.read_placer(found, Path(from_), placer)
            return Places(found, found.scheme, codes, placers=path)
        path, copied = placing.own_scheme(found, copy_scheme)
        filled = placing.read_places(found, Path(from_), path)
    scheme = placing.again(path) if filled.changes or filled.aspects else found.scheme
    added = tuple(one.id for one in filled.aspects)
    return Places(found, scheme, tuple(filled.changes), path if copied else None, added)


@checked
def edit(
    study: AnyStudy,
    edits: Edit | str | Sequence[Edit | str] = (),
    *,
    from_: str | Path | None = None,
    dry_run: bool = False,
) -> Edited:
    """The study's own files edited, all in one transaction: cells, rows, codes, ratings, YAML, whole texts.

    All else stays byte for byte: delimiter, quotes, byte order mark, line ends, comments, order. What the study would
    be is read before anything is written. Tables are edited in csv and tsv.

    Parameters
    ----------
    study
        A study in a folder, or its path.
    edits
        `SetCell`, `AddRow`, `DropRow`, `SetCodes`, `SetRating`, `SetValue`, `DropValue`, `AddValues`, `SetScenario`,
        `SetBelief`, `SetWeights`, `SetFile`, `AddText`, or a text as the command line has it:
        `statements g08_2 mode=ought`. All places are those of the files as they were.
    from_
        A file of edits: .json, a list of objects with a `kind` (`cell`, `row`, `codes`, …) and the names of its
        parts; or a table with the columns `table`, `key`, `column`, `value` and perhaps `was`.
    dry_run
        Tell the same, and write nothing.

    Returns
    -------
    Edited
        `study`, as it is then, read already; `files`; `changes`, one by one.

    Raises
    ------
    BadInput
        With every row that is not there, and every fault that the study would have; nothing is written then.
    IdealtypesError
        Where something else stands there than an edit says it `was`, by somebody else or in another window; for edits
        that cannot be.

    Examples
    --------
    >>> import idealtypes as it
    >>> edit = it.SetCell("statements", "d1_1", "mode", "ought", was="is")
    >>> done = it.edit("examples/seven_orders", edit, dry_run=True)
    >>> done.files, done.changes[0].before, done.changes[0].after
    (('statements.csv',), 'is', 'ought')
    """
    from pathlib import Path

    from idealtypes.errors import BadCall
    from idealtypes.files.editing.edit_words import all_edits, edits_in
    from idealtypes.reporting.edited import edited
    from idealtypes.study import edited_by_user

    asked = all_edits(edits)
    if from_ is not None:
        asked += edits_in(Path(from_))
    if not asked:
        raise BadCall("`edits` is empty, and `from_` names no file: nothing is to be edited")
    return edited_by_user(edited(study, asked, dry_run=dry_run))


# Analyse


@checked
def profile(
    study: Given,
    scheme: AnyScheme | None = None,
    *,
    view: View = "all",
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Profile:
    """The balance profile: where the evidence of each case lies between the poles of each aspect.

    Parameters
    ----------
    study
        A study, its path, or any dataframe that narwhals knows (polars, pandas, DuckDB, …), one row a coding: columns
        `statement`, `source`, `code`, and optionally `case`, `coder`, `intensity` in (0, 1].
    scheme
        The coding scheme of a table of codings: as read, the id of a shipped one, or its path.
    view
        What is talked about (`all`); only what `is`, `ought` to be, is `expected`, or `would` follow from a change;
        or what the claims say is `useful`.
    where
        Only statements with these values: see `Study.where`.
    **settings
        Any of the study's settings: `level`, `draws`, `seed`, `unit`, `weighting`, `repeats`, `reported`, …

    Returns
    -------
    Profile
        Balances from −1 (first pole) to 1 (second), shares from 0 to 1, of shape (cases, aspects).

    Raises
    ------
    IdealtypesError
        For missing columns or cells, codes that the scheme lacks, settings that cannot be.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.profile("examples/support_colleagues").balance.round(2).tolist()
    [[-0.7, -0.01, -0.48]]
    """
    from idealtypes.study import profiled

    return profiled(study, scheme, view, where, settings)[0]


@checked
def types(
    study: Given,
    scheme: AnyScheme | None = None,
    *,
    view: View = "all",
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Membership:
    """How far each case belongs to the ideal types, and which of their traits its statements support.

    Parameters
    ----------
    study
        A study, its path, a profile, or a table of codings (see `profile`).
    scheme, view, where, **settings
        As of `profile`. `connective` (minimum, product, power_mean) joins the aspects, `assigned` is the probability
        from which a case is assigned to a type: a profile may be given these, too.

    Returns
    -------
    Membership
        Per case: the degree of membership in every type in [0, 1] with its interval, its probability, the aspect that
        decides, the runner-up, and the state of every trait.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.types("examples/support_colleagues").cases[0].deciding
    'help'
    """
    from idealtypes.analyses.types.bounded_membership import memberships
    from idealtypes.study import profiled

    return memberships(profiled(study, scheme, view, where, settings)[0])


@checked
def compare(
    study: Given,
    scheme: AnyScheme | None = None,
    *,
    against: str | None = None,
    by: str | None = None,
    order: Sequence[str] | None = None,
    rest: str | None = None,
    change: str | None = None,
    with_: AnyStudy | Sequence[AnyStudy] = (),
    family: Literal["shown", "aspect"] = "shown",
    view: View = "all",
    where: Selection | None = None,
    **settings: Unpack[CommonChoices],
) -> Comparison:
    """How the cases differ on every aspect, who is alike, nearest to a type, first.

    Parameters
    ----------
    study
        A study, its path, a profile, or a table of codings (see `profile`).
    against
        Compare every other case with this one, instead of all pairs.
    by
        Compare the values of this column of statements, sources or cases, instead of the cases.
    order
        With `by` or `change`: its values from first to last; then the trend over them is told. Numbers have their own
        order.
    rest
        With `by`: this value (`a|b`: any of several) against all other statements, those without a value, too.
    change
        Compare every case with itself over the values of this column of statements or sources, such as the wave or the
        year: see `changes` of what is returned.
    with_
        Other studies, or their paths, whose cases are put beside these, on the aspects that all have. `where` chooses
        in the first alone, and its settings hold for all.
    family
        Which differences the simultaneous intervals hold for together: all that are `shown`, or those on one `aspect`.
    scheme, view, where, **settings
        As of `profile`; the setting of the name `against` is changed by `study.with_settings`.

    Returns
    -------
    Comparison
        Differences of balances in [−2, 2] (of shares in [−1, 1] with three or more poles), each with its interval and
        the probability that it is positive; distances, nearest types, groups and ranks when they are first asked for.

    Raises
    ------
    IdealtypesError
        For a case or a column that is not there, with what there is; for studies with no aspect in common.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.compare("examples/support_colleagues", with_="examples/peer_support_2023")
    >>> [(pair.aspect, round(pair.difference, 2)) for pair in found.pairs]
    [('accessibility', -0.29), ('help', 0.12), ('contact', -0.62)]
    """
    from dataclasses import replace
    from pathlib import Path

    from idealtypes.analyses.compare.bounded_differences import compared
    from idealtypes.analyses.compare.changes import changes, over_time
    from idealtypes.analyses.compare.other_studies import beside
    from idealtypes.analyses.compare.subgroups import subgroups
    from idealtypes.analyses.compare.trend import trends
    from idealtypes.engine.views import study_profile
    from idealtypes.errors import BadCall
    from idealtypes.model.study import StudyData
    from idealtypes.study import folder_name, opened, opened_quoted, profiled

    others = [with_] if isinstance(with_, (StudyData, str, Path)) else list(with_)
    if order is not None and by is None and change is None:
        raise BadCall("`order` goes with `by` or `change`: it orders the values of an attribute")
    if rest is not None and (by is None or order is not None):
        raise BadCall("`rest` goes with `by` alone: it sets one value of an attribute against the rest")
    if by is not None and others:
        raise BadCall("`by` compares inside one study, `with_` between studies: choose one")
    if change is not None:
        if by is not None or others or against is not None:
            raise BadCall("`change` compares each case with itself: leave out `by`, `with` and `against`")
        sorted_ = over_time(opened_quoted(study, "compare over time", where, settings), change, order)
        return changes(sorted_, study_profile(sorted_.study, view))
    if by is not None:
        groups = subgroups(opened(study, where, settings), by, order, rest)
        found = study_profile(groups.study, view)
        ordered = groups.numbers is not None and len(groups.levels) > 1
        ordered = ordered and groups.study.settings.reported != "extent"  # a trend needs one point a case
        return replace(
            compared(found, against=against, goal=groups.study.goal, family=family),
            by=groups,
            trends=trends(found, groups.numbers).rows if ordered and groups.numbers is not None else (),
        )
    if others:
        studies = [opened_quoted(study, "compare with others", where, settings), *(opened(o) for o in others)]
        put = beside(studies, [folder_name(one) for one in studies], view)
        joined = compared(put.profile, against=against, goal=put.goal, family=family)
        return replace(joined, beside=put)
    if against is not None and isinstance(study, (StudyData, str, Path)):
        study = opened(study)
        against = study.name_of("cases", against)
    found, goal = profiled(study, scheme, view, where, settings)
    return compared(found, against=against, goal=goal, family=family)


@checked
def evidence(
    study: AnyStudy,
    *,
    case: str | None = None,
    aspect: str | None = None,
    pole: str | None = None,
    code: str | None = None,
    source: str | None = None,
    type: str | None = None,
    trait: str | None = None,
    view: View = "all",
    where: Selection | None = None,
) -> Evidence:
    """The statements behind any number: those that fit every filter given, reported ones marked as not counted.

    Parameters
    ----------
    case, source, code, trait
        Statements of that case or source, with that code, with a code of that trait.
    aspect, pole
        Statements with evidence on the aspect, with weight on the pole (of that aspect, or of any).
    type
        Statements with weight on a pole of the ideal type's corner.
    view, where
        As of `profile`.

    Returns
    -------
    Evidence
        Statements in the order of the study, each with its share of every pole in [0, 1].

    Raises
    ------
    IdealtypesError
        For a filter that names nothing in the study; the message lists what there is.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.evidence("examples/support_colleagues", aspect="help", pole="formal", source="group_12")
    >>> [statement.id for statement in found.statements]
    ['g12_2', 'g12_3', 'g12_5', 'g12_7']
    """
    from idealtypes.engine.evidence import evidence as found
    from idealtypes.study import opened

    return found(
        opened(study, where), view=view, case=case, aspect=aspect, pole=pole, code=code, source=source, type=type,
        trait=trait,
    )  # fmt: skip


# Defend


@checked
def influence(
    study: AnyStudy,
    *,
    view: View = "all",
    where: Selection | None = None,
    progress: Progress | None = None,
    **settings: Unpack[Choices],
) -> Influence:
    """What moves without one source, code or statement, and the fewest statements whose loss changes a case's type.

    Parameters
    ----------
    progress
        Told the cases done, and their number.
    view, where, **settings
        As of `profile`.

    Returns
    -------
    Influence
        Per source, code and statement: the balance without it and the change, in [−2, 2]; per case the smallest change.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.influence("examples/support_colleagues").smallest[0].statements
    ('g08_2',)
    """
    from idealtypes.analyses.influence.influence import influence as found
    from idealtypes.study import opened_quoted

    return found(opened_quoted(study, "influence", where, settings), view, progress=progress)


@checked
def robustness(
    study: AnyStudy,
    *,
    threshold: float = 0.95,
    view: View = "all",
    where: Selection | None = None,
    progress: Progress | None = None,
    **settings: Unpack[Choices],
) -> Robustness:
    """Each conclusion under every combination of choices that an analyst could defend.

    Parameters
    ----------
    threshold
        The share of the specifications, in (0, 1], in which a stable conclusion holds.
    progress
        Told the specifications done, and their number.
    view, where, **settings
        As of `profile`.

    Returns
    -------
    Robustness
        A verdict per conclusion (stable or fragile), the share of specifications in which it holds, in [0, 1], and
        the choices that break it.

    Examples
    --------
    >>> import idealtypes as it
    >>> [one.verdict for one in it.robustness("examples/support_colleagues").verdicts[:3]]
    ['fragile', 'fragile', 'fragile']
    """
    from idealtypes.analyses.robustness.robustness import robustness as found
    from idealtypes.study import opened_quoted

    return found(
        opened_quoted(study, "robustness", where, settings), view, threshold=threshold, progress=progress
    )


@checked
def saturation(
    study: AnyStudy,
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    view: View = "all",
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Saturation:
    """What each source added that none before had, and which aspect one more source would help most.

    Parameters
    ----------
    base, run
        Base size and run length: how many sources are the base, and how many a run; 1 or more.
    threshold
        New information of a run, in [0, 1], at or below which nothing new came (Guest, Namey & Chen 2020).
    view, where, **settings
        As of `profile`.

    Returns
    -------
    Saturation
        Per source the codes and traits new with it, and the number expected over all orders; where sources stopped to
        bring anything new; per case and aspect the width of the interval now and with one more source.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.saturation("examples/seven_orders", draws=200)
    >>> found.codes.total.tolist(), found.stopping.reached
    ([4, 8, 12, 15, 19, 22, 23, 25], None)
    """
    from idealtypes.analyses.saturation.saturation import saturation as found
    from idealtypes.study import opened_quoted

    return found(opened_quoted(study, "saturation", where, settings), view, base, run, threshold)


@checked
def suggest(
    study: AnyStudy,
    *,
    threshold: float = 0.3,
    learn: bool = True,
    accept: str | Path | Sequence[str] = (),
    reject: str | Sequence[str] = (),
    as_: str | None = None,
    worksheet: str | Path | None = None,
    dry_run: bool = False,
    where: Selection | None = None,
    reported: Reported | None = None,
    models: Literal["exclude", "include"] | None = None,
    progress: Progress | None = None,
) -> Suggested:
    """Codes that uncoded statements may carry, codes that were perhaps missed, and the statement to code next.

    Learned from the statements that people read, on n-grams of words and letters, one calibrated model a code, and told
    with how well it foretells sources that it did not see. Suggestions are written to the study's `suggestions.csv`
    and enter no number until a person accepts them.

    Parameters
    ----------
    threshold
        The probability, in (0, 1), from which a code is suggested.
    learn
        Whether to learn from what is coded by now; without, what is open and of the texts as they are is told as it was
        suggested before.
    accept, reject
        Ids of suggestions (`statement:code`); to accept also the path of a sheet with ticks. What is accepted becomes a
        coding in the study's own tables.
    as_
        Whose codings they become; needed where several coded.
    worksheet
        Write a .xlsx or .csv sheet of the open suggestions with their texts, to be ticked.
    dry_run
        Write nothing.
    where
        Only these statements, which then are all there is; nothing is written to `suggestions.csv`. See `Study.where`.
    reported, models
        As of `profile`.
    progress
        Told the models done, and their number.

    Returns
    -------
    Suggested
        Per code average precision out of fold in [0, 1] beside three plain rules; the suggestions with their
        probabilities and the words that spoke for them; what to code next; or why there is too little to learn from.

    Raises
    ------
    BadInput
        For ids that are none, sheets with faults, suggestions of another text; nothing is written then.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.suggest("examples/seven_orders", dry_run=True)
    >>> found.read, found.suggestions, found.to_dict()["why_code"]
    (33, (), 'suggest.too_little')
    """
    from contextlib import nullcontext
    from dataclasses import replace
    from pathlib import Path

    from idealtypes.analyses.suggest.suggest import suggest as found
    from idealtypes.analyses.suggest.suggest import suggested_before
    from idealtypes.errors import BadCall
    from idealtypes.files.suggestion_sheet import write_suggestion_sheet
    from idealtypes.study import (
        changing,
        open_suggestions,
        opened_quoted,
        recorded,
        take_suggestions,
        write_suggestions,
    )

    taking: list[str | Path] = [accept] if isinstance(accept, (str, Path)) else list(accept)
    leaving = [reject] if isinstance(reject, str) else list(reject)
    if (taking or leaving) and (where is not None or dry_run or worksheet is not None):
        raise BadCall(
            "`accept` and `reject` decide in the study: leave out `where`, `worksheet` and `dry_run`"
        )
    if as_ is not None and not taking and not leaving:
        raise BadCall("`as_` says who accepts: give it with `accept` or `reject`")
    settings: Choices = {}
    if reported is not None:
        settings["reported"] = reported
    if models is not None:
        settings["models"] = models
    done = None
    writes = bool(taking or leaving) or (worksheet is not None and where is None and not dry_run)
    # What is decided or the sheet, and what is suggested after it: both are written, or neither.
    with changing(study, "suggest") if writes else nullcontext():
        opened = opened_quoted(study, "suggest", where, settings)
        if taking or leaving:
            opened, done = take_suggestions(opened, taking, leaving, as_)
        before = recorded(opened)
        if learn:
            decided = {
                (o.statement, o.code) for one in before.values() if (o := one.suggestion).state != "open"
            }
            answer = found(opened, threshold, decided, progress)
        else:
            answer = suggested_before(opened, threshold, open_suggestions(opened, before))
        if worksheet is not None:
            write_suggestion_sheet(opened, answer.suggestions, Path(worksheet))
        if learn and where is None and not dry_run:
            write_suggestions(opened, before, answer.suggestions)
    return answer if done is None else replace(answer, taken=done)


@checked
def tabulate(
    study: AnyStudy,
    *,
    rows: str | None = None,
    columns: str | None = None,
    of: Literal["cases", "sources", "statements", "codes"] | None = None,
    several: bool = False,
    quotes: bool = False,
    where: Selection | None = None,
    reported: Reported | None = None,
    level: float | None = None,
) -> Tabulation:
    """A one- or two-way table of attributes or codes; without `rows` the description of the sample.

    Parameters
    ----------
    rows, columns
        Columns of the units, or of what they belong to; or `code`, `aspect`, `pole`, `trait`.
    of
        What is counted. None: the cases or sources where the column `rows` is theirs, else the statements.
    several
        Whether cells of `rows` hold several answers, parted by `;`.
    quotes
        The quotes by aspect and pole instead.
    where, reported, level
        As of `profile`.

    Returns
    -------
    Tabulation
        Per cell the number, the share of the units with an answer (with its interval where sources were sampled) and of
        the answers, each in [0, 1], and the ids of the units.

    Examples
    --------
    >>> import idealtypes as it
    >>> table = it.tabulate("examples/support_colleagues", rows="aspect", of="sources").table
    >>> dict(zip(table.row_values, table.counts[:, 0].tolist())), int(table.base[0])
    ({'accessibility': 7, 'help': 8, 'contact': 8}, 13)
    """
    from idealtypes.analyses.tabulate.tabulate import tabulate as found
    from idealtypes.study import opened_quoted

    settings: Choices = {}
    if reported is not None:
        settings["reported"] = reported
    if level is not None:
        settings["level"] = level
    return found(opened_quoted(study, "tabulate", where, settings), rows, columns, of, several, quotes)


@checked
def tension(
    study: AnyStudy,
    *,
    level: Literal["statement", "source"] = "statement",
    chance: Literal["all", "within_sources"] = "all",
    where: Selection | None = None,
    reported: Reported | None = None,
    seed: int | None = None,
) -> Tension:
    """Which codes at opposite poles of an axis meet, more or less often than chance would have it.

    Parameters
    ----------
    level
        Where codes meet: in one `statement` or one `source`.
    chance
        What chance shuffles: `all` statements, or those of each source among themselves (`within_sources`).
    where, reported, seed
        As of `profile`.

    Returns
    -------
    Tension
        Pairs of opposed codes with how often they meet, how often by chance, p and the p adjusted for all pairs.

    Examples
    --------
    >>> import idealtypes as it
    >>> met = it.tension("examples/support_colleagues").pairs[0]
    >>> met.a, met.b, met.observed
    ('fellow_human_role', 'professional_role', 3)
    """
    from idealtypes.analyses.tension.tension import tension as found
    from idealtypes.study import opened_quoted

    settings: Choices = {}
    if reported is not None:
        settings["reported"] = reported
    if seed is not None:
        settings["seed"] = seed
    return found(opened_quoted(study, "tension", where, settings), level, chance)


@checked
def agreement(
    study: AnyStudy,
    *,
    metric: Literal["interval", "ordinal"] = "interval",
    coefficient: Chance = "krippendorff",
    weights: ValueWeights | str | Path | None = None,
    variance: Variance = "jackknife",
    types: bool = False,
    worksheet: str | Path | None = None,
    resolved: str | Path | None = None,
    as_: str = "consensus",
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Agreement:
    """How far coders, or raters, decide alike: Krippendorff's alpha, or another coefficient, with its interval.

    Parameters
    ----------
    metric
        Of positions and ratings; `ordinal` where a scale has ranks only.
    coefficient
        `krippendorff`, `gwet` (AC1; with weights AC2), `brennan_prediger`, `fleiss`, `scott`, `conger`, `cohen` or
        `percent`.
    weights
        Of positions and ratings, in place of the metric: `identity`, `linear`, `quadratic`, `ordinal`, `radical`,
        `ratio`, `circular` or `bipolar`; or a file with a square table of categories, positions or ids of poles.
    variance
        `jackknife`: the error by leaving out each source in turn, the interval that of a share; `gwet`: linearised, as
        published, with units taken as independent.
    types
        Also every case's type under each coder alone, with its probability, and the fewest disputed statements that
        take the case out of its type if they are settled against it.
    worksheet
        Write a .xlsx or .csv sheet of the statements on which coders disagree, worst for the conclusion first, with
        room for a decision and its reason.
    resolved
        Read such a sheet (.xlsx, .ods, .csv or .tsv), and write its decisions into the study as codings of a coder of
        the kind `consensus`, which alone enter the numbers there; the answer is that of the study as it is then.
    as_
        What that coder is called.
    where, **settings
        As of `profile`.

    Returns
    -------
    Agreement
        The coefficient over all codes, per aspect and per code: 1 where all decide alike, 0 as by chance; None with its
        reason.

    Raises
    ------
    IdealtypesError
        For another metric, coefficient, weights or variance.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.agreement("tests/studies/good_full").ratings.units
    1
    """
    from dataclasses import replace
    from pathlib import Path

    from idealtypes.analyses.agreement.agreement import agreement as found
    from idealtypes.errors import BadCall
    from idealtypes.study import changing, opened_quoted, settle, weights_of, write_disagreements

    if worksheet is not None and resolved is not None:
        raise BadCall("`worksheet` writes a sheet and `resolved` reads one: give one of them")
    if resolved is not None and where is not None:
        raise BadCall("`resolved` decides on statements of the whole study: leave out `where`")
    done = None
    if resolved is None:
        opened = opened_quoted(study, "agreement", where, settings)
    else:
        with changing(study, "agreement"):
            opened, done = settle(opened_quoted(study, "agreement", where, settings), Path(resolved), as_)
    if worksheet is not None:
        write_disagreements(opened, Path(worksheet))
    weighed = weights_of(weights)
    answer = found(opened, metric, coefficient=coefficient, weights=weighed, variance=variance, types=types)
    return answer if done is None else replace(answer, resolved=done)


@checked
def diff(
    old: AnyVersion,
    new: AnyVersion,
    study: AnyStudy | None = None,
    *,
    where: Selection | None = None,
) -> CodebookDiff:
    """What changed between two versions of a codebook, and what each change did to the numbers.

    Parameters
    ----------
    old, new
        The versions: studies, with their schemes and codings; or schemes, as read, by their ids or paths, or by the
        name of a former version that a study keeps in `versions/`.
    study
        Whose codings the numbers are of, where the versions are schemes: it is coded with one of them.
    where
        As of `profile`, of each study.

    Returns
    -------
    CodebookDiff
        `changes`: what was renamed, merged, split, moved, placed or defined anew, dropped and added, with how that is
        told; `effects`: what each step did to the balance of each case on each aspect, which add up to the whole.

    Raises
    ------
    IdealtypesError
        For versions without a common code, and for a study that is coded with neither.

    Examples
    --------
    >>> import idealtypes as it
    >>> it.diff("support_colleagues", "examples/support_colleagues").changes
    ()
    """
    from idealtypes.analyses.diff.codebook_diff import codebook_diff
    from idealtypes.study import opened, studies_in, version_of

    roots = studies_in(study, new, old)
    sides = version_of(old, roots, where), version_of(new, roots, where)
    return codebook_diff(*sides, None if study is None else opened(study, where))


@checked
def sets(
    study: AnyStudy,
    *,
    outcome: str,
    anchors: Sequence[float] | None = None,
    negate: bool = False,
    inclusion: float = 0.8,
    pri: float = 0.0,
    least: int = 1,
    r: str | Path | None = None,
    view: View = "all",
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> SetFits:
    """How the ideal types fit an outcome of the cases, as sets: consistency, coverage, PRI, relevance, truth table.

    Parameters
    ----------
    outcome
        A column of the cases: a membership from 0 to 1, or any number with `anchors`.
    anchors
        Full out, crossover and full in of the outcome, in its own units.
    negate
        The absence of the outcome: what makes for it may differ.
    inclusion, pri
        Consistency and PRI of a sufficient row, in [0, 1].
    least
        Cases below which a row is left open.
    r
        A folder to write the calibrated table to, with a script for R's QCA and SetMethods.
    view, where, **settings
        As of `profile`.

    Returns
    -------
    SetFits
        Per condition: consistency, coverage, PRI and relevance in [0, 1]; the truth table; the cases left out.

    Raises
    ------
    IdealtypesError
        For a column that is not there, or values that are no memberships.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.sets("tests/door/rated", outcome="users", anchors=[0, 40, 100], least=2)
    >>> len(found.conditions)
    11
    """
    from pathlib import Path

    from idealtypes.analyses.sets.case_outcome import case_outcome
    from idealtypes.analyses.sets.fits import set_fits
    from idealtypes.analyses.types.membership import membership
    from idealtypes.engine.views import study_profile
    from idealtypes.study import opened_quoted, write_for_r

    chosen = opened_quoted(study, "sets", where, settings)
    wanted = case_outcome(chosen, outcome, anchors, negate=negate)
    members = membership(study_profile(chosen, view))
    found = set_fits(members, wanted, inclusion=inclusion, pri=pri, least=least)
    if r is not None:
        write_for_r(chosen, found, Path(r))
    return found


# What if


@checked
def scenarios(
    study: AnyStudy,
    *,
    case: str | None = None,
    measures: str | Sequence[str] | None = None,
    goal: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    sets: int | None = None,
    where: Selection | None = None,
    progress: Progress | None = None,
    **settings: Unpack[Choices],
) -> ScenarioAnalysis:
    """What measures would move, what informants say of the outcomes, and how sets of measures compare.

    It recomputes what was said and assumed; it is no forecast.

    Parameters
    ----------
    case
        The case to look at; by default the first.
    measures
        A measure, or a set of them, to look at instead of the scenarios of the file.
    goal
        Aspect → pole: also find the fewest measures that take these aspects to these poles.
    weights
        Outcome → weight, 0 or more: what the outcomes weigh in the order, those left out 0, instead of the weights of
        the file, or of all weights.
    sets
        Also rank all admissible sets of up to so many measures.
    progress
        Told how much is done while sets are searched.
    where, **settings
        As of `profile`.

    Returns
    -------
    ScenarioAnalysis
        Per scenario: the balance before and after, the ideal type, what claims say of each outcome; how far the sets
        can be ordered, the tipping points, and what the lead hangs on.

    Raises
    ------
    IdealtypesError
        For a study without scenarios, and for a case, a measure, an aspect, a pole or an outcome that is not there.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.scenarios("examples/support_colleagues", measures="register_contacts")
    >>> [(move.aspect, round(move.change, 2)) for move in found.prospects[1].aspects]
    [('accessibility', 0.0), ('help', 0.0), ('contact', 0.12)]
    >>> found.order.above  # of most outcomes nobody quoted speaks: neither is better
    ()
    """
    from idealtypes.analyses.scenarios.scenarios import scenarios as found
    from idealtypes.study import opened_quoted

    return found(
        opened_quoted(study, "scenarios", where, settings),
        case,
        measures=[measures] if isinstance(measures, str) else measures,
        goal=goal,
        weights=weights,
        all_of=sets,
        progress=progress,
    )


# Share


@checked
def methods(
    study: AnyStudy,
    *,
    language: str = "en",
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Methods:
    """The methods section of a study, from its data and notes; what they do not say is marked as missing.

    Parameters
    ----------
    language
        Of the text: one with a template in `reports/methods/`.
    where, **settings
        As of `profile`.

    Returns
    -------
    Methods
        The `text` as Markdown, what is `missing`, and the checklists SRQR and COREQ as far as the study tells.

    Raises
    ------
    IdealtypesError
        For a language without a template.

    Examples
    --------
    >>> import idealtypes as it
    >>> [heading for heading, _ in it.methods("examples/seven_orders", draws=200).sections][:3]
    ['Material and sample', 'Coding', 'From codes to positions']
    """
    from idealtypes.reporting.methods_section import methods_of
    from idealtypes.study import opened

    return methods_of(opened(study, where, settings), language)


@checked
def report(
    study: AnyStudy,
    output: str | Path | None = None,
    *,
    language: str = "en",
    sharing: bool = False,
    k: int | None = None,
    to_approve: str | Path | None = None,
    figures: str | Sequence[str] = "svg",
    format: str | Sequence[str] | None = None,
    sections: str | Sequence[str] | None = None,
    brief: bool = False,
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Path:
    """Write the report, one page that works offline, with figures and tables, or a document; gives its path.

    Parameters
    ----------
    output
        The folder to write; by default `report` in the study's folder, with `sharing` `report_for_sharing`, with
        `brief` `brief`. Or one file that ends in .html, .docx, .pdf or .md: it alone is written (figures of a Markdown
        file beside it).
    language
        Of the report's words: en, nb, …
    sharing
        Show only what may leave the project: what k informants or more stand behind, under pseudonyms, with approved
        texts. What `sharing.yaml` in the study's folder says holds (docs/security.md).
    k
        With `sharing`, how many informants stand behind every number, 3 or more; else as `sharing.yaml` says, or 5.
    to_approve
        With `sharing`, also write a `sharing.yaml` to fill in: every text that could be approved, and where it stands.
    figures
        The kinds of files of its figures: `svg`, `pdf` and `png`, one or several, as `"svg,pdf"` or in a list. They are
        174 mm wide, PNG with 300 dpi; `figure` draws one at any width.
    format
        What the report is written as: `html`, `docx`, `pdf` and `md`, one or several, as `"html,docx"` or in a list; by
        default as the file ends, or `html`. A PDF is printed by Chromium where there is one, else by WeasyPrint.
    sections
        The sections to show, in this order, by the names of their templates, as `"result,profile,types"` or in a list.
    brief
        Write one A4 page for a board meeting instead of the report.
    where, **settings
        As of `profile`. A report for sharing is of the whole study.

    Returns
    -------
    Path
        Of `report.html`, or of the first format.

    Raises
    ------
    IdealtypesError
        For a language the report has no words in, a section that there is not, a template of the study that fails, a
        PDF where nothing prints one, and a folder that holds files of the study or cannot be written. With
        `sharing`, for a `where`, for faults of `sharing.yaml` or of the key of the pseudonyms, and for a folder with a
        report that was not made for sharing.

    Examples
    --------
    >>> import idealtypes as it
    >>> import tempfile
    >>> it.report("tests/studies/good_minimal", tempfile.mkdtemp()).name
    'report.html'
    """
    from idealtypes.files.saving import spared
    from idealtypes.reporting.board_brief import BoardBrief
    from idealtypes.reporting.figures.files import kinds_of
    from idealtypes.reporting.report import whole_report, write_brief, write_one, write_report
    from idealtypes.study import for_sharing, inputs, opened, report_folder, report_formats, section_names

    kinds, names = kinds_of(figures), section_names(sections, brief)
    formats, one = report_formats(output, format)
    chosen = opened(study, where, settings)
    for_sharing(chosen, sharing, k, to_approve)
    if one is None and not brief:
        folder = report_folder(chosen, output, sharing=sharing)
        return write_report(
            chosen,
            folder,
            language=language,
            sharing=sharing,
            k=k,
            figures=kinds,
            formats=formats,
            names=names,
        )
    if one is not None:
        spared(one, inputs(chosen))
        whole = whole_report(chosen, language=language, sharing=sharing, k=k, names=names)
        return write_one(BoardBrief(whole) if brief else whole, one, formats[0])
    folder = report_folder(chosen, output, sharing=sharing, name="brief")
    return write_brief(
        BoardBrief(whole_report(chosen, language=language, sharing=sharing, k=k)), folder, formats
    )


@checked
def figure(
    study: AnyStudy,
    name: str | None = None,
    *,
    output: str | Path | None = None,
    width: str = "174mm",
    language: str = "en",
    view: View = "all",
    case: str | None = None,
    sharing: bool = False,
    k: int | None = None,
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Figures:
    """A figure of the report at any width, as SVG, PDF or PNG; without a name, which figures there are.

    Parameters
    ----------
    name
        Of the figure: `balance`, `views`, `types`, `map`, …
    output
        The file to write, ending in .svg, .pdf or .png; without one nothing is written.
    width
        Of the figure, as `85mm` and `174mm` (one column and two), `12cm` or `7in`; `wide` and `narrow` as on the page.
        The height follows. No letter is smaller than 6 pt.
    language
        Of the words: en, nb, …
    view, case
        Of the figure `balance`: what is talked about, and one case among many.
    sharing, k
        As of `report`: only what may leave the project.
    where, **settings
        As of `profile`.

    Returns
    -------
    Figures
        With `one`, the figure: its title, caption and numbers in words. `plot(ax)` draws it into axes.

    Raises
    ------
    IdealtypesError
        For a name, case or width that there is not, for a file with another ending or of the study; with `sharing` as
        of `report`.

    Examples
    --------
    >>> import idealtypes as it
    >>> study = it.read_study("tests/studies/good_minimal")
    >>> [figure.name for figure in study.figure().figures][:2]
    ['balance', 'types']
    >>> study.figure("balance", width="85mm").content("svg")[:5]
    b'<?xml'
    """
    from pathlib import Path as FilePath

    from idealtypes.reporting.report_figures import call_of, kind_of_file, report_figures, save_figure
    from idealtypes.study import for_sharing, inputs, opened

    chosen = opened(study, where, settings)
    for_sharing(chosen, sharing, k, None)
    asked = {"width": width, "language": language, "view": view, "case": case, "sharing": sharing, "k": k}
    usual = {"width": "174mm", "language": "en", "view": "all", "sharing": False}
    said = {key: value for key, value in {**asked, "where": where}.items() if value != usual.get(key)}
    kind = None if output is None else kind_of_file(FilePath(output))
    found = report_figures(
        chosen, name, width=width, language=language, view=view, case=case, sharing=sharing, k=k,
        call=call_of(chosen, name, said | dict(settings)),
    )  # fmt: skip
    if output is not None and kind is not None:
        save_figure(found, FilePath(output), kind, inputs(chosen))
    return found


@checked
def export(
    study: AnyStudy,
    output: str | Path,
    *,
    as_: Literal["qdpx", "qdc", "taguette", "tidy", "matrix", "draws", "graphml", "r"] | None = None,
    parquet: bool = False,
    sharing: bool = False,
    k: int | None = None,
    to_approve: str | Path | None = None,
    where: Selection | None = None,
    **settings: Unpack[Choices],
) -> Exported:
    """Write a study for other programs: a project, a codebook, tables, a matrix, the draws, or the network of codes.

    Parameters
    ----------
    output
        The file, by its ending .qdpx, .qdc, .graphml or .xlsx; or a folder, which gets tidy tables.
    as_
        What to write where the name does not tell: qdpx, qdc, taguette, tidy, matrix, draws, graphml, r.
    parquet
        Tables in a folder as parquet instead of csv.
    sharing
        Write only what may leave the project, as in a report for sharing: tables, r or a codebook, with a log of what
        is left out.
    k
        With `sharing`, how many informants stand behind every number, 3 or more; else as `sharing.yaml` says, or 5.
    to_approve
        With `sharing`, also write a `sharing.yaml` to fill in, the texts of codes included.
    where, **settings
        As of `profile`. An export for sharing is of the whole study.

    Returns
    -------
    Exported
        The files that were written, how much they hold, and what has no place in them.

    Raises
    ------
    IdealtypesError
        Where the name and what is to be written do not go together, or something else is there already. With
        `sharing`, for a `where`, and for kinds that are made of single statements.

    Examples
    --------
    >>> import idealtypes as it
    >>> import tempfile
    >>> found = it.export("tests/studies/good_minimal", tempfile.mkdtemp() + "/study.qdpx")
    >>> [path.name for path in found.files]
    ['study.qdpx']
    """
    from pathlib import Path

    from idealtypes.analyses.tension.tension import tension as met
    from idealtypes.exchange.exporting import check, export_study, kind_of
    from idealtypes.reporting.shared_facts import neutral_names
    from idealtypes.reporting.wording.words import words_in
    from idealtypes.study import for_sharing, opened

    path = Path(output)
    kind = as_ or kind_of(path)
    check(kind, path, parquet)
    chosen = opened(study, where, settings)
    for_sharing(chosen, sharing, k, to_approve, codes=True)
    return export_study(
        chosen,
        path,
        kind=kind,
        parquet=parquet,
        network=lambda one: met(one).network.to_graphml(),
        sharing=neutral_names(words_in("en")) if sharing else None,
        k=k,
    )


@checked
def verify(study: AnyStudy, report: str | Path) -> Verification:
    """What of a report still holds: computed anew from the study with the report's settings, line by line.

    Parameters
    ----------
    study
        The study as it is now, or its path.
    report
        The folder that `report` wrote, its page, or its record `provenance.json`.

    Returns
    -------
    Verification
        `holds`: whether nothing is changed, gone or new; `lines`, each with `of` (page, formulas, version, selection,
        setting, file, statement, finding), `outcome`, and what it `was` and is `now`; docs/security.md says what
        that proves.

    Raises
    ------
    BadInput
        For a page without a record, and a record that is damaged.
    IdealtypesError
        Where there is no report, and for a study of which this report cannot be made.

    Examples
    --------
    >>> import idealtypes as it
    >>> import tempfile
    >>> page = it.report("tests/studies/good_minimal", tempfile.mkdtemp())
    >>> it.verify("tests/studies/good_minimal", page).holds
    True
    """
    from pathlib import Path

    from idealtypes.reporting.record.verification import verify_report
    from idealtypes.study import opened

    return verify_report(opened(study), Path(report))


@checked
def withdraw(study: AnyStudy, source: str, *, dry_run: bool = False) -> Withdrawn:
    """An informant taken out of a study wherever she is in it, in one step; what still holds her, what she changed.

    Parameters
    ----------
    study
        A study in a folder, or its path. Read it again to count without her; the result has it.
    source
        Her id, or another name of hers in `study.yaml`.
    dry_run
        Tell the same, and write nothing.

    Returns
    -------
    Withdrawn
        `removed`, by kind; `looked.held`, the files in and beside the folder that still hold her; `changed` and
        `types`, the numbers and the types with her and without.

    Raises
    ------
    IdealtypesError
        For a source that is not there, with near names, and for the only one of a study.
    BadInput
        With every file that holds her and cannot be rewritten (tables other than csv and tsv), and every fault that the
        study would have without her; nothing is written then.

    Examples
    --------
    >>> import idealtypes as it
    >>> import shutil, tempfile
    >>> folder = shutil.copytree("tests/studies/good_minimal", tempfile.mkdtemp() + "/study")
    >>> it.withdraw(folder, "guest").removed
    {'statements': 1}
    """
    from idealtypes.reporting.withdrawn import withdrawn
    from idealtypes.study import opened

    return withdrawn(opened(study), source, dry_run=dry_run)


# Look up


@checked
def logics(theory: str | Path | None = None, *, language: str = "en") -> Logics:
    """The shipped theories, or one of them in full: its logics with their elements, its axes with their poles.

    Parameters
    ----------
    theory
        The id of a shipped theory, or the path of a file.
    language
        Of the texts.

    Examples
    --------
    >>> import idealtypes as it
    >>> [theory.id for theory in it.logics().theories][2]
    'march_olsen'
    """
    from idealtypes.files.content import shipped
    from idealtypes.reporting.library import Logics

    if theory is not None:
        one = read_theory(theory)
        return Logics((one,), one, language)
    return Logics(tuple(read_theory(name) for name in shipped("logics")), None, language)


@checked
def schemes(scheme: str | Path | None = None, *, language: str = "en") -> Schemes:
    """The shipped coding schemes, or one of them in full: aspects, ideal types, and codes with their places.

    Parameters
    ----------
    scheme
        The id of a shipped scheme, or the path of a file.
    language
        Of the texts.

    Examples
    --------
    >>> import idealtypes as it
    >>> [scheme.id for scheme in it.schemes().schemes]
    ['doctor_programmes', 'peer_support_2023', 'support_colleagues']
    """
    from idealtypes.files.content import shipped
    from idealtypes.reporting.library import Schemes

    if scheme is not None:
        one = read_scheme(scheme)
        return Schemes((one,), one, language)
    return Schemes(tuple(read_scheme(name) for name in shipped("coding_schemes")), None, language)


@checked
def sheet(
    scheme: str | Path | AnyStudy,
    *,
    cases: str | Path | Sequence[str] | None = None,
    by: Literal["aspect", "trait"] = "aspect",
    rater: str | Sequence[str] = (),
    language: str = "en",
    output: str | Path | None = None,
) -> RaterSheets:
    """What raters fill in, by a scheme: a form to print, and a workbook each that comes back as ratings.

    Parameters
    ----------
    scheme
        The id of a shipped scheme, the path of a scheme, or a study, whose cases and rating scale are taken.
    cases
        What is rated: a table with `id` and `title`, names, or names with `;` between. Without any the rater writes
        them down.
    by
        A row for each `aspect` of a case (for each dimension, on aspects of `kind: presence`), or for each `trait`.
    rater
        Who rates: each has a sheet of her own.
    language
        Of the words: en, nb, …
    output
        A .xlsx, .csv or .html for one rater, or a folder, which gets a workbook and a page for each.

    Raises
    ------
    IdealtypesError
        For a file that is there already: nothing is written over. For several raters and one file.

    Examples
    --------
    >>> import idealtypes as it
    >>> found = it.sheet("doctor_programmes", cases="Oslo;Bergen")
    >>> [(item.aspect.id, item.open, len(item.places)) for item in found.items[3:]]
    [('care', 'intensity', 3), ('ownership', 'position', 6), ('supervision', 'position', 7)]
    """
    from pathlib import Path

    from idealtypes.study import rater_sheets

    return rater_sheets(scheme, cases, by, rater, language, None if output is None else Path(output))
