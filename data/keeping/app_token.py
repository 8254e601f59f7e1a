"""How a command finds the app that holds a database: a file beside it with the app's port and a secret.

Whoever may read the file may read the database too.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from data.store.disk.swapping import beside

TOKEN, HEADER, BITS = ".app-token", "X-Sanjeh-Token", 256


def leave_token(database: Path, port: int) -> str:
    """A new secret, left beside the database for this computer's user alone. Raises OSError."""
    token = secrets.token_hex(BITS // 8)
    path = beside(database, TOKEN)
    path.unlink(missing_ok=True)  # the mode of a file that exists would stay
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(f"{port} {token}\n")
    return token


def take_token_back(database: Path, token: str) -> None:
    """At the app's end; another app's file stays."""
    known = address_and_token(database)
    if known and known[1] == token:
        with suppress(OSError):
            beside(database, TOKEN).unlink()


def address_and_token(database: Path) -> tuple[str, str] | None:
    """The app's address on this computer and its secret; None where no app left them."""
    try:
        port, token = beside(database, TOKEN).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return (f"http://127.0.0.1:{port}", token) if port.isdigit() else None
