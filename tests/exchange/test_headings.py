"""Headings of tables in the languages that are known, and words that mean two things."""

from __future__ import annotations

from pathlib import Path

import pytest

import idealtypes as it
from idealtypes.errors import IdealtypesError
from idealtypes.exchange.headings import shared_vocabulary
from tests.exchange.tables import Rows, as_csv

LANGUAGES = {
    "nb": ("Informant", "Utsagn", "Kode", "Kodet av"),
    "nb, who coded": ("Kilde", "Tekstutdrag", "Tema", "Koder"),
    "nb, initials": ("Dokument", "Sitat", "Kategori", "Initialer"),
    "de": ("Dateiname", "Textstelle", "Kategorie", "Kodiert von"),
    "fr": ("Entretien", "Extrait", "Thème", "Codé par"),
    "es": ("Entrevista", "Fragmento", "Código", "Codificado por"),
    "pl": ("Wywiad", "Cytat", "Kod", "Koder"),
    "nl": ("Bron", "Citaat", "Categorie", "Gecodeerd door"),
    "sv": ("Källa", "Citat", "Kod", "Kodare"),
    "en": ("Participant", "Preview", "Theme", "Initials"),
}


def imported(folder: Path, rows: Rows, **asked: object) -> it.Imported:
    path = folder / "talk.csv"
    path.write_bytes(as_csv(rows))
    return it.import_project(path, folder / "study", **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("head", LANGUAGES.values(), ids=list(LANGUAGES))
def test_source_text_code_and_coder_are_known(tmp_path: Path, head: tuple[str, ...]) -> None:
    rows = [
        head,
        ("Int 1", "what she said first", "near", "me"),
        ("Int 1", "what she said first", "near", "you"),
        ("Int 2", "what was said then", "far", "me"),
    ]
    made = imported(tmp_path, rows)
    assert made.counts == {"codes": 2, "sources": 2, "statements": 2, "codings": 3, "coders": 2}
    text = (tmp_path / "study" / "statements.csv").read_text(encoding="utf-8")
    assert "what she said first" in text


def test_koder_is_codes_where_no_other_column_has_them(tmp_path: Path) -> None:
    rows = [("Kilde", "Sitat", "Koder"), ("a", "slik var det", "near; far"), ("b", "eller slik", "far")]
    assert imported(tmp_path, rows).counts["codings"] == 3


def test_koder_is_who_coded_beside_columns_of_marks(tmp_path: Path) -> None:
    rows = [
        ("Kilde", "Sitat", "Koder", "near", "far"),
        ("a", "slik", "me", "1", "0"),
        ("a", "slik", "you", "1", "1"),
    ]
    made = imported(tmp_path, rows)
    assert (made.counts["codes"], made.counts["coders"], made.counts["statements"]) == (2, 2, 1)


def test_a_text_column_of_an_unknown_name_is_never_left_out_silently(tmp_path: Path) -> None:
    rows = [
        ("Source", "Ytringsledd", "Code"),
        *((f"a{n}", f"this is what was said {n}", "near") for n in range(9)),
    ]
    with pytest.raises(IdealtypesError, match=r"9 of 9 statements would have no text .*`Ytringsledd`"):
        imported(tmp_path, rows)
    assert imported(tmp_path, rows, column={"text": "Ytringsledd"}).counts["statements"] == 9


def test_no_word_means_two_things_but_those_that_are_settled() -> None:
    names: dict[str, set[str]] = {}
    for name, words in shared_vocabulary().items():
        for word in words:
            names.setdefault(word, set()).add(name)
    assert {word: of for word, of in names.items() if len(of) > 1} == {
        "koder": {"codes", "coder"},
        "statement": {"text", "id"},
    }
