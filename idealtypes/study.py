"""What a user holds: a study that answers every question of the command line, and how a call becomes a study."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import narwhals
import narwhals.exceptions

import idealtypes as door
from idealtypes.engine.profile import Profile
from idealtypes.engine.result import said
from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.model.arguments import checked, kind_of
from idealtypes.model.coefficient_names import VALUE_WEIGHTS, ValueWeights
from idealtypes.model.conditions import Selection, Value
from idealtypes.model.hints import hint
from idealtypes.model.own_weights import OwnWeights
from idealtypes.model.scheme import Scheme
from idealtypes.model.settings import CommonChoices
from idealtypes.model.spelling import named
from idealtypes.model.study import ONE_CASE, StudyData
from idealtypes.model.suggestion import Suggestion

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from idealtypes.analyses.agreement.disagreements import Resolved
    from idealtypes.analyses.condense.condensed import Condensed
    from idealtypes.analyses.diff.codebook_diff import CodebookVersion
    from idealtypes.analyses.sets.fits import SetFits
    from idealtypes.analyses.suggest.suggest import Taken
    from idealtypes.engine.views import View
    from idealtypes.files.suggestions import Recorded
    from idealtypes.model.study import Goal
    from idealtypes.reporting.edited import Edited
    from idealtypes.reporting.rater_sheets import RaterSheets

    AnyStudy: TypeAlias = StudyData | str | Path  # a study, or the path of its folder or of its study.yaml
    Given: TypeAlias = AnyStudy | Profile | IntoFrame  # … or a profile, or a table of codings
    AnyScheme: TypeAlias = Scheme | str | Path
    AnyVersion: TypeAlias = StudyData | Scheme | str | Path  # a study, or a scheme

SCRIPT = "calibrated.R"
OF_TYPES = {
    "calibration",
    "connective",
    "assigned",
}  # settings that change no profile, but what types are made of it


class Study(StudyData):
    """A study as read from its folder; frozen. Its methods are the functions of `idealtypes`.

    See `idealtypes.model.study.StudyData` for what it holds. `study.compare(by="period")` is
    `idealtypes.compare(study, by="period")`, with the same words as `idealtypes compare --by period`.
    """

    agreement = door.agreement
    check = door.check
    compare = door.compare
    condense = door.condense
    diff = door.diff
    edit = door.edit
    evidence = door.evidence
    export = door.export
    figure = door.figure
    influence = door.influence
    methods = door.methods
    open = door.open
    place = door.place
    profile = door.profile
    report = door.report
    robustness = door.robustness
    saturation = door.saturation
    scenarios = door.scenarios
    sets = door.sets
    sheet = door.sheet
    suggest = door.suggest
    tabulate = door.tabulate
    tension = door.tension
    types = door.types
    verify = door.verify
    withdraw = door.withdraw

    @checked
    def translation(self, language: str = "en") -> Callable[[str], str] | None:
        """What puts the English texts of a command's table into a language; None where they stay as they are.

        Parameters
        ----------
        language
            One that has a catalogue in `reports/terminal`.

        Raises
        ------
        IdealtypesError
            For a language without one.

        Examples
        --------
        >>> import idealtypes as it
        >>> told = it.read_study("examples/support_colleagues").translation("nb")
        >>> told("1 case · 62 statements of 13 sources")
        '1 ordning · 62 utsagn fra 13 kilder'
        """
        from idealtypes.reporting.wording.catalogue import translator

        return translator(self, language)

    @checked
    def profile_of_case(self, case: str, *, view: View = "all") -> Profile:
        """The profile for questions about one case: what is said of it is to the last digit what `profile` says, and no
        draws are made for the others, which need not be in it.

        Parameters
        ----------
        case
            Its id.
        view
            As in `profile`.

        Raises
        ------
        BadCall
            For a case that is not there.

        Examples
        --------
        >>> import idealtypes as it
        >>> study = it.read_study("examples/seven_orders")
        >>> one, every = study.profile_of_case("chain"), study.profile()
        >>> len(one.cases), bool((one.shares[0] == every.shares[every.cases.index("chain")]).all())
        (1, True)
        """
        from idealtypes.engine.case_profile import case_profile

        profile = self.profile(view=view)
        own = self.name_of("cases", case)
        if own not in profile.cases:
            raise BadCall(f"there is no case `{case}`; {hint(case, profile.cases)}")
        return case_profile(profile, own)

    @checked
    def where(self, selection: Selection | None = None, /, **columns: Value | Sequence[Value]) -> Study:
        """The study of the statements for which every condition holds.

        A column is one of the statements, else of their sources, else of their cases; `case` and `coder` choose cases
        and coders. Cases and aspects on which nothing remains are silent, not gone; only a choice of cases leaves
        cases out.

        Parameters
        ----------
        selection
            A condition as `--where` has it (`"condition!=safety_at_risk"`, `"sex=f|m"`, `"wave="` for blank cells), a
            list of them, or a mapping from columns to a value, several values, or None for blank cells.
        **columns
            The same as keyword arguments: `where(kind="interview", sex=["f", "m"], wave=None)`.

        Raises
        ------
        IdealtypesError
            For a column or a value that is not there, with what there is.
        """
        from idealtypes.engine.coded import where

        chosen = where(self, selection) if selection else self
        return where(chosen, columns) if columns else chosen


@dataclass(frozen=True, repr=False)
class Started:
    """A new study, copied from a template or from the shipped example.

    Attributes
    ----------
    study
        The study as it is in its folder.
    files, changed
        The names of the files that were written; of those that were there, differ from the example, and are kept.
    report
        The page of its report, where one was written.
    """

    study: Study
    files: tuple[str, ...]
    changed: tuple[str, ...] = ()
    report: Path | None = None

    def __repr__(self) -> str:
        page = "" if self.report is None else f"; the report: {self.report}"
        return f"<Started {self.study.root}: {len(self.files)} files written{page}>"


def held(data: StudyData) -> Study:
    """The user's study of what was read."""
    if isinstance(data, Study):
        return data
    return Study(**{field.name: getattr(data, field.name) for field in fields(data) if field.init})


