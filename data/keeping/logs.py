"""The log: our own lines on stderr, one a thing, from INFO on."""

from __future__ import annotations

import logging
import secrets
import sys
import unicodedata
from typing import IO

OURS = ("data", "ui", "reports", "scoring", "terminal", "sanjeh")
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

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(_OneLine())

    @property
    def stream(self) -> IO[str]:  # type: ignore[override]  # nobody sets it, as the stubs would allow
        return sys.stderr


def to_stderr() -> None:
    """Have our own lines written; asked for again, nothing is doubled."""
    for name in OURS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        if not any(isinstance(handler, _OnStderr) for handler in logger.handlers):
            logger.addHandler(_OnStderr())


def remember(error: BaseException) -> str:
    """Write an error that nobody expected into the log, with its traceback; the number under which it stands there."""
    number = secrets.token_hex(4)
    _log.error("unexpected error %s: %r", number, error, exc_info=error)
    return number
