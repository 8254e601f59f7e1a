"""The log for whoever looks after Sanjeh: a line a thing, on stderr and in files beside the database.

A line says who did what about which month and how long it took, what was refused by its code, where a page failed. It
holds no score, no manager's name and nothing of a file's content.
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
import unicodedata
from importlib.metadata import version
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from data.store.disk.private_files import make_folder, narrow
from scoring.version import VERSION

OURS = ("data", "ui", "reports", "scoring", "terminal", "sanjeh")
LEVEL = "SANJEH_LOG"  # the environment's word for the least important line that is written
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FOLDER, FILE = "log", "sanjeh.log"
LARGEST_FILE, FILES_KEPT = 2**20, 5
ACTS = "sanjeh.acts"
_log = logging.getLogger("sanjeh")


class _OneLine(logging.Formatter):
    """A message on one line, whatever names of files or texts of an engine it holds; a traceback follows as it is."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = "".join(map(_visible, record.message))
        return super().formatMessage(record)


def _visible(character: str) -> str:
    return " " if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


class _OnStderr(logging.StreamHandler[IO[str]]):
    """Writes to whatever stderr is at the time."""

    def __init__(self, acts: bool) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(_OneLine())
        self.addFilter(lambda record: acts or record.name != ACTS)

    @property
    def stream(self) -> IO[str]:  # type: ignore[override]  # nobody sets it, as the stubs would allow
        return sys.stderr


class _InFiles(RotatingFileHandler):
    """The newest lines in one file, the ones before in the files beside it; for their owner alone."""

    def __init__(self, folder: Path):
        make_folder(folder)
        super().__init__(folder / FILE, maxBytes=LARGEST_FILE, backupCount=FILES_KEPT, encoding="utf-8")
        self.setFormatter(_OneLine())

    def _open(self) -> TextIOWrapper:
        opened = super()._open()
        narrow(Path(self.baseFilename))
        return opened


def to_stderr(*, acts: bool = True) -> None:
    """Have our own lines written, those of acts too unless whoever acts is told anyway; asked for again, nothing is
    doubled."""
    _write_by(_OnStderr(acts))


def to_files(folder: Path) -> None:
    """Have them written into files of a folder too, instead of those of another one. Where the disk refuses, a line on
    stderr says so."""
    for name in OURS:
        for handler in [each for each in logging.getLogger(name).handlers if isinstance(each, _InFiles)]:
            logging.getLogger(name).removeHandler(handler)
            handler.close()
    try:
        _write_by(_InFiles(folder))
    except OSError as error:
        _log.warning("no log is written into %s: %s", folder, error)


def _write_by(handler: logging.Handler) -> None:
    asked = os.environ.get(LEVEL, "").upper()
    for name in OURS:
        logger = logging.getLogger(name)
        logger.setLevel(asked if asked in LEVELS else "INFO")
        if not any(type(each) is type(handler) for each in logger.handlers):
            logger.addHandler(handler)
    if asked and asked not in LEVELS:
        _log.warning("%s is none of %s", LEVEL, ", ".join(LEVELS))


def versions() -> str:
    """What runs here, for the line of a start."""
    parts = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "duckdb", "pandas"))
    return f"Sanjeh {VERSION} on Python {sys.version.split()[0]}, {parts}"


def remember(error: BaseException, place: str = "") -> str:
    """Write an error that nobody expected into the log, with its traceback; the number under which it stands there."""
    number = secrets.token_hex(4)
    _log.error("unexpected error %s%s: %r", number, f" at {place}" if place else "", error, exc_info=error)
    return number
