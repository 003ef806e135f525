"""A table for a paper as LaTeX: booktabs, every character escaped, to be taken into a paper with `\\input`."""

from __future__ import annotations

import unicodedata

from idealtypes.reporting.tables.paper_rows import NOTHING
from idealtypes.reporting.tables.paper_table import PaperColumn, PaperTable

LONG = 35  # more rows than this go over several pages
WIDE = 28  # a column with longer texts breaks its lines
ROOM = 0.92  # of the width of a line, for all columns that break theirs
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "'": "'", "`": r"\textasciigrave{}", "[": "{[}",
    "]": "{]}", "\u2212": "$-$", "–": r"\textendash{}", "—": r"\textemdash{}", "…": r"\ldots{}", "‘": "`", "’": "'",
    "“": "``", "”": "''", "„": r"\quotedblbase{}", "«": r"\guillemotleft{}", "»": r"\guillemotright{}", "·": r"$\cdot$",
    "×": r"$\times$", "±": r"$\pm$", "≥": r"$\geq$", "≤": r"$\leq$", "≠": r"$\neq$", "→": r"$\rightarrow$",
    "←": r"$\leftarrow$", "α": r"$\alpha$", "λ": r"$\lambda$", "γ": r"$\gamma$", "√": r"$\surd$", "°": r"$^\circ$",
    "²": r"$^2$", "½": r"$\frac12$", "\u00a0": "~", "\u202f": "~", "\u2009": "~", "\u00ad": r"\-", "§": r"\S{}",
    "•": r"\textbullet{}", "€": r"\texteuro{}", "£": r"\pounds{}", "¿": r"\textquestiondown{}",
    "¡": r"\textexclamdown{}",
}  # fmt: skip
LATIN = frozenset("æøåßðþđłŋœıÆØÅÐÞĐŁŊŒ")  # letters of T1 that are no ASCII letter with an accent
ACCENTS = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328")
OTHER = r"\beyondlatin"
DEFINED = (
    r"\providecommand{\beyondlatin}[2]{\ifx\Umathcode\undefined #2\else #1\fi}"
    "  % letters that pdfLaTeX does not have"
)
NEEDS = "% needs in the preamble: " + " ".join(
    rf"\usepackage{package}" for package in ("[T1]{fontenc}", "{textcomp}", "{array}", "{booktabs}")
)


def latex_table(table: PaperTable) -> str:
    """The table as a `table`, over several pages as a `longtable`; what it needs stands in its first line."""
    long = len(table.rows) > LONG
    spec = "".join(_alignments(table.columns))
    head = " & ".join(rf"\textbf{{{escaped(column.heading)}}}" for column in table.columns) + r" \\"
    rows = [
        " & ".join(escaped(cell.text) + _raised(cell.mark, "") for cell in row) + r" \\" for row in table.rows
    ]
    notes = [rf"\par {_raised(mark)}{escaped(note)}" for mark, note in table.notes]
    caption = rf"\caption{{{escaped(table.caption)}}}"
    below = (
        [r"\begin{minipage}{\linewidth}\footnotesize\raggedright", *notes, r"\end{minipage}"] if notes else []
    )
    if long:
        body = [
            rf"\begin{{longtable}}{{{spec}}}", rf"{caption} \\", r"\toprule", head, r"\midrule", r"\endfirsthead",
            r"\toprule", head, r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot", *rows, r"\end{longtable}", *below,
        ]  # fmt: skip
    else:
        body = [
            r"\begin{table}[htbp]", r"\centering\small", caption, rf"\begin{{tabular}}{{{spec}}}", r"\toprule", head,
            r"\midrule", *rows, r"\bottomrule", r"\end{tabular}", *([r"\par\smallskip"] if notes else []), *below,
            r"\end{table}",
        ]  # fmt: skip
    needs = NEEDS + (r" \usepackage{longtable}" if long else "")
    defined = [DEFINED] if any(OTHER in line for line in body) else []
    return "\n".join([needs, *defined, *body]) + "\n"


def _raised(mark: str, after: str = " ") -> str:
    return rf"\textsuperscript{{{mark}}}{after}" if mark else ""


def _alignments(columns: tuple[PaperColumn, ...]) -> list[str]:
    """How each column stands: numbers to the right, short texts to the left, long ones in lines that break."""
    longest = [
        max((len(c.text) for c in (*column.cells,) if c.text != NOTHING), default=0) for column in columns
    ]
    wide = [n > WIDE and not column.number for n, column in zip(longest, columns, strict=True)]
    taken = sum(
        0.012 * max(n, len(c.heading)) for n, c, w in zip(longest, columns, wide, strict=True) if not w
    )
    shares = [min(n, 200) for n, w in zip(longest, wide, strict=True) if w]
    room = max(ROOM - taken, 0.3)
    return [
        rf">{{\raggedright\arraybackslash}}p{{{room * min(n, 200) / sum(shares):.2f}\linewidth}}"
        if w
        else "r" if column.number else "l"
        for n, w, column in zip(longest, wide, columns, strict=True)
    ]  # fmt: skip


def escaped(text: str) -> str:
    r"""A text that LaTeX prints as it stands; what pdfLaTeX has no letters for is its code points there.

    >>> escaped("50% of #1 & x_2"), escaped("Bergård"), escaped("אב")
    ('50\\% of \\#1 \\& x\\_2', 'Bergård', '\\beyondlatin{אב}{[U+05D0 U+05D1]}')
    """
    out, other = [], ""
    for character in unicodedata.normalize("NFC", text):
        if _beyond(character):
            other += character
            continue
        out += [_other(other), _known(character)]
        other = ""
    return "".join([*out, _other(other)]).replace("--", "-{}-")


def _beyond(character: str) -> bool:
    if character in SPECIAL or character.isascii() or character in LATIN or _dropped(character):
        return False
    parts = unicodedata.normalize("NFD", character)
    return not (parts[0].isascii() and parts[0].isalpha() and len(parts) == 2 and parts[1] in ACCENTS)


def _dropped(character: str) -> bool:
    """What has no shape: control characters, and marks of direction."""
    return unicodedata.category(character) in ("Cc", "Cf") and character != "\u00ad"


def _known(character: str) -> str:
    if character in SPECIAL:
        return SPECIAL[character]
    return " " if character.isspace() else "" if _dropped(character) else character


def _other(characters: str) -> str:
    if not characters:
        return ""
    points = " ".join(f"U+{ord(one):04X}" for one in characters)
    return f"{OTHER}{{{characters}}}{{[{points}]}}"
