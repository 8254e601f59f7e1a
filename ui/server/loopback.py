"""What a command on the same computer may ask of the running app: a backup, which only the app can make meanwhile."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from data.keeping.app_token import HEADER, leave_token, take_token_back
from data.keeping.backup import back_up
from data.problems import Refused
from data.store.store import StoreError
from ui.asking import the_store

THIS_COMPUTER = ("127.0.0.1", "::1")
_log = logging.getLogger(__name__)


@dataclass
class _Door:
    """The secret that a request has to show; None while the app isn't reachable in this way."""

    token: str | None = None


_DOOR = _Door()


@contextmanager
def reachable() -> Iterator[None]:
    """Commands find the app while this lasts, where it could open its store to write."""
    database = the_store.database_path()
    try:
        if not the_store.is_view_only():
            _DOOR.token = leave_token(database, st.get_option("server.port"))
    except (StoreError, Refused, OSError) as error:
        _log.warning("commands won't find the app: %s", error)
    try:
        yield
    finally:
        if _DOOR.token:
            take_token_back(database, _DOOR.token)
            _DOOR.token = None


async def make_backup(request: Request) -> JSONResponse:
    """The path of a new backup; 401 for whoever doesn't know the secret, 503 with the reason where it failed."""
    if not _is_allowed(request):
        return JSONResponse({}, status_code=401)
    try:
        made = await run_in_threadpool(lambda: back_up(the_store.store(), "command line"))
    except StoreError as error:
        where = {name: str(error.slots.get(name, "")) for name in ("path", "anchor")}
        return JSONResponse({"why": error.code, "detail": error.detail} | where, status_code=503)
    return JSONResponse({"backup": str(made)})


def _is_allowed(request: Request) -> bool:
    shown = request.headers.get(HEADER, "").encode("latin-1")
    local = request.client is not None and request.client.host in THIS_COMPUTER
    return local and _DOOR.token is not None and hmac.compare_digest(shown, _DOOR.token.encode("ascii"))


ROUTES = (Route("/backup", make_backup, methods=["POST"]),)
