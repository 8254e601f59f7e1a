"""Processes of our own beside the app: at most two of a kind at once, each with a time limit, ended where it passes it.

What a file makes of such a process costs one clear refusal; the process that calls goes on.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from data.files.parsing import wire
from data.problems import refusal

AT_ONCE = 2
SECONDS = 30.0
_ROOT = Path(__file__).resolve().parents[2]
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LD_LIBRARY_PATH", "PYTHONHOME")
_log = logging.getLogger("sanjeh.workers")


class Workers:
    """Two places for processes of one module. One that ended well after an ordinary task waits for the next one."""

    def __init__(self, module: str, seconds: float = SECONDS):
        self._module, self._seconds = module, seconds
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._waiting: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        atexit.register(self.close)

    @contextlib.contextmanager
    def talk(self, when_queued: Callable[[], None] | None = None) -> Iterator[Talk]:
        """A process to talk to; `when_queued` is called once where both places are taken. Raises Refused `parser_slow`
        or `parser_crashed` where it passes its time or ends in the middle."""
        if not self._places.acquire(blocking=False):
            if when_queued:
                when_queued()
            self._places.acquire()
        try:
            yield from self._talk()
        finally:
            self._places.release()

    def _talk(self) -> Iterator[Talk]:
        talk, late = Talk(self._ready()), threading.Event()
        process = talk.process

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._seconds, end)
        timer.start()
        try:
            yield talk
        except (wire.Cut, OSError) as error:
            talk.goes_on = False
            if isinstance(error, wire.TooLong):
                raise refusal("too_much_text", limit_mb=wire.LARGEST_REPLY // 2**20) from error
            if late.is_set():
                raise refusal("parser_slow", seconds=round(self._seconds)) from error
            _log.warning("%s ended with status %s", self._module, process.wait(self._seconds))
            raise refusal("parser_crashed") from error
        finally:
            timer.cancel()
            self._put_back(process, talk.goes_on and not late.is_set())

    def warm_up(self) -> None:
        """Have a process ready, so that the first task needn't wait for its start."""
        with self._lock:
            if not self._waiting:
                self._waiting.append(_start(self._module))

    def close(self) -> None:
        """End every process that waits."""
        with self._lock:
            while self._waiting:
                _end(self._waiting.pop())

    def _ready(self) -> subprocess.Popen[bytes]:
        with self._lock:
            while self._waiting:
                process = self._waiting.pop()
                if process.poll() is None:
                    return process
                _end(process)
        return _start(self._module)

    def _put_back(self, process: subprocess.Popen[bytes], goes_on: bool) -> None:
        if goes_on:
            with self._lock:
                self._waiting.append(process)
        else:
            _end(process)


class Talk:
    """Frames to and from a process. Who talks sets `goes_on` where the process may take the next task."""

    def __init__(self, process: subprocess.Popen[bytes]):
        self.process, self.goes_on = process, False
        self._requests, self._replies = _pipes(process)

    def send(self, content: bytes) -> None:
        """Raises OSError where the process has ended."""
        wire.write_frame(self._requests, content)

    def hear(self, most: int = wire.LARGEST_REPLY) -> bytes:
        """The next frame. Raises Cut."""
        return wire.read_frame(self._replies, most)


def _start(module: str) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-s", "-m", module],
        cwd=_ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """What a process reads and what it writes, both of which `_start` has made pipes."""
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in _pipes(process):
        with contextlib.suppress(OSError):
            stream.close()
    process.wait()
