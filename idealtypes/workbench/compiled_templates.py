"""Templates as they were compiled before, in the user's own folder: the first page need not wait for it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from idealtypes.model import VERSION
from idealtypes.workbench.recent import state_folder


class CompiledTemplates(BytecodeCache):
    """One file a template; it holds for the text that it was made of, and for this version.

    Where it cannot be read or written, the template is compiled.
    """

    def __init__(self) -> None:
        self.folder = state_folder() / "templates"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if there is a file for it."""
        with suppress(OSError, ValueError, EOFError, TypeError), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)  # looks whether it is of this Python and this text

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        from idealtypes.storage.single_file import write_file

        with suppress(OSError, ValueError):
            write_file(self._path(bucket), bucket.bytecode_to_string())

    def _path(self, bucket: Bucket) -> Path:
        return self.folder / f"{VERSION}-{bucket.key}"
