"""Ids from foreign names."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from idealtypes.exchange.foreign_names import LONGEST_ID, ids_for, slug
from idealtypes.model.base import Id

IDS = TypeAdapter(Id)


def test_names_are_readable() -> None:
    assert slug("Hjelp på «egen» tid – øyeblikkelig!") == "hjelp_pa_egen_tid_oyeblikkelig"
    assert slug("Straße & Œuvre No. 5") == "strasse_oeuvre_no_5"
    assert slug("a b" * 40).startswith("a_ba_b")
    assert len(slug("word " * 40)) <= LONGEST_ID
    assert not slug("word " * 40).endswith("_")


@given(st.text(max_size=60))
def test_every_name_gives_an_id_that_a_file_can_hold(name: str) -> None:
    own = ids_for([("1", name)], {}, (), "code")["1"]
    assert re.fullmatch(r"\w[\w.-]*", own)
    assert IDS.validate_python(own) == own
    assert own == own.strip("_")


@given(
    st.lists(st.text("aAå -", max_size=3), max_size=12), st.sets(st.sampled_from(["a", "aa", "code", "A_2"]))
)
def test_ids_are_unique_without_regard_to_case(names: list[str], taken: set[str]) -> None:
    things = [(str(number), name) for number, name in enumerate(names)]
    ids = ids_for(things, {}, taken, "code")
    every = [own.lower() for own in ids.values()] + [own.lower() for own in taken]
    assert len(ids) == len(names)
    assert len(set(every)) == len(every)


def test_what_is_known_keeps_its_id_and_others_keep_clear_of_it() -> None:
    ids = ids_for(
        [("1", "Trust"), ("2", "Trust"), ("3", "Trust")], {"2": "trust"}, (), "code", {"3": "Peers"}
    )
    assert ids == {"1": "trust_2", "2": "trust", "3": "peers_trust"}
