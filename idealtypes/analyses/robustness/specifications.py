"""The choices of a study that an analyst could defend otherwise: which there are, and the grid they span.

A *specification* is one option for every choice (Simonsohn, Simmons & Nelson 2020, "Specification curve analysis",
Nature Human Behaviour 4: 1208–1214; Steegen, Tuerlinckx, Gelman & Vanpaemel 2016, "Increasing transparency through
a multiverse analysis", Perspectives on Psychological Science 11(5): 702–712). All options are crossed, except the
single placements: each code is moved alone, by one step, with everything else as the study has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from idealtypes.analyses.robustness.steps import blunter, ladder, sharper, toward
from idealtypes.engine.table import CodingTable
from idealtypes.engine.tally import Floats
from idealtypes.model.scheme import pseudo_title
from idealtypes.model.settings import Anchors, PowerMean, Settings
from idealtypes.model.study import StudyData

# The first five change the evidence; the others, how it is read.
EVIDENCE = ("weighting", "repeats", "reported", "coder", "placement")
READING = ("lead", "prior", "calibration", "connective")
CHOICES = EVIDENCE + READING
ANCHORS = ((0.2, 0.5, 0.8), (0.1, 0.5, 0.9), (0.2, 0.6, 0.9))
# A lead of .1 in balance is one of 2·artanh .1 = .2 in log-odds.
LEADS = (("any", 0.0), ("balance", 0.1), ("logit", 0.2))
PRIORS = (0.5, 1.0)


@dataclass(frozen=True)
class Option:
    """One option of a choice: its value, and a phrase that says what is done."""

    choice: str
    value: Any
    text: str


@dataclass(frozen=True)
class Choice:
    """A choice with its options; the study's own comes first."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, eq=False)
class Grid:
    """What is varied.

    Attributes
    ----------
    choices
        One for each of `CHOICES`, in that order; one with a single option is not varied.
    alone
        Placements of one code moved by one step, tried alone.
    placements
        Shape (options of the placement, then `alone`, pairs, K): π under each.
    notes
        What could not be varied, and why.
    """

    choices: tuple[Choice, ...]
    alone: tuple[Option, ...]
    placements: Floats
    notes: tuple[str, ...]

    def options(self, choice: str) -> tuple[Option, ...]:
        """The crossed options of a choice, the study's own first."""
        return self.choices[CHOICES.index(choice)].options

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many options each choice has."""
        return tuple(len(c.options) for c in self.choices)

    @property
    def crossed(self) -> int:
        """How many specifications the crossed options give."""
        return prod(self.shape)

    @property
    def size(self) -> int:
        """All specifications: the crossed ones and the placements moved alone."""
        return self.crossed + len(self.alone)


def grid_of(
    study: StudyData,
    table: CodingTable,
    *,
    fixed: Collection[str] = (),
    move: bool = True,
    language: str = "en",
) -> Grid:
    """The grid of a study.

    Parameters
    ----------
    study, table
        The study with its own settings, and its table in the view asked for.
    fixed
        Choices that are not varied, of `CHOICES`.
    move
        Whether codes are moved at all (claims say themselves for which pole they speak).
    language
        Of the codes' and poles' titles.

    Raises
    ------
    ValueError
        For a name in `fixed` that is no choice.
    """
    unknown = sorted(set(fixed) - set(CHOICES))
    if unknown:
        raise ValueError(f"no choice {', '.join(map(repr, unknown))}; the choices are {', '.join(CHOICES)}")
    own, notes = study.settings, []
    coders = [c for c in table.coders if c]
    who = "rater" if own.unit == "rater" else "coder"
    if len(coders) < 2 and "coder" not in fixed:
        named = "one" if coders else "none"
        notes.append(f"no {who} could be tried alone: {named} is named")
    elif len(coders) < len(table.coders):
        notes.append(f"codings that name no {who} are in the joint figures, and in nobody's alone")
    if not table.reported.any() and "reported" not in fixed:
        notes.append("reported sources could not be included: there are none with codings")
    options: dict[str, Sequence[Option]] = {
        "weighting": _ordered("weighting", own.weighting, WEIGHTINGS),
        "repeats": _ordered("repeats", own.repeats, REPEATS),
        "reported": _ordered("reported", own.reported, REPORTED)[: 2 if table.reported.any() else 1],
        "coder": [
            Option("coder", None, f"all {who}s together"),
            *(Option("coder", c, f"{who} {c} alone") for c in coders if len(coders) > 1),
        ],
        "lead": [Option("lead", lead, text) for lead, text in zip(LEADS, LEAD_TEXTS, strict=True)],
        "prior": [Option("prior", p, text) for p, text in zip(PRIORS, PRIOR_TEXTS, strict=True)],
        "calibration": _calibrations(own),
        "connective": _connectives(own),
    }
    if own.unit == "none":  # nothing was sampled, so there is no interval and no prior
        options["prior"] = options["prior"][:1]
    together, alone = _placements(study, table, language) if move else ([(AS_PLACED, table.weights)], [])
    if not move and "placement" not in fixed:
        notes.append("no code was moved: this view reads claims, which name their pole themselves")
    if "placement" in fixed:
        together, alone = together[:1], []
    options["placement"] = [option for option, _ in together]
    return Grid(
        choices=tuple(
            Choice(name, tuple(options[name][:1] if name in fixed else options[name])) for name in CHOICES
        ),
        alone=tuple(option for option, _ in alone),
        placements=np.stack([weights for _, weights in [*together, *alone]]),
        notes=tuple(notes),
    )


WEIGHTINGS = {
    "statement": "every statement counts 1",
    "coding": "every coding counts its intensity",
    "source": "every source counts 1",
}
REPEATS = {
    "keep": "every repetition counts",
    "once_per_source": "a code counts once per source",
}
REPORTED = {
    "exclude": "reported sources are left out",
    "include": "reported sources are included",
}
LEAD_TEXTS = (
    "any lead counts",
    "a lead counts from 0.1 on",
    "a lead counts from 0.2 on the logit scale",
)
PRIOR_TEXTS = ("Jeffreys' prior", "a uniform prior")
AS_PLACED = Option("placement", "as_placed", "codes stand where the codebook places them")


def _ordered(choice: str, own: str, texts: dict[str, str]) -> list[Option]:
    values = [own, *(v for v in texts if v != own)]
    return [Option(choice, v, texts[v]) for v in values]


def _calibrations(own: Settings) -> list[Option]:
    marks = [own.anchors, *(m for m in (None, *ANCHORS) if m != own.anchors)]
    return [
        Option(
            "calibration",
            m,
            "the share is the membership" if m is None else "anchors " + ", ".join(f"{x:g}" for x in m),
        )
        for m in marks
    ]


def _connectives(own: Settings) -> list[Option]:
    first = own.connective_name, own.connective_exponent
    values = [first, *((n, -2.0) for n in ("minimum", "product", "power_mean") if n != first[0])]
    texts = {"minimum": "the minimum over aspects", "product": "the product over aspects"}
    return [
        Option("connective", (n, e), texts.get(n, f"a power mean over aspects ({e:g})")) for n, e in values
    ]


Placed = tuple[Option, Floats]


def _placements(study: StudyData, table: CodingTable, language: str) -> tuple[list[Placed], list[Placed]]:
    """Placements moved together, the study's own first, and one code at a time."""
    steps = _Steps(study, table, language)
    together = [(AS_PLACED, table.weights)]
    together += [moved for moved in steps.together() if not np.allclose(moved[1], table.weights)]
    return together, list(steps.alone())


