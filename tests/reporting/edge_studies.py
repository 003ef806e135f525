"""Small studies at the edges of what can be said: ties, silence, one of anything, chance. Each is made in a moment."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from .studies import Row, poles, said, study, write

Make = Callable[[Path], Path]

INFORMAL, FORMAL = ("open_door", "listening", "unregistered"), ("booking", "treating", "registered")
CODES = [*INFORMAL, *FORMAL, "both_ways"]
QUICK = "draws: 400"


def settings(*more: str) -> str:
    """The line of settings of `study.yaml`, with few draws."""
    return f"settings: {{{', '.join([QUICK, *more])}}}"


def spoken(folder: Path, told: dict[str, Sequence[Sequence[str]]], *more: str) -> Path:
    """Case → its sources' codes, a statement each; one case has no name."""
    rows: list[Row] = []
    for case, sources in told.items():
        for g, codes in enumerate(sources):
            own = said(f"{case}_{g}" if case else f"group_{g}", list(codes))
            rows += [row | ({"case": case} if case else {}) for row in own]
    return study(folder, rows, more="\n".join([settings(), *more]))


def rated(
    folder: Path, positions: dict[str, Sequence[Sequence[float | None]]], *more: str, lines: str = ""
) -> Path:
    """Case → aspect → a position of each rater, None where a rater left it out."""
    rows = [
        {"case": case, "aspect": aspect, "rater": f"rater_{r}", "position": str(position), "because": "So."}
        for case, aspects in positions.items()
        for aspect, given in zip(("access", "help", "count"), aspects, strict=False)
        for r, position in enumerate(given)
        if position is not None
    ]
    return study(folder, [], ratings=rows, more="\n".join([settings(*more), lines]))


def scheme(folder: Path, change: Callable[[str], str]) -> Path:
    """A study whose scheme is changed."""
    path = folder / "small.yaml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def without_types(text: str) -> str:
    """The scheme without ideal types, and without codes for their traits."""
    head, rest = text.split("ideal_types:")
    codes = "codes:" + rest.split("codes:")[1]
    for trait in ("friend_open", "office_books", "friend_listens", "office_treats"):
        codes = codes.replace(f", trait: {trait}", "")
    return head + codes


def only_help(text: str) -> str:
    """The scheme with the one aspect `help`."""
    lines = without_types(text).split("\n")
    kept = [
        line for line in lines if not any(a in line for a in ("aspect: access", "aspect: count", "id: count"))
    ]
    text = "\n".join(kept)
    start, end = text.index("  - id: access"), text.index("  - {id: help")
    return text[:start] + text[end:]


def random_codes(
    folder: Path, seed: int, cases: int, sources: int = 4, statements: int = 6, at_once: int = 1
) -> Path:
    """Codes thrown at random upon the statements."""
    thrown = random.Random(seed)
    told = {
        f"case_{c}" if cases > 1 else "": [
            [";".join(sorted(thrown.sample(CODES, at_once))) for _ in range(statements)]
            for _ in range(sources)
        ]
        for c in range(cases)
    }
    return spoken(folder, told)


def together(folder: Path, n: int, pole: Sequence[str], *, sources: int = 1) -> Path:
    """`n` cases of which each says the same."""
    return spoken(folder, {f"case_{c}": [list(pole)] * sources for c in range(n)})


MEASURES = """\
format: 1
title: What if
scenarios:
  - {id: forms, title: Forms, measures: [books]}
measures:
  - id: books
    title: Books
    shifts:
      - {aspect: access, toward: formal, low: 0.1, mode: 0.3, high: 0.5, because: Assumed.}
"""


def with_scenarios(folder: Path, effects: Sequence[int]) -> Path:
    """A measure toward formal access, and what informants claim of it: a number a claim."""
    rows: list[Row] = []
    for g in range(max(3, len(effects))):
        rows += said(f"group_{g}", ["open_door", "listening", "unregistered" if g % 2 else "registered"])
    claims = [
        {
            "statement": f"group_{g}_0",
            "aspect": "access",
            "pole": "formal",
            "outcome": "reach",
            "effect": str(e),
        }
        for g, e in enumerate(effects)
    ]
    outcomes = [{"id": "reach", "title": "People are reached", "wanted": "1"}]
    made = study(
        folder,
        rows,
        more=f"{settings()}\nscenarios: scenarios.yaml",
        outcomes=outcomes,
        **({"claims": claims} if claims else {}),
    )
    (made / "scenarios.yaml").write_text(MEASURES, encoding="utf-8")
    return made


