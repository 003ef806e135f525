"""A workbench killed in the middle of fifty edits: nothing that it said was saved is lost, nothing is half written."""

from __future__ import annotations

import http.client
import random
import signal
import threading
import time
from pathlib import Path

import idealtypes as it

from .client import Client, opened

EDITS, RUNS = 50, 3


def _shares(n: int) -> list[float]:
    """Of both poles: another place for every edit."""
    return [1 - n / 100, n / 100]


def _save(client: Client, code: str, aspect: str, n: int) -> bool:
    """One edit: a code goes to another place, for a reason; whether it was said to be saved."""
    body = {
        "at": {code: [{"aspect": aspect, "shares": _shares(n)}]},
        "because": {code: f"edit {n}"},
        "was": {},
    }
    try:
        answer = client.post("/api/board/save", body)
    except (OSError, http.client.HTTPException):  # nobody is there any more
        return False
    assert answer.status == 200, answer.text
    return True


def test_what_was_saved_is_there_after_a_kill_and_nothing_is_half(tmp_path: Path) -> None:
    root = it.init(tmp_path / "study").study.root
    assert root is not None
    scheme = it.read_study(root).scheme
    code = scheme.codes[0].id
    aspect = next(iter(scheme.placements[code]))
    chance = random.Random(20261129)
    sent, saved = 0, 0
    for run in range(RUNS):
        until = EDITS * (run + 1) // RUNS
        with opened(root, tmp_path / "state") as client:
            took = 0.1
            while sent < until:
                sent += 1
                if (
                    sent == until and run < RUNS - 1
                ):  # the last of this run is under way when the process dies
                    killer = threading.Timer(
                        chance.uniform(0, 1.2 * took), client.process.send_signal, [signal.SIGKILL]
                    )
                    killer.start()
                begun = time.monotonic()
                if _save(client, code, aspect, sent):
                    saved = sent
                took = time.monotonic() - begun
            client.process.kill()
            client.process.wait()
        study = it.read_study(root)  # puts in order what was left
        there = round(100 * study.scheme.placements[code][aspect][1])
        assert there in {saved, sent}, (saved, sent)
        assert str(study.scheme.code(code).rationale) == f"edit {there}"
        assert not (root / ".idealtypes").exists()
        saved = there
    assert saved == EDITS
