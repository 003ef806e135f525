"""A change taken back: the files as they were before it, as one transaction, if they are still what it left."""

from __future__ import annotations

from idealtypes.storage.file_layer import remove_empty
from idealtypes.storage.history import FilesChanged, listening
from idealtypes.storage.transaction import Changed, writing


def undo(change: FilesChanged) -> FilesChanged:
    """Put the files back as they were before a change, all or none; what that changed, so that it can be done again.

    A file that was taken away gets the permissions that it had; folders that the change made go, if they are empty.

    Raises
    ------
    Changed
        Where files are not what the change left, with all of these: somebody wrote to them since, and nothing is
        written.
    IdealtypesError
        Where the files cannot be written.
    """
    seen: list[FilesChanged] = []
    with listening(seen.append), writing(change.root, "undo") as writer:
        if others := [str(one.path) for one in change.files if not writer.is_now(one.path, one.after)]:
            what = (
                "was changed by somebody else since then: it is"
                if len(others) == 1
                else "were changed since: they are"
            )
            raise Changed(f"{', '.join(others)} {what} not taken back")
        for one in change.files:
            if one.before is None:
                writer.remove(one.path)
            else:
                writer.put(one.path, one.before, one.mode)
    remove_empty(list(change.folders))
    return seen[0] if seen else FilesChanged(change.root, "undo", ())
