"""Weights of one's own: read from a table, and what may be wrong with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from idealtypes import agreement, read_study
from idealtypes.errors import BadInput, IdealtypesError
from idealtypes.files.weights_table import read_weights

STUDIES = Path(__file__).parents[1] / "studies"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "weights.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_half_a_table_is_enough(tmp_path: Path) -> None:
    own = read_weights(table(tmp_path, "category,-1,0,1", "1,,,1", "-1,1,0.5,0", '0,,1,"0.8"'))
    assert own.categories == ("1", "-1", "0")
    assert np.array(own.rows).tolist() == [[1, 0, 0.8], [0, 1, 0.5], [0.8, 0.5, 1]]


def test_faults_have_their_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        read_weights(table(tmp_path, "category,a,b,extra", "a,1,0", "a,1,0", "c,1,1"))
    said = str(refused.value)
    assert "weights.csv:2: the row has 3 cells" in said
    with pytest.raises(BadInput) as refused:
        read_weights(table(tmp_path, "category,a,b,x", "a,1,0,0", "a,1,0,0", "c,1,1,1"))
    said = str(refused.value)
    for part in (
        ":3: the category `a` is there already",
        ":4: the category `c` has a row and no column: across there are `a`, `b`, `x`",
        ":1: the category `b` has a column and no row",
    ):
        assert part in said
    with pytest.raises(BadInput) as refused:
        read_weights(table(tmp_path, "category,a,b,c", "a,1,2,half", "b,0,0.9,", "c,0,,1"))
    said = str(refused.value)
    for part in (
        ":2: the weight of `a` and `b` is `2`: it is a number from 0",
        ":2: the weight of `a` and `c` is `half`",
        ":3: the weight of `b` with itself is 0.9: it is 1",
        ":3: the weight of `b` and `c` is blank, and so is the one across",
    ):
        assert part in said


def test_they_are_those_of_the_name(tmp_path: Path) -> None:
    study = read_study(STUDIES / "good_ratings")
    numbers = [1, 2, 3, 4, 5] if study.settings.rating_scale == (1, 5) else [-1, -0.5, 0, 0.5, 1]
    span = numbers[-1] - numbers[0]
    rows = [f"{a}," + ",".join(f"{1 - ((a - b) / span) ** 2:g}" for b in numbers) for a in numbers]
    own = agreement(
        study, weights=table(tmp_path, "category," + ",".join(map(str, numbers)), *rows), variance="gwet"
    )
    named = agreement(study, weights="quadratic", variance="gwet")
    assert own.overall.measured == "alpha_own"
    if named.overall.value is not None and own.overall.value is not None:
        assert own.overall.value == pytest.approx(named.overall.value)
    few = agreement(study, weights=table(tmp_path, "category,-1,9", "-1,1,0", "9,0,1"))
    assert few.overall.value is None
    assert few.overall.why is not None
    assert few.overall.why.code == "agreement.no_category"
    with pytest.raises(IdealtypesError, match="or a table of categories; there is no file"):
        agreement(study, weights="quadratc")
