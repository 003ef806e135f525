"""Where statements stand, as screens say it: the title of the source and the place in it, in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from idealtypes.workbench.call import Call

LOCATOR = "locator"


def said_places(call: Call) -> Mapping[str, str]:
    """Statement → its source's title and its place in it: `Focus group 1, lines 4498–4502`."""
    return call.bench.opened().once(("said places", call.language), lambda: _said(call))


def _said(call: Call) -> Mapping[str, str]:
    from idealtypes.reporting.wording.study_titles import StudyTitles

    titles = StudyTitles(call.study, call.words)
    rows = call.study.statements.select("id", "source", LOCATOR).iter_rows()
    return {
        id_: ", ".join(part for part in (titles.source(source), titles.value(LOCATOR, place or "")) if part)
        for id_, source, place in rows
    }
