"""A page of another origin, shown by the very browser that has the token, tries all a page can do: nothing happens."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from .client import Client

# What a page may do to another address without asking: load, post, put a form into a frame, open a frame.
TRIES = """async (target) => {
    const tried = {};
    const told = async (name, asking) => {
        try {
            const answer = await asking();
            tried[name] = [answer.type, answer.status, await answer.text().catch(() => "")];
        } catch (problem) {
            tried[name] = ["failed", 0, ""];
        }
    };
    const all = { credentials: "include" };
    await told("read", () => fetch(target + "/api/state", all));
    await told("read blindly", () => fetch(target + "/api/state", { ...all, mode: "no-cors" }));
    await told("page", () => fetch(target + "/", { ...all, mode: "no-cors" }));
    const post = { ...all, method: "POST", body: "{}" };
    await told("stop", () => fetch(target + "/stop", { ...post, mode: "no-cors" }));
    await told("json", () => fetch(target + "/stop", { ...post, headers: { "Content-Type": "application/json" } }));
    await told("upload", () => fetch(target + "/upload?name=x.csv", { ...post, mode: "no-cors" }));
    const frame = document.createElement("iframe");
    frame.name = "inside";
    document.body.append(frame);
    const form = document.createElement("form");
    Object.assign(form, { method: "POST", action: target + "/stop", target: "inside", enctype: "text/plain" });
    document.body.append(form);
    form.submit();
    const shown = (element, address) => new Promise((done) => {
        element.onload = element.onerror = done;
        element.src = target + address;
        document.body.append(element);
    });
    const other = document.createElement("iframe");
    await shown(other, "/");
    tried.frame = ["", 0, (() => { try { return other.contentDocument.body.textContent; } catch { return ""; } })()];
    await shown(document.createElement("script"), "/api/state");
    return tried;
}"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """Another program of this machine, with a page of its own: to a browser the same site at another port."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html><title>Elsewhere</title><body>")

        def log_message(self, *_: Any) -> None:
            """Not a word."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_origin_reads_and_changes_nothing(
    browser: Any, bench: Client, elsewhere: str, host: str
) -> None:
    context = browser.new_context()
    try:
        own = context.new_page()
        own.goto(bench.address)  # from now on this browser has the token
        page = context.new_page()
        page.goto(elsewhere.replace("127.0.0.1", host))
        answers: list[int] = []
        page.on(
            "response",
            lambda answer: answers.append(answer.status) if f":{bench.port}" in answer.url else None,
        )
        tried = page.evaluate(TRIES, bench.url("").rstrip("/"))
        assert {name: found[2] for name, found in tried.items()} == dict.fromkeys(tried, "")
        assert answers
        assert set(answers) <= {403, 405, 421}, answers
        assert bench.process.poll() is None
        assert own.evaluate("fetch('/api/state').then((answer) => answer.status)") == 200
    finally:
        context.close()
