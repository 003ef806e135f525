"""Aspects of `kind: presence` on the screen, in the table and in the picture: the programmes for doctors."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import idealtypes as it
from idealtypes.reporting.figures.pictures import SmallMultiples
from idealtypes.reporting.sections.profile import ProfileDetails, profile_picture
from idealtypes.reporting.wording.words import words_in
from tests.cli.conftest import ROOT, Run

PROGRAMMES = ROOT / "examples" / "physician_programmes"
DIMENSIONS = ("companionable", "treating", "monitoring", "disciplining")
BOTH = {
    "california_board", "oregon_required", "missouri", "vanderbilt", "ontario", "maudsley", "wales", "mednet",
}  # fmt: skip


def test_the_screen_the_table_and_the_page_agree(run: Run, tmp_path: Path) -> None:
    """Each of the thirty has its four weights in all three; no case is shown at one dimension where it holds two."""
    screen = run("profile", PROGRAMMES).stdout
    run("profile", PROGRAMMES, "-o", tmp_path / "profile.csv")
    with (tmp_path / "profile.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["aspect"] == "care"]
    saved = {(r["case"], r["pole"]): float(r["weight"]) for r in rows}
    assert all(r["share"] == r["contestation"] == "" for r in rows)
    lines = screen.splitlines()
    head = next(i for i, line in enumerate(lines) if line.split() == [d.title() for d in DIMENSIONS])
    shown = [[float(n) for n in re.findall(r"\d\.\d\d", line)] for line in lines[head + 1 : head + 31]]
    profile = it.read_study(PROGRAMMES).profile()
    assert shown == [[saved[case, d] for d in DIMENSIONS] for case in profile.cases]
    picture = profile_picture(profile, ProfileDetails(words_in("en"), profile.titles))
    assert isinstance(picture, SmallMultiples)
    for panel, d in zip(picture.panels[:4], DIMENSIONS, strict=True):
        assert [cell.position.value for cell in panel.cells] == [saved[case, d] for case in profile.cases]
    orders = {case: profile.order(c, 0) for c, case in enumerate(profile.cases)}
    assert {case for case, order in orders.items() if order is not None and len(order.first) > 1} == BOTH
    assert not any(order is not None and order.leader is not None for order in orders.values())