def opened(given: Any, where: Selection | None = None, settings: CommonChoices | None = None) -> Study:
    """The study that is meant: as it is or read from its path, its settings changed, its statements selected."""
    from idealtypes.files.study import read_study

    if isinstance(given, StudyData):
        study = held(given)
    elif isinstance(given, (str, Path)):
        study = held(read_study(Path(given)))
    else:
        raise BadCall(f"`study` is {kind_of(given)}: it should be a study, or the path of one")
    changes: dict[str, Any] = {k: v for k, v in (settings or {}).items() if v is not None}
    study = study.with_settings(**changes) if changes else study
    return study.where(where) if where else study


def edited_by_user(done: Edited) -> Edited:
    """What was edited, with the study as a user holds it."""
    return done if done.study is None else replace(done, study=held(done.study))


@contextmanager
def changing(given: Any, command: str, as_read: bool = True) -> Iterator[None]:
    """Change the study that is meant: nobody else does until this ends; what is put is written then, all or nothing.

    A study that was read before has to be `as_read`, unless what changes is read anew in any case.
    """
    from idealtypes.files.content import STUDY
    from idealtypes.storage.transaction import writing

    root: Path | None = given.root if isinstance(given, StudyData) else None
    if isinstance(given, (str, Path)):
        path = Path(given)
        root = path.parent if path.name == STUDY else path
    if root is None or not root.is_dir():
        yield  # whatever is wrong with it is told where it is opened
        return
    with writing(root, command) as change:
        if isinstance(given, StudyData) and as_read:
            change.saw((name, digest) for name, digest in given.inputs if (root / name).is_file())
        yield


def opened_quoted(
    given: Any, question: str, where: Selection | None = None, settings: CommonChoices | None = None
) -> Study:
    """The study that is meant, for a question that has no answer between two bounds: where the study asks for extents,
    reported sources are left out, as the settings of the answer say; a call that asks for them is refused."""
    if (settings or {}).get("reported") == "extent":
        raise BadCall(
            f"`reported` is `extent`, and `{question}` has no answer between two bounds: it can `exclude` or `include` "
            "what is reported; `profile`, `types` and `compare` take extents"
        )
    study = opened(given, where, settings)
    return study.with_settings(reported="exclude") if study.settings.reported == "extent" else study


