"""The log of a codebook's decisions: when, who, what, and why."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

NAME = re.compile(r"\w[\w.-]*\w|\w")


@dataclass(frozen=True)
class LoggedDecision:
    """One decision: `date` as 2024, 2024-05 or 2024-05-31; `who` may be nobody, "" (and so may `why`)."""

    date: str
    who: str
    what: str
    why: str

    def names(self, codes: Collection[str], titles: Mapping[str, str]) -> bool:
        """Whether it names one of these codes, by its id or by its title.

        >>> one = LoggedDecision("2024-05", "AB", "split pay into wage and fee", "they stand at different poles")
        >>> one.names(["wage"], {}), one.names(["wages"], {}), one.names(["p2"], {"p2": "Pay"})
        (True, False, True)
        """
        text = self.what.casefold()
        words = set(NAME.findall(text))
        told = (titles.get(code, code).casefold() for code in codes)
        return any(code.casefold() in words for code in codes) or any(
            re.search(rf"(?<!\w){re.escape(title)}(?!\w)", text) for title in told if title
        )

    def to_dict(self) -> dict[str, str]:
        """The row of the table."""
        return {"date": self.date, "who": self.who, "what": self.what, "why": self.why}
