"""Which statements a condensate accounts for, which it cites though they do not belong, which none accounts for.

A statement belongs to a pole of an aspect when one of its codes counts for it, and to codes when it carries one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from idealtypes.engine.coded import counted_statements
from idealtypes.engine.entering import entering_study
from idealtypes.engine.findings import Finding, head
from idealtypes.engine.result import Result, Why, said, screenful, why_keys
from idealtypes.errors import reason
from idealtypes.model.condensates import Condensate
from idealtypes.model.scheme import Scheme
from idealtypes.model.standing import BETWEEN, pole_said
from idealtypes.model.study import StudyData

Group = tuple[str, str]  # an aspect and a pole


@dataclass(frozen=True)
class CondensateAccount:
    """A condensate beside its group: the statements of the group, those it cites, and what parts them."""

    condensate: Condensate
    belonging: tuple[str, ...]
    uncited: tuple[str, ...]
    foreign: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        one = self.condensate
        return {
            "group": one.group,
            "aspect": one.aspect,
            "pole": one.pole,
            "codes": list(one.codes),
            "text": None if one.text is None else one.text.say(),
            "statements": list(one.statements),
            "belonging": list(self.belonging),
            "uncited": list(self.uncited),
            "foreign": list(self.foreign),
        }


@dataclass(frozen=True, eq=False, repr=False)
class Condensed(Result):
    """The condensates of a study held against its statements; frozen, and knows the study.

    Attributes
    ----------
    study
        The study.
    groups
        (aspect, pole) → its statements, by the scheme's aspects and poles.
    accounts
        The condensates that are there, each beside its group.
    unaccounted
        Statements of any group that no condensate cites.
    written
        The file that was written with a skeleton, as shown; None where none was.
    """

    study: StudyData
    groups: Mapping[Group, tuple[str, ...]]
    accounts: tuple[CondensateAccount, ...]
    unaccounted: tuple[str, ...]
    written: str | None = None

    @property
    def missing(self) -> tuple[Group, ...]:
        """The groups that no condensate is of."""
        there = {(one.condensate.aspect, one.condensate.pole) for one in self.accounts}
        return tuple(group for group in self.groups if group not in there)

    @property
    def why(self) -> Why:
        return None if self.groups else reason("condense.nothing")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """None: what statements say together is for the researcher to say."""
        return ()

    def records(self) -> list[dict[str, Any]]:
        """One flat record per group: how many statements it has, and how many a condensate cites."""
        by = {(one.condensate.aspect, one.condensate.pole): one for one in self.accounts}
        rows = []
        for (aspect, pole), ids in self.groups.items():
            one = by.get((aspect, pole))
            uncited = ids if one is None else one.uncited
            rows.append(
                {
                    "aspect": aspect,
                    "pole": pole,
                    "statements": len(ids),
                    "cited": len(ids) - len(uncited),
                    "uncited": ";".join(uncited),
                    "foreign": "" if one is None else ";".join(one.foreign),
                    "text": None if one is None or one.condensate.text is None else one.condensate.text.say(),
                }
            )
        return rows

    def to_dict(self) -> dict[str, Any]:
        """The answer of `idealtypes condense --json`."""
        return {
            **head(self.findings),
            "settings": self.study.settings.model_dump(mode="json"),
            "written": self.written,
            "groups": [
                {"aspect": aspect, "pole": pole, "statements": list(ids)}
                for (aspect, pole), ids in self.groups.items()
            ],
            "condensates": [one.to_dict() for one in self.accounts],
            "unaccounted": list(self.unaccounted),
            **why_keys(self.why),
        }

    def __repr__(self) -> str:
        if self.why is not None:
            return said(self.why) or ""
        lines = [
            f"{r['aspect']}, {r['pole']}: {r['cited']} of {r['statements']} cited" for r in self.records()
        ]
        return screenful(lines, f"{len(self.accounts)} condensates", len(lines))


def condensed(study: StudyData) -> Condensed:
    """The condensates of a study held against its statements.

    Statements of reported sources are left out unless the study includes them, and so are codings that enter no number;
    a code that stands at no pole more than half (`between`) makes a group of its own.
    """
    scheme = study.scheme
    counted = counted_statements(study).select("statement").with_row_index("at")
    rows = (
        entering_study(study)
        .codings.select("statement", "code")
        .join(counted, on="statement")
        .sort("at", maintain_order=True)
    )
    said_of = {code: pole_said(scheme, code) for code in rows["code"].unique().to_list()}
    held: dict[Group, list[str]] = {}
    carriers: dict[str, list[str]] = {}
    for statement, code in rows.select("statement", "code").unique(maintain_order=True).iter_rows():
        carriers.setdefault(code, []).append(statement)
        for group in said_of[code]:
            ids = held.setdefault(group, [])
            if statement not in ids[-1:]:
                ids.append(statement)
    groups = {
        group: tuple(dict.fromkeys(held[group])) for group in sorted(held, key=lambda g: _place(scheme, g))
    }
    accounts = tuple(_account(one, groups, carriers) for one in study.condensates)
    cited = {id_ for one in study.condensates for id_ in one.statements}
    everything = dict.fromkeys(id_ for ids in groups.values() for id_ in ids)
    return Condensed(study, groups, accounts, tuple(id_ for id_ in everything if id_ not in cited))


def _account(
    one: Condensate, groups: Mapping[Group, tuple[str, ...]], carriers: Mapping[str, list[str]]
) -> CondensateAccount:
    if one.aspect is not None and one.pole is not None:
        belonging = groups.get((one.aspect, one.pole), ())
    else:
        belonging = tuple(dict.fromkeys(s for code in one.codes for s in carriers.get(code, ())))
    uncited = tuple(id_ for id_ in belonging if id_ not in one.statements)
    foreign = tuple(id_ for id_ in one.statements if id_ not in belonging)
    return CondensateAccount(one, belonging, uncited, foreign)


def _place(scheme: Scheme, group: Group) -> tuple[int, int]:
    """Where a group stands in the scheme: its aspect, and its pole; what is between comes last."""
    aspect, pole = group
    poles = [*scheme.poles(aspect), BETWEEN]
    return [a.id for a in scheme.aspects].index(aspect), poles.index(pole) if pole in poles else len(poles)
