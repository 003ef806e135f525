"""Below each table of a section the file that holds it: what `data-table` names, said for a reader of the page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from idealtypes.reporting.wording.words import Words

# A table that names its file, with the box around it in which it scrolls.
TABLE = re.compile(r'<table\b[^>]*\sdata-table="([^"]+)"[^>]*>.*?</table>(?:\s*</div>)?', re.DOTALL)


def with_file_notes(body: str, words: Words) -> str:
    """A section's markup with a note below the first table of each file.

    >>> from idealtypes.reporting.wording.words import words_in
    >>> with_file_notes('<div><table data-table="types"></table></div><p>x</p>', words_in("en"))
    '<div><table data-table="types"></table></div><p class="note">As a file: tables/types.csv, .xlsx</p><p>x</p>'
    """
    told: set[str] = set()

    def noted(found: re.Match[str]) -> str:
        name = found[1]
        if name in told:
            return found[0]
        told.add(name)
        said = words.say("table.file", name=Markup(escape(in_file(Markup(name).unescape()))))
        return f'{found[0]}<p class="note">{said}</p>'

    return TABLE.sub(noted, body)


def in_file(name: str) -> str:
    """Where a table lies beside the page: a name with an ending is a file by itself.

    >>> in_file("types"), in_file("provenance.json")
    ('tables/types.csv, .xlsx', 'provenance.json')
    """
    return name if "." in name else f"tables/{name}.csv, .xlsx"
