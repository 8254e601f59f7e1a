"""How the app is served: on this computer alone, within bounds, without saying what it is served by.

The framework starts its server by itself; what it leaves to the server's defaults is set here, as the server starts.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import Any

import streamlit as st
import uvicorn.server
from uvicorn.protocols.http.h11_impl import H11Protocol

from i18n.words import LANGUAGES, Words
from ui.server.gate import is_this_computer

REQUEST_SECONDS = 15.0  # until a connection must have sent a whole request
MOST_CONNECTIONS = 1000
_start = uvicorn.server.Server.startup


class Impatient(H11Protocol):
    """A connection that is closed where half a request is all that comes."""

    _looked_at: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._looked_at = None
        self.loop.call_later(REQUEST_SECONDS, self._look)

    def _look(self) -> None:
        """Between two looks a request must have begun; a socket that became a websocket has another protocol."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._looked_at is self.cycle:
            self.transport.abort()
            return
        self._looked_at = self.cycle
        self.loop.call_later(REQUEST_SECONDS, self._look)


async def _started(server: Any, sockets: list[socket.socket] | None = None) -> None:
    for each in sockets or ():
        refuse_address(str(each.getsockname()[0]) if each.family != getattr(socket, "AF_UNIX", None) else "unix")
    config = server.config
    config.encoded_headers = [(name, value) for name, value in config.encoded_headers if name != b"server"]
    config.http_protocol_class = Impatient
    config.limit_concurrency = MOST_CONNECTIONS
    await _start(server, sockets)


def keep_within_bounds() -> None:
    """Have the server start on this computer alone and within the bounds above. Ends the process with a sentence where
    another address is set."""
    refuse_address(st.get_option("server.address") or "0.0.0.0")
    server: Any = uvicorn.server.Server  # whose method is replaced
    server.startup = _started


def refuse_address(address: str) -> None:
    """Ends the process where an address is more than this computer: there are no accounts yet."""
    host = f"[{address}]" if ":" in address else address
    if is_this_computer(host.lower()):
        return
    for lang in LANGUAGES:
        print(Words(lang)("app.other_address", address=address), file=sys.stderr)
    sys.exit(1)
