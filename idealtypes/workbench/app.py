"""The addresses of the workbench: pages of screens, what their scripts ask and change, files that go in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from idealtypes.errors import BadCall, IdealtypesError
from idealtypes.files.content import folder
from idealtypes.workbench import shell
from idealtypes.workbench.bench import Bench, Done, NoStudy, ReadOnly
from idealtypes.workbench.call import Call, Download
from idealtypes.workbench.guard import Guard
from idealtypes.workbench.jobs import Jobs
from idealtypes.workbench.screen_words import ENGLISH, keep_words, speaks
from idealtypes.workbench.session_folder import TooLarge

LANGUAGE = "idealtypes-language"  # the cookie that keeps the language
BODY = 4_000_000  # bytes of what a script may send
WAIT = 20.0  # seconds that a request waits for work to end before it says how far it is
KINDS = {".js": "text/javascript", ".css": "text/css"}
STATUS = {ReadOnly: 403, NoStudy: 410, BadCall: 422, TooLarge: 413}


class Workbench:
    """The application of one run.

    Parameters
    ----------
    bench
        The open study.
    language
        Of a browser that has chosen none.
    stop
        Called when the workbench is told to stop.
    """

    def __init__(
        self, bench: Bench, language: str = ENGLISH, stop: Callable[[], None] = lambda: None
    ) -> None:
        self.bench, self.language, self.stop = bench, language, stop
        self.jobs, self.kept = Jobs(), False

    def app(self, token: str, port: int) -> ASGIApp:
        """The guarded application."""
        routes = [
            Route("/", self._start),
            Route("/favicon.ico", _no_icon),
            Route("/static/{name:path}", _static),
            Route("/made/{name:path}", self._made),
            Route("/upload", self._upload, methods=["POST"]),
            Route("/stop", self._stop, methods=["POST"]),
            Route("/api/state", self._state),
            Route("/api/undo", self._undo, methods=["POST"]),
            Route("/api/redo", self._redo, methods=["POST"]),
            Route("/api/jobs/{number:int}", self._job),
            Route("/api/{screen}/{name}", self._read),
            Route("/api/{screen}/{name}", self._write, methods=["POST"]),
            Route("/{screen}", self._page),
        ]
        starlette = Starlette(
            routes=routes, exception_handlers={HTTPException: _refused, Exception: self._broken}
        )
        return Guard(starlette, token, port)

    # pages

    async def _start(self, request: Request) -> Response:
        return await self._shown(shell.there(self.bench)[0], request)

    async def _page(self, request: Request) -> Response:
        return await self._shown(request.path_params["screen"], request)

    async def _shown(self, name: str, request: Request) -> Response:
        chosen = request.query_params.get("language")
        language = chosen if chosen in speaks() else self._language(request)
        call = self._call(request, language)
        try:
            # what reads no study is quick, and the first page needs no thread for it
            at_once = name == "start"
            html = shell.page(name, call) if at_once else await run_in_threadpool(shell.page, name, call)
        except KeyError:
            raise HTTPException(404) from None
        answer = HTMLResponse(html, background=BackgroundTask(self._read_ahead))
        if chosen == language:
            answer.set_cookie(LANGUAGE, language, samesite="strict", httponly=True)
        return answer

    def _read_ahead(self) -> None:
        """Read the study, once the first page is on its way; and make the next run's first page quicker."""
        with suppress(IdealtypesError):
            self.bench.opened()
        if not self.kept:
            self.kept = True
            keep_words()

    def _language(self, request: Request) -> str:
        kept = request.cookies.get(LANGUAGE)
        return kept if kept in speaks() else self.language

    def _call(self, request: Request, language: str | None = None, body: Any = None) -> Call:
        spoken = language or self._language(request)
        return Call(self.bench, self.jobs, spoken, dict(request.query_params), body or {})

    async def _answered(self, ask: Callable[[], Any]) -> Response:
        return await _answered(ask, self.bench.sharing)

    # what scripts ask and change

    async def _read(self, request: Request) -> Response:
        answer = self._named(request, "reads")
        return await self._answered(lambda: answer(self._call(request)))

    async def _write(self, request: Request) -> Response:
        body = await _body(request)
        try:
            answer = self._named(request, "asks")
        except HTTPException:
            answer = self._named(request, "writes")
            if self.bench.read_only:
                return JSONResponse(
                    shell.problems(ReadOnly("the workbench was opened to look: nothing is written")), 403
                )
        return await self._answered(lambda: answer(self._call(request, body=body)))

    def _named(self, request: Request, kind: str) -> Callable[[Call], Any]:
        name = request.path_params["screen"]
        try:
            if not shell.is_there(name, self.bench):
                raise KeyError(name)
            found: Callable[[Call], Any] = getattr(shell.screen(name), kind)[request.path_params["name"]]
        except KeyError:
            raise HTTPException(404) from None
        return found

    async def _state(self, request: Request) -> Response:
        return await self._answered(lambda: state(self._call(request)))

    async def _undo(self, request: Request) -> Response:
        call = self._call(request)
        return await self._answered(lambda: {"taken_back": told(self.bench.undo(), call), **state(call)})

    async def _redo(self, request: Request) -> Response:
        call = self._call(request)
        return await self._answered(lambda: {"done_again": told(self.bench.redo(), call), **state(call)})

    async def _job(self, request: Request) -> Response:
        def answer() -> Any:
            job = self.jobs.wait(request.path_params["number"], WAIT)
            if job.problem is not None:
                raise job.problem
            ended = job.ended.is_set()
            return {"done": job.done, "of": job.of, "ended": ended, "result": job.result if ended else None}

        return await self._answered(answer)

    # files

    async def _upload(self, request: Request) -> Response:
        """Keep a file that was dropped, as far as the limit; its name here is told."""
        name = request.query_params.get("name", "")
        if self.bench.sharing:  # no screen is there that brings something in
            raise HTTPException(404)
        try:
            size = int(request.headers.get("content-length", 0))
            kept = await self.bench.folder.keep(name, size, request.stream())
        except IdealtypesError as problem:
            return JSONResponse(shell.problems(problem), _status(problem))
        except OSError as problem:
            said = IdealtypesError(f"{name}: it cannot be kept: {problem.strerror or problem}")
            return JSONResponse(shell.problems(said), 507)
        return JSONResponse({"upload": kept, "name": kept.partition("/")[2]})

    async def _made(self, request: Request) -> Response:
        """A file that was made to be shown or kept; `?keep` lets the browser keep it."""
        path = self.bench.folder.made(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, filename=path.name if "keep" in request.query_params else None)

    async def _broken(self, request: Request, problem: Exception) -> Response:
        """What nobody foresaw: a line in the terminal and on the page, and the workbench goes on."""
        print(f"{request.url.path}: {type(problem).__name__}: {problem}", file=sys.stderr)
        return JSONResponse(shell.problems(problem, self.bench.sharing), 500)

    async def _stop(self, request: Request) -> Response:
        self.stop()
        return JSONResponse({"stopped": True})


