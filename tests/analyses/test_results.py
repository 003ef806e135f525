"""Every result of types, compare, sets and tension: a dict for JSON, a frame, a table in HTML, a repr for a screen."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import polars as pl
import pytest

from idealtypes.analyses.compare.comparison import compare
from idealtypes.analyses.compare.other_studies import beside
from idealtypes.analyses.compare.subgroups import subgroups
from idealtypes.analyses.compare.trend import trends
from idealtypes.analyses.sets.calibrated import calibrated_table
from idealtypes.analyses.sets.case_outcome import case_outcome
from idealtypes.analyses.sets.fits import set_fits
from idealtypes.analyses.tension.tension import tension
from idealtypes.analyses.types.membership import membership
from idealtypes.engine.result import Result, said
from idealtypes.engine.views import study_profile
from idealtypes.errors import Reason
from tests.analyses.comparing import speaking, standing, two
from tests.engine.made import BOOK, study_of

CODES = ("open", "form", "both", "kin", "pay")
TYPES = {"informal": {"a0": "informal", "a1": "informal"}, "formal": {"a0": "formal", "a1": "formal"}}


def results() -> Iterator[tuple[str, Result]]:
    """What each of these rooms gives, for thirty cases where there can be so many."""
    profile = speaking({f"c{k:02}": two(k / 30, 0.5) for k in range(30)}, types=TYPES, draws=200)
    found = compare(profile)
    yield from {
        "comparison": found, "distances": found.distances, "clusters": found.clusters, "map": found.map,
        "ranking": found.ranking, "nearest": found.nearest, "one nearest": found.nearest[0],
        "one against all": compare(profile, against="c07"), "membership": membership(profile),
    }.items()  # fmt: skip
    few = compare(standing({"one": {"a": 0.2}, "two": {"a": None}}))
    yield from {
        "nothing sampled": few, "no distance": few.distances, "no clusters": few.clusters, "no ranking": few.ranking,
        "no map": compare(standing({"one": {"a": 0.2}})).map, "no types": few.nearest,
    }.items()  # fmt: skip
    rows = [
        (f"{case}{n}", f"{case}-{n % 4}", (case,), "", code, 1.0)
        for case in ("north", "south", "west")
        for n, code in enumerate([*CODES, *CODES])
        if (case, code) != ("west", "pay")
    ]
    rows += [(statement, source, of, coder, "hours", i) for statement, source, of, coder, _, i in rows[:6]]
    study = study_of(rows, BOOK, cases=("north", "south", "west"))
    phase = pl.Series("phase", [str(2010 + n % 3) for n in range(study.statements.height)])
    sorted_by = subgroups(
        dataclasses.replace(study, statements=study.statements.with_columns(phase)), "phase"
    )
    assert sorted_by.numbers is not None
    yield "subgroups", sorted_by
    yield "trends", trends(study_profile(sorted_by.study), sorted_by.numbers)
    yield "beside", beside([study, study])
    reach = dataclasses.replace(study, cases=study.cases.with_columns(reach=pl.Series([1.0, 0.2, 0.4])))
    outcome, members = case_outcome(reach, "reach"), membership(study_profile(reach))
    fits = set_fits(members, outcome)
    assert fits.table is not None
    yield from {
        "outcome": outcome, "fits": fits, "degrees": fits.degrees, "truth table": fits.table,
        "table for R": calibrated_table(members, outcome), "tension": tension(study),
        "tension within": tension(study, chance="within_sources"), "no tension": tension(study_of(rows[:1], BOOK)),
    }.items()  # fmt: skip


ALL = dict(results())


@pytest.mark.parametrize("name", ALL)
def test_a_result_is_data_a_table_and_a_few_lines(name: str) -> None:
    result = ALL[name]
    json.dumps(result.to_dict(), allow_nan=False)
    assert result.to_frame().height == len(result.records())
    assert "<table" in result._repr_html_()
    lines = repr(result).splitlines()
    assert 1 <= len(lines) <= 12
    assert max(map(len, lines)) <= 100
    assert "Reason(" not in repr(result)
    assert "array(" not in repr(result)


def test_reasons_are_said_in_english_and_norwegian() -> None:
    def reasons(value: object) -> Iterator[Reason]:
        if isinstance(value, Reason):
            yield value
        elif isinstance(value, tuple | list):
            for one in value:
                yield from reasons(one)
        elif isinstance(value, dict):
            yield from reasons(list(value.values()))
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            yield from reasons(
                [getattr(value, f.name) for f in dataclasses.fields(value) if f.name != "study"]
            )

    told = {reason for result in ALL.values() for reason in reasons(result)}
    assert len({reason.code for reason in told}) > 10
    for reason in told:
        english, norwegian = said(reason), said(reason, "nb")
        assert english
        assert norwegian
        assert english != norwegian
