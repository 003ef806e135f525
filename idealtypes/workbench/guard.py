"""Who may speak with the workbench: the browser with the token, from the workbench's own pages, on this machine.

Any page of the web that the browser shows may send requests to 127.0.0.1, and a name of its own may lead here (DNS
rebinding). So a request has to name this host, carry the token in a cookie that other sites' requests do not carry
(SameSite=Strict), and come from no other origin. There is no CORS: nobody else reads an answer.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from urllib.parse import parse_qs

from markupsafe import escape
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from idealtypes.workbench.screen_words import ScreenWords, speaks

READING = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# A page made by the door is shown in a frame of the workbench; what it may do is said by its own policy.
FRAMED = "frame-ancestors 'self'; form-action 'none'"
HEADERS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
NO_TOKEN = (
    "This opens with the link that the terminal shows: it carries a token, and this browser has sent none."
)
NO_HOST = "This workbench answers to 127.0.0.1 alone.\n"
FOREIGN = "This request comes from another page: the workbench answers to its own pages alone.\n"


def cookie_name(port: int) -> str:
    """Cookies know no ports: two workbenches on one machine keep apart by the name."""
    return f"idealtypes-{port}"


class Guard:
    """An ASGI layer in front of everything.

    Parameters
    ----------
    app
        What is guarded.
    token
        Of this run.
    port
        Where it listens.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self.app, self.token, self.port = app, token, port
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.origins = {f"http://{host}" for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, _with_headers(send, ()))
            return
        await self.app(scope, receive, _with_headers(send, HEADERS, policy=_policy(scope)))

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Why a request is not answered; or the way to the page, for one that brings the token."""
        if headers.get("host") not in self.hosts:
            return PlainTextResponse(NO_HOST, 421)
        if self._is_foreign(scope, headers):
            return PlainTextResponse(FOREIGN, 403)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if given and scope["method"] == "GET":
            if not self._is_token(given):
                return _without_token(scope)
            return self._welcome(scope)
        if not self._is_token(_cookie(headers, cookie_name(self.port))):
            return _without_token(scope)
        return None

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _is_foreign(self, scope: Scope, headers: Headers) -> bool:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if scope["method"] in READING:
            # a link from elsewhere may open a page, and has to bring the token then; nothing else may be loaded
            elsewhere = site in (
                "cross-site",
                "same-site",
            )  # the same site at another port is another program
            loaded = elsewhere and headers.get("sec-fetch-dest") != "document"
            return loaded or (origin is not None and origin not in self.origins)
        # without an Origin it is no browser; that, too, needs the token
        return (origin is not None and origin not in self.origins) or site not in (None, "same-origin")

    def _welcome(self, scope: Scope) -> Response:
        """The token is kept in a cookie, and goes out of the address: it is in no history and no bookmark."""
        answer = RedirectResponse(scope["path"], 303)
        answer.set_cookie(cookie_name(self.port), self.token, httponly=True, samesite="strict", path="/")
        return answer


def _without_token(scope: Scope) -> Response:
    """What a script is told, and a page for a person: what to do, in every language."""
    if scope["path"].startswith("/api/") or scope["method"] not in READING:
        return JSONResponse({"problems": [{"message": NO_TOKEN}], "kind": "token"}, 403)
    said = [
        (one, *(escape(ScreenWords(one).say(f"token.{key}")) for key in ("title", "text")))
        for one in speaks()
    ]
    body = "".join(
        f'<section lang="{language}"><h1>{title}</h1><p>{text}</p></section>'
        for language, title, text in said
    )
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head += "<title>idealtypes</title>"
    page = f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><main>{body}</main></body></html>'
    return HTMLResponse(page, 403)


def _cookie(headers: Headers, name: str) -> str:
    for part in headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""


def _policy(scope: Scope) -> str:
    return FRAMED if scope["path"].startswith("/made/") else POLICY


def _with_headers(send: Send, more: Iterable[tuple[str, str]], policy: str = POLICY) -> Send:
    pairs = [
        (name.lower().encode(), value.encode())
        for name, value in (*more, ("Content-Security-Policy", policy))
    ]

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", ())}
            message["headers"] = [
                *message.get("headers", ()),
                *(pair for pair in pairs if pair[0] not in there),
            ]
        await send(message)

    return sent
