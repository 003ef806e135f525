"""A change taken back: the files as they were before it, as one transaction, if they are still what it left."""

from __future__ import annotations

from idealtypes.storage.history import FilesChanged, listening
from idealtypes.storage.transaction import Changed, writing


def undo(change: FilesChanged) -> FilesChanged:
    """Put the files back as they were before a change, all or none; what that changed, so that it can be done again.

    Raises
    ------
    Changed
        Where a file is not what the change left: somebody wrote to it since, and nothing is written.
    IdealtypesError
        Where the files cannot be written.
    """
    seen: list[FilesChanged] = []
    with listening(seen.append), writing(change.root, "undo") as writer:
        for one in change.files:
            if not writer.is_now(one.path, one.after):
                raise Changed(f"{one.path} was changed by somebody else since then: it is not taken back")
            if one.before is None:
                writer.remove(one.path)
            else:
                writer.put(one.path, one.before)
    return seen[0] if seen else FilesChanged(change.root, "undo", ())
