"""Text in columns, without a table library: what is printed stays within its width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from idealtypes.cli.screen import cells, plain


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text, none wider than `width`; too long a word is broken. Empty text has one empty line.

    >>> wrap("What counts as a contact", 16)
    ['What counts as a', 'contact']
    >>> wrap("informal,informal", 10)
    ['informal,i', 'nformal']
    """
    lines, line = [], ""
    for word in plain(text).split():
        longer = f"{line} {word}" if line else word
        if cells(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while cells(line) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line or not lines else lines


def _head(word: str, width: int) -> str:
    """The longest beginning of a word that fits, one character at least."""
    end = 1
    while end < len(word) and cells(word[: end + 1]) <= width:
        end += 1
    return word[:end]


def short(text: str, width: int, ellipsis: str = "…") -> str:
    """The text on one line, cut with an ellipsis where it is wider than `width`.

    >>> short("companionable", 8)
    'compani…'
    """
    line = " ".join(plain(text).split())
    if cells(line) <= width:
        return line
    return _head(line, max(1, width - len(ellipsis))).rstrip() + ellipsis


def left(text: str, width: int) -> str:
    """The text, filled with spaces behind."""
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """The text, filled with spaces before."""
    return " " * (width - cells(text)) + text


def paragraph(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """A wrapped text behind an indent; `first` is that of the first line."""
    lines = wrap(text, width - cells(indent))
    return [(indent if number or first is None else first) + line for number, line in enumerate(lines)]


def beside(columns: Sequence[tuple[str, int]], gap: str = "  ") -> list[str]:
    """Texts side by side, each wrapped to its width.

    >>> beside([("driver", 8), ("Own benefit; incentives", 12), ("Identity", 8)])
    ['driver    Own benefit;  Identity', '          incentives']
    """
    wrapped = [wrap(text, width) for text, width in columns]
    height = max(len(lines) for lines in wrapped)
    rows = []
    for number in range(height):
        parts = [
            left(lines[number] if number < len(lines) else "", width)
            for lines, (_, width) in zip(wrapped, columns, strict=True)
        ]
        rows.append(gap.join(parts).rstrip())
    return rows


def flow(parts: Iterable[str], separator: str, width: int) -> list[str]:
    """Parts joined by a separator, in lines that end between two parts.

    >>> flow(["1 case", "64 statements of 13 sources", "95 % intervals"], "; ", 40)
    ['1 case; 64 statements of 13 sources', '95 % intervals']
    """
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{separator}{part}" if lines else part
        if lines and cells(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return [row for line in lines for row in wrap(line, width)]


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    >>> counted(1, "case"), counted(2, "case"), counted(1234, "fault"), counted(2, "study", "studies")
    ('1 case', '2 cases', '1,234 faults', '2 studies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
