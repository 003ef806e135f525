"""Conclusions as `study.yaml` states them, and what is wrong with one: what it names has to be in the study."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from idealtypes.errors import BadCall
from idealtypes.model.base import Model, Name
from idealtypes.model.conclusions import COMPARED, GAP, KINDS, REST, STATES, Conclusion, Kind, Rest, corner_of
from idealtypes.model.conditions import VIEWS, Condition, conditions
from idealtypes.model.hints import hint, listed
from idealtypes.model.scheme import Scheme
from idealtypes.model.spelling import named
from idealtypes.model.text import Text


@dataclass(frozen=True)
class StudyGround:
    """What a study has that a conclusion may name.

    `views` are those in which something is said; `columns` holds the columns of cases, sources and statements, by their
    names: anything that iterates over its cells. A part of a study, not `whole`, may lack what the study has.
    """

    cases: Sequence[str]
    views: Collection[str]
    columns: Mapping[str, Any]
    whole: bool = True

    def values(self, column: str) -> set[str] | None:
        """The values in a column, blanks left out; None where there is no such column."""
        cells = next((cells for name, cells in self.columns.items() if named(name) == named(column)), None)
        return None if cells is None else {named(str(v)) for v in cells if v is not None and v != ""}


def ground_of(cases: Any, sources: Any, statements: Any, claims: Any, whole: bool = True) -> StudyGround:
    """The ground of a study, from its frames."""
    frames = (cases, sources, statements)
    spoken = set(statements.get_column("mode").unique().to_list())
    views = [view for view in VIEWS if view in spoken or view == "all"]
    if len(claims) and claims.get_column("pole").drop_nulls().len():
        views.append("useful")
    columns = {name: frame.get_column(name).unique() for frame in frames for name in frame.columns}
    return StudyGround(cases.get_column("id").to_list(), views, columns, whole)


def conclusion_problems(c: Conclusion, scheme: Scheme, ground: StudyGround) -> list[str]:
    """What is wrong with a conclusion, in words; empty where it can be tested."""
    if c.kind not in KINDS:
        return [f"no kind `{c.kind}`; {hint(str(c.kind), KINDS)}"]
    return [
        *_of_presence(c, scheme),
        *_of_case(c, ground),
        *_of_kind(c, scheme),
        *_of_views(c, ground),
        *_of_conditions(c, ground),
    ]


def _of_presence(c: Conclusion, scheme: Scheme) -> Iterator[str]:
    """What is not put to the test: conclusions on aspects of `kind: presence`, and types that hold their dimensions."""
    about = c.aspect if c.aspect in scheme.presence else None
    if about is None and c.type is not None and scheme.presence:
        about = scheme.presence[0]
    if about is not None:
        yield f"`{about}` is of `kind: presence`, and what is concluded of it is not put to the test: leave this out"


def _of_case(c: Conclusion, ground: StudyGround) -> Iterator[str]:
    if c.case is None and len(ground.cases) > 1:
        yield f"name its case: {listed(ground.cases)}"
    elif c.case is not None and c.case not in ground.cases:
        yield f"no case `{c.case}`; {hint(c.case, ground.cases)}"
    if c.kind == "first" and len(ground.cases) < 2:
        yield "one case has no other to come before"


def _of_kind(c: Conclusion, scheme: Scheme) -> Iterator[str]:
    """What the kind asks for, and what does not belong to it."""
    for key, kind in (("views", "gap"), ("trait", "trait"), ("state", "trait")):
        if getattr(c, key) is not None and c.kind != kind:
            yield f"`{key}` goes with the kind `{kind}`, not with `{c.kind}`"
    if c.kind == "trait":
        traits = [trait.id for ideal in scheme.ideal_types for trait in ideal.traits]
        if c.trait not in traits:
            yield f"name a trait, not `{c.trait}`; {hint(str(c.trait), traits)}"
        if c.view == "useful":
            yield "claims tell of poles and of no trait: name another view than `useful`"
        if c.state not in STATES:
            yield f"name a state ({listed(STATES)}), not `{c.state}`"
        return
    if c.kind in ("type", "member"):
        if c.type is None or corner_of(c.type, scheme) is None:
            types = [ideal.id for ideal in scheme.ideal_types]
            yield f"name a type ({listed(types)}) or a corner (aspect=pole,…), not `{c.type}`"
        return
    aspects = [aspect.id for aspect in scheme.aspects]
    if c.aspect is None and c.kind != "first":
        yield f"name an aspect: {listed(aspects)}"
    elif c.aspect is not None and c.aspect not in aspects:
        yield f"no aspect `{c.aspect}`; {hint(c.aspect, aspects)}"
    elif c.kind == "torn" and c.aspect in scheme.presence:
        yield f"the dimensions of `{c.aspect}` do not exclude one another, so that nothing is torn between them"
    elif c.aspect is not None and c.kind not in ("balanced", "torn"):
        poles = scheme.poles(c.aspect)
        if c.pole not in poles:
            yield f"name a pole of `{c.aspect}` ({listed(poles)}), not `{c.pole}`"


def _of_views(c: Conclusion, ground: StudyGround) -> Iterator[str]:
    if c.kind == "gap" and c.view is not None:
        yield f"a gap runs from one view to another: name them in `views`, not in `view: {c.view}`"
    two = c.views or GAP
    if c.kind == "gap" and two[0] == two[1]:
        yield f"a gap runs from one view to another, not from `{two[0]}` to itself"
    for view in dict.fromkeys(two if c.kind == "gap" else [] if c.view is None else [c.view]):
        if view not in VIEWS:
            yield f"no view `{view}`; {hint(view, VIEWS)}"
        elif ground.whole and view not in ground.views:
            none = "there are no claims" if view == "useful" else f"no statement has the mode `{view}`"
            yield f"{none}, so that nothing is known in the view `{view}`"


def _of_conditions(c: Conclusion, ground: StudyGround) -> Iterator[str]:
    if c.than is not None and not c.where:
        yield "`than` is the other side of a comparison: say in `where` what is compared"
    if c.than is not None and c.kind not in COMPARED:
        yield f"`than` goes with the kinds {listed(COMPARED)}, not with `{c.kind}`"
    for one in (*c.where, *(c.than if isinstance(c.than, tuple) else ())):
        if one.column in ("case", "coder"):
            told = "name it in `case`" if one.column == "case" else "coders are a choice that is varied"
            yield f"`{one}`: a condition is on an attribute; {told}"
            continue
        known = ground.values(one.column)
        if known is None:
            near = hint(one.column, ground.columns)
            yield f"`{one}`: no column `{one.column}` in statements, sources or cases; {near}"
            continue
        for value in one.values if ground.whole else ():
            if value and value not in known and str(one).partition("=")[2] not in known:
                yield f"`{one}`: no statement has `{value}` as its `{one.column}`; {hint(value, sorted(known))}"


def _conditions(value: Any) -> Any:
    """Conditions as they are written: a text, a list of texts, or columns with their values."""
    try:
        return conditions(value)
    except BadCall as problem:
        raise ValueError(str(problem).removeprefix("`where` ")) from None
    except (AttributeError, TypeError):
        raise ValueError("should be conditions such as `column=value`, in a list") from None


def _than(value: Any) -> Any:
    return value if value == REST else _conditions(value)


class StatedConclusion(Model):
    """A conclusion as `study.yaml` states it; see `Conclusion`."""

    kind: Kind
    case: Name | None = None
    aspect: Name | None = None
    pole: Name | None = None
    type: Name | None = None
    text: Text | None = None
    view: Name | None = None
    where: Annotated[tuple[Condition, ...], BeforeValidator(_conditions)] = ()
    than: Annotated[tuple[Condition, ...] | Rest | None, BeforeValidator(_than)] = None
    views: tuple[Name, Name] | None = None
    trait: Name | None = None
    state: Name | None = None

    def conclusion(self) -> Conclusion:
        """The same, as the engine takes it."""
        given = {name: getattr(self, name) for name in type(self).model_fields}
        return Conclusion(**given)