def profiled(
    given: Given,
    scheme: AnyScheme | None,
    view: View,
    where: Selection | None,
    settings: CommonChoices,
) -> tuple[Profile, Goal | None]:
    """The profile that is meant, and the goal of its study: of a study, of a table of codings, or as it is."""
    from idealtypes.engine import profile as engine
    from idealtypes.engine.views import study_profile

    if isinstance(given, (StudyData, str, Path)):
        if scheme is not None:
            raise BadCall("`scheme` goes with a table of codings: a study has its own")
        study = opened(given, where, settings)
        return study_profile(study, view), study.goal
    if where is not None:
        raise BadCall("`where` goes with a study: choose the rows of a table before")
    if view != "all":
        raise BadCall(
            "`view` goes with a study: a table of codings has no modes and no claims, a profile has its view"
        )
    changes: dict[str, Any] = {k: v for k, v in settings.items() if v is not None}
    if isinstance(given, Profile):
        if scheme is not None:
            raise BadCall("`scheme` goes with a table of codings: a profile has its own")
        if made := sorted(set(changes) - OF_TYPES):
            raise BadCall(f"`{made[0]}` is settled where the profile is made: give it to `profile`")
        return (replace(given, settings=given.settings.changed(**changes)) if changes else given), None
    try:
        narwhals.from_native(given)
    except narwhals.exceptions.DuplicateError:
        raise BadCall(
            "`study` is a table with two columns of one name: give each a name of its own"
        ) from None
    except TypeError:
        raise BadCall(
            f"`study` is {kind_of(given)}: it should be a study, the path of one, a profile, or a table of codings in "
            "a dataframe"
        ) from None
    if scheme is None:
        raise BadCall(
            "`scheme` is missing: the coding scheme of the table, the id of a shipped one, or its path"
        )
    return engine.profile(given, scheme_of(scheme), **changes), None


def scheme_of(given: AnyScheme) -> Scheme:
    """The coding scheme that is meant."""
    from idealtypes.files.schemes import read_scheme

    if isinstance(given, Scheme):
        return given
    if isinstance(given, (str, Path)):
        return read_scheme(given)
    raise BadCall(
        f"`scheme` is {kind_of(given)}: it should be a coding scheme, the id of a shipped one, or its path"
    )


def version_of(
    given: AnyVersion, roots: Sequence[Path] = (), where: Selection | None = None
) -> CodebookVersion:
    """The version of a codebook that is meant: a study, a scheme, the path of one, a shipped id, or the name of a
    version that one of these studies keeps; with the log of its decisions."""
    from idealtypes.analyses.diff.codebook_diff import CodebookVersion
    from idealtypes.files.content import STUDY
    from idealtypes.files.decision_log import log_file, read_decisions
    from idealtypes.files.faults import Findings
    from idealtypes.files.versions import VERSIONS, named_version

    if isinstance(given, Scheme):
        return CodebookVersion(given, None, f"{given.id}, version {given.version}")
    if isinstance(given, StudyData):
        study = opened(given, where)
        name = folder_name(study) or study.title.say()
        return CodebookVersion(study.scheme, study, name, study.decisions)
    path = Path(given)
    if path.is_dir() or path.name == STUDY:
        return version_of(opened(path, where))
    scheme, file = named_version(str(given), list(roots))
    findings = Findings()
    kept = file.parent.name == VERSIONS  # a former version has no log of its own
    decisions = () if kept else read_decisions(log_file(file, scheme.id), findings)
    findings.stop_if_faulty()
    return CodebookVersion(scheme, None, f"{scheme.id}, version {scheme.version}", decisions)


def studies_in(*given: Any) -> list[Path]:
    """The folders of those of the arguments that are studies."""
    from idealtypes.files.content import STUDY

    roots = [one.root for one in given if isinstance(one, StudyData)]
    paths = [Path(one) for one in given if isinstance(one, (str, Path)) and one]
    roots += [
        path.parent if path.name == STUDY else path for path in paths if path.is_dir() or path.name == STUDY
    ]
    return [root for root in roots if root is not None]


def inputs(study: StudyData) -> list[Path]:
    """The files that a study was read from."""
    return [] if study.root is None else [study.root / name for name, _ in study.inputs]


