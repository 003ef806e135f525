"""No other page of the browser may reach the workbench, and no other name of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .client import Client, opened


@pytest.fixture(scope="module")
def looking(copied: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A workbench to look at."""
    with opened(copied("support_colleagues"), tmp_path_factory.mktemp("state"), "--read-only") as client:
        yield client


def test_the_token_opens_the_page_and_leaves_the_address(bench: Client) -> None:
    welcome = bench.send("GET", f"/?token={bench.token}")
    assert (welcome.status, welcome.headers["location"]) == (303, "/")
    cookie = welcome.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    page = bench.get("/")
    assert page.status == 200
    assert bench.token not in page.text


@pytest.mark.parametrize("path", ["/", "/api/state", "/static/style.css", "/made/1/report.html"])
@pytest.mark.parametrize(
    "cookie", ["", "idealtypes-{port}=", "idealtypes-{port}=guess", "idealtypes-1={token}"]
)
def test_nothing_is_answered_without_the_token(bench: Client, path: str, cookie: str) -> None:
    sent = cookie.format(port=bench.port, token=bench.token)
    refused = bench.send("GET", path, headers={"Cookie": sent})
    assert refused.status == 403
    assert bench.token not in refused.text
    assert bench.send("GET", f"{path}?token=guess").status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""]
)
def test_another_name_of_this_machine_is_refused(bench: Client, host: str) -> None:
    given = {"Cookie": bench.cookie, "Host": host.format(port=bench.port)}
    assert bench.send("GET", "/", headers=given).status == 421


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},  # another program of this machine
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["/api/undo", "/stop", "/upload?name=a.csv", "/api/start/open"])
def test_a_foreign_page_changes_nothing_even_with_the_cookie(
    bench: Client, path: str, headers: dict[str, str]
) -> None:
    given = {"Cookie": bench.cookie, "Content-Type": "application/json", **headers}
    assert bench.send("POST", path, b"{}", given).status == 403
    assert bench.process.poll() is None


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_reads_nothing(bench: Client, headers: dict[str, str]) -> None:
    given = {"Cookie": bench.cookie, **headers}
    assert bench.send("GET", "/api/state", headers=given).status == 403


def test_no_answer_lets_another_origin_read_it(bench: Client) -> None:
    for answer in (bench.get("/"), bench.get("/api/state"), bench.send("OPTIONS", "/api/state")):
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_form_of_another_page_is_no_json(bench: Client) -> None:
    given = {"Cookie": bench.cookie, "Content-Type": "text/plain"}
    assert bench.send("POST", "/api/start/open", b'{"path": "/"}', given).status == 415


@pytest.mark.parametrize(
    "path", ["/static/../idealtypes/errors.py", "/static/words/en.yaml", "/made/../../x", "/nothing"]
)
def test_no_file_but_its_own(bench: Client, path: str) -> None:
    assert bench.get(path).status == 404


def test_who_looks_changes_nothing(looking: Client) -> None:
    assert looking.post("/api/undo", {}).status == 403
    assert looking.get("/").text.count('id="undo"') == 0


def test_a_file_that_is_too_large_is_told_before_it_is_sent(bench: Client) -> None:
    given = {"Cookie": bench.cookie, "Content-Length": "700000000"}
    refused = bench.send("POST", "/upload?name=large.qdpx", b"", given)
    assert refused.status == 413
    assert "500 MB" in refused.json["problems"][0]["message"]
