"""The brief for a board meeting: one A4 page of what the report says, and what of it was left out for want of room.

It says the question, what is, which sets of measures there are and who says what of them, the board's own weights and
beliefs with the order that follows from them, marked as theirs, and what is not known. It informs; it tells nobody what
to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from idealtypes.reporting.documents.document_model import WrittenDocument
from idealtypes.reporting.facts import FEW_CASES, Facts
from idealtypes.reporting.figures.files import figure_files
from idealtypes.reporting.figures.pictures import Scale
from idealtypes.reporting.figures.render import ReportFigure
from idealtypes.reporting.page import POLICY, content, hash_of, whole_page
from idealtypes.reporting.report_formats import PLACE, PlacedFigure, WholeReport, document_of, with_drawings
from idealtypes.reporting.wording.isolates import with_isolates
from idealtypes.reporting.wording.words import Words, in_other_words

# What there is room for on the page: items, and letters of all of them together.
QUESTION, FINDINGS, UNKNOWN, BELIEFS, ORDER = (5, 480), (6, 1500), (6, 800), (5, 500), (3, 320)
ALONE = (9, 1600)  # the room of what is not known where there are no sets of measures
DRAWN = 0.6  # room from which the figure of many cases is shown
TALL = 150  # millimetres that it takes where there is all the room
FIRST = "balance"  # the figure of the first screen
STUDIED = (4, 420)
SETS = 24  # lines of the table of sets
COLUMNS = (38, 29, 42)  # letters that a line of each of its columns holds
OF_A_SET, OUTCOMES = 170, 190  # letters
LINES = 9  # of cases and aspects that are drawn
ROOMS = (1.0, 0.85, 0.7, 0.5)  # of all that: less of it where a page would become two
UNCOUNTED = 0.85  # room where nobody can count the pages: whose fonts it is shown in is not known
AXIS = Scale(2, 98)
TAGS, SENTENCE_END = re.compile(r"<[^>]*>"), re.compile(r"[.!?](?=\s)")


@dataclass(frozen=True, eq=False)
class BoardBrief:
    """The brief of a report, to be written in one or several formats."""

    whole: WholeReport

    def html(self) -> bytes:
        """The page."""
        return self._drawn(UNCOUNTED).encode("utf-8")

    def pdf(self) -> tuple[bytes, str]:
        """The page on paper, and which program printed it."""
        from idealtypes.reporting.documents.pdf_printing import print_pdf

        for room in ROOMS:
            made = print_pdf(self._drawn(room))
            if made.pages == 1:
                break
        return made.data, made.by

    def docx(self) -> bytes:
        """The brief for Word: smaller letters and margins; no figure, which might make it two pages."""
        from idealtypes.reporting.documents.docx_styles import COMPACT
        from idealtypes.reporting.documents.docx_writing import docx_bytes

        return docx_bytes(self._document(PLACE.sub("<img", self._page(UNCOUNTED))), paper=COMPACT)

    def md(self, folder: str) -> bytes:
        """The brief as Markdown."""
        from idealtypes.reporting.documents.markdown_writing import markdown_text

        document = self._document(self._page(UNCOUNTED))
        return markdown_text(document, lambda name: f"{folder}/{name}.svg").encode("utf-8")

    def svgs(self) -> dict[str, bytes]:
        """The figure that lies beside it, where it has one."""
        return dict(figure_files(self._shown, ("svg",), self.whole.facts.words))

    @cached_property
    def _shown(self) -> list[ReportFigure]:
        return [self.whole.figures[FIRST]] if _placed(self.whole, UNCOUNTED) else []

    def _drawn(self, room: float) -> str:
        """The page with its figure in it."""
        return with_drawings(self._page(room), self._shown, self.whole.facts)

    def _document(self, page: str) -> WrittenDocument:
        facts = self.whole.facts
        found = re.search(r"<body[^>]*>(.*)</body>", page, re.DOTALL)
        return document_of(found[1] if found else "", self.whole.parts["result"]["title"], facts.language)

    def _page(self, room: float = 1.0) -> str:
        facts = self.whole.facts
        style = content("brief.css") + f".figure img {{ max-height: {round(TALL * room)}mm; }}\n"
        values = {
            "language": facts.language,
            "words": facts.words,
            "style": Markup(style),
            "policy": Markup(POLICY.format(style=hash_of(style), theme=hash_of(""), script=hash_of(""))),
            "version": self.whole.origin.version,
            **brief_data(self.whole, room),
        }
        return with_isolates(
            whole_page(facts.words, "brief.html", self.whole.own, values, sharing=facts.sharing)
        )


def brief_data(whole: WholeReport, room: float = 1.0) -> dict[str, Any]:
    """What the brief says, cut to a page; `left` is what had no room, and in which section of the report it stands.

    Parameters
    ----------
    whole
        The report.
    room
        How much of a page's usual room there is, up to 1.
    """
    facts, parts, words = whole.facts, whole.parts, whole.facts.words
    first, scenarios = parts["result"], parts.get("scenarios")
    left: list[str] = []

    def kept(items: Sequence[str], most: tuple[int, int], section: str) -> list[str]:
        shown, more = fitting(items, most[0], round(most[1] * room))
        if more:
            left.append(words.say("brief.left", n=more, section=words.say(f"sections.{section}")))
        return shown

    said = kept([plain_text(one["said"]) for one in first["findings"]], FINDINGS, "result")
    standings = [one["standing"] for one in first["findings"]]
    sets = [] if scenarios is None else _sets(facts, scenarios)
    shown = _high_enough(sets, round(SETS * room))
    if len(sets) > len(shown):
        more = len(sets) - len(shown)
        left.append(words.say("brief.left_sets", n=more, section=words.say("sections.scenarios")))
    return {
        "title": first["title"],
        "studied": fitting([plain_text(said) for said in first["studied"]], *STUDIED)[0],
        "question": kept(_question(facts), QUESTION, "origin" if _asked(facts) else "profile"),
        "findings": list(zip(said, standings, strict=False)),
        "lines": (lines := _lines(facts, round(LINES * room))),
        "doubted": any(one["range"] for one in lines),
        "figure": _placed(whole, room),
        "sets": shown,
        "no_sets": words.say("brief.no_sets")
        if scenarios is None
        else words.say("brief.no_named", section=words.say("sections.scenarios")),
        "order": [] if scenarios is None else _order(facts, scenarios),
        "board": None if scenarios is None else _board(facts, scenarios, kept),
        "unknown": kept(_unknown(whole), UNKNOWN if sets else ALONE, "scenarios" if scenarios else "result"),
        "shared": first["shared"],
        "left": left,
    }


def _placed(whole: WholeReport, room: float) -> Markup | None:
    """The place of the figure of many cases, and of few without a line between two poles, where no table of sets takes
    its room."""
    lined = len(whole.facts.cases) <= FEW_CASES and any(whole.facts.profile.bipolar)
    if lined or whole.parts.get("scenarios") is not None or room < DRAWN:
        return None
    return PlacedFigure(whole.figures[FIRST]).html


def plain_text(markup: str) -> str:
    """A sentence of the page without its links.

    >>> plain_text('at <a href="#x">0.5</a> &amp; on')
    'at 0.5 & on'
    """
    return Markup(TAGS.sub("", str(markup))).unescape().strip()


def fitting(items: Sequence[str], most: int, letters: int) -> tuple[list[str], int]:
    """The first items that have room, and how many have none; the first is cut after a sentence where it is too long.

    >>> fitting(["One. Two and more.", "b", "c"], 2, 8)
    (['One. …'], 2)
    >>> fitting(["a", "b"], 2, 8)
    (['a', 'b'], 0)
    """
    shown: list[str] = []
    for item in items:
        room = letters - sum(map(len, shown))
        if len(shown) == most:
            break
        if len(item) > room:
            shown += [] if shown else [shortened(item, room)]
            break
        shown.append(item)
    return shown, len(items) - len(shown)


def shortened(text: str, letters: int) -> str:
    """A text of so many letters at most, cut after a sentence or else a word.

    >>> shortened("Who knows what it is", 12)
    'Who knows …'
    """
    if len(text) <= letters:
        return text
    ends = [found.end() for found in SENTENCE_END.finditer(text[:letters])]
    cut = ends[-1] if ends and ends[-1] > letters / 3 else text[: max(letters - 2, 1)].rfind(" ")
    return text[: cut if cut > 0 else letters].rstrip() + " …"


def _asked(facts: Facts) -> str:
    """The note that says what the study asks; "" for none."""
    notes = () if facts.sharing else ("question", "purpose")
    return next((note for note in notes if note in facts.study.notes), "")


def _question(facts: Facts) -> list[str]:
    """What the study asks, by its notes; else the questions of its aspects."""
    note = _asked(facts)
    if note:
        return [in_other_words(facts.study.notes[note], facts.language, facts.study.language)]
    asked = [
        "" if aspect.question is None else aspect.question.say(facts.language)
        for aspect in facts.study.scheme.aspects
    ]
    return [
        facts.words.say("brief.aspect", aspect=title, question=question) if question else title
        for title, question in zip(facts.aspects, asked, strict=True)
    ]


def _sets(facts: Facts, scenarios: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each set of measures: what it is, where it would lead, and what informants say of outcomes."""
    words, rows = facts.words, []
    for n, one in enumerate(scenarios["scenarios"]):
        cells = [(row["title"], row["cells"][n]) for row in scenarios["outcomes"]]
        told = [
            words.say("brief.outcome", arrow=cell["arrow"], outcome=title, who=plain_text(cell["who"]))
            for kinds in (("up", "down"), ("unknown", "thin"))
            for title, cell in cells
            if cell["kind"] in kinds
        ]
        silent = sum(cell["kind"] == "silent" for _, cell in cells)
        said, more = fitting(told, 4, OUTCOMES)
        counts = [("more", more), ("silent", silent)]
        said += [words.say(f"brief.{key}", n=number) for key, number in counts if number]
        measures = "; ".join(one["measures"])
        rows.append(
            {
                "title": one["title"],
                "measures": shortened(measures, OF_A_SET),
                "leads": shortened(plain_text(one["kind"]), OF_A_SET),
                "said": said,
            }
        )
    return rows