def folder_name(study: StudyData) -> str:
    """The name of a study's folder, however it was named; "" for a study of no folder."""
    return "" if study.root is None else study.root.resolve().name


def for_sharing(
    study: StudyData, sharing: bool, k: int | None, to_approve: str | Path | None, *, codes: bool = False
) -> None:
    """Refuse what asks for more than sharing can give; write the texts to approve, where they are asked for, those of
    `codes` too if an export has them."""
    if not sharing:
        if k is not None or to_approve is not None:
            raise BadCall("`k` and `to_approve` are of what is made for sharing: say `sharing`, too")
        return
    if to_approve is not None:
        from idealtypes.disclosure.approved import write_skeleton as write

        write(study, Path(to_approve), codes=codes)


def report_folder(
    study: StudyData, output: str | Path | None, *, sharing: bool = False, name: str = "report"
) -> Path:
    """Where a report, or a brief, goes: never among the study's own files."""
    name = f"{name}_for_sharing" if sharing else name
    folder = (study.root or Path()) / name if output is None else Path(output)
    taken = [folder.resolve() / name for name in ("", "figures", "tables")]
    for path in inputs(study):
        if path.resolve().parent in taken:
            raise IdealtypesError(
                f"{folder} holds {path.name}, a file of the study: choose a folder for the report alone"
            )
    return folder


def report_formats(
    output: str | Path | None, given: str | Sequence[str] | None
) -> tuple[tuple[str, ...], Path | None]:
    """The formats of a report, and the one file that it is to be, where `output` ends in a format's name.

    >>> report_formats("for the board.PDF", None)
    (('pdf',), PosixPath('for the board.PDF'))
    >>> report_formats("out", "html,docx"), report_formats(None, None)
    ((('html', 'docx'), None), (('html',), None))

    Raises
    ------
    BadCall
        For a format that there is not, and a file whose ending says another.
    """
    from idealtypes.reporting.report_formats import FORMATS, formats_of

    ending = "" if output is None else Path(output).suffix.lower().removeprefix(".")
    if ending not in FORMATS or output is None:
        return formats_of("html" if given is None else given), None
    if given is not None and formats_of(given) != (ending,):
        raise BadCall(
            f"`output` is one file, {Path(output).name}, and `format` names others: give a folder, or leave it out"
        )
    return (ending,), Path(output)


def section_names(given: str | Sequence[str] | None, brief: bool) -> tuple[str, ...] | None:
    """The names of the sections that are asked for; None for all.

    >>> section_names("result, types", False)
    ('result', 'types')

    Raises
    ------
    BadCall
        With a brief, which has none.
    """
    if given is None:
        return None
    if brief:
        raise BadCall(
            "`sections` chooses those of the report, and a `brief` is one page: leave one of them out"
        )
    asked = given.split(",") if isinstance(given, str) else given
    return tuple(name.strip() for name in asked)


def write_skeleton(found: Condensed, to: Path | None) -> str:
    """Write the skeleton of the condensates, and give the file's name; BadCall where a file is in its place."""
    from idealtypes.files.condensate_skeleton import skeleton
    from idealtypes.files.condensates_file import MARKDOWN, YAML
    from idealtypes.files.content import shown
    from idealtypes.storage.transaction import writing_file

    root = found.study.root
    if to is None and root is None:
        raise BadCall("`write` needs a study from a folder: say `to`, a file")
    path = to if to is not None else Path(root or ".") / YAML
    there = [path] if to is not None or root is None else [root / YAML, root / MARKDOWN]
    for old in there:
        if old.exists():
            raise BadCall(f"{shown(old)} is there already: nothing is written over; `to` names another file")
    texts = dict(found.study.statements.select("id", "text").iter_rows())
    text = skeleton(found.groups, {id_: text or "" for id_, text in texts.items()})
    with writing_file(path, "condense") as change:
        change.put(path.absolute(), text.encode("utf-8"))
    return shown(path)


