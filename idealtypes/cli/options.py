"""What several commands share: options with one meaning everywhere, and the study that STUDY names, opened."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import idealtypes as it
from idealtypes.cli.answering import OPENED, SPOKEN
from idealtypes.cli.terminal import note, speak
from idealtypes.errors import BadCall, Fault
from idealtypes.files.content import languages
from idealtypes.model.conditions import VIEWS
from idealtypes.model.text import counted

if TYPE_CHECKING:
    from idealtypes import Study
    from idealtypes.model.study import StudyData


F = TypeVar("F", bound=Callable[..., Any])


ENDINGS = (
    ".csv",
    ".xlsx",
    ".json",
    ".docx",
    ".md",
    ".tex",
)  # as files/saving.py; a test holds the two together


def _where(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Conditions as they were written; those that are none are told."""
    for text in given:
        if "=" not in text or not text.partition("=")[0].strip(" !"):
            raise click.BadParameter(f"`{text}` should be column=value, such as kind=interview")
    return given


def saving(*more: str) -> Callable[[Any], Any]:
    """`-o`, for a command that writes files with other endings, too."""
    endings = (*ENDINGS, *more)
    listed = f"{', '.join(endings[:-1])} or {endings[-1]}"

    def output(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() not in endings:
            raise click.BadParameter(f"`{path}` should end in {listed}")
        if path is not None and path.is_dir():
            raise click.BadParameter(f"`{path}` is a folder, and a file is needed")
        return path

    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(path_type=Path),
        callback=output,
        help=f"Save to a {listed} file instead of showing the table.",
    )


def _language(_: click.Context, __: click.Parameter, language: str | None) -> str | None:
    if language is not None and not re.fullmatch(r"[a-z]{2,3}", language):
        raise click.BadParameter(f"`{language}` is no language: write en, nb, …")
    if language == "no":
        raise click.BadParameter("`no` is written `nb` (Bokmål) or `nn` (Nynorsk)")
    return language


study = click.argument("study", metavar="STUDY", type=click.Path(path_type=Path))

where = click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=VALUE",
    callback=_where,
    help="Only statements with this value in a column of theirs, their sources' or their cases': also a|b, !=value, "
    "= for blank; repeatable, and all hold.",
)

view = click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="all",
    show_default=True,
    help="What is talked about; only what is, ought to be, is expected or would follow from a change; or what the "
    "claims say is useful.",
)

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")

output = saving()

language = click.option(
    "--language",
    metavar="CODE",
    default="en",
    show_default=True,
    callback=_language,
    help="Of the texts: en, nb, …",
)

report_language = click.option(
    "--language",
    type=click.Choice(languages()),
    default="en",
    show_default=True,
    help="Of the report's words.",
)


