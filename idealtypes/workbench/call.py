"""One request as a screen sees it: what is asked, in which language, of which study; and what a screen answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from idealtypes.errors import BadCall
from idealtypes.workbench.bench import Bench
from idealtypes.workbench.jobs import Jobs
from idealtypes.workbench.screen_words import ScreenWords

if TYPE_CHECKING:
    from idealtypes.reporting.wording.words import Words
    from idealtypes.study import Study

T = TypeVar("T", str, bool, int, float, list, dict)  # type: ignore[type-arg]
KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}


@dataclass(frozen=True)
class Call:
    """What is asked.

    Attributes
    ----------
    bench, jobs
        The open study, and work that takes long.
    language
        Of the answer.
    query
        What stands behind `?` in the address.
    body
        The JSON that was sent, a mapping.
    """

    bench: Bench
    jobs: Jobs
    language: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def study(self) -> Study:
        """The open study; NoStudy or BadInput where there is none that can be read."""
        return self.bench.study()

    @property
    def words(self) -> Words:
        """The words of the report, as this study has them; for sharing without what it calls its cases."""
        from idealtypes.reporting.wording.words import words_in, words_of

        if self.bench.sharing:
            return words_in(self.language, rated=self.study.rated_alone)
        return words_of(self.study, self.language)

    @property
    def labels(self) -> ScreenWords:
        """The words of the workbench, with what the study calls its cases, where one is open."""
        opened = self.bench.path is not None and self.bench.opened().study is not None
        return ScreenWords(self.language, self.words if opened else None)

    def given(self, name: str, kind: type[T], otherwise: T | None = None) -> T:
        """A value of the body, of this kind.

        Raises
        ------
        BadCall
            Where it is missing without `otherwise`, or of another kind.
        """
        value = self.body.get(name, otherwise)
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadCall(f"`{name}` should be {KINDS[kind]}")
        return value

    def upload(self, name: str) -> Path:
        """A file that was dropped, by the name that `/upload` gave it: `3/interviews.qdpx`.

        Raises
        ------
        BadCall
            Where there is none of that name.
        """
        return self.bench.folder.upload(name)


Answer = Callable[[Call], Any]


@dataclass(frozen=True)
class BenchScreen:
    """One screen: a file in `screens/` that ends in `SCREEN = BenchScreen(…)`, a template, a script.

    Attributes
    ----------
    values
        What its template `reports/workbench/<name>.html` prints, beside what all have.
    reads
        What its script may ask: name → answer. `GET /api/<screen>/<name>`.
    asks
        The same with a body, and nothing is written: `POST`, also where the workbench is read-only.
    writes
        What changes the study: `POST`, never where the workbench is read-only.
    scripts, styles
        Of `reports/`, beside those that all have; its own `workbench/<name>.js` and `.css` are found by their names.
    needs_study
        Whether it shows something of a study that can be read: else there are the faults in its place.
    shows_texts
        Whether it shows statements, who spoke, or paths, which may name projects: such a screen is not there where the
        workbench is for sharing.
    """

    values: Answer = lambda call: {}
    reads: Mapping[str, Answer] = field(default_factory=dict)
    asks: Mapping[str, Answer] = field(default_factory=dict)
    writes: Mapping[str, Answer] = field(default_factory=dict)
    scripts: Sequence[str] = ()
    styles: Sequence[str] = ()
    needs_study: bool = True
    shows_texts: bool = True


@dataclass(frozen=True)
class Download:
    """A file to be kept by the browser, under this name."""

    path: Path
    name: str