def write_for_r(study: StudyData, found: SetFits, folder: Path) -> tuple[Path, Path]:
    """Write the calibrated table and the script beside each other; neither over a file of the study."""
    from idealtypes.analyses.sets.calibrated import FILE, calibrated_table
    from idealtypes.files.saving import csv_bytes, spared
    from idealtypes.storage.transaction import writing

    calibrated, cuts = calibrated_table(found.membership, found.outcome), found.table
    table, script = folder / FILE, folder / SCRIPT
    for path in (table, script):
        spared(path, inputs(study))
    if cuts is None:
        raise IdealtypesError(f"nothing to write to {folder}: {said(found.why)}")
    text = calibrated.script(FILE, inclusion=cuts.inclusion, pri=cuts.pri, least=cuts.least)
    with writing(folder, "sets") as change:
        change.put(FILE, csv_bytes(calibrated.records()))
        change.put(SCRIPT, text.encode("utf-8"))
    return table, script


def weights_of(given: str | Path | None) -> ValueWeights | OwnWeights | None:
    """The weights of agreement that are meant: a name, or a table of one's own."""
    from idealtypes.files.weights_table import read_weights

    if given is None:
        return None
    if known := next((name for name in VALUE_WEIGHTS if name == str(given)), None):
        return known
    path = Path(given)
    if not path.is_file():
        raise IdealtypesError(
            f"weights are {', '.join(VALUE_WEIGHTS)}, or a table of categories; there is no file `{given}`"
        )
    return read_weights(path)


def write_disagreements(study: StudyData, path: Path) -> None:
    """Write what coders disagree on, to be settled."""
    from idealtypes.analyses.agreement.disagreements import disagreements
    from idealtypes.files.consensus_sheet import write_worksheet

    found = disagreements(study)
    coders = sorted({name for one in found for name in one.codes})
    write_worksheet(study, [one.record(coders) for one in found], path)


def settle(study: Study, path: Path, coder: str) -> tuple[Study, Resolved]:
    """Write the decisions of a worksheet into a study as a consensus of that name; the study as it is then."""
    from idealtypes.analyses.agreement.disagreements import Resolved, agreed_codes, disagreements
    from idealtypes.files.consensus import check_name, write_consensus
    from idealtypes.files.consensus_sheet import read_worksheet
    from idealtypes.files.study import read_study
    from idealtypes.storage.transaction import writing

    coder = named(coder)
    check_name(study, coder)
    disputed, before = [one.statement for one in disagreements(study)], agreed_codes(study)
    decided = read_worksheet(path, study, disputed, before)
    files: tuple[str, ...] = ()
    after: StudyData = study
    if decided.codes and study.root is None:
        raise IdealtypesError("the study was read from no folder: there is no file to write a consensus to")
    if decided.codes and study.root is not None:
        with writing(study.root, "agreement") as change:
            files = write_consensus(study, coder, decided)
            change.commit()
            after = read_study(study.root)
    done = Resolved(
        coder,
        tuple(decided.codes),
        tuple(s for s in decided.codes if s not in disputed),
        decided.before,
        decided.undecided,
        decided.absent,
        files,
    )
    return (held(after).with_settings(**study.settings.model_dump()) if files else study), done


def rater_sheets(
    given: Any,
    cases: str | Path | Sequence[str] | None,
    by: Literal["aspect", "trait"],
    rater: str | Sequence[str],
    language: str,
    output: Path | None,
) -> RaterSheets:
    """The sheets for raters of a scheme or a study, written where that is asked for."""
    from idealtypes.files.cases_to_rate import cases_to_rate
    from idealtypes.files.content import STUDY, shown
    from idealtypes.files.schemes import read_scheme
    from idealtypes.model.rating_scale import BETWEEN
    from idealtypes.reporting.rater_sheets import RaterSheets, targets
    from idealtypes.reporting.wording.names import titled
    from idealtypes.storage.reading import in_order

    path = Path(given) if isinstance(given, (str, Path)) else None
    of_study = path is None or path.name == STUDY or (path / STUDY).is_file()
    held_cases: dict[str, str] = {"": ""}
    scale, nouns = BETWEEN, dict[str, tuple[str, ...]]()
    if of_study:
        study = opened(given)
        scheme, (low, high) = study.scheme, study.settings.rating_scale
        scale, nouns = (float(low), float(high)), dict(study.cases_are)
        if study.cases["id"].to_list() != [ONE_CASE]:
            held_cases = titled(study.cases, language)
    else:
        scheme = read_scheme(str(given))
    if cases is not None:
        asked = cases_to_rate(cases, language)
        held_cases = {case: held_cases.get(case, title) for case, title in asked.items()}
    raters = (rater,) if isinstance(rater, str) else tuple(rater)
    found = RaterSheets(scheme, held_cases, by, raters, language, scale, cases_are=nouns)
    found.records()  # what cannot be asked is told before anything is written
    if output is None:
        return found
    if not output.suffix:
        in_order(output)  # before it is told what is there already
    wanted = targets(output, scheme, raters)
    found.write(wanted)
    return replace(found, files=tuple(shown(target) for target, _ in wanted))


