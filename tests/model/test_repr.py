"""What a notebook prints of a model fits a screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from idealtypes.files.content import folder, shipped
from idealtypes.files.schemes import read_scheme
from idealtypes.files.study import read_study
from idealtypes.model.scheme import Code
from idealtypes.model.settings import Settings

SCREEN = 1200  # characters


def within(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from within(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from within(item)


@pytest.mark.parametrize("scheme", shipped("coding_schemes"))
def test_every_part_of_a_scheme_fits_a_screen(scheme: str) -> None:
    assert all(len(repr(part)) < SCREEN and str(part) == repr(part) for part in within(read_scheme(scheme)))


def test_a_study_and_its_parts_fit_a_screen() -> None:
    study = read_study(folder("examples") / "support_colleagues")
    for part in (study, study.scheme, study.scheme.theory, study.measures, study.settings):
        assert len(repr(part)) < 200
    assert all(len(repr(part)) < SCREEN for part in within(study.measures))


def test_what_is_shown() -> None:
    scheme = read_scheme("support_colleagues")
    assert repr(scheme.theory) == f"<Theory march_olsen: {len(scheme.theory.logics)} logics, 1 axis>"
    assert repr(scheme).startswith("<Scheme support_colleagues, version '")
    assert repr(Settings()) == "Settings()"
    assert repr(Settings(level=0.9)) == "Settings(level=0.9)"
    code = Code(id="a", title={"en": "One", "nb": "En"}, definition=100 * "x", trait="t")  # type: ignore[arg-type]
    assert repr(code) == f"Code(id='a', title='One', definition='{59 * 'x'}…', traits=('t',))"