def _doubt(context: click.Context, option: click.Parameter, said: str | None) -> dict[str, float] | None:
    """`COMMON,CODE`, or one number for both."""
    if said is None:
        return None
    try:
        numbers = [float(part) for part in said.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (1, 2) or not all(0 <= n < float("inf") for n in numbers):
        raise click.BadParameter(f"{said!r} is not two numbers from 0 on, as `0.15,0.25`, nor 0")
    return {"common": numbers[0], "code": numbers[-1]}


_SETTINGS = {
    "level": click.option(
        "--level",
        metavar="L",
        type=click.FloatRange(0.5, 0.999),
        help="Level of the intervals, such as 0.9.",
    ),
    "draws": click.option(
        "--draws",
        metavar="N",
        type=click.IntRange(100, 1_000_000),
        help="Number of joint draws behind every probability.",
    ),
    "seed": click.option("--seed", metavar="N", type=click.IntRange(min=0), help="Seed of the draws."),
    "unit": click.option(
        "--unit",
        type=click.Choice(["source", "rater", "none"]),
        help="What was sampled; none: the evidence is complete.",
    ),
    "weighting": click.option(
        "--weighting", type=click.Choice(["statement", "coding", "source"]), help="What counts one."
    ),
    "repeats": click.option(
        "--repeats",
        type=click.Choice(["keep", "once_per_source"]),
        help="Whether a code counts each time, or once per source.",
    ),
    "reported": click.option(
        "--reported",
        type=click.Choice(["exclude", "include", "extent"]),
        help="Whether sources of kind `reported` count; extent: as so many as they say.",
    ),
    "placement_doubt": click.option(
        "--placement-doubt",
        metavar="COMMON,CODE",
        callback=_doubt,
        help="How far off codes may stand, together and each by itself, as `0.15,0.25`; 0: not at all.",
    ),
    "coder_doubt": click.option(
        "--coder-doubt",
        type=click.Choice(["on", "off"]),
        help="Whether what coders differ by is in the probabilities.",
    ),
    "raters": click.option(
        "--raters",
        type=click.Choice(["separate", "pooled"]),
        help="Whether raters have one error for all cases; pooled from two raters and eight cases on.",
    ),
    "models": click.option(
        "--models",
        type=click.Choice(["exclude", "include"]),
        help="Whether coders of the kind `model` count as people do.",
    ),
    "pooling": click.option(
        "--pooling",
        type=click.Choice(["auto", "none"]),
        help="Whether probabilities between eight cases or more are pooled toward the others.",
    ),
}


def settings(function: F) -> F:
    """The options that override the study's settings: keyword arguments, None where not given."""
    return reduce(lambda f, option: option(f), reversed(_SETTINGS.values()), function)


def sharing(what: str) -> Callable[[F], F]:
    """`--sharing` with what belongs to it: what may be told, and what has to be approved first."""

    def added(function: F) -> F:
        for option in (
            click.option(
                "--to-approve",
                metavar="FILE",
                type=click.Path(path_type=Path, dir_okay=False),
                help="With --sharing: write the texts to approve, to fill in.",
            ),
            click.option(
                "--k",
                type=int,
                metavar="N",
                help="With --sharing: informants behind every number; default 5.",
            ),
            click.option("--sharing", is_flag=True, help=what),
        ):
            function = option(function)
        return function

    return added


def only(*names: str) -> Callable[[Any], Any]:
    """Those of the settings that bear on a command."""
    return lambda function: reduce(lambda f, name: _SETTINGS[name](f), reversed(names), function)


SHOWN = 5  # warnings told by a command that is asked for something else


def _speaks(context: click.Context, _: click.Parameter, language: str) -> str:
    context.meta[SPOKEN] = language
    return language


# Of a command that prints a table of a study; `open_study` makes it speak.
table_language = click.option(
    "--language",
    type=click.Choice(languages()),
    default="en",
    show_default=True,
    callback=_speaks,
    expose_value=False,
    is_eager=True,
    help="Of the table: headings, words and titles.",
)


def _speak(study: Study) -> None:
    """Let tables be in the language that was asked for."""
    context = click.get_current_context(silent=True)
    language = "en" if context is None else context.meta.get(SPOKEN, "en")
    speak(study.translation(language))
    if context is not None:
        context.meta.setdefault(OPENED, study)
        context.call_on_close(lambda: speak(None))


def open_study(
    path: Path,
    where: Sequence[str] = (),
    overrides: Mapping[str, Any] | None = None,
    *,
    extents: bool = False,
) -> Study:
    """Read a study, keep the statements asked for, override its settings, and tell its warnings.

    `extents` is for commands that take reported findings by their extents; others leave them out, and say so.

    Raises
    ------
    BadInput
        With every fault of every file.
    IdealtypesError
        For a selection or a setting that does not fit the study.
    """
    study = it.read_study(path)
    tell_warnings(study.warnings, path)
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    if not extents:
        refuse_extents(given)
        if study.settings.reported == "extent" and "reported" not in given:
            note("The study takes what is reported by its extents: here reported sources are left out.")
    study = study.with_settings(**given) if given else study
    if where:
        study = study.where(where)
        note(f"{counted(len(study.statements), 'statement')} selected by --where")
    _speak(study)
    return study


def refuse_extents(given: Mapping[str, Any]) -> None:
    """Refuse `--reported extent` where there is no answer between two bounds."""
    if given.get("reported") == "extent":
        raise BadCall(
            "`reported` is `extent`, and this command has no answer between two bounds: it can `exclude` or `include` "
            "what is reported; profile, types and compare take extents"
        )


def files(study: StudyData) -> list[Path]:
    """The files that a study was read from."""
    return [] if study.root is None else [study.root / name for name, _ in study.inputs]


def tell_copied(scheme: Path) -> None:
    """That a scheme from elsewhere has a copy in the study now."""
    note(f"Copied the scheme to {scheme}, which study.yaml now names")


def tell_warnings(warnings: Sequence[Fault], path: Path) -> None:
    """The first warnings on standard error, and where to see the others."""
    for warning in warnings[:SHOWN]:
        note(f"warning: {warning}")
    if len(warnings) > SHOWN:
        more = counted(len(warnings) - SHOWN, "more warning")
        note(f"… and {more}: idealtypes check {shlex.quote(str(path))}")