def recorded(study: StudyData) -> dict[str, Recorded]:
    """What the study's `suggestions.csv` holds, by id.

    Raises
    ------
    BadInput
        With every fault of it.
    """
    from idealtypes.files.faults import Findings
    from idealtypes.files.suggestions import read_suggestions

    findings = Findings()
    found = read_suggestions(study.root, findings)
    findings.stop_if_faulty()
    return found


def open_suggestions(study: StudyData, before: Mapping[str, Recorded]) -> list[Suggestion]:
    """Those of `suggestions.csv` on which nobody decided, of the texts, the scheme and the seed as they are."""
    from idealtypes.files.suggestions import why_stale

    texts = dict(study.statements.select("id", "text").iter_rows())
    found = (one.suggestion for one in before.values() if one.suggestion.state == "open")
    return [one for one in found if why_stale(one, texts, study.scheme, study.settings.seed) is None]


def write_suggestions(
    study: StudyData, before: Mapping[str, Recorded], suggestions: Sequence[Suggestion]
) -> str | None:
    """Write `suggestions.csv`: what was decided stays, what is open is made anew. Its name; None where nothing changed.

    Raises
    ------
    BadInput
        Where it holds ticks that nobody has read.
    """
    from idealtypes.files.faults import Findings
    from idealtypes.files.suggestions import FILE_NAME, refuse_ticks, suggestions_bytes
    from idealtypes.storage.reading import read
    from idealtypes.storage.transaction import Changed, writing

    if study.root is None:
        return None
    findings = Findings()
    refuse_ticks(study.root, findings)
    findings.stop_if_faulty()
    decided = [one.suggestion for one in before.values() if one.suggestion.state != "open"]
    path = study.root / FILE_NAME
    content = suggestions_bytes([*decided, *suggestions])
    if path.exists() and read(path) == content:
        return None
    if not path.exists() and not decided and not suggestions:
        return None
    with writing(study.root, "suggest") as change:
        if recorded(study) != before:
            raise Changed(
                f"{path} was changed by somebody else since it was read: nothing is written; run the command again"
            )
        change.put(FILE_NAME, content)
    return FILE_NAME


def take_suggestions(
    study: Study, accept: Sequence[str | Path], reject: Sequence[str], coder: str | None
) -> tuple[Study, Taken]:
    """Write what a person accepts and rejects, all or none; the study as it is then."""
    from idealtypes.analyses.suggest.suggest import Taken
    from idealtypes.files.accepted_codings import accepted_files, accepting_coder
    from idealtypes.files.study import read_study
    from idealtypes.files.suggestion_sheet import decided_on
    from idealtypes.files.suggestions import FILE_NAME, suggestions_bytes
    from idealtypes.storage.transaction import writing

    known = recorded(study)
    taken, left, before = decided_on(study, known, accept, reject)
    who = accepting_coder(study, None if coder is None else study.name_of("coders", coder))
    files = accepted_files(study, who, [known[name].suggestion for name in taken])
    if taken or left:
        states = dict.fromkeys(taken, "accepted") | dict.fromkeys(left, "rejected")
        rows = [
            replace(one.suggestion, state=states[name], by=who) if name in states else one.suggestion  # type: ignore[arg-type]
            for name, one in known.items()
        ]
        files[FILE_NAME] = suggestions_bytes(rows)
        assert study.root is not None  # suggestions are known
        with writing(study.root, "suggest") as change:
            change.put_all(files)
            after = read_study(study.root)  # as it will be
        study = held(after).with_settings(**study.settings.model_dump())
    return study, Taken(who, taken, left, before, tuple(files))
