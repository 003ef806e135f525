"""Which texts may be shown."""

from __future__ import annotations

from idealtypes.disclosure.approved import Approved, skeleton
from idealtypes.disclosure.rules import sharing_rules
from idealtypes.disclosure.texts import is_shipped, shipped_texts, texts_of
from idealtypes.model.sharing_file import SharingFile
from idealtypes.model.text import Text


def of(study) -> Approved:
    return Approved(tuple(texts_of(study)), sharing_rules(study))


def test_nothing_of_the_study_is_shown_that_nobody_approved(small) -> None:
    found = of(small())
    assert [one.at for one in found.texts] == [
        "cases.north.title", "cases.south.title", "study.title", "notes.limits", "scheme.title",
        *(f"aspects.{a}.title" for a in ("mixed", "leaning", "middle", "few", "silent")),
    ]  # fmt: skip
    assert found.shown == ()
    assert found.open == found.texts


def test_the_skeleton_filled_in_is_the_approval(small) -> None:
    text = skeleton(of(small()))
    filled = text.replace("at: study.title\n    show: no", "at: study.title\n    show: yes")
    found = of(small(**{"sharing.yaml": filled}))
    assert [one.at for one in found.shown] == ["study.title"]
    assert found.open == ()
    assert skeleton(found) == filled


def test_a_text_that_changes_has_to_be_approved_again(small) -> None:
    filled = skeleton(of(small())).replace("show: no", "show: yes")
    study = small(**{"sharing.yaml": filled})
    assert of(study).shown == of(study).texts
    cases = "id,title\nnorth,The ward of Kari Nordmann\nsouth,Informal\n"
    found = of(small(**{"sharing.yaml": filled, "cases.csv": cases}))
    assert [one.at for one in found.changed] == ["cases.south.title"]
    assert not found.allows("cases.south.title", Text("Informal"))


def test_what_ships_with_the_program_is_public_but_not_as_the_name_of_a_case() -> None:
    assert "Logics of action" in shipped_texts()
    found = Approved((), SharingFile())
    assert found.allows("theory.title", Text("Logics of action"))
    assert not found.allows("cases.a.title", Text("Logics of action"))
    assert not is_shipped(Text({"en": "Logics of action", "nb": "What Kari said"}))


def test_codes_are_listed_where_they_are_asked_for(small) -> None:
    study = small()
    more = {one.at for one in texts_of(study, codes=True)} - {one.at for one in texts_of(study)}
    assert more == {f"codes.{code.id}.title" for code in study.scheme.codes}
