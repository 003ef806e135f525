"""Pseudo-codes have words for people."""

from __future__ import annotations

import pytest

from idealtypes.files.schemes import read_scheme
from idealtypes.model.scheme import pseudo_title


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("rating:help:0.4", "the rating 0.4 (Ability to help)"),
        ("rating:help:-1.0", "the rating -1 (Ability to help)"),
        ("rating:help:formal", "the rating formal (Ability to help)"),
        ("claim:help:informal:hurts", "the claim that informal hurts (Ability to help)"),
        ("no_records", "no_records"),
        ("rating:elsewhere:1", "rating:elsewhere:1"),
        ("rating:help", "rating:help"),
    ],
)
def test_a_pseudo_code_in_words(code: str, title: str) -> None:
    assert pseudo_title(code, read_scheme("support_colleagues")) == title


def test_in_norwegian_the_aspect_has_its_norwegian_title() -> None:
    scheme = read_scheme("support_colleagues")
    assert pseudo_title("rating:help:0.4", scheme, "nb").endswith("(Mulighet for å hjelpe)")