class _Steps:
    """The moves of a table's placements by one step on the ladder of axes with as many poles."""

    def __init__(self, study: StudyData, table: CodingTable, language: str) -> None:
        self.study, self.table, self.language = study, table, language
        self.poles = [len(table.poles[a]) for a in table.pair_aspect]
        self.rungs = {
            k: ladder(table.weights[[n for n, of in enumerate(self.poles) if of == k], :k], k)
            for k in set(self.poles)
        }
        codes = {code.id: f"“{code.title.say(language)}”" for code in study.scheme.codes}
        self.titles = [codes.get(code) or pseudo_title(code, study.scheme, language) for code in table.codes]
        self.aspects = [aspect.title.say(language) for aspect in study.scheme.aspects]

    def vector(self, n: int) -> Floats:
        return self.table.weights[n, : self.poles[n]]

    def graded(self, n: int) -> bool:
        return float(self.vector(n).max()) < 1 - 1e-9

    def moved(self, how: Any, which: Sequence[int]) -> Floats:
        """All placements, those chosen moved."""
        weights = self.table.weights.copy()
        for n in which:
            weights[n, : self.poles[n]] = how(self.vector(n), self.rungs[self.poles[n]])
        return weights

    def together(self) -> Iterator[Placed]:
        every = range(len(self.poles))
        graded = [n for n in every if self.graded(n)]
        yield (
            Option("placement", "sharper", "every graded code one step nearer its pole"),
            self.moved(sharper, graded),
        )
        yield (
            Option("placement", "blunter", "every code one step nearer the middle"),
            self.moved(blunter, every),
        )
        between = [n for n in graded if self.poles[n] == 2]
        for end, value in enumerate(("toward_first", "toward_second")):
            names = dict.fromkeys(self.pole(int(self.table.pair_aspect[n]), end) for n in between)
            yield (
                Option("placement", value, f"every graded code one step nearer {' or '.join(names)}"),
                self.moved(lambda v, rungs, end=end: toward(v, end, rungs), between),
            )

    def alone(self) -> Iterator[Placed]:
        for n, code in enumerate(self.table.pair_code):
            a = int(self.table.pair_aspect[n])
            for p in range(self.poles[n]):
                weights = self.moved(lambda v, rungs, p=p: toward(v, p, rungs), [n])
                if not np.allclose(weights, self.table.weights):
                    value = (self.table.codes[code], self.table.aspects[a], self.table.poles[a][p])
                    known = self.table.codes[code] in self.study.scheme.placements
                    where = f" ({self.aspects[a]})" if known else ""
                    text = f"{self.titles[code]}{where} one step nearer {self.pole(a, p)}"
                    yield Option("placement", value, text), weights

    def pole(self, aspect: int, pole: int) -> str:
        axis = self.study.scheme.axis(self.table.aspects[aspect])
        return axis.pole(self.table.poles[aspect][pole]).title.say(self.language).lower()


def settings_for(options: Mapping[str, Any]) -> dict[str, Any]:
    """The settings under which the engine itself computes a specification, from the values of its options.

    What is no setting (coder, placement, lead, prior) is left out.

    >>> settings_for({"weighting": "source", "lead": ("any", 0.0), "calibration": None})
    {'weighting': 'source', 'calibration': 'share'}
    """
    found = {name: options[name] for name in ("weighting", "repeats", "reported") if name in options}
    if "calibration" in options:
        marks = options["calibration"]
        found["calibration"] = "share" if marks is None else Anchors(anchors=marks)
    if "connective" in options:
        name, exponent = options["connective"]
        found["connective"] = PowerMean(power_mean=exponent) if name == "power_mean" else name
    return found
