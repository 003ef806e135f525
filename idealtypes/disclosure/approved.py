"""Which texts are approved: `sharing.yaml` held against the texts as they are now, and the list of those to approve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from idealtypes.disclosure.pseudonyms import KEY
from idealtypes.disclosure.rules import SHARING, sharing_rules
from idealtypes.disclosure.texts import FreeText, is_shipped, texts_of
from idealtypes.errors import IdealtypesError
from idealtypes.files.content import shown
from idealtypes.files.yaml_edit import flow_text, scalar
from idealtypes.model.base import brief
from idealtypes.model.sharing_file import SharingFile
from idealtypes.model.study import StudyData
from idealtypes.model.text import Text, counted
from idealtypes.storage.single_file import write_file

LISTED = 20  # texts that are told on the terminal
HEAD = """\
# What may leave this project with `report --sharing` and `export --sharing`. This file stays at home.
# A text is shown where it says `show: yes`, as long as it is word for word the text below: one that is changed
# has to be approved again. Everything else stands under a neutral name (Case 47, Aspect 1).
"""


@dataclass(frozen=True)
class Approved:
    """The texts of a study, and which of them `sharing.yaml` lets be shown.

    `texts` are those that the program does not ship; `rules` what the file says.
    """

    texts: tuple[FreeText, ...]
    rules: SharingFile

    @cached_property
    def _said(self) -> Mapping[str, tuple[bool, Text]]:
        return {one.at: (one.show, one.text) for one in self.rules.texts}

    def allows(self, at: str, text: Text) -> bool:
        """Whether the text at a place may be shown: it is approved as it stands; names of cases have to be approved
        even if a shipped text is the same."""
        show, known = self._said.get(at, (False, None))
        return (show and known == text) or (not at.startswith("cases.") and is_shipped(text))

    @cached_property
    def shown(self) -> tuple[FreeText, ...]:
        """The texts that are approved."""
        return tuple(one for one in self.texts if self.allows(one.at, one.text))

    @cached_property
    def open(self) -> tuple[FreeText, ...]:
        """The texts on which nothing is said, or something was said of another wording."""
        return tuple(
            one for one in self.texts if one.at not in self._said or self._said[one.at][1] != one.text
        )

    @cached_property
    def changed(self) -> tuple[FreeText, ...]:
        """The texts that were approved in another wording, and so are not any more."""
        return tuple(one for one in self.open if self._said.get(one.at, (False, None))[0])


def skeleton(approved: Approved, texts: Iterable[FreeText] | None = None) -> str:
    """A `sharing.yaml` to fill in: every text with its place, as approved or not, and the rules as they are.

    >>> texts = (FreeText("study.title", Text("How it was")),)
    >>> print(skeleton(Approved(texts, SharingFile())).split("again. ")[1])
    Everything else stands under a neutral name (Case 47, Aspect 1).
    format: 1
    k: 5
    texts:
      - at: study.title
        show: no
        text: How it was
    <BLANKLINE>
    """
    rules = approved.rules
    lines = [f"{HEAD}format: 1", f"k: {rules.k}"]
    if rules.informants is not None:
        lines.append(f"informants: {scalar(rules.informants)}")
    if rules.public:
        lines.append(f"public: {flow_text(rules.public)}")
    listed = approved.texts if texts is None else texts
    entries = [line for one in listed for line in entry(one, approved.allows(one.at, one.text))]
    lines += ["texts:", *entries] if entries else ["texts: []"]
    return "\n".join(lines) + "\n"


def entry(one: FreeText, show: bool = False) -> list[str]:
    """A text as it stands in `sharing.yaml`."""
    return [
        f"  - at: {scalar(one.at)}",
        f"    show: {'yes' if show else 'no'}",
        f"    text: {flow_text(said) if isinstance(said := one.text.plain(), Mapping) else scalar(said)}",
    ]


def approved_of(study: StudyData, k: int | None = None, *, codes: bool = False) -> Approved:
    """The texts of a study, and which of them may be shown; parameters and errors as of `texts_of`, `sharing_rules`."""
    return Approved(tuple(texts_of(study, codes=codes)), sharing_rules(study, k))


def write_skeleton(study: StudyData, path: Path, *, codes: bool = False) -> None:
    """Write a `sharing.yaml` to fill in; what the study's own says already stays said, of codes too.

    Raises
    ------
    IdealtypesError
        Where a file is in its place that is not the study's own `sharing.yaml`, or none can be written.
    """
    own = None if study.root is None else (study.root / SHARING).resolve()
    if path.exists() and path.resolve() != own:
        raise IdealtypesError(f"{path} is there already: give the name of a new file")
    try:
        codes = codes or any(one.at.startswith("codes.") for one in sharing_rules(study).texts)
        write_file(path, skeleton(approved_of(study, codes=codes)).encode("utf-8"))
    except OSError as problem:
        raise IdealtypesError(f"{path}: cannot be written ({problem.strerror})") from None


def advice(study: StudyData, k: int | None = None) -> list[str]:
    """What to tell at home who has made a report for sharing: where the key is, and which texts wait to be approved.

    It names what is not shown, and so is for the one who has the study, never for the report.
    """
    approved = approved_of(study, k)
    told = []
    if study.root is not None:
        told.append(f"The key of the pseudonyms is {shown(study.root / KEY)}: it stays at home.")
    if approved.open:
        n = counted(len(approved.open), "text")
        told.append(f"{n} of the study that nobody has decided on; neutral names stand instead:")
        changed = {one.at for one in approved.changed}
        for one in approved.open[:LISTED]:
            again = " (changed since it was approved)" if one.at in changed else ""
            told.append(f"  {one.at}: {brief(one.text)}{again}")
        if len(approved.open) > LISTED:
            told.append(f"  … and {len(approved.open) - LISTED} more")
        told.append(
            f"Write them to fill in: --to-approve FILE; it is to be `{SHARING}` in the study's folder."
        )
    return told
