"""Files and folders for the user alone who runs the program: the database holds what people are judged by."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path
from typing import IO

FILE, FOLDER = 0o600, 0o700
_log = logging.getLogger(__name__)


def make_folder(path: Path) -> None:
    """The folder, with those above it; one that is made here is the user's alone. Raises OSError."""
    if not path.parent.exists():
        make_folder(path.parent)  # those that mkdir makes above a folder have everybody's rights
    path.mkdir(mode=FOLDER, exist_ok=True)


def open_private(path: Path, mode: str, *, buffering: int = -1) -> IO[bytes]:
    """`open` for a file that is the user's alone where this makes it. Raises OSError."""
    return open(path, mode, buffering, opener=lambda name, flags: os.open(name, flags, FILE))


def narrow(*paths: Path) -> None:
    """Take everybody else's rights away from the files that exist. Where the owner is another it is logged. On Windows
    the folder's rights hold."""
    if os.name == "nt":
        return
    for path in paths:
        try:
            mode = path.stat().st_mode
            if stat.S_ISREG(mode) and stat.S_IMODE(mode) & 0o077:  # never a device that a link points to
                path.chmod(FILE)
        except FileNotFoundError:
            continue
        except OSError as error:
            _log.warning("others may read %s: %s", path, error)
