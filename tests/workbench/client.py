"""A workbench of its own for a test, and what speaks with it as a browser does."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Client:
    """A running workbench: its process, and its address with the token."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        found = urlsplit(self.address).port
        assert found is not None
        return found

    @property
    def token(self) -> str:
        return urlsplit(self.address).query.partition("=")[2]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A request exactly as given, without cookies of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    @property
    def cookie(self) -> str:
        return f"idealtypes-{self.port}={self.token}"

    def get(self, path: str) -> Answer:
        """As the browser that has the token."""
        return self.send("GET", path, headers={"Cookie": self.cookie})

    def post(self, path: str, body: Any) -> Answer:
        """As a page's script."""
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/json",
            "Origin": self.url(""),
            "Sec-Fetch-Site": "same-origin",
        }
        return self.send("POST", path, json.dumps(body).encode(), headers)


@contextmanager
def opened(study: Path | None, state: Path, *options: str) -> Iterator[Client]:
    """`idealtypes open STUDY` as a process, until the end of the block."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "IDEALTYPES_STATE": str(state), "PYTHONUNBUFFERED": "1"}
    given = [] if study is None else [str(study)]
    command = [sys.executable, "-m", "idealtypes", "open", *given, "--no-browser", *options]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        if not address:
            assert process.stderr is not None
            raise AssertionError(process.stderr.read())
        yield Client(process, address)
    finally:
        process.kill()
        process.communicate()
