"""The roles of `style.css` in both themes: all there, no colour beside them, and contrast by WCAG 2.2 AA."""

from __future__ import annotations

import re
from itertools import product

import pytest

from idealtypes.files.content import folder

STYLE = (folder("reports") / "style.css").read_text(encoding="utf-8")
PAIR = re.compile(r"--([\w-]+): light-dark\((rgba\([^)]*\)|#\w+), (rgba\([^)]*\)|#\w+)\)")
PAIRED = {name: pair for name, *pair in PAIR.findall(STYLE)}
PLAIN = dict(re.findall(r"--([\w-]+): (#\w+|rgba\([^)]*\));", STYLE.split("@supports")[0]))
THEMES = {
    name: {role: PAIRED.get(role, [PLAIN[role]] * 2)[at] for role in PLAIN}
    for at, name in enumerate(("light", "dark"))
}
FIGURES = ["ink", "quiet", "line", "paper", "page", "accent", "tint", "warm", "warm-tint", "pole-1", "pole-2"]
READ = 4.5  # text
SEEN = 3.0  # what is no text


def lightness(colour: str) -> float:
    """Relative luminance of `#rgb` or `#rrggbb`, by WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((lightness(one), lightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_read_on_every_ground(theme: str) -> None:
    roles = THEMES[theme]
    grounds = [*product(("ink", "quiet", "accent", "warm", "against"), ("paper", "page"))]
    grounds += [
        ("ink", "tint"),
        ("quiet", "tint"),
        ("accent", "tint"),
        ("ink", "warm-tint"),
        ("warm", "warm-tint"),
        ("on-bar", "bar"),
    ]
    pale = {(on, text): contrast(roles[text], roles[on]) for text, on in grounds}
    assert {pair: ratio for pair, ratio in pale.items() if ratio < READ} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_poles_differ_in_lightness_and_are_seen_on_paper_or_by_their_outline(theme: str) -> None:
    roles = THEMES[theme]
    assert contrast(roles["pole-1"], roles["pole-2"]) > 2
    for pole in ("pole-1", "pole-2"):
        assert max(contrast(roles[pole], roles[other]) for other in ("paper", "ink")) > SEEN


def test_every_role_of_a_figure_has_both_its_classes_and_a_colour_in_every_theme() -> None:
    forced = STYLE.split("forced-colors: active")[1].split("}")[0]
    for role in FIGURES:
        assert f".f-{role} {{ fill: var(--{role}); }} .k-{role} {{ stroke: var(--{role}); }}" in STYLE
        assert role in PAIRED
        assert f"--{role}:" in forced


def test_who_does_not_know_light_dark_sees_the_light_theme() -> None:
    assert {role: PAIRED[role][0] for role in PAIRED} == {role: PLAIN[role] for role in PAIRED}


def test_no_colour_stands_beside_the_roles() -> None:
    rules = STYLE.split("* { box-sizing")[1]
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", rules)) <= {
        "#fff"
    }  # on the bar, dark in both themes
