"""The run of a workbench: a socket on 127.0.0.1, the browser opened, all gone when it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from idealtypes.errors import IdealtypesError
from idealtypes.workbench.app import Workbench
from idealtypes.workbench.bench import Bench
from idealtypes.workbench.guard import new_token
from idealtypes.workbench.screen_words import speaks
from idealtypes.workbench.session_folder import session_folder

if TYPE_CHECKING:
    from idealtypes.model.study import StudyData

HOST = "127.0.0.1"


def serve(
    study: StudyData | str | Path | None,
    *,
    port: int = 0,
    language: str = "en",
    browser: bool = True,
    read_only: bool = False,
    sharing: bool = False,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve until it is told to stop: by its button, or Ctrl-C.

    Parameters
    ----------
    study
        To open first, in a folder, or its path; None for none.
    port
        Where to listen; 0 for one that is free.
    language
        Of a browser that has chosen none.
    browser
        Whether to open the browser.
    read_only, sharing
        As of `Bench`.
    tell
        Told the address, with the token that opens it.

    Raises
    ------
    IdealtypesError
        Where there is no study, or the port is taken.
    """
    if language not in speaks():
        raise IdealtypesError(f"language: the workbench speaks {', '.join(speaks())}, not {language!r}")
    if sharing and study is None:
        raise IdealtypesError("for sharing a workbench needs a study: name its folder")
    with session_folder() as folder, _listening(port) as listener:
        bench = Bench(folder, read_only=read_only, sharing=sharing)
        if study is not None:
            bench.open(_place(study))
        number, token = listener.getsockname()[1], new_token()
        address = f"http://{HOST}:{number}/?token={token}"
        work = Workbench(bench, language, stop=lambda: setattr(server, "should_exit", True))
        config = uvicorn.Config(
            work.app(token, number), log_level="error", lifespan="off", ws="none", loop="asyncio", http="h11",
            access_log=False, server_header=False, timeout_graceful_shutdown=5,
        )  # fmt: skip
        server = uvicorn.Server(config)
        tell(address)
        if browser:
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            asyncio.run(server.serve(sockets=[listener]))
        except KeyboardInterrupt:
            pass
        finally:
            bench.end()


def _place(study: StudyData | str | Path) -> Path:
    if isinstance(study, str | Path):
        return Path(study)
    if study.root is None:
        raise IdealtypesError("the study was read from no folder: there are no files to open")
    return study.root


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((HOST.encode(), port))  # as bytes: no name is to be looked up
        except (OSError, OverflowError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise IdealtypesError(
                f"port {port} of this machine cannot be used ({reason}): give another, or none"
            ) from None
        listener.listen(128)
        yield listener
    finally:
        listener.close()