def _high_enough(sets: list[dict[str, Any]], lines: int) -> list[dict[str, Any]]:
    """The first sets whose rows have room: each as high as its highest cell."""
    shown: list[dict[str, Any]] = []
    for one in sets:
        cells = ([one["title"], one["measures"]], [one["leads"]], one["said"])
        lines -= max(
            sum(-(-len(text) // letters) for text in cell)
            for cell, letters in zip(cells, COLUMNS, strict=True)
        )
        if lines < 0 and shown:
            break
        shown.append(one)
    return shown


def _lines(facts: Facts, most: int) -> list[dict[str, Any]]:
    """Each balance between two poles as a line with its interval; none where there are more than have room."""
    profile, words, rows = facts.profile, facts.words, []
    several = len(facts.cases) > 1
    for a, aspect in enumerate(facts.aspects):
        for c, case in enumerate(facts.cases):
            value = profile.balance[c, a]
            if not profile.bipolar[a] or value != value or facts.one_sided("all", c, a):
                continue
            low, high = (2 * float(ends[c, a, 1]) - 1 for ends in profile.whole_bounds)
            told = low == low
            rows.append(
                {
                    "title": f"{aspect}, {case}" if several else aspect,
                    "left": facts.poles[a][0],
                    "right": facts.poles[a][1],
                    "value": words.number(value, signed=True),
                    "range": words.range(low, high) if told else "",
                    "x": AXIS(float(value)),
                    "low": AXIS(low) if told else AXIS(float(value)),
                    "wide": AXIS(high) - AXIS(low) if told else 0,
                }
            )
    return rows if len(rows) <= most else []


def _order(facts: Facts, scenarios: Mapping[str, Any]) -> list[str]:
    """What can be ordered by what informants say."""
    above = [plain_text(said) for said in scenarios["order"]["above"]]
    return fitting(above, *ORDER)[0] if above else [facts.words.say("scenarios.none_above")]


def _board(facts: Facts, scenarios: Mapping[str, Any], kept: Any) -> dict[str, Any] | None:
    """The board's own weights and beliefs, and the order with them; None where it has stated none."""
    words, found = facts.words, scenarios["board"]
    weights = [
        words.say("brief.weight", outcome=one["title"], weight=_short(words, float(one["weight"])))
        for one in scenarios["weighed"]
        if one["weight"] is not None
    ]
    if found is None and not weights:
        return None
    above = [] if found is None else [plain_text(said) for said in found["above"]]
    return {
        "weights": words.listed(weights) if weights else "",
        "beliefs": [] if found is None else kept(found["beliefs"], BELIEFS, "scenarios"),
        "above": fitting(above, *ORDER)[0] or ([] if found is None else [words.say("scenarios.none_above")]),
    }


def _short(words: Words, weight: float) -> str:
    """A weight as somebody writes it: whole numbers without decimals."""
    return words.number(weight, 0 if weight.is_integer() else 2)


def _unknown(whole: WholeReport) -> list[str]:
    """What is not known: what the study says of its limits, what nobody speaks of, whom nobody met."""
    facts, parts = whole.facts, whole.parts
    first, scenarios = parts["result"], parts.get("scenarios")
    told = [*first["untold"], *first["stated"][:2], first["unmet"]]
    if scenarios is not None:
        told += [*scenarios["unfed"], *scenarios["order"]["lacks"][:1], scenarios["settle"]]
    if "limits" in facts.study.notes and not facts.sharing:
        limits = in_other_words(facts.study.notes["limits"], facts.language, facts.study.language)
        told.append(shortened(limits, UNKNOWN[1] // 2))
    return [plain_text(said) for said in told if said]
