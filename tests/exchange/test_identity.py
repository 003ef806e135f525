"""When a project, a source and an aspect is one that is known."""

from __future__ import annotations

from idealtypes.exchange.code_places import ids_in
from idealtypes.exchange.contents import Known, KnownCode, StudyContents
from idealtypes.exchange.merging.identity import is_source, same_project
from idealtypes.exchange.project import ForeignCode, ForeignSource, Project

KNOWN = Known(
    "made",
    "talks",
    codes={"1": KnownCode("trust", "Trust"), "2": KnownCode("help", "Help")},
    sources={"s": "one", "t": "two"},
)
CONTENTS = StudyContents(
    sources={"one": {"title": "Talk 1"}, "two": {"title": "Talk 2"}},
    texts={"one": "The help came.\n"},
    known=(KNOWN,),
)


def project(*codes: str, sources: tuple[str, ...] = (), format: str = "made") -> Project:
    """A project with codes by these names, and sources `s`, `t`, … by these."""
    return Project(
        format,
        "again",
        codes=tuple(ForeignCode(str(k), name) for k, name in enumerate(codes, 1)),
        sources=tuple(ForeignSource(id_, name) for id_, name in zip("stu", sources, strict=False)),
    )


def test_more_than_half_of_what_there_is_must_be_the_same() -> None:
    assert same_project(project("Trust", "Help", sources=("Talk 1", "Talk 2")), CONTENTS) is KNOWN
    assert same_project(project("Trust", "Help", sources=("Talk 1", "Talk 9")), CONTENTS) is KNOWN
    assert same_project(project("Trust", "Care", sources=("Talk 1", "Talk 9")), CONTENTS) is None  # half
    assert same_project(project("Trust"), CONTENTS) is KNOWN  # all of the smaller one
    assert same_project(project("Trust", format="other"), CONTENTS) is None
    assert same_project(project(), CONTENTS) is None


def test_a_source_is_known_by_its_name_or_its_text() -> None:
    assert is_source(ForeignSource("s", "Talk 1"), "one", CONTENTS)
    assert is_source(ForeignSource("s", "Renamed", "The help  came."), "one", CONTENTS)
    assert not is_source(ForeignSource("s", "Renamed", "Something else."), "one", CONTENTS)
    assert not is_source(ForeignSource("s", "Talk 1"), "gone", CONTENTS)
    assert not is_source(ForeignSource("s", "Talk 1"), None, CONTENTS)


def test_an_aspect_of_a_title_that_two_have_is_neither() -> None:
    places = {"Contact": {"Formal": 1.0}}
    one = Project("made", "p", codes=(ForeignCode("1", "rules", place=places),))
    aspects = {"a": ("formal",), "b": ("formal",)}
    titles: dict[str | tuple[str, str], str] = {"a": "Contact", "b": "Contact", ("a", "formal"): "Formal"}
    assert ids_in(one, StudyContents(aspects=aspects, titles=titles)).aspects == {}
    titles["b"] = "Other"
    assert ids_in(one, StudyContents(aspects=aspects, titles=titles)).aspects == {"Contact": "a"}
