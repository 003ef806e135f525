"""The studies that were opened last: their paths alone, in the user's own folder for such things."""

from __future__ import annotations

import json
import os
from pathlib import Path

from idealtypes.files.content import STUDY

MOST = 12
VARIABLE = "IDEALTYPES_STATE"  # another folder for it


def state_folder() -> Path:
    """Where a user's programs keep what they remember; `IDEALTYPES_STATE` names another folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_state_path

    return user_state_path("idealtypes", appauthor=False)


def recent() -> list[Path]:
    """The studies that were opened last, the last first, as far as they are there still."""
    try:
        found = json.loads((state_folder() / "recent.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    paths = [Path(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []
    return [path for path in paths if (path / STUDY).is_file()]


def remember(study: Path) -> None:
    """Put a study first in the list. Where that cannot be written nothing is remembered, and nothing breaks."""
    from idealtypes.storage.single_file import write_file

    path = study.resolve()
    kept = [path, *(one for one in recent() if one != path)][:MOST]
    try:
        write_file(state_folder() / "recent.json", json.dumps([str(one) for one in kept]).encode())
    except (OSError, ValueError):
        return
