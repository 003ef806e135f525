"""`--language nb` on the commands that print tables of a study: the same table, the same numbers, in Norwegian."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import idealtypes as it
from idealtypes.cli.program import program
from idealtypes.cli.terminal import Screen, laid, speak, text
from idealtypes.reporting.wording.catalogue import catalogue
from tests.reporting.test_norwegian import FORBIDDEN

from .conftest import EXAMPLE

RATED = Path(__file__).parents[1] / "door" / "rated"
SPEAKING = (
    "profile",
    "types",
    "compare",
    "influence",
    "robustness",
    "tension",
    "agreement",
    "scenarios",
    "verify",
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.fixture(scope="module")
def norwegian():
    return it.read_study(EXAMPLE).translation("nb")


def numbers(said: str) -> list[str]:
    return [found.replace(",", ".") for found in NUMBER.findall(said)]


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("1 case · 62 statements of 13 sources", "1 ordning · 62 utsagn fra 13 kilder"),
        ("Accessibility", "Tilgjengelighet"),
        (
            "Broken only by choices together: a code counts once per source, and any lead counts.",
            "Velter bare av flere valg sammen: en kode teller én gang per kilde, og ethvert forsprang teller.",
        ),
        (
            "Nobody speaks of it: no coded statement of this case bears on the aspect.",
            "Ingen snakker om det: ingen kodede utsagn gjelder aspektet.",
        ),
        ("−0.70 [−0.96, −0.04]", "−0,70 [−0,96, −0,04]"),
        ("<.01", "<0,01"),
        ("case    interval", "ordning intervall"),
        (
            "Assigned: The informal support colleague (P 0.81).",
            "Tildelt: Den uformelle støttekollegaen (P 0,81).",
        ),
        (
            "No type: no pole has more than half (help).",
            "Ingen type: ingen pol har mer enn halvparten (help).",
        ),
        (
            "The doubt about coders cannot be estimated: one coder.",
            "Tvilen om kodere kan ikke anslås: én koder.",
        ),
        ("Nothing of the kind stands in the catalogue", "Nothing of the kind stands in the catalogue"),
    ],
)
def test_what_is_said(norwegian, english: str, told: str) -> None:
    assert norwegian(english) == told


@pytest.mark.parametrize("command", ["profile", "types", "influence", "tension"])
def test_the_numbers_are_the_same(run, command: str) -> None:
    english, other = (
        run(
            command, EXAMPLE, "--language", language, *(["--draws", "200"] if command != "tension" else [])
        ).stdout
        for language in ("en", "nb")
    )
    assert sorted(numbers(other)) == sorted(numbers(english.replace("<.", "<0.").replace(">.", ">0.")))
    assert not FORBIDDEN.search(other)
    assert "Skjønn og regler i støttekollegaordningen for leger i Norge" in other
    left = re.findall(r"\b(?:the|statements|sources|interval|aspect)\b", other)
    assert not left


def test_ratings_in_both_languages(run) -> None:
    assert "ratings of" in run("profile", RATED).stdout
    told = run("profile", RATED, "--language", "nb").stdout
    assert "vurdering" in told
    assert "utsagn" not in told


def test_every_command_that_prints_a_table_of_a_study_speaks() -> None:
    for name in SPEAKING:
        command = program.get_command(click.Context(program), name)
        assert command is not None
        assert any("--language" in option.opts for option in command.params)


def test_the_catalogue_fills_the_places_it_has() -> None:
    for language in ("en", "nb"):
        for english, other in catalogue(language, True).items():
            places = {
                place for place in re.findall(r"\{([\w.]+)\}", other) if not place.lower().startswith("noun.")
            }
            assert places <= set(re.findall(r"\{(\w+)\}", english)), english


def test_english_is_left_alone() -> None:
    speak(None)
    assert laid(text("1 case"), Screen()) == "1 case"
