"""From every number on the page to the statements behind it.

A number is a link to the page's list of statements; where scripts run it opens a panel with just its own. The
statements stand in the page once; a number's entry holds the question that finds them among all (a view, case, aspect
and pole), or else their places in that list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from idealtypes.analyses.types.membership import TypeMembership
from idealtypes.engine.evidence import Statement, evidence
from idealtypes.engine.views import View
from idealtypes.model.placement import held_poles
from idealtypes.reporting.facts import Facts
from idealtypes.reporting.wording.names import type_title

ANCHOR = "evidence"


Weights = Mapping[str, Mapping[str, Mapping[str, float]]]
Asked = tuple[View, str | None, str | None, str | None]  # view, case, aspect, pole; None for any


class Found(list[str]):
    """Ids of statements, and the questions that find them: those that answer any of them."""

    asked: tuple[Asked, ...] = ()

    @classmethod
    def by(cls, ids: Iterable[str], *asked: Asked) -> Found:
        found = cls(ids)
        found.asked = asked
        return found

    @classmethod
    def any_of(cls, several: Iterable[Found]) -> Found:
        """What any of some questions finds, each once."""
        each = list(several)
        ids = dict.fromkeys(i for found in each for i in found)
        return cls.by(ids, *dict.fromkeys(asked for found in each for asked in found.asked))


@dataclass(frozen=True)
class LinkedNumber:
    """What a number is of, in words, the places of its statements, and the questions that find them; () for none."""

    title: str
    places: tuple[int, ...]
    asked: tuple[Asked, ...] = ()


class Links:
    """The statements of a study, and the numbers that rest on them; it grows while a page is made."""

    def __init__(self, facts: Facts, *, linked: bool = True) -> None:
        self.facts, self.linked = facts, linked and not facts.sharing
        self._entries: dict[LinkedNumber, str] = {}
        self._found: dict[Asked, Found] = {}

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
    def weights(self) -> tuple[Weights, Weights]:
        """What each statement weighs as coded, and as claimed: statement → aspect → pole → share."""
        coded, useful = (
            {id_: s.weights for id_, s in self.by_view[view].items()} for view in ("all", "useful")
        )
        return coded, useful

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
    ) -> Found:
        """The ids of the statements with evidence in a view, on an aspect, with weight on a pole."""
        asked = view, case, aspect, pole
        if asked in self._found:
            return self._found[asked]
        ids = [
            s.id
            for s in self.by_view.get(view, {}).values()
            if (case is None or case in s.cases)
            and (aspect is None or aspect in s.weights)
            and (pole is None or aspect is None or s.weights[aspect].get(pole, 0) > 0)
        ]
        return self._found.setdefault(asked, Found.by(ids, asked))

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
    ) -> tuple[str, Found]:
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

    def behind_gap(self, case: int, aspect: int) -> tuple[str, Found]:
        """In words what a gap is between, and the ids of the statements on either side."""
        facts = self.facts
        c, a = facts.profile.cases[case], facts.profile.aspects[aspect]
        ids = Found.any_of(self.find(view, case=c, aspect=a) for view in ("is", "useful"))
        parts = [facts.aspects[aspect], facts.words.say("views.is"), facts.words.say("views.useful")]
        return " · ".join(self._of_case(case, parts)), ids

    def corner(self, shown: str, case: int, kind: TypeMembership, /) -> str:
        """A type's number as a link to the statements with weight on a pole of its corner."""
        return self.link(shown, *self.behind_corner(case, kind))

    def behind_corner(self, case: int, kind: TypeMembership) -> tuple[str, Found]:
        """A type's title, and the ids of the statements with weight on a pole of its corner."""
        c = self.facts.profile.cases[case]
        ids = Found.any_of(
            self.find("all", case=c, aspect=aspect, pole=pole)
            for aspect, held in kind.corner.items()
            for pole in held_poles(held)
        )
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
        """The name in the page of a set of statements; None for the empty set, and where there is no list of them."""
        if not self.linked:
            return None
        places = tuple(sorted({self.place[i] for i in ids if i in self.place}))
        if not places:
            return None
        asked = ids.asked if isinstance(ids, Found) else ()
        return self._entries.setdefault(LinkedNumber(title, places, asked), f"e{len(self._entries)}")

    def entry(self, key: str) -> tuple[str, tuple[str, ...]]:
        """What a number is of, in words, and the ids of its statements; as the page's script works them out."""
        found = next(entry for entry, own in self._entries.items() if own == key)
        return found.title, tuple(self.statements[i].id for i in found.places)

    @property
    def entries(self) -> Mapping[str, LinkedNumber]:
        """Every number that was linked so far, by its name in the page."""
        return {key: entry for entry, key in self._entries.items()}
