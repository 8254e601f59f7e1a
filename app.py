"""What `streamlit run app.py` starts: the ASGI shell around main.py.

It serves the page with its language and direction from the first frame, a health route, and one for commands.
"""

from __future__ import annotations

import asyncio
import asyncio.base_events
import contextlib
import gc
import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from data.keeping import logs
from data.problems import Refused
from data.store.store import StoreError
from ui.asking import the_store, watch
from ui.kit.head.navigation import PAGES, Page
from ui.server import loopback, mishaps, uploads
from ui.server.fonts import place_fonts
from ui.server.gate import Gate
from ui.server.serving import keep_within_bounds
from ui.server.shell import index_html, inline_scripts
from ui.session.language import language_of

_log = logging.getLogger("sanjeh")


def _send_without_delay(connection: socket.socket) -> None:
    """Streamlit binds its socket with proto=0, so asyncio leaves Nagle's delay on: 40 ms a rerun."""
    if connection.family in (socket.AF_INET, socket.AF_INET6) and connection.type == socket.SOCK_STREAM:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


_events: Any = asyncio.base_events  # whose types don't tell of what is its own
_events._set_nodelay = _send_without_delay


async def start_page(request: Request) -> HTMLResponse:
    return HTMLResponse(
        index_html(language_of(request.query_params.get("lang"))), headers={"Cache-Control": "no-cache"}
    )


def page_route(page: Page) -> Route:
    """The first page is Streamlit's default: it answers at the root alone, so its own name leads there."""
    return Route(f"/{page.path}", to_root if page == PAGES[0] else start_page)


async def to_root(request: Request) -> RedirectResponse:
    return RedirectResponse(str(request.url.replace(path="/", scheme="", netloc="")))


async def health(request: Request) -> JSONResponse:
    why, answers = await run_in_threadpool(watch.health)
    return JSONResponse({"ok": why is None} | ({"why": why} if why else {}), status_code=200 if answers else 503)


@contextlib.asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open the store (the first start imports the demo), then take what start-up made out of the garbage collector."""
    with contextlib.suppress(StoreError, Refused):  # main.py says on the page what is the matter, and tries again
        the_store.store().read("SELECT count(*) AS n FROM event WHERE seq > $seq", seq=0)
    _log.info("%s starts on %s", logs.versions(), the_store.database_path())
    gc.collect()
    gc.freeze()
    sweeping = asyncio.create_task(uploads.sweep_for_ever())
    with loopback.reachable(), watch.watching():
        yield
    sweeping.cancel()
    _log.info("Sanjeh stops")
    with contextlib.suppress(StoreError, Refused):
        the_store.store().close()


# Before its first st.navigation Streamlit takes the folder pages/ for its own and runs a deep-linked page bare.
PagesManager.uses_pages_directory = False
keep_within_bounds()
place_fonts()
logs.to_stderr()
logs.to_files(the_store.database_path().resolve().parent / logs.FOLDER)
app = st.App(
    Path(__file__).resolve().parent / "main.py",
    routes=[Route("/", start_page), *map(page_route, PAGES), Route("/healthz", health), *loopback.ROUTES],
    middleware=[Middleware(Gate, scripts=inline_scripts())],
    lifespan=lifespan,
    on_script_error=mishaps.tell_of_callback,
)