def state(call: Call) -> dict[str, Any]:
    """What every page shows and looks at again: the study's generation, what can be taken back, what storage said."""
    bench = call.bench
    try:
        opened = bench.opened()
        generation, faults = opened.generation, len(opened.faults)
    except NoStudy:
        generation, faults = 0, 0
    return {
        "generation": generation,
        "faults": faults,
        "undo": None if bench.last_done is None else told(bench.last_done, call),
        "redo": None if bench.last_undone is None else told(bench.last_undone, call),
        "notes": [] if bench.sharing else bench.notes,
        "others": [{"pid": one.pid, "since": one.since} for one in bench.others()],
    }


def told(done: Done, call: Call) -> str:
    """A change in words."""
    return call.labels.say(f"changes.{done.what}", **dict(done.data))


async def _answered(ask: Callable[[], Any], sharing: bool) -> Response:
    """The answer of a screen as JSON or as a file; what is wrong in words."""
    try:
        found = await run_in_threadpool(ask)
    except IdealtypesError as problem:
        return JSONResponse(shell.problems(problem, sharing), _status(problem))
    except OSError as problem:
        said = IdealtypesError(f"{problem.filename or 'a file'}: {problem.strerror or problem}")
        return JSONResponse(shell.problems(said, sharing), 400)
    if isinstance(found, Response):
        return found
    if isinstance(found, Download):
        return FileResponse(found.path, filename=found.name)
    return JSONResponse(found)


def _status(problem: IdealtypesError) -> int:
    from idealtypes.storage.transaction import Changed

    if isinstance(problem, Changed):
        return 409
    return next((status for kind, status in STATUS.items() if isinstance(problem, kind)), 400)


async def _body(request: Request) -> dict[str, Any]:
    """The JSON mapping that a script sent.

    Raises
    ------
    HTTPException
        For anything else.
    """
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind != "application/json":  # what a foreign page's form can send is not this
        raise HTTPException(415, "JSON is needed")
    data = b""
    async for part in request.stream():
        data += part
        if len(data) > BODY:
            raise HTTPException(413, "this is too large for one change")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise HTTPException(400, "this is no JSON") from None
    if not isinstance(found, dict):
        raise HTTPException(400, "a mapping is needed")
    return found


async def _static(request: Request) -> Response:
    """A script or a style of `reports/`."""
    place = folder("reports").resolve()
    path = (place / request.path_params["name"]).resolve()
    if path.suffix not in KINDS or not path.is_relative_to(place) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=KINDS[path.suffix])


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204)


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if request.url.path.startswith("/api/"):
        return JSONResponse(
            {"problems": [{"message": problem.detail}], "kind": "refused"}, problem.status_code
        )
    return Response(f"{problem.detail}\n", problem.status_code, media_type="text/plain")
