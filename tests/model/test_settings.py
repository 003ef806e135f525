from typing import Any

import pytest
from pydantic import ValidationError

from idealtypes.errors import IdealtypesError
from idealtypes.model.settings import Anchors, PowerMean, Settings


def test_defaults_are_those_of_the_design():
    assert Settings().model_dump(mode="json") == {
        "level": 0.95, "draws": 4000, "seed": 1, "unit": "source", "weighting": "statement", "repeats": "keep",
        "reported": "exclude", "against": "mirror", "calibration": "share", "connective": "minimum",
        "assigned": 0.8, "placement_doubt": {"common": 0.15, "code": 0.25}, "coder_doubt": "on", "raters": None,
        "models": "exclude", "pooling": "auto", "rating_scale": [-1.0, 1.0],
        "extents": {
            "one": [1, 1], "some": [1, "<1/2"], "several": [2, "2/3"], "half": [0.4, 0.6],
            "most": [">1/2", "all but 1"], "nearly_all": [0.8, "all but 1"], "all": ["all", "all"],
        },
    }  # fmt: skip


def test_connective_and_calibration_in_both_forms():
    assert Settings().connective_name == "minimum"
    assert Settings().anchors is None
    mean = Settings(connective={"power_mean": -3}, calibration={"anchors": [0.1, 0.5, 0.9]})  # type: ignore[arg-type]
    assert mean.connective == PowerMean(power_mean=-3)
    assert (mean.connective_name, mean.connective_exponent) == ("power_mean", -3)
    assert mean.calibration == Anchors(anchors=(0.1, 0.5, 0.9))
    assert mean.anchors == (0.1, 0.5, 0.9)
    assert Settings(connective="power_mean").connective_exponent == -2
    assert Settings(calibration="none").calibration == "share"  # type: ignore[arg-type]


def test_a_dump_is_read_again():
    settings = Settings(connective={"power_mean": -3}, calibration={"anchors": [0, 0.5, 1]}, level=0.9)  # type: ignore[arg-type]
    assert Settings.model_validate(settings.model_dump(mode="json")) == settings


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level": 1}, "`level` is `1`: it should be"),
        ({"level": 0}, "`level` is `0`: it should be"),
        ({"draws": 99}, "`draws` is `99`: it should be 100 or more"),
        ({"seed": "x"}, "`seed` is `x`: it should be a whole number"),
        ({"unit": "sources"}, "`unit` is `sources`: it is one of `source`, `rater`, `none`"),
        ({"connective": "minimun"}, "{power_mean: exponent}, not `minimun`; did you mean `minimum`?"),
        ({"connective": {"power": 1}}, "`connective` should be minimum, product"),
        ({"calibration": {"anchors": [0.5, 0.5, 1]}}, "`calibration`: anchors are three shares that rise from 0 to 1"),
        ({"calibration": {"anchors": [0.5, 1]}}, "`calibration` should be share, or {anchors"),
        ({"calibration": 3}, "`calibration` should be share, or {anchors: [full_out, crossover, full_in]}, not `3`"),
        ({"assigned": 1.5}, "`assigned` is `1.5`: it should be 1 or less"),
        ({"rating_scale": [1, 1]}, "`rating_scale`: rating_scale has two ends that differ"),
        ({"rating_scale": [1]}, "`rating_scale` is missing"),
        ({"sed": 1}, "unknown key `sed`: did you mean `seed`?"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_words(changes, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        Settings().changed(**changes)
    assert words in str(caught.value)


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        Settings().level = 0.5  # type: ignore[misc]
    assert Settings().changed(level=0.5).level == 0.5


def test_one_number_is_both_doubts_about_placements() -> None:
    assert Settings().changed(placement_doubt=0.2).placement_doubt.model_dump() == {
        "common": 0.2,
        "code": 0.2,
    }
    with pytest.raises(ValueError, match="`common` is `-1`: it should be 0 or more"):
        Settings().changed(placement_doubt=-1)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"level": 0.4}, "`level` is `0.4`"),
        ({"level": 0.9999}, "`level` is `0.9999`"),
        ({"draws": 1_000_001}, "`draws` is `1000001`"),
        ({"calibration": {"anchors": [0.2, 0.2001, 0.9]}}, "anchors stand apart by 0.01 or more"),
    ],
)
def test_settings_have_sane_ranges(given: dict[str, Any], message: str) -> None:
    with pytest.raises(IdealtypesError, match=message):
        Settings().changed(**given)
