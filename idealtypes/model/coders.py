"""Who codes: people, models, and the consensus that people came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

CoderKind = Literal["human", "model", "consensus"]
CODER_KINDS: tuple[CoderKind, ...] = get_args(CoderKind)
CONSENSUS = "consensus"  # how a consensus is called unless it is said
NOTHING = "none"  # the decision that no code is to be put


@dataclass(frozen=True)
class KnownCoder:
    """A coder as the table `coders` lists her: the kind, and what else stands there (a model's prompt, say)."""

    kind: CoderKind = "human"
    attributes: Mapping[str, str] = field(default_factory=dict)


def of_kind(coders: Mapping[str, KnownCoder], kind: CoderKind) -> list[str]:
    """The coders of a kind, in the order of the table.

    >>> of_kind({"anna": KnownCoder(), "both": KnownCoder("consensus")}, "consensus")
    ['both']
    """
    return [name for name, coder in coders.items() if coder.kind == kind]
