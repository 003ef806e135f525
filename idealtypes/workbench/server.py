"""The run of a workbench: a socket on 127.0.0.1, the browser opened, all gone when it is told to stop.

The browser takes some time to begin, and the server to be loaded: so the address is told as soon as the socket listens,
and the first request waits there for its answer.
"""

from __future__ import annotations

import contextlib
import gc
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from idealtypes.errors import IdealtypesError
from idealtypes.workbench.bench import Bench
from idealtypes.workbench.screen_words import speaks
from idealtypes.workbench.session_folder import session_folder

if TYPE_CHECKING:
    import uvicorn

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
    with session_folder() as folder, _listening(port) as listener, _collecting_seldom():
        bench = Bench(folder, read_only=read_only, sharing=sharing)
        if study is not None:
            bench.open(_place(study))
        number, token = listener.getsockname()[1], secrets.token_urlsafe(32)  # 43 letters that nobody guesses
        address = f"http://{HOST}:{number}/?token={token}"
        tell(address)
        if browser:
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        try:
            import asyncio

            server = _loaded(bench, language, token, number)
            asyncio.run(server.serve(sockets=[listener]))
        except KeyboardInterrupt:
            pass
        finally:
            bench.end()


def _loaded(bench: Bench, language: str, token: str, port: int) -> uvicorn.Server:
    """The server, with all that its first page needs."""
    import uvicorn

    from idealtypes.workbench import shell
    from idealtypes.workbench.app import Workbench

    work = Workbench(bench, language, stop=lambda: setattr(server, "should_exit", True))
    config = uvicorn.Config(
        work.app(token, port), log_level="error", lifespan="off", ws="none", loop="asyncio", http="h11",
        access_log=False, server_header=False, timeout_graceful_shutdown=5,
    )  # fmt: skip
    config.load()
    shell.screen(shell.there(bench)[0])
    server = uvicorn.Server(config)
    return server


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Modules that are loaded and a study that is read leave little garbage: looking for it as often as Python does by
    itself takes a tenth of the time of the first page, and more of a reading's and of a long list's."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


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