def equal_poles(folder: Path, codes: Sequence[str], sources: int = 6) -> Path:
    """An aspect with four poles: what each source says."""
    made = poles(folder)
    rows: list[Row] = []
    for g in range(sources):
        rows += said(f"group_{g}", list(codes))
    lines = (made / "study.yaml").read_text(encoding="utf-8")
    write(made, "statements.csv", rows)
    (made / "study.yaml").write_text(f"{lines}\n{settings()}\n", encoding="utf-8")
    return made


EDGES: dict[str, Make] = {
    # one of anything
    "one_statement": lambda f: spoken(f, {"": [["open_door"]]}),
    "one_statement_each_aspect": lambda f: spoken(f, {"": [["open_door", "treating", "registered"]]}),
    "one_source": lambda f: spoken(f, {"": [[*INFORMAL, *INFORMAL, "booking"]]}),
    "one_case": lambda f: spoken(f, {"": [[*INFORMAL, "treating"]] * 4}),
    "two_sources_two_aspects": lambda f: spoken(f, {"": [["open_door"] * 3, ["listening"] * 3]}),
    "one_source_holds_an_aspect": lambda f: spoken(f, {"": [[*INFORMAL], *[["open_door", "listening"]] * 2]}),
    "one_rater": lambda f: rated(f, {"north": [[-0.6], [-0.4], [-0.8]], "south": [[0.4], [0.6], [0.2]]}),
    "one_rater_one_case": lambda f: rated(f, {"north": [[-0.6], [0.4], [-0.8]]}),
    "one_code": lambda f: spoken(f, {"": [["open_door"] * 4] * 4}),
    "one_aspect": lambda f: scheme(spoken(f, {"": [["listening", "listening", "treating"]] * 5}), only_help),
    # all on one pole
    "all_informal": lambda f: spoken(f, {"": [[*INFORMAL]] * 6}),
    "all_formal": lambda f: spoken(f, {"": [[*FORMAL]] * 12}),
    "all_formal_three_cases": lambda f: together(f, 3, FORMAL, sources=4),
    # ties
    "two_equal_cases": lambda f: together(f, 2, [*INFORMAL, "treating"], sources=3),
    "three_equal_cases": lambda f: together(f, 3, INFORMAL, sources=2),
    "two_of_three_equal": lambda f: spoken(f, {"a": [[*INFORMAL]] * 4, "b": [[*INFORMAL]] * 4, "c": [[*FORMAL]] * 4}),
    "opposite_cases": lambda f: spoken(f, {"a": [[*INFORMAL]] * 5, "b": [[*FORMAL]] * 5}),
    "thirty_tied": lambda f: together(f, 30, INFORMAL),
    "thirty_tied_at_both_ends": lambda f: spoken(
        f, {f"case_{c}": [[*(INFORMAL if c % 2 else FORMAL)]] for c in range(30)}
    ),
    "thirty_rated_alike": lambda f: rated(f, {f"case_{c}": [[-0.5], [0.5], [0.0]] for c in range(30)}),
    "ten_in_three_places": lambda f: rated(
        f, {f"case_{c}": [[(-0.8, 0.0, 0.8)[c % 3]] * 2] * 3 for c in range(10)}
    ),
    "even_split": lambda f: spoken(f, {"": [[*INFORMAL], [*FORMAL]] * 4}),
    "even_within": lambda f: spoken(f, {"": [[*INFORMAL, *FORMAL]] * 6}),
    "sources_alike": lambda f: spoken(f, {"": [[*INFORMAL, *INFORMAL, *FORMAL]] * 5}),
    "opposed_sources": lambda f: spoken(f, {"": [["open_door", "listening"], ["booking", "listening"], ["listening"]]}),
    "talkative_lean": lambda f: spoken(
        f, {"": [*[[*INFORMAL] * 4] * 4, *[[*FORMAL]] * 5, *[[*FORMAL, "listening"]] * 3]}
    ),
    # quotations
    "quoted": lambda f: spoken(
        f, {"": [[*INFORMAL, "booking"], *[["open_door", "listening"]] * 11]}, "sampling: quoted"
    ),
    # silence
    "silent_aspects": lambda f: spoken(f, {"": [["open_door"]] * 5}),
    "a_silent_case": lambda f: spoken(f, {"a": [[*INFORMAL]] * 3, "b": [["open_door"]] * 3}),
    "cases_without_common_aspect": lambda f: spoken(f, {"a": [["open_door"]] * 3, "b": [["listening"]] * 3}),
    "graded_only": lambda f: spoken(f, {"": [["both_ways"]] * 5}),
    # complete evidence
    "complete": lambda f: rated(f, {"north": [[-0.6], [-0.4], [-0.8]], "south": [[0.4], [0.6], [0.2]]}, "unit: none"),
    "complete_one_case": lambda f: rated(f, {"north": [[-1], [-1], [-1]]}, "unit: none"),
    "complete_at_the_middle": lambda f: rated(f, {"north": [[0], [0], [0]], "south": [[0], [0], [0]]}, "unit: none"),
    # raters
    "raters_agree": lambda f: rated(f, {f"case_{c}": [[-0.5, -0.5]] * 3 for c in range(4)}),
    "raters_differ": lambda f: rated(f, {f"case_{c}": [[-0.9, 0.9]] * 3 for c in range(4)}),
    "raters_of_nine": lambda f: rated(
        f, {f"case_{c}": [[c / 4 - 1, min(1, c / 4 - 0.9), None if c % 3 else c / 4 - 1]] * 3 for c in range(9)}
    ),
    # leaning to a type, no type
    "hardly_a_type": lambda f: spoken(
        f, {"": [[*INFORMAL, "booking"], [*INFORMAL, "treating"], [*INFORMAL, "registered"], [*FORMAL]]}
    ),
    "just_beyond_half": lambda f: spoken(f, {"": [[*INFORMAL, *INFORMAL, *FORMAL], [*INFORMAL, *FORMAL]] * 2}),
    "hybrid": lambda f: spoken(f, {"": [["open_door", "treating", "unregistered"]] * 5}),
    "no_types": lambda f: scheme(spoken(f, {"a": [[*INFORMAL]] * 3, "b": [[*FORMAL]] * 3}), without_types),
    "no_types_one_case": lambda f: scheme(spoken(f, {"": [[*INFORMAL, "treating"]] * 4}), without_types),
    # poles
    "four_poles": poles,
    "four_poles_three_cases": lambda f: poles(f, 3),
    "three_poles_alike": lambda f: equal_poles(f, ["comfort", "treat", "watch"]),
    "poles_tied": lambda f: equal_poles(f, ["comfort", "treat"]),
    "one_pole_of_four": lambda f: equal_poles(f, ["treat", "treat"]),
    "market_or_none": lambda f: equal_poles(f, ["comfort", "comfort", "treat", "watch"], 3),
    # chance
    "random_one_case": lambda f: random_codes(f, 1, 1, 8),
    "random_pairs": lambda f: random_codes(f, 2, 1, 8, 8, 2),
    "random_triples": lambda f: random_codes(f, 3, 1, 8, 8, 3),
    "random_five_cases": lambda f: random_codes(f, 14, 5),
    "random_eight_cases": lambda f: random_codes(f, 5, 8),
    "random_twelve_cases": lambda f: random_codes(f, 6, 12, 3),
    "random_fourteen_raw": lambda f: random_codes(f, 7, 14, 1, 5),
    # scenarios
    "claims_split": lambda f: with_scenarios(f, [1, -1, 1, -1]),
    "claims_one": lambda f: with_scenarios(f, [1]),
    "claims_agree": lambda f: with_scenarios(f, [1] * 8),
    "claims_none": lambda f: with_scenarios(f, []),
}  # fmt: skip
