import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from idealtypes.model.text import Text

words = st.text(min_size=1).filter(lambda text: text.strip() != "")


class Named(BaseModel):
    title: Text


def test_falls_back_to_english_and_then_to_any_language():
    assert Text({"nb": "Hjelp", "en": "Help"}).say("sv") == "Help"
    assert Text({"nb": "Hjelp", "sv": "Hjälp"}).say("en") == "Hjelp"
    assert Text("Help").say("nb") == "Help"


def test_is_frozen_and_hashable():
    assert len({Text("a"), Text("a"), Text({"en": "a"})}) == 2
    with pytest.raises(AttributeError):
        Text("a").words = ()  # type: ignore[misc]


@pytest.mark.parametrize("value", ["", "  ", {}, {"en": ""}, True, None, ["a"], {"en": ["a"]}])
def test_refuses_what_is_no_text(value):
    with pytest.raises(ValueError, match=r"empty|should be a text"):
        Text(value)


def test_refuses_what_is_no_language():
    with pytest.raises(ValueError, match="`nb`"):
        Text({"no": "Hjelp"})
    with pytest.raises(ValueError, match="is no language"):
        Text({"definition": "Help"})


def test_in_a_model_numbers_are_text_and_faults_are_validation_errors():
    assert Named.model_validate({"title": 2023}).title.say() == "2023"
    with pytest.raises(ValidationError):
        Named.model_validate({"title": True})


@given(st.one_of(words, st.dictionaries(st.sampled_from(["en", "nb", "nn", "sv"]), words, min_size=1)))
def test_round_trip_through_a_model(value):
    named = Named(title=Text(value))
    assert Named.model_validate(named.model_dump(mode="json")) == named
    assert Named.model_validate_json(named.model_dump_json()).title == named.title
