"""A study with titles, poles, cases and statements in Hebrew and Arabic, beside such as are in English."""

from __future__ import annotations

from pathlib import Path

from .edge_studies import FORMAL, INFORMAL, spoken
from .studies import write

TITLES = {
    "{en: Access, nb: Tilgang}": "גישה (12) לשירות",
    "{en: Ability to help, nb: Evne til å hjelpe}": "القدرة على المساعدة",
    "{en: The friend, nb: Vennen}": "החבר",
    "{en: Open door, nb: Åpen dør}": "דלת פתוחה",
    "{en: Informal, nb: Uformell}": "לא רשמי",
    "{en: Formal, nb: Formell}": "رسمي",
}
CASES = {"a": "שירות א: 5 רופאים", "b": "خدمة ب", "c": "Service C"}
SAID = "היא אמרה: 3 פעמים."


def right_to_left(folder: Path) -> Path:
    """Three cases of three groups each."""
    spoken(
        folder,
        {
            "a": [[*INFORMAL] * 2] * 3,
            "b": [[*FORMAL, "listening"]] * 3,
            "c": [[*INFORMAL, "booking"]] * 3,
        },
        "cases: cases.csv",
    )
    for name in ("small.yaml", "two_ways.yaml", "study.yaml", "statements.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        for old, new in TITLES.items():
            text = text.replace(old, new)
        text = text.replace("title: A constructed study", 'title: "מחקר: 3 שירותים"')
        text = text.replace("Statement 0 of a_0.", SAID)
        (folder / name).write_text(text, encoding="utf-8")
    write(folder, "cases.csv", [{"id": key, "title": title} for key, title in CASES.items()])
    return folder
