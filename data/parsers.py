"""The parsing processes, as the app sees them: at most two at once, each with a time limit and a memory limit.

A file that crashes its parser, fills its memory or never ends costs one clear refusal; the process that calls goes on.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from data.parsing import wire
from data.problems import refusal
from data.sheets import Book

AT_ONCE = 2
SECONDS = 30.0
_ROOT = Path(__file__).resolve().parent.parent
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH", "PYTHONHOME")
_log = logging.getLogger("sanjeh.parsers")


class Parsers:
    """Two places for parsing processes. A process that ended well after an ordinary file waits for the next one."""

    def __init__(self, seconds: float = SECONDS):
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._waiting: list[subprocess.Popen] = []
        self._lock = threading.Lock()

    def read(self, file_name: str, content: bytes, when_queued: Callable[[], None] | None = None) -> Book:
        """The book of a file; `when_queued` is called once where both places are taken. Raises Refused with one problem
        where it can't be read: that of its format, or `parser_slow`, `parser_memory`, `parser_crashed`."""
        if not self._places.acquire(blocking=False):
            if when_queued:
                when_queued()
            self._places.acquire()
        try:
            return self._read(file_name, content)
        finally:
            self._places.release()

    def warm_up(self) -> None:
        """Have a process ready, so that the first file needn't wait for its start."""
        with self._lock:
            if not self._waiting:
                self._waiting.append(_start())

    def close(self) -> None:
        """End every process that waits."""
        with self._lock:
            while self._waiting:
                _end(self._waiting.pop())

    def _read(self, file_name: str, content: bytes) -> Book:
        process = self._ready()
        late = threading.Event()
        timer = threading.Timer(self._seconds, lambda: (late.set(), process.kill()))
        timer.start()
        goes_on = False
        try:
            wire.write_frame(process.stdin, json.dumps(file_name).encode("ascii"))
            wire.write_frame(process.stdin, content)
            goes_on = wire.read_frame(process.stdout, 1) == b"+"
            reply = wire.read_frame(process.stdout)
        except (wire.Cut, OSError) as error:
            goes_on = False
            if late.is_set():
                raise refusal("parser_slow", seconds=round(self._seconds)) from error
            _log.warning("a parser ended with status %s", process.wait(self._seconds))
            raise refusal("parser_crashed") from error
        finally:
            timer.cancel()
            self._put_back(process, goes_on and not late.is_set())
        try:
            return wire.unpack(reply)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise refusal("parser_crashed") from error

    def _ready(self) -> subprocess.Popen:
        with self._lock:
            while self._waiting:
                process = self._waiting.pop()
                if process.poll() is None:
                    return process
                _end(process)
        return _start()

    def _put_back(self, process: subprocess.Popen, goes_on: bool) -> None:
        if goes_on:
            with self._lock:
                self._waiting.append(process)
        else:
            _end(process)


def _start() -> subprocess.Popen:
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-s", "-m", "data.parsing"],
        cwd=_ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(process: subprocess.Popen) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            stream.close()
    process.wait()


PARSERS = Parsers()
atexit.register(PARSERS.close)
