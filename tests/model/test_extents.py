import pytest
from hypothesis import given
from hypothesis import strategies as st

from idealtypes.model.extents import WORDS, ExtentWords, bounds, groups_of
from idealtypes.model.settings import Settings


@given(st.sampled_from(WORDS), st.integers(1, 200))
def test_a_word_is_a_range_of_groups(word: str, of: int) -> None:
    low, high = bounds(word, of)
    assert 1 <= low <= high <= of


@given(st.integers(3, 200))
def test_words_claim_what_they_say_and_deny_the_next_stronger(of: int) -> None:
    assert bounds("one", of) == (1, 1)
    assert bounds("all", of) == (of, of)
    assert 2 * bounds("some", of)[1] < of
    assert 2 * bounds("most", of)[0] > of
    assert bounds("most", of)[1] == of - 1
    assert bounds("several", of)[0] == 2
    assert bounds("nearly_all", of)[0] >= bounds("most", of)[0]
    low, high = bounds("half", of)
    assert low + high == of  # as many may hold it as may not


def test_with_few_groups_a_word_takes_the_numbers_on_both_sides() -> None:
    assert [bounds("half", n) for n in (1, 2, 3, 4, 5)] == [(1, 1), (1, 1), (1, 2), (2, 2), (2, 3)]
    assert [bounds("most", n) for n in (1, 2, 3)] == [(1, 1), (1, 2), (2, 2)]
    assert [bounds("nearly_all", n) for n in (2, 3, 4, 5)] == [(1, 2), (2, 3), (3, 4), (4, 4)]
    assert [bounds("some", n) for n in (1, 2, 3)] == [(1, 1), (1, 1), (1, 1)]


@given(st.integers(1, 50), st.integers(1, 50))
def test_k_of_n_is_k(k: int, n: int) -> None:
    if k <= n:
        assert bounds(f"{k}/{n}", n) == bounds(f" {k} / {n} ".strip(), None) == (k, k)
    else:
        with pytest.raises(ValueError, match="more than there are"):
            bounds(f"{k}/{n}", None)


@pytest.mark.parametrize(
    ("extent", "of", "words"),
    [
        ("moost", 14, "unknown extent `moost`: did you mean `most`?, or how many of how many: `9/14`"),
        ("9", 14, "unknown extent `9`: there is `one`"),
        ("9/5", 5, "`9/5` is more than there are"),
        ("0/5", 5, "`0/5` is nobody"),
        ("2/5", 14, "`2/5` is of 5, and its source speaks for 14"),
        ("most", None, "the extent `most` of how many groups?"),
        ("1/0", None, "`1/0` is more than there are"),
        ("-1/5", 5, "unknown extent `-1/5`"),
    ],
)
def test_what_is_no_extent_is_said(extent: str, of: int | None, words: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        bounds(extent, of)
    assert words in str(caught.value)


@pytest.mark.parametrize("said", ["0", "-3", "2.5", "many", "100001", "1e3"])
def test_of_is_a_number_of_groups(said: str) -> None:
    with pytest.raises(ValueError, match="a whole number from 1 to 100000"):
        groups_of(said)


def test_a_study_may_mean_something_else() -> None:
    words = ExtentWords(several=(3, "<1/2"), some=("1/10", "1/5"), most=(0.6, "all"))
    assert bounds("several", 14, words) == (3, 6)
    assert bounds("some", 14, words) == (2, 2)
    assert bounds("most", 10, words) == (6, 10)
    assert bounds("half", 14, words) == bounds("half", 14)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"mst": [1, 2]}, "unknown key `mst`: did you mean `most`?"),
        ({"most": [3, 2]}, "`most` is [at least, at most]: `3` is more than `2`"),
        ({"most": ["<1/2", "all"]}, "`>` belongs to the first"),
        ({"most": [0, 2]}, "should be a whole number of groups from 1"),
        ({"most": [1.5, 2]}, "not `1.5`"),
        ({"most": [True, "all"]}, "not `True`"),
        ({"most": ["1/0", "all"]}, "not `1/0`"),
        ({"most": ["all but 0", "all"]}, "not `all but 0`"),
        ({"most": [1]}, "`most` is missing"),
        ({"most": "half"}, "`most` is `half`"),
    ],
)
def test_what_a_word_cannot_mean_is_said(words: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        Settings().changed(extents=words)
    assert message in str(caught.value)


def test_a_dump_is_read_again() -> None:
    settings = Settings().changed(extents={"some": [2, 0.3]})
    assert Settings.model_validate(settings.model_dump(mode="json")) == settings
