"""What an installation takes: `python -m release.sizes` prints each distribution that runs needs, with its megabytes.

Counted are the files that a distribution brought, without what Python compiles of them later.
"""

from __future__ import annotations

import sys
from importlib.metadata import Distribution

from release.installed import RUNTIME, pulled

MEGABYTE = 1_000_000


def size(held: Distribution) -> int:
    """Bytes of the files of a distribution, as they are installed here."""
    files = [file for file in held.files or () if file.suffix != ".pyc"]
    return sum(path.stat().st_size for file in files if (path := held.locate_file(file)).is_file())  # type: ignore[attr-defined]


def sizes() -> list[tuple[str, int]]:
    """Name and bytes of all that runs needs, the largest first."""
    found, _ = pulled((RUNTIME,))
    return sorted(((one.name, size(one.distribution)) for one in found), key=lambda row: (-row[1], row[0]))


def main() -> int:
    rows = sizes()
    for name, taken in rows:
        print(f"{taken / MEGABYTE:7.1f}  {name}")
    print(f"{sum(taken for _, taken in rows) / MEGABYTE:7.1f}  MB in {len(rows)} distributions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
