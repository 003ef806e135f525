"""The folder of one run, beside no study: files that were dropped, and what is made to be shown; then it is gone."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from idealtypes.errors import BadCall, IdealtypesError

UPLOAD = 500_000_000  # bytes of a file that is dropped; the readers have limits of their own
LETTERS = 200  # of a name
MADE = 60  # folders of what was made that are kept: a page may have some MB, and is made at every change


class TooLarge(IdealtypesError):  # noqa: N818
    """A file that is larger than any that is kept."""


class SessionFolder:
    """Where files come in and go out.

    Parameters
    ----------
    root
        The folder, which is there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._numbers = itertools.count(1)

    async def keep(self, name: str, size: int, parts: AsyncIterator[bytes]) -> str:
        """Keep a file that comes in parts; its name here, as `upload` finds it.

        Parameters
        ----------
        name
            As the browser says it; its folders do not count.
        size
            In bytes, as the browser says; 0 where it does not.

        Raises
        ------
        BadCall
            For a name that no file can have.
        TooLarge
            For more than `UPLOAD` bytes; nothing is kept.
        """
        file = Path(name.replace("\\", "/")).name
        if not file or file.startswith(".") or len(file) > LETTERS or not file.isprintable():
            raise BadCall("the file has no name that can be kept")
        if size > UPLOAD:
            raise _too_large(file)
        place = self.root / "uploads" / str(next(self._numbers))
        place.mkdir(parents=True)
        kept = 0
        try:
            with (place / file).open("wb") as out:
                async for part in parts:
                    kept += len(part)
                    if kept > UPLOAD:
                        raise _too_large(file)
                    out.write(part)
        except BaseException:  # too large, no room for it, or whoever sent it left: nothing of it is kept
            (place / file).unlink(missing_ok=True)
            raise
        return f"{place.name}/{file}"

    def upload(self, name: str) -> Path:
        """A file that was kept, by the name that `keep` gave it: `3/interviews.qdpx`.

        Raises
        ------
        BadCall
            Where there is none of that name.
        """
        number, _, file = name.partition("/")
        path = self.root / "uploads" / number / file
        if not number.isdecimal() or Path(file).name != file or not path.is_file():
            raise BadCall(f"no file was dropped as `{name}`")
        return path

    def new(self) -> Path:
        """A new folder for what is made; `/made/<its name>/…` shows it."""
        place = self.root / "made" / str(next(self._numbers))
        place.mkdir(parents=True)
        old = sorted(place.parent.iterdir(), key=lambda one: int(one.name))[:-MADE]
        for one in old:
            shutil.rmtree(one, ignore_errors=True)
        return place

    @contextmanager
    def trying(self) -> Iterator[Path]:
        """A folder in which something is tried; gone afterwards."""
        place = self.new()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @staticmethod
    def copied(folder: Path, to: Path, most: int) -> bool:
        """Copy the files of a folder, but for hidden ones; False for more than `most` bytes, or what cannot be read."""
        try:
            files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
            if sum(path.stat().st_size for path in files) > most:
                return False
            for path in files:
                place = to / path.relative_to(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
        except OSError:
            return False
        return True

    def made(self, name: str) -> Path | None:
        """A file that was made, by its name below `/made/`; None where there is none."""
        place = self.root / "made"
        path = (place / name).resolve()
        return path if path.is_relative_to(place) and path.is_file() else None


def _too_large(name: str) -> TooLarge:
    return TooLarge(
        f"{name} has more than {UPLOAD // 1_000_000} MB: import it on the command line with a larger budget "
        "(docs/formats.md), or leave its media out"
    )


@contextmanager
def session_folder() -> Iterator[SessionFolder]:
    """A folder for one run; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="idealtypes-", ignore_cleanup_errors=True) as place:
        yield SessionFolder(Path(place))
