"""The choices of a study that an analyst could defend otherwise: which there are, and the grid they span.

A *specification* is one option for every choice (Simonsohn, Simmons & Nelson 2020, "Specification curve analysis",
Nature Human Behaviour 4: 1208–1214; Steegen, Tuerlinckx, Gelman & Vanpaemel 2016, "Increasing transparency through
a multiverse analysis", Perspectives on Psychological Science 11(5): 702–712). All options are crossed, except the
single placements: each code is moved alone, by one step, with everything else as the study has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from idealtypes.analyses.robustness.steps import Moved, Steps
from idealtypes.engine.coded import View
from idealtypes.engine.table import CodingTable
from idealtypes.engine.tally import Floats
from idealtypes.errors import IdealtypesError, Reason, reason
from idealtypes.model.settings import Anchors, PowerMean, Settings
from idealtypes.model.study import StudyData

# The first seven change the evidence; the others, how it is read.
EVIDENCE = ("view", "weighting", "repeats", "reported", "coder", "against", "placement")
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
class AnalystChoice:
    """A choice with its options; the study's own comes first."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, eq=False, repr=False)
class SpecificationGrid:
    """What is varied.

    Attributes
    ----------
    choices
        One for each of `CHOICES`, in that order; one with a single option is not varied.
    alone
        Placements of one code moved by one step, tried alone.
    placements
        Shape (options of the placement, then `alone`, pairs, K): π under each, codes put against mirrored.
    as_for
        The same with codes put against where their codes stand; None where there are none.
    notes
        What could not be varied, and why.
    """

    choices: tuple[AnalystChoice, ...]
    alone: tuple[Option, ...]
    placements: Floats
    notes: tuple[Reason, ...]
    as_for: Floats | None = None

    def __repr__(self) -> str:
        varied = ", ".join(f"{c.name} {len(c.options)}" for c in self.choices if len(c.options) > 1)
        return f"<SpecificationGrid of {self.size:,}: {varied or 'nothing varied'}>"[:120]

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
    view: View = "all",
    varied: bool = False,
    fixed: Collection[str] = (),
    language: str = "en",
) -> SpecificationGrid:
    """The grid of a study.

    Parameters
    ----------
    study, table
        The study with its own settings, and its table in the view asked for.
    view, varied
        That view, and whether what is said of how it is is tried beside it.
    fixed
        Choices that are not varied, of `CHOICES`.
    language
        Of the codes' and poles' titles.

    Raises
    ------
    IdealtypesError
        For a name in `fixed` that is no choice.
    """
    unknown = sorted(set(fixed) - set(CHOICES))
    if unknown:
        raise IdealtypesError(
            f"no choice {', '.join(map(repr, unknown))}; the choices are {', '.join(CHOICES)}"
        )
    own, notes = study.settings, []
    people = [c for c in table.coders if c not in table.agreed]
    coders = [c for c in people if c]
    who = "rater" if own.unit == "rater" else "coder"
    if len(coders) < 2 and "coder" not in fixed:
        notes.append(reason(f"robustness.{'one' if coders else 'no'}_{who}_alone"))
    elif len(coders) < len(people):
        notes.append(reason(f"robustness.unnamed_{who}"))
    if not table.reported.any() and "reported" not in fixed:
        notes.append(reason("robustness.no_reported"))
    reported = own.reported if own.reported in REPORTED else "exclude"
    if reported != own.reported:
        notes.append(reason("robustness.no_extents"))
    views = [view]
    if varied and "view" not in fixed:
        if table.factual.any() and not table.factual.all():
            views.append("is")
        else:
            notes.append(reason(f"robustness.{'all' if table.factual.any() else 'nothing'}_is"))
    if study.scheme.presence:
        notes.append(reason("robustness.presence", aspects=study.scheme.presence))
    options: dict[str, Sequence[Option]] = {
        "view": [Option("view", v, VIEW_TEXTS[v]) for v in views],
        "weighting": _ordered("weighting", own.weighting, WEIGHTINGS),
        "repeats": _ordered("repeats", own.repeats, REPEATS),
        "reported": _ordered("reported", reported, REPORTED)[: 2 if table.reported.any() else 1],
        "coder": [
            Option("coder", None, f"all {who}s together"),
            *(Option("coder", c, f"{who} {c} alone") for c in coders if len(coders) > 1),
        ],
        "against": _ordered("against", own.against, AGAINST_TEXTS)[: 3 if table.denies.any() else 1],
        "lead": [Option("lead", lead, text) for lead, text in zip(LEADS, LEAD_TEXTS, strict=True)],
        "prior": [Option("prior", p, text) for p, text in zip(PRIORS, PRIOR_TEXTS, strict=True)],
        "calibration": _calibrations(own),
        "connective": _connectives(own),
    }
    if own.unit == "none":  # nothing was sampled, so there is no interval and no prior
        options["prior"] = options["prior"][:1]
    steps = Steps(study, table, language)
    together: list[Placed] = [(AS_PLACED, steps.weights)]
    alone: list[Placed] = []
    if steps.every and "placement" not in fixed:
        together, alone = _placements(steps)
    elif view == "useful" and "placement" not in fixed:
        notes.append(reason("robustness.claims_name_poles"))
    options["placement"] = [option for option, _ in together]
    weights = np.stack([weights for _, weights in [*together, *alone]])
    return SpecificationGrid(
        choices=tuple(
            AnalystChoice(name, tuple(options[name][:1] if name in fixed else options[name]))
            for name in CHOICES
        ),
        alone=tuple(option for option, _ in alone),
        placements=steps.pairs(weights),
        notes=tuple(notes),
        as_for=steps.pairs(weights, mirror=False) if table.denies.any() else None,
    )


VIEW_TEXTS: dict[View, str] = {
    "all": "all that is said",
    "is": "only what is said of how it is",
    "ought": "only what is said of how it ought to be",
    "expected": "only what is said to be expected",
    "would": "only what is said to follow from a change",
    "useful": "only what is claimed to be useful",
}
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
AGAINST_TEXTS = {
    "mirror": "what is put against a code counts for the other poles",
    "leave_out": "what is put against a code is left out",
    "as_for": "what is put against a code counts as if it were for it",
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


def _placements(steps: Steps) -> tuple[list[Placed], list[Placed]]:
    """Placements moved together, the study's own first, and one code at a time."""

    def placed(moved: Moved) -> Placed:
        value, text, weights = moved
        return Option("placement", value, text), weights

    together = [placed(moved) for moved in steps.together() if not np.allclose(moved[2], steps.weights)]
    return [(AS_PLACED, steps.weights), *together], [placed(moved) for moved in steps.alone()]


def settings_for(options: Mapping[str, Any]) -> dict[str, Any]:
    """The settings under which the engine itself computes a specification, from the values of its options.

    What is no setting (coder, placement, lead, prior) is left out.

    >>> settings_for({"weighting": "source", "lead": ("any", 0.0), "calibration": None})
    {'weighting': 'source', 'calibration': 'share'}
    """
    found = {
        name: options[name] for name in ("weighting", "repeats", "reported", "against") if name in options
    }
    if "calibration" in options:
        marks = options["calibration"]
        found["calibration"] = "share" if marks is None else Anchors(anchors=marks)
    if "connective" in options:
        name, exponent = options["connective"]
        found["connective"] = PowerMean(power_mean=exponent) if name == "power_mean" else name
    return found
