"""What can be said of types that coders disagree on: the type under each coder, and how little would settle it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from idealtypes.analyses.agreement.disputes import DisputedType
from idealtypes.engine.findings import Finding


def disputed_findings(one: DisputedType) -> Iterator[Finding]:
    """A case's type under all coders and under each alone, and the fewest disputed statements that would change it.

    Those of a coder are the findings of the types that her codings alone give; `other` has her before the type, as
    `anna/informal`. The fewest are exact, so they are sure; where there are none, or they are not told, `why` says it.
    """
    yield from one.together.findings
    for alone in one.coders:
        for found in alone.findings:
            named = "/".join(filter(None, (alone.coder, found.subject.other)))
            yield replace(found, subject=found.subject._replace(other=named))
    first, fewest = one.together.findings[0], one.statements
    yield Finding(
        "flip",
        first.subject._replace(aspect=one.aspect, pole=None, other=None),
        "cannot_be_told" if fewest is None else "sure",
        None if fewest is None else float(len(fewest)),
        n=first.n,
        probability=None if fewest is None else 1.0,
        why=one.why,
        behind=lambda: fewest or (),
    )
