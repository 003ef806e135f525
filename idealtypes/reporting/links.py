"""From every number on the page to the statements behind it.

A number is a link to the page's list of statements; where scripts run it opens a panel with just its own. The
statements stand in the page once, as data, and a number's entry holds their places in that list.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from idealtypes.analyses.types.membership import TypeMembership
from idealtypes.engine.evidence import Statement, evidence
from idealtypes.engine.views import View
from idealtypes.model.column_labels import LOCATOR
from idealtypes.model.placement import held_poles
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.names import type_title

ANCHOR = "evidence"


class Links:
    """The statements of a study, and the numbers that rest on them; it grows while a page is made."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._entries: dict[tuple[str, tuple[int, ...]], str] = {}

    @cached_property
    def by_view(self) -> dict[View, dict[str, Statement]]:
        """View → id → statement with its weights in that view, reported ones too; only the views that are shown."""
        study, shown = self.facts.study, dict.fromkeys((*self.facts.views, "useful"))
        return {view: {s.id: s for s in evidence(study, view=view).statements} for view in shown}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every coded or claiming statement once, in the order of the study, with its weights as coded."""
        views = [self.by_view["all"], self.by_view["useful"]]
        known = {id_: s for view in reversed(views) for id_, s in view.items()}
        order = self.facts.study.statements["id"].to_list()
        return tuple(known[id_] for id_ in order if id_ in known)

    @cached_property
    def place(self) -> dict[str, int]:
        """Statement → its place in `statements`."""
        return {s.id: i for i, s in enumerate(self.statements)}

    def find(
        self,
        view: View = "all",
        *,
        case: str | None = None,
        aspect: str | None = None,
        pole: str | None = None,
    ) -> list[str]:
        """The ids of the statements with evidence in a view, on an aspect, with weight on a pole."""
        return [
            s.id
            for s in self.by_view.get(view, {}).values()
            if (case is None or case in s.cases)
            and (aspect is None or aspect in s.weights)
            and (pole is None or aspect is None or s.weights[aspect].get(pole, 0) > 0)
        ]

    def named(self, title: str, /) -> str:
        """The name of an aspect in a sentence, so that the eye finds it."""
        return Markup("<b>{}</b>").format(title)

    def number(
        self, shown: str, view: View = "all", *, case: int | None = None, aspect: int | None = None,
        pole: int | None = None,
    ) -> str:  # fmt: skip
        """A number as a link to the statements of a case, aspect and pole (by their numbers) in a view."""
        title, ids = self.behind(view, case, aspect, pole)
        return self.link(shown, title, ids, None if aspect is None else self.facts.profile.aspects[aspect])

    def behind(
        self, view: View, case: int | None, aspect: int | None, pole: int | None = None
    ) -> tuple[str, list[str]]:
        """In words what a number of a view is of, and the ids of the statements behind it."""
        profile, words = self.facts.profile, self.facts.words
        names, a, p = [words.say(f"views.{view}")], None, None
        if aspect is not None:
            a = profile.aspects[aspect]
            names.insert(0, self.facts.aspects[aspect])
            if pole is not None:
                p = profile.tally.poles[aspect][pole]
                names.append(words.say("evidence.toward", pole=self.facts.poles[aspect][pole]))
        c = None if case is None else profile.cases[case]
        if case is not None:
            names = self._of_case(case, names)
        return " · ".join(names), self.find(view, case=c, aspect=a, pole=p)

    def gap(self, shown: str, case: int, aspect: int, /) -> str:
        """The gap as a link to the statements on what is and on what is said to be useful."""
        return self.link(shown, *self.behind_gap(case, aspect), self.facts.profile.aspects[aspect])

    def behind_gap(self, case: int, aspect: int) -> tuple[str, list[str]]:
        """In words what a gap is between, and the ids of the statements on either side."""
        facts = self.facts
        c, a = facts.profile.cases[case], facts.profile.aspects[aspect]
        ids = [*self.find("is", case=c, aspect=a), *self.find("useful", case=c, aspect=a)]
        parts = [facts.aspects[aspect], facts.words.say("views.is"), facts.words.say("views.useful")]
        return " · ".join(self._of_case(case, parts)), ids

    def corner(self, shown: str, case: int, kind: TypeMembership, /) -> str:
        """A type's number as a link to the statements with weight on a pole of its corner."""
        return self.link(shown, *self.behind_corner(case, kind))

    def behind_corner(self, case: int, kind: TypeMembership) -> tuple[str, set[str]]:
        """A type's title, and the ids of the statements with weight on a pole of its corner."""
        c = self.facts.profile.cases[case]
        ids = {
            i
            for aspect, held in kind.corner.items()
            for pole in held_poles(held)
            for i in self.find("all", case=c, aspect=aspect, pole=pole)
        }
        title = type_title(self.facts.study.scheme, kind, self.facts.words)
        return " · ".join(self._of_case(case, [title])), ids

    def _of_case(self, case: int, parts: list[str]) -> list[str]:
        return [self.facts.cases[case], *parts] if len(self.facts.cases) > 1 else parts

    def link(self, shown: str, title: str, ids: Iterable[str], aspect: str | None = None) -> str:
        """A number as a link to these statements; as it is where there are none."""
        key = self.key(title, ids)
        if key is None:
            return shown
        anchor = ANCHOR if aspect is None else f"{ANCHOR}-{aspect}"
        label = self.facts.words.say("evidence.open", what=title)
        return Markup('<a class="n" href="#{}" data-e="{}" title="{}">{}</a>').format(
            anchor, key, label, escape(shown)
        )

    def key(self, title: str, ids: Iterable[str]) -> str | None:
        """The name in the page of a set of statements; None for the empty set, and in a shared report."""
        if self.facts.sharing:
            return None
        places = tuple(sorted(self.place[i] for i in ids if i in self.place))
        if not places:
            return None
        return self._entries.setdefault((title, places), f"e{len(self._entries)}")

    def data(self) -> dict[str, Any]:
        """What the page embeds: the statements, and per number its title and their places.

        A shared page embeds nothing, and its numbers open nothing.
        """
        if self.facts.sharing:
            return {"statements": [], "numbers": {}}
        words = self.facts.words
        return {
            "statements": [self.shown(s) for s in self.statements],
            "numbers": {
                key: {"title": title, "of": places} for (title, places), key in self._entries.items()
            },
            "words": {name: words.raw(f"evidence.{name}") for name in ("counted", "uncounted")},
            "forms": words.forms(len(self.statements)),
        }

    def shown(self, statement: Statement) -> dict[str, Any]:
        """One statement as the page shows it: text only, in the report's language."""
        facts, words = self.facts, self.facts.words
        s = statement
        about = [words.say(f"modes.{s.mode}")]
        if s.voice:
            known = words.has(f"voices.{s.voice}")
            about.append(words.say(f"voices.{s.voice}") if known else facts.value("voice", s.voice))
        if s.condition:
            about.append(words.say("evidence.when", condition=facts.value("condition", s.condition)))
        labelled = self.facts.study.labels.__contains__
        cases = [facts.cases[facts.profile.cases.index(c)] for c in s.cases] if len(facts.cases) > 1 else []
        return {
            "id": s.id,
            "text": s.text,
            "source": facts.source(s.source),
            "lang": facts.other_language(s.lang),
            "locator": facts.value(LOCATOR, s.locator or ""),
            "about": " · ".join([*cases, *about]),
            "codes": [facts.codes[code] for code in s.codes],
            "coders": ", ".join(s.coders),
            "weights": self._weights(s),
            "claims": [self._claim(claim) for claim in s.claims],
            "more": [
                f"{facts.column(name)}: {facts.value(name, str(value)) if labelled(name) else value}"
                for name, value in s.attributes.items()
            ],
            "counted": s.counted,
        }

    def _weights(self, s: Statement) -> list[str]:
        """How much of the statement each aspect gives to each pole."""
        facts, out = self.facts, []
        for a, aspect in enumerate(facts.profile.aspects):
            if aspect not in s.weights:
                continue
            shares = [s.weights[aspect].get(pole, 0.0) for pole in facts.profile.tally.poles[a]]
            held = [
                f"{facts.poles[a][p]} {facts.words.percent(share)}"
                for p, share in enumerate(shares)
                if share > 0
            ]
            out.append(f"{facts.aspects[a]}: {', '.join(held)}")
        return out

    def _claim(self, claim: dict[str, Any]) -> str:
        """What a statement says helps or hurts."""
        facts, words = self.facts, self.facts.words
        effect = "helps" if claim["effect"] > 0 else "hurts"
        outcome = facts.outcomes.get(claim["outcome"], claim["outcome"])
        if claim.get("from_outcome"):
            first = facts.outcomes.get(claim["from_outcome"], claim["from_outcome"])
            return words.say(f"claims.{effect}", what=first, outcome=outcome)
        a = facts.profile.aspects.index(claim["aspect"])
        pole = facts.poles[a][facts.profile.tally.poles[a].index(claim["pole"])]
        what = words.say("claims.pole", aspect=facts.aspects[a], pole=pole)
        return words.say(f"claims.{effect}", what=what, outcome=outcome)
