"""The gate before every route and the websocket: what isn't in its table isn't there, and a page of another site, or of
another name for this computer, is refused before the framework sees it.

The framework looks names up when it judges an origin, which a name server that never answers would stall; here a host
and an origin are compared as text, nothing is looked up.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.kit.head.navigation import PAGES
from ui.server import uploads

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

READ, WRITE = ("GET", "HEAD"), ("PUT", "DELETE")
MOST_HEADERS = 100
SMALL_BODY = 16_384  # bytes of a request that is no upload
BODY_SECONDS = 60  # until a body must have come as a whole; it comes from this computer
# What a browser of ours sends; the rest of the framework's messages (clear_cache, set_run_on_save, load_git_info and
# those for its developers) changes the app for everybody.
MESSAGES = ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat", "backend_operation_request")
_LOCAL_NAMES = ("localhost",)
_HOST = re.compile(r"(?:\[(?P<v6>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9.-]{1,253}))(?::(?P<port>[0-9]{1,5}))?")
_NAME = r"[A-Za-z0-9._-]{1,200}"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opening:
    """A row of the gate's table: paths, methods, and what more they need. check: the status with which a request is
    refused, or None. is_upload: its body may be large, the framework measures it."""

    path: str
    methods: Sequence[str]
    check: Callable[[re.Match[str], int], int | None] = lambda match, length: None
    is_upload: bool = False
    headers: tuple[tuple[str, str], ...] = ()


def _page(match: re.Match[str], length: int) -> int | None:
    return None if match["page"] in {page.path for page in PAGES} else 404


def _upload(match: re.Match[str], length: int) -> int | None:
    """An upload into a session whose page offers one and that has room for it."""
    if not uploads.is_offered(match["session"]):
        return 403
    return 413 if uploads.held(match["session"]) + length > uploads.MOST_BYTES else None


def _media(match: re.Match[str], length: int) -> int | None:
    return None if uploads.is_media_of_a_session(match["media"]) else 404


STORED = (("Cache-Control", "no-store"),)
TABLE = (
    Opening(r"/", READ),
    Opening(r"/healthz", READ, headers=STORED),
    Opening(r"/backup", ("POST",), headers=STORED),
    Opening(r"/_stcore/(?:health|host-config)", READ),
    Opening(rf"/_stcore/upload_file/(?P<session>{_NAME})/{_NAME}", WRITE, _upload, is_upload=True, headers=STORED),
    Opening(rf"/media/(?P<media>{_NAME})", READ, _media, headers=STORED),
    Opening(rf"/static/(?:{_NAME}/){{0,4}}{_NAME}", READ),
    Opening(rf"/component/(?:{_NAME}/){{0,4}}{_NAME}", READ),
    Opening(rf"/_stcore/bidi-components/(?:{_NAME}/){{0,4}}{_NAME}", READ),
    Opening(rf"/app/static/fonts/{_NAME}", READ),
    Opening(r"/favicon\.png", READ),
    Opening(rf"/(?P<page>{_NAME})", READ, _page),
)
WEBSOCKET = "/_stcore/stream"
_KNOWN = tuple((re.compile(row.path), row) for row in TABLE)


def policy(scripts: Iterable[str]) -> str:
    """The Content-Security-Policy under which everything of ours works. scripts: those that stand in the page itself.

    Components bring their code as modules of their own (blob:), styles are set on elements, the public report is looked
    at in a frame that can reach nothing (data:)."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts
    )
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: {hashes}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "data:",
        "frame-ancestors": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Gate:
    """ASGI: the app behind the table, the checks of host and origin, bounds and headers. scripts: as in `policy`."""

    def __init__(self, app: App, scripts: Iterable[str] = ()):
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy(scripts),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, self._dressed(send))
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, row = _judged(scope)
        if status is not None or row is None:
            await JSONResponse({}, status_code=status or 404)(scope, receive, send)
            return
        answered = _with_headers(send, row.headers)
        if not row.is_upload:
            await self._app(scope, _bounded(receive, SMALL_BODY), answered)
            return
        session = scope["path"].split("/")[3]
        with uploads.coming(session, _length(scope)):
            await self._app(scope, _bounded(receive, None), answered)

    def _dressed(self, send: Send) -> Send:
        return _with_headers(send, tuple(self._headers.items()))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != WEBSOCKET or not _is_ours(scope, needs_origin=True):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, _known_messages(receive, send), send)


