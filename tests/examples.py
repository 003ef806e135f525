"""How many examples a property is tried with: few in `make test`, the same each run; many, and new, in `make long`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

LONG = os.environ.get("IDEALTYPES_TESTS") == "long"  # what `make long` sets
USUAL = 100  # of a property that names no number
QUICK = 10  # at most, in `make test`
COSTLY = 5  # at most there, where an example takes a tenth of a second and more
TIMES = 10  # as many in `make long` as the number named


def tried(named: int, quick: int = QUICK) -> int:
    """Of the number of examples a property names, how many it is tried with; a costly one says how many are quick."""
    return TIMES * named if LONG else min(named, quick)


# Nothing is timed, for machines are busy. `make test` says the same on every machine and each time; what no one has
# thought of is looked for in `make long`.
PROFILE = settings(
    max_examples=tried(USUAL),
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def examples(named: int, *unchecked: HealthCheck, quick: int = QUICK) -> settings:
    """The profile with another number of examples, and without some more of hypothesis's checks on the test itself."""
    return settings(
        PROFILE,
        max_examples=tried(named, quick),
        suppress_health_check=[*PROFILE.suppress_health_check, *unchecked],
    )
