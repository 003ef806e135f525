"""The account of an import: what the file holds is what was kept, joined and left out, kind by kind.

What it holds is counted by the format's own counter (`Format.holds`), what was kept in the study as it is to be
written; what was joined or left out is told where it happens (`errors.Skipped`, `Project.joined`, `Merged.joined`).
None of the three is computed from the others, so that what a reader drops without a word does not add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from idealtypes.errors import Skipped

KINDS = ("sources", "codes", "rows", "selections", "codings")
PASSAGES = ("rows", "selections")  # what a passage is a record of, in a table and elsewhere


@dataclass(frozen=True)
class Account:
    """Kind → number, for the kinds of which the file has records of their own.

    >>> Account({"rows": 3}, {"rows": 1}, {"rows": 1}, {"rows": 1}).unexplained
    {}
    """

    held: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    joined: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def unexplained(self) -> dict[str, int]:
        """How many of each kind nobody has told of; below 0, how many more were told of than there are."""
        rest = {
            kind: held - self.kept[kind] - self.joined[kind] - self.left_out[kind]
            for kind, held in self.held.items()
        }
        return {kind: number for kind, number in rest.items() if number}

    def to_dict(self) -> dict[str, dict[str, int]]:
        """What `--json` and `imports.json` say: what nobody has told of is left out, since it is not in the study."""
        rest = self.unexplained
        out = {kind: number + max(0, rest.get(kind, 0)) for kind, number in self.left_out.items()}
        return {
            "held": dict(self.held),
            "kept": dict(self.kept),
            "joined": dict(self.joined),
            "left_out": out,
        }


def account(
    held: Mapping[str, int], kept: Mapping[str, int], joined: Mapping[str, int], skipped: Iterable[Skipped]
) -> Account:
    """The account of what a file holds.

    `kept` and `joined` have `sources`, `codes`, `passages` and `codings`; a passage counts for the rows or selections
    that the file holds.

    >>> told = [Skipped("a row", "x.csv, line 3", "no code is on it", passages=1, fate="left")]
    >>> account({"rows": 2, "codings": 1}, {"passages": 1, "codings": 1}, {}, told).to_dict()["left_out"]
    {'rows': 1, 'codings': 0}
    """
    skipped = list(skipped)
    out: dict[str, int] = {}
    also: dict[str, int] = {}
    for kind in held:
        name = "passages" if kind in PASSAGES else kind
        out[kind] = sum(getattr(one, name) for one in skipped if one.fate != "joined")
        also[kind] = joined.get(name, 0) + sum(getattr(one, name) for one in skipped if one.fate == "joined")
    of = {kind: kept.get("passages" if kind in PASSAGES else kind, 0) for kind in held}
    return Account(dict(held), of, also, out)