def _judged(scope: Scope) -> tuple[int | None, Opening | None]:
    """The status with which a request is refused, or None and its row of the table."""
    if len(scope["headers"]) > MOST_HEADERS:
        return 431, None
    if not _is_ours(scope, needs_origin=False):
        return 403, None
    for pattern, row in _KNOWN:
        match = pattern.fullmatch(scope["path"])
        if match and scope["method"] in row.methods:
            return row.check(match, _length(scope) if row.is_upload else 0), row
    return 404, None


def _length(scope: Scope) -> int:
    """How long the body of an upload is said to be; as long as one may be where that isn't said."""
    if scope["method"] == "DELETE":
        return 0
    length = _header(scope, b"content-length") or ""
    return int(length) if length.isdecimal() and len(length) < 12 else uploads.LARGEST


def _header(scope: Scope, name: bytes) -> str | None:
    """A header that stands once; None where it is missing. One that stands twice is as good as a wrong one."""
    found = [value for key, value in scope["headers"] if key.lower() == name]
    return found[0].decode("latin-1") if len(found) == 1 else "\x00" if found else None


def _is_ours(scope: Scope, *, needs_origin: bool) -> bool:
    """Whether a request names this computer as its host, and comes from a page of ours (or, where a browser sends no
    origin, from no page)."""
    host = (_header(scope, b"host") or "").lower()
    if not is_this_computer(host):
        return False
    origin = _header(scope, b"origin")
    if origin is None:
        return not needs_origin
    return origin.lower() in (f"http://{host}", f"https://{host}")


def is_this_computer(host: str) -> bool:
    """Whether a host (with or without a port) is a name or an address of this computer alone. Nothing is looked up."""
    match = _HOST.fullmatch(host)
    if match is None or int(match["port"] or 0) > 65_535:
        return False
    if match["name"] in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(match["v6"] or match["name"]).is_loopback
    except ValueError:
        return False


def _with_headers(send: Send, headers: Sequence[tuple[str, str]]) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            found = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in headers:
                found[name] = value
            del found["Access-Control-Allow-Origin"]
        await send(message)

    return dressed


def _bounded(receive: Receive, most: int | None) -> Receive:
    """The body of a request, cut off where it is too long or hasn't come as a whole in time."""
    so_far, ended, last = 0, False, None

    async def part() -> Message:
        nonlocal so_far, ended, last
        if ended:
            return await receive()
        try:
            now = asyncio.get_running_loop().time()
            last = last or now + BODY_SECONDS  # from when it is first asked for
            message = await asyncio.wait_for(receive(), last - now)
        except TimeoutError:
            return {"type": "http.disconnect"}
        so_far += len(message.get("body", b""))
        if most is not None and so_far > most:
            return {"type": "http.disconnect"}
        ended = not message.get("more_body", False)
        return message

    return part


def _known_messages(receive: Receive, send: Send) -> Receive:
    """What a browser of ours would send; the rest is dropped, and what is no message at all ends the connection."""

    async def known() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            kind = _kind(message.get("bytes"))
            if kind in MESSAGES:
                return message
            if kind is None:
                await send({"type": "websocket.close", "code": 1003})
                return {"type": "websocket.disconnect", "code": 1003}
            _log.warning("a message of the kind %s was dropped", kind)

    return known


def _kind(content: bytes | None) -> str | None:
    """The kind of a message; None where it is none."""
    message = BackMsg()
    try:
        message.ParseFromString(content or b"\xff")
    except Exception:  # the library raises errors of its own kinds
        return None
    return message.WhichOneof("type") or "empty"
