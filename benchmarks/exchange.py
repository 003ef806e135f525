"""How fast, and in how much memory, is a large REFI-QDA project read, beside the other Python readers?

A project of 200 MB with 200,000 codings is generated (seeded) in a temporary folder: 100 interviews with accents, ten
of them with emoji, selections named by their beginning, some with two codes. Each contender reads it in a process of
its own; on a busy machine the seconds of the processor tell more than those of the clock.

    ours       idealtypes: codes, sources with texts, passages with their texts and positions checked, codings, coders
    NAME       a peer that is installed (`--python` names the interpreter that has it)

`--growth` reads the same texts with 50,000, 100,000 and 200,000 codings: what the process needs at its peak beyond what
it holds afterwards should not grow with the codings.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import uuid
import zipfile
from pathlib import Path

SEED = 5
SOURCES = 100
CODES = 300
SPOKEN = (
    "the help came from a colleague who had been there and knew how it feels when nobody asks så vi snakket om det "
    "hver uke og jeg følte meg sett trust time mandate record phone night shift manager union doctor leave family"
)

OURS = """
from pathlib import Path
from idealtypes.exchange.format import Wishes
from idealtypes.exchange.formats.refi_qda import read
def run(path):
    return read(Path(path), Wishes())
def count(project):
    return project.counts()
"""
PEERS = {
    "pyrefiqda": """
import tempfile
from pyrefiqda import RefiProject
def run(path):
    with tempfile.TemporaryDirectory() as folder:
        return RefiProject.load(path, folder)
def count(project):
    selections = [s for t in project.sources.text_source for s in t.plain_text_selection]
    return {"statements": len(selections), "codings": sum(len(s.coding) for s in selections)}
""",
    "pyqdpx": """
import pyqdpx
def run(path):
    project = pyqdpx.QDPX(path).get_project()
    project.sources
    return project
def count(project):
    return {"codings": sum(len(s.coded_selections) for s in project.sources.values())}
""",
    "qdpxlib": """
from qdpxlib.qdpxlib import QDPXFile
def run(path):
    return QDPXFile(path)
def count(project):
    return {"codings": sum(len(c[4]) for c in project.codings)}
""",
    "qdapy": """
import qdapy
def run(path):
    return qdapy.read_qdpx(path, warn=False)
def count(project):
    return {"codings": len(project.fragments)}
""",
}
MEASURE = """
import ctypes, gc, json, resource, sys, time
def held():
    gc.collect()
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except OSError:
        pass
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6
before = held()
start, busy = time.perf_counter(), time.process_time()
result = run(sys.argv[1])
seconds, cpu = time.perf_counter() - start, time.process_time() - busy
with open("/proc/self/status") as file:  # ru_maxrss would count the process that started this one
    peak = next(int(line.split()[1]) * 1.024e-3 for line in file if line.startswith("VmHWM"))
found = {"seconds": seconds, "cpu": cpu, "before": before, "peak": peak, "held": held(), "counts": count(result)}
print(json.dumps(found))
"""


def make(path: Path, codings: int, megabytes: int) -> None:
    """Write the project: what the codings leave of the size is text, evenly over the sources."""
    rng = random.Random(SEED)
    guids = (str(uuid.UUID(int=rng.getrandbits(128))) for _ in iter(int, 1))
    users = [next(guids) for _ in range(4)]
    codes = [next(guids) for _ in range(CODES)]
    sources = [next(guids) for _ in range(SOURCES)]
    characters = max(20_000, int((megabytes * 1e6 - codings * 390) / SOURCES / 1.04))
    head = '<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" name="large">'
    xml = [
        head,
        "<Users>",
        *(f'<User guid="{user}" name="coder {k}"/>' for k, user in enumerate(users)),
        "</Users>",
    ]
    xml += ["<CodeBook><Codes>"]
    xml += [f'<Code guid="{code}" name="code {k}" isCodable="true"/>' for k, code in enumerate(codes)]
    xml += ["</Codes></CodeBook>", "<Sources>"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for k, source in enumerate(sources):
            text = _text(rng, characters, emoji=k % 10 == 0)
            archive.writestr(f"sources/{source}.txt", text.encode())
            xml.append(
                f'<TextSource guid="{source}" name="Interview {k}" plainTextPath="internal://{source}.txt">'
            )
            left = codings // SOURCES
            while left > 0:
                start = rng.randrange(0, len(text) - 600)
                end = start + rng.randrange(20, 500)
                name = " ".join(text[start : min(end, start + 60)].split())
                xml.append(
                    f'<PlainTextSelection guid="{next(guids)}" name="{name}" startPosition="{start}" '
                    f'endPosition="{end}" creatingUser="{users[0]}">'
                )
                for code in rng.sample(codes, min(left, 1 + (rng.random() < 0.25))):
                    user = rng.choice(users)
                    xml.append(
                        f'<Coding guid="{next(guids)}" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'
                    )
                    left -= 1
                xml.append("</PlainTextSelection>")
            xml.append("</TextSource>")
        xml.append("</Sources></Project>")
        archive.writestr("project.qde", "\n".join(xml).encode())


def _text(rng: random.Random, characters: int, emoji: bool) -> str:
    paragraphs, size = [], 0
    words = (SPOKEN + " 🙂" * emoji).split()
    while size < characters:
        paragraph = " ".join(rng.choices(words, k=rng.randrange(20, 120))).capitalize() + "."
        paragraphs.append(paragraph)
        size += len(paragraph) + 1
    return "\n".join(paragraphs)


def measured(python: str, code: str, path: Path, limit: float) -> dict[str, object]:
    """One contender in a process of its own; {"why": …} when it does not get through."""
    try:
        done = subprocess.run(
            [python, "-c", code + MEASURE, str(path)],
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"why": f"not done after {limit:.0f} s"}
    if done.returncode:
        return {"why": done.stderr.strip().split("\n")[-1][:120] or f"ended with {done.returncode}"}
    found: dict[str, object] = json.loads(done.stdout.strip().split("\n")[-1])
    return found


def shown(name: str, found: dict[str, object]) -> str:
    """One line of the table."""
    if "why" in found:
        return f"{name:<12} {found['why']}"
    numbers = [f"{float(str(found[key])):8.2f}" for key in ("seconds", "cpu", "peak", "held")]
    return f"{name:<12} {' '.join(numbers)}   {found['counts']}"


def main() -> None:
    """Make the project, let every contender read it, print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--megabytes", type=int, default=200)
    asked.add_argument("--codings", type=int, default=200_000)
    asked.add_argument("--python", default=sys.executable, help="the interpreter that has the peers")
    asked.add_argument("--peers", default=",".join(PEERS))
    asked.add_argument("--limit", type=float, default=600, help="seconds for each contender")
    asked.add_argument("--growth", action="store_true")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.qdpx"
        print(f"{'':<12} {'seconds':>8} {'cpu s':>8} {'peak MB':>8} {'held MB':>8}")
        if wanted.growth:
            for part in (4, 2, 1):
                codings = wanted.codings // part
                make(path, codings, wanted.megabytes - int((wanted.codings - codings) * 390e-6))
                print(shown(f"{codings:,}", measured(sys.executable, OURS, path, wanted.limit)), flush=True)
            return
        make(path, wanted.codings, wanted.megabytes)
        print(shown("ours", measured(sys.executable, OURS, path, wanted.limit)), flush=True)
        for peer in wanted.peers.split(","):
            print(shown(peer, measured(wanted.python, PEERS[peer], path, wanted.limit)), flush=True)


if __name__ == "__main__":
    main()
