"""What is shipped: `python -m release.contents` builds sdist and wheel twice into `dist/`, and checks what they hold.

Each holds what git holds of the folders that `pyproject.toml` names, no file more and none less; what README and docs
link to is there; nothing names a path of the machine; both builds are the same bytes.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from release.installed import PROJECT, ROOT

DIST = ROOT / "dist"
# What hatchling puts beside what is named.
ALWAYS = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)")
FENCED = re.compile(r"(?ms)^```.*?^```")


def settings() -> dict[str, Any]:
    """`pyproject.toml`."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def git(*arguments: str) -> str:
    """What git says of the repository."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def tracked() -> list[str]:
    """The files that git holds, or would hold with the next commit."""
    told = git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return sorted(name for name in told.split("\0") if name and (ROOT / name).is_file())


def of_the_sdist(files: Iterable[str], include: Iterable[str]) -> set[str]:
    """The files that an sdist has to hold.

    >>> sorted(of_the_sdist(["a/b.py", "ab.py", "README.md", "c"], ["/a"]))
    ['PKG-INFO', 'README.md', 'a/b.py']
    """
    named = [one.strip("/") for one in include]
    return {
        file
        for file in files
        if file in ALWAYS or any(file == one or file.startswith(f"{one}/") for one in named)
    } | {"PKG-INFO"}


def of_the_wheel(
    files: Iterable[str], packages: Iterable[str], moved: Mapping[str, str], info: str
) -> set[str]:
    """The files that a wheel has to hold: the packages, the folders that travel inside, and what describes it.

    >>> sorted(of_the_wheel(["p/a.py", "data/x.yaml", "tests/t.py"], ["p"], {"data": "p/_data"}, "p-1.dist-info"))[:3]
    ['p-1.dist-info/METADATA', 'p-1.dist-info/RECORD', 'p-1.dist-info/WHEEL']
    """
    out = {
        f"{info}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }
    for file in files:
        out |= {file for one in packages if file.startswith(f"{one}/")}
        out |= {there + file[len(here) :] for here, there in moved.items() if file.startswith(f"{here}/")}
    return out


def dead_links(pages: Mapping[str, str], there: set[str]) -> list[str]:
    """Links of pages to files and headings that are not there; folders count by what they hold.

    >>> dead_links({"docs/a.md": "[b](b.md) [c](../c) [d](d.md#x) [e](https://e)"}, {"docs/b.md", "c/x.py"})
    ['docs/a.md: links to docs/d.md, which is not there']
    >>> dead_links({"a.md": "# One: two\\n[b](#one-two) [c](b.md#no)", "b.md": "# Yes"}, {"a.md", "b.md"})
    ['a.md: links to #no of b.md, which has no such heading']
    """
    folders = {parent for name in there for parent in _parents(name)}
    headings = {page: anchors(text) for page, text in pages.items()}
    out = []
    for page, text in sorted(pages.items()):
        for link, anchor in LINK.findall(FENCED.sub("", text)):
            if "://" in link or link.startswith("mailto:"):
                continue
            name = posixpath.normpath(posixpath.join(posixpath.dirname(page), link)) if link else page
            if name not in there and name not in folders and name not in pages:
                out.append(f"{page}: links to {name}, which is not there")
            elif anchor and anchor not in headings.get(name, {anchor}):
                out.append(f"{page}: links to #{anchor} of {name}, which has no such heading")
    return out


def anchors(text: str) -> set[str]:
    """What the headings of a page are linked by, as forges and the site make it; a second one of a name ends in -1.

    >>> sorted(anchors("# `study.yaml`, once\\n## What if?\\n## What if?"))
    ['studyyaml-once', 'what-if', 'what-if-1']
    """
    out: set[str] = set()
    for title in re.findall(r"(?m)^#{1,6} +(.+?) *#*$", FENCED.sub("", text)):
        spoken = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", title).lower()
        base = re.sub(r"[^\w\- ]", "", spoken).replace(" ", "-")
        out.add(next(name for n in count() if (name := f"{base}-{n}" if n else base) not in out))
    return out


def _parents(name: str) -> Iterable[str]:
    parts = name.split("/")
    return ("/".join(parts[:n]) for n in range(1, len(parts)))


def build(into: Path) -> tuple[Path, Path]:
    """Build the sdist, and the wheel from the sdist."""
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(into), str(ROOT)], check=True, capture_output=True
    )
    (sdist,), (wheel,) = into.glob("*.tar.gz"), into.glob("*.whl")
    return sdist, wheel


def held(archive: Path) -> dict[str, bytes]:
    """Path → bytes of every file in a wheel, or in an sdist below its one folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    out = {}
    with tarfile.open(archive) as sdist:
        for member in sdist.getmembers():
            file = sdist.extractfile(member)
            if file is not None:
                out[member.name.split("/", 1)[1]] = file.read()
    return out


def differences(archive: str, there: Iterable[str], wanted: set[str]) -> list[str]:
    """What an archive holds and should not, and what it should hold and does not."""
    found = set(there)
    more = [f"{archive}: holds {name}, which it should not" for name in sorted(found - wanted)]
    return more + [f"{archive}: lacks {name}" for name in sorted(wanted - found)]


def paths_of_the_machine(archive: str, files: Mapping[str, bytes], places: Iterable[str]) -> list[str]:
    """Files that name a place of the machine they were built on."""
    return [
        f"{archive}: {name} names {place}"
        for place in sorted({place for place in places if len(place) > 1})
        for name, content in sorted(files.items())
        if re.search(re.escape(place.encode()) + rb"(?![\w-])", content)
    ]


def wrong_in(sdist: Mapping[str, bytes], wheel: Mapping[str, bytes], places: Iterable[str]) -> list[str]:
    """All that is wrong with what both hold; `places` are those of the machine that made them."""
    project, files = settings(), tracked()
    targets = project["tool"]["hatch"]["build"]["targets"]
    info = f"{PROJECT}-{project['project']['version']}.dist-info"
    moved = targets["wheel"]["force-include"]
    out = differences("sdist", sdist, of_the_sdist(files, targets["sdist"]["include"]))
    out += differences("wheel", wheel, of_the_wheel(files, targets["wheel"]["packages"], moved, info))
    out += dead_links(
        {name: text.decode() for name, text in sdist.items() if name.endswith(".md")}, set(sdist)
    )
    machine = {*places, str(ROOT), sys.prefix, str(Path.home())}
    return out + [
        fault
        for name, content in (("sdist", sdist), ("wheel", wheel))
        for fault in paths_of_the_machine(name, content, machine)
    ]


def main() -> int:
    """Build, check, and put what is right into `dist/`; what is wrong goes to standard error."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", git("log", "-1", "--format=%ct").strip())
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        first, second = build(Path(one)), build(Path(two))
        wrong = [
            f"{line[3:]}: commit it first, or leave it out"
            for line in git("status", "--porcelain").splitlines()
        ]
        wrong += [
            f"{a.name}: two builds differ"
            for a, b in zip(first, second, strict=True)
            if a.read_bytes() != b.read_bytes()
        ]
        sdist, wheel = (held(archive) for archive in first)
        wrong += wrong_in(sdist, wheel, (one, two))
        if wrong:
            print("\n".join(wrong), file=sys.stderr)
            return 1
        DIST.mkdir(exist_ok=True)
        for archive in first:
            shutil.copy2(archive, DIST)
    print(f"contents: sdist with {len(sdist)} files, wheel with {len(wheel)}, the same bytes twice, in dist/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
