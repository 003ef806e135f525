"""Projects to import: a small one by two coders, and any that hypothesis can think of."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from idealtypes.exchange.project import (
    Coder,
    ForeignCase,
    ForeignCode,
    ForeignCoding,
    ForeignSource,
    Passage,
    Project,
)

TEXT = "I rang her at once.\n\n=She had time, and asked nothing.\nNothing was written down."


def passage(key: str, start: int, end: int, source: str = "s1", text: str = TEXT) -> Passage:
    return Passage(key, source, text[start:end], start, end, True)


def find(part: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


SMALL = Project(
    "refi-qda",
    "Talks: a study",
    "NVivo 15",
    codes=(
        ForeignCode("c1", "Barriers", codable=False),
        ForeignCode("c2", "Other", "What else\nstands in the way.", parent="c1", memo="Look again."),
        ForeignCode("c3", "Quick talk", "A talk at once."),
        ForeignCode("c4", "Other"),
    ),
    sources=(ForeignSource("s1", "Interview 1.docx", TEXT, attributes={"Age": "53", "Kind": "first"}),),
    passages=(
        passage("p1", *find("I rang her at once.")),
        passage("p2", *find("=She had time")),
        passage("p3", *find("Nothing was written down.")),
    ),
    codings=(
        ForeignCoding("p1", "c3", "a"),
        ForeignCoding("p2", "c3", "a"),
        ForeignCoding("p2", "c2", "a"),
        ForeignCoding("p3", "c4", "a"),
    ),
    coders=(Coder("a", "Coder A"),),
)


def second(**changes: object) -> Project:
    """The same interview coded by somebody else in another program: other ids, one overlap, one passage of her own."""
    made = Project(
        "qualcoder",
        "Second reading",
        "QualCoder 3.6",
        codes=(
            ForeignCode("1", "quick talk", "A talk at once."),
            ForeignCode("2", "Silence", "Nothing is said."),
        ),
        sources=(ForeignSource("7", "int_1", "\n" + TEXT.replace("\n\n", "\n")),),
        passages=(),
        codings=(
            ForeignCoding("11", "1", "x"),
            ForeignCoding("12", "1", "x"),
            ForeignCoding("13", "2", "x"),
        ),
        coders=(Coder("x", "Coder B"),),
    )
    text = made.sources[0].text or ""
    made = replace(
        made,
        passages=(
            passage("11", *find("I rang her at once.", text), "7", text),
            passage("12", *find("She had time, and", text), "7", text),
            passage("13", *find("down.", text), "7", text),
        ),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


# Any characters that a reader may hand over: lone surrogates, control characters, formulas, marks of order.
NASTY = st.sampled_from(
    ["=", "+1", "-", "@x", "'", '"', ",", ";", "\n", "\t", " ", "\ufeff", "😀", "é", "e\u0301", "\x00"]
)
ANY = st.text(st.characters(), max_size=3)
TEXTS = st.lists(
    NASTY | st.sampled_from(["a", "ord", "\ud800", "\x07", "\u2028", "\x85", "\r"]) | ANY, max_size=12
).map("".join)
NAMES = st.lists(
    NASTY | st.sampled_from(["Trust", "trust", "tillit", "å", "#", ": ", "- "]) | ANY, max_size=4
).map("".join)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """A project with ids that fit together and anything as names and texts."""
    codes = []
    for number in range(draw(st.integers(1, 4))):
        parent = draw(st.none() | st.sampled_from([f"c{n}" for n in range(number)])) if number else None
        codes.append(ForeignCode(f"c{number}", draw(NAMES), draw(TEXTS), parent, draw(st.booleans())))
    coders = [Coder(f"u{n}", draw(NAMES)) for n in range(draw(st.integers(0, 2)))]
    cases = [ForeignCase(f"k{n}", draw(NAMES)) for n in range(draw(st.integers(0, 2)))]
    sources, passages, codings = [], [], []
    for s in range(draw(st.integers(1, 3))):
        text = draw(st.none() | TEXTS)
        case = draw(st.none() | st.sampled_from([k.id for k in cases])) if cases else None
        told = draw(st.dictionaries(NAMES, TEXTS, max_size=2))
        sources.append(ForeignSource(f"s{s}", draw(NAMES), text, draw(NAMES), case, told))
        for p in range(draw(st.integers(0, 4))):
            key = f"p{s}.{p}"
            if text is None:
                passages.append(
                    Passage(key, f"s{s}", draw(TEXTS), locator=draw(st.sampled_from(["", "p. 1"])))
                )
            else:
                start = draw(st.integers(0, len(text)))
                end = draw(st.integers(start, len(text)))
                passages.append(Passage(key, f"s{s}", text[start:end], start, end, True))
            for code in draw(st.lists(st.sampled_from(codes), max_size=2)):
                who = draw(st.sampled_from([c.id for c in coders])) if coders else ""
                codings.append(ForeignCoding(key, code.id, who, draw(st.sampled_from([1.0, 0.5]))))
    return Project(
        "refi-qda", draw(NAMES), draw(NAMES), tuple(codes), tuple(sources), tuple(passages), tuple(codings),
        tuple(coders), tuple(cases), draw(TEXTS),
    )  # fmt: skip
