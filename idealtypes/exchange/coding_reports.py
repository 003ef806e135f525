"""What NVivo writes of a code for people to read: the content of a node, and the coding summary, as lines of text.

The content of a node has a line for each file, `<Files\\\\Int 1> - § 2 references coded  [2.15% Coverage]` (on a Mac
on two lines, in texts that went through other programs without the brackets), and below it, one after the other,
`Reference 1 - 0.52% Coverage` and the passage. The words are those of the program's language, so none is looked for:
a line is told by the folder, the section sign, the numbers and the per cent, and a reference by its number, which has
to be the next one. What several people coded is one passage with several numbers, `References 1-2`.

The coding summary names the code and the file on lines of their own, then their coverage and number of references, and
before each passage its number, the initials of who coded it, and when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

LONGEST = 600  # characters of a line that says something other than a passage
NUMBER = r"[0-9]{1,3}(?:[., \u00a0\u202f][0-9]{3})*|[0-9]+"
SHARE = r"[0-9]{1,3}(?:[.,][0-9]+)?\s?%"
PATH = r"(?:[^\\<>|]+\\+)+[^\\<>|]+"  # folders and a name; a name of a file has none of these marks
# <Files\\Int 1> - § 2 references coded  [2.15% Coverage]; the coverage and the brackets may be missing
BEFORE = re.compile(rf"(?P<open><)?(?P<path>{PATH}?)>? ?[-–—]? ?")
AFTER = re.compile(
    rf" ?[^0-9\[\]]{{0,60}}(?P<count>{NUMBER})\b[^\[\]]{{0,60}}(?:\[[^\[\]]{{0,40}}{SHARE}[^\[\]]{{0,40}}\])?"
)
BARE = re.compile(rf"\s*<(?P<path>{PATH})>\s*")  # on a Mac, with the next line
COUNT = re.compile(
    rf"\s*[^0-9\[\]]{{0,60}}(?P<count>{NUMBER})\b[^\[\]]{{0,60}}\[[^\[\]]{{0,40}}{SHARE}[^\[\]]{{0,40}}\]\s*"
)
MAC = re.compile(rf"{BARE.pattern}{COUNT.pattern}")
# Reference 1 - 0.52% Coverage
REFERENCE = re.compile(
    rf"\s*(?P<word>[^\W0-9_][^0-9%:]{{0,30}}?)\s*(?P<first>{NUMBER})(?:\s?[-–]\s?(?P<last>{NUMBER}))?\s*[-–—:]\s*"
    rf"[^0-9%]{{0,30}}{SHARE}[^0-9%]{{0,30}}"
)
# the summary
NODE = re.compile(r"\s*<?(?P<root>[^\\<>]+?)\\\\+(?P<path>(?:[^\\<>|]+\\+)*[^\\<>|]+)>?\s*")
SUMMED = re.compile(r"[^0-9]{0,60}?\s*(?:0|1)?[.,][0-9]{1,6}\s+(?P<count>[0-9]{1,6})\s*")
BY = re.compile(
    r"\s*(?P<first>[0-9]{1,6})\s+(?P<who>\S{1,20})\s+[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4},?\s+[0-9]{1,2}[:.][0-9]{2}.{0,20}"
)
FOOT = re.compile(r"\s*(?:Reports|Berichte|Rapports|Informes|Relatórios)\\+.*", re.IGNORECASE)
STAMP = re.compile(r"\s*[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4},?\s+[0-9]{1,2}[:.][0-9]{2}.{0,12}")
KINDS = {
    "document",
    "pdf",
    "memo",
    "external",
    "audio",
    "video",
    "picture",
    "dataset",
    "file",
    "node",
    "code",
    "case",
}
KINDS |= {"dokument", "datei", "knoten", "fichier", "nœud", "noeud", "documento", "archivo", "nodo", "código"}
CODES = {
    "nodes",
    "codes",
    "cases",
    "theme nodes",
    "relationships",
    "sentiment",
    "knoten",
    "fälle",
    "nœuds",
    "noeuds",
}
CODES |= {"cas", "nodos", "códigos", "casos", "nós", "ノード", "コード", "节点", "编码", "代码"}
STEPS = re.compile(r"\\+")
REGION = re.compile(
    r"\s*\S+ ?[0-9]+ ?: ?\([0-9]+,[0-9]+\) - \([0-9]+,[0-9]+\)\s*"
)  # Page 1 : (0,0) - (590,785)


@dataclass(frozen=True)
class Reference:
    """A coded passage: the line on which it is announced, how many codings it stands for, its words, who coded it."""

    line: int
    times: int
    text: str
    coder: str = ""

    @property
    def region(self) -> bool:
        """Whether an area of a page or a picture is coded, and no words."""
        return len(self.text) < LONGEST and REGION.fullmatch(_even(self.text)) is not None


@dataclass
class Coded:
    """What one code has of one file: `said` references as the report counts them, and those that are there.

    `code` is its path where the report names it, () where only the file's name does.
    """

    line: int
    source: tuple[str, ...]  # folders and name, without the program's own folder
    said: int
    code: tuple[str, ...] = ()
    references: list[Reference] = field(default_factory=list)


def path_of(said: str) -> tuple[str, ...]:
    """The folders and the name of a file, without the program's own folder, which comes first.

    >>> path_of("Files\\\\\\\\Interviews\\\\Int 1"), path_of("Int 1")
    (('Interviews', 'Int 1'), ('Int 1',))
    """
    steps = tuple(step for part in STEPS.split(said.strip("<> \\t")) if (step := " ".join(part.split())))
    return steps[1:] if len(steps) > 1 else steps


def coded_in(lines: Sequence[str]) -> list[Coded]:
    """All that a report says, in its order; [] for what is no such report.

    >>> lines = ["<Files\\\\Int 1> - § 1 reference coded  [9.50% Coverage]", "Reference 1 - 9.50% Coverage", "We call."]
    >>> one, = coded_in(lines)
    >>> one.source, one.references[0].text
    (('Int 1',), 'We call.')
    """
    reading = _Reading(lines)
    at = 0
    while at < len(lines):
        at += reading.take(at)
    reading.end(len(lines))
    return reading.found


class _Reading:
    """The lines one after the other; each belongs to the passage that is open unless it says that something begins."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.found: list[Coded] = []
        self.word = ""  # what the program calls a reference
        self.node: tuple[str, ...] = ()
        self.file: tuple[str, ...] = ()
        self.next = 0  # the number of the next reference; 0 where none can come
        self.open: tuple[int, int, str] | None = (
            None  # the line of the open reference, its codings, its coder
        )

    def take(self, at: int) -> int:
        """What begins on a line; how many lines that took."""
        if len(self.lines[at]) > LONGEST:
            return 1  # words of a passage
        line = _even(self.lines[at])
        if head := _head(line):
            return self._block(at, *head, 1)
        if "<" in line and (mac := MAC.fullmatch(line)):
            return self._block(at, path_of(mac["path"]), mac["count"], 1)
        if "<" in line and (bare := BARE.fullmatch(line)):
            below = next(
                (n for n in range(at + 1, min(at + 4, len(self.lines))) if self.lines[n].strip()), at
            )
            if count := COUNT.fullmatch(_even(self.lines[below])):
                return self._block(at, path_of(bare["path"]), count["count"], below - at + 1)
        if "\\" in line and FOOT.fullmatch(line):
            return 1
        if "\\" in line and (found := NODE.fullmatch(line)) and self._announced(at):
            self.end(at)
            self.next = 0
            if found["root"].casefold() in CODES:
                self.node = path_of(line)
            else:
                self.file = path_of(line)
            return 1
        if self.node and self.file and self.next == 0 and (summed := SUMMED.fullmatch(line)):
            return self._block(at, self.file, summed["count"], 1)
        return self._reference(at, line)

    def _announced(self, at: int) -> bool:
        """Whether a path alone on a line is a heading of the summary: a count, another path or a file comes below."""
        below = [even for line in self.lines[at + 1 : at + 9] if (even := _even(line))][:3]
        return any(
            SUMMED.fullmatch(line) or BY.fullmatch(line) or _head(line) or BARE.fullmatch(line)
            for line in below
        )

    def _block(self, at: int, source: tuple[str, ...], said: str, taken: int) -> int:
        self.end(at)
        self.found.append(Coded(at, source, _whole(said), self.node))
        self.next = 1
        return taken

    def _reference(self, at: int, line: str) -> int:
        """A reference, if the line has the number of the next one; else it is a line of the open passage."""
        if not self.next:
            return 1
        marked = REFERENCE.fullmatch(line)
        if marked and (not self.word or marked["word"].rstrip("s").casefold() == self.word):
            first = _whole(marked["first"])
            last = _whole(marked["last"]) if marked["last"] else first
            if first == self.next and last >= first:
                self.end(at)
                self.word = self.word or marked["word"].rstrip("s").casefold()
                self.open, self.next = (at, last - first + 1, ""), last + 1
                return 1
        by = BY.fullmatch(line)
        if by and self.node and self.file and int(by["first"]) == self.next:
            self.end(at)
            self.open, self.next = (at, 1, by["who"]), self.next + 1
        return 1

    def end(self, at: int) -> None:
        """The open passage ends before a line."""
        if self.open is None:
            return
        begin, times, coder = self.open
        lines = list(self.lines[begin + 1 : at])
        if self.file:
            lines = list(_kept(lines))
        while lines and (not lines[-1].strip() or (self.file and lines[-1].strip().casefold() in KINDS)):
            lines.pop()
        while lines and not lines[0].strip():
            lines.pop(0)
        text = "\n".join(line.rstrip() for line in lines)
        self.found[-1].references.append(Reference(begin, times, text, coder))
        self.open = None


def _head(line: str) -> tuple[tuple[str, ...], str] | None:
    """The file and the number of references of a line with a section sign; None for any other."""
    before, sign, after = line.rpartition("§")
    if not sign:
        return None
    file, said = BEFORE.fullmatch(before), AFTER.fullmatch(after)
    return None if file is None or said is None else (path_of(file["path"]), said["count"])


def _kept(lines: Sequence[str]) -> Iterator[str]:
    """The lines without the feet and heads of pages."""
    for number, line in enumerate(lines):
        near = lines[max(0, number - 2) : number + 3]
        if FOOT.fullmatch(_even(line)) or (
            STAMP.fullmatch(_even(line)) and any(FOOT.fullmatch(_even(other)) for other in near)
        ):
            continue
        yield line


def _even(line: str) -> str:
    """A line without blanks at its ends, and with one where there are several; "" for one that is too long to say
    something other than a passage."""
    return " ".join(line.split()) if len(line) <= LONGEST else ""


def _whole(said: str) -> int:
    return int(re.sub(r"[^0-9]", "", said))
