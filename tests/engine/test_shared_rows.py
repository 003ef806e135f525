"""Codes tried out elsewhere share the rows of the study: what is told is what a study says that was read so."""

from __future__ import annotations

import dataclasses

import pytest

import idealtypes as it

AT = {"quick_talk": {"aspect": "accessibility", "position": 0.5}}


def test_what_is_shared_changes_no_number_and_stays_with_its_codings() -> None:
    study = it.read_study("examples/support_colleagues")
    there, again = study.placed(AT), study.placed({"quick_talk": "none"})
    first = there.profile()
    assert again.profile().codings is first.codings  # taken in once
    fresh = dataclasses.replace(there)  # shares nothing
    assert fresh.shared is None
    assert fresh.profile().interval_whole.tolist() == first.interval_whole.tolist()
    assert fresh.types().to_dict()["cases"] == there.types().to_dict()["cases"]
    assert again.profile().balance[0, 0] != pytest.approx(first.balance[0, 0])
    # other statements are other rows
    assert there.where("mode=is").profile().statements.sum() < first.statements.sum()
    assert there.with_settings(reported="include").profile().statements.sum() > first.statements.sum()
    assert there.profile(view="is").statements.sum() < first.statements.sum()
