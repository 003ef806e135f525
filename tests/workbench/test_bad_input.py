"""What goes wrong beside a study: a second server, a study that goes away, a huge file, a token of the run before."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from idealtypes.workbench.running import Running

from .client import Client, opened


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def study(copied: Callable[[str], Path]) -> Path:
    return copied("seven_orders")


@pytest.fixture(scope="module")
def bench(study: Path, state: Path) -> Iterator[Client]:
    with opened(study, state) as client:
        yield client


def others(bench: Client) -> list[int]:
    return [one["pid"] for one in bench.get("/api/state").json["others"]]


def test_a_second_server_is_told_on_both_and_forgotten_when_it_is_killed(
    bench: Client, study: Path, state: Path
) -> None:
    assert others(bench) == []
    with opened(study, state) as second:
        assert others(second) == [bench.process.pid]
        assert others(bench) == [second.process.pid]
        generation = bench.get("/api/state").json["generation"]
        second.post("/api/faults/save", saved(second, study, "# here\n"))
        assert bench.get("/api/state").json["generation"] > generation  # and sees what the other changed
        os.kill(second.process.pid, signal.SIGKILL)
        second.process.wait()
        assert others(bench) == []
    assert len(list((state / "running").iterdir())) == 1


def saved(bench: Client, study: Path, more: str) -> dict[str, Any]:
    had = bench.get("/api/faults/file?file=study.yaml").json
    return {"file": "study.yaml", "text": had["text"] + more, "sha256": had["sha256"]}


def test_a_run_left_behind_and_a_file_that_is_none_are_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDEALTYPES_STATE", str(tmp_path))
    (tmp_path / "running").mkdir()
    (tmp_path / "running" / "old.json").write_text('{"study": "/x", "pid": 1, "since": 1.0}')
    run = Running()
    run.tell(Path("/x"))
    assert run.others(Path("/x")) == []
    run.end()
    assert list((tmp_path / "running").iterdir()) == []


def test_a_state_folder_that_cannot_be_written_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("IDEALTYPES_STATE", str(tmp_path / "file"))
    run = Running()
    run.tell(Path("/x"))
    assert run.others(Path("/x")) == []
    run.end()


def test_a_token_of_the_run_before_says_what_to_do(bench: Client) -> None:
    stale = {"Cookie": f"idealtypes-{bench.port}=of-the-run-before", "Origin": bench.url("")}
    page = bench.send("GET", "/ratings", headers=stale)
    assert page.status == 403
    assert "the link that the terminal shows" in page.text
    assert "lenken som terminalen viser" in page.text
    for method, path in (("GET", "/api/state"), ("POST", "/upload?name=a.csv"), ("POST", "/stop")):
        told = bench.send(method, path, headers={**stale, "Sec-Fetch-Site": "same-origin"})
        assert (told.status, told.json["kind"]) == (403, "token")


def memory(bench: Client) -> int:
    """Bytes that the server has used at most."""
    said = Path(f"/proc/{bench.process.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in said.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system has no /proc")
def test_300_megabytes_are_kept_without_being_held(bench: Client, state: Path) -> None:
    whole, piece, before = 300_000_000, b"\0" * 4_000_000, memory(bench)
    connection = http.client.HTTPConnection("127.0.0.1", bench.port, timeout=60)
    connection.putrequest("POST", "/upload?name=large.bin")
    for name, value in {
        "Cookie": bench.cookie,
        "Origin": bench.url(""),
        "Content-Length": str(whole),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    for _ in range(whole // len(piece)):
        connection.send(piece)
    answer = connection.getresponse()
    assert answer.status == 200
    name = answer.read().decode().split('"')[3]
    connection.close()
    assert memory(bench) - before < 60_000_000
    job = bench.post("/api/import/try", {"upload": name, "folder": "x"}).json["job"]
    told = bench.get(f"/api/jobs/{job}").json["result"]
    assert "large.bin" in told["problems"][0]["message"]  # it is none of the formats, in words
    assert memory(bench) - before < 200_000_000


def test_a_study_that_goes_away_is_told_and_comes_back(copied: Callable[[str], Path], tmp_path: Path) -> None:
    study = copied("seven_orders")
    away = study.with_name("away")
    with opened(study, tmp_path / "state") as bench:
        assert bench.get("/api/start/study").status == 200
        study.rename(away)
        gone = bench.get("/api/start/study")
        assert (gone.status, gone.json["kind"]) == (410, "NoStudy")
        for path in ("/", "/ratings", "/faults", "/import"):
            assert bench.get(path).status == 200, path
        assert "is gone" in bench.get("/ratings").text
        assert bench.post("/api/undo", {}).status == 400
        away.rename(study)
        assert bench.get("/api/start/study").status == 200
        shutil.rmtree(study)
        assert bench.get("/api/state").json["generation"] == 0
        assert bench.post("/api/start/open", {"path": str(study)}).status == 400
