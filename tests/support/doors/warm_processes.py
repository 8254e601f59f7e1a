"""Command lines of Python (`cli.py ...`, `-c code ...`) in processes of their own that start warm: each is a copy of
one process that has imported what takes long, and done nothing else. Where the system can't copy one, each is a new
interpreter.

It has the environment, folder, rights of new files and limit of their size of whoever starts it, and ends as an
interpreter does. What an interpreter reads of its environment before it begins (PYTHON...) is that of the tests.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import locale
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType, SimpleNamespace

from tests.support.browser.browsing import ROOT

IMPORTED = ["tests.support.doors.imported_before"]
WARM = "forkserver" in multiprocessing.get_all_start_methods()
NOT_FLUSHED = 120  # how an interpreter ends that can't write out its streams


def run(
    line: Sequence[object], *, text: bool = False, cwd: Path = ROOT, timeout: float = 120
) -> subprocess.CompletedProcess:
    """What a command line said and how it ended; it is ended where it takes longer."""
    process = started(line, text=text, cwd=cwd)
    try:
        out, told = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(30)
        raise
    return subprocess.CompletedProcess(line, process.returncode, out, told)


def started(line: Sequence[object], *, text: bool = False, cwd: Path = ROOT) -> subprocess.Popen | WarmProcess:
    """A process that runs, with pipes for its three streams."""
    words = [os.fsdecode(each) if isinstance(each, bytes) else str(each) for each in line]
    if WARM:
        return WarmProcess(words, cwd, text)
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, *words], cwd=cwd, text=text, stdin=pipe, stdout=pipe, stderr=pipe)


class WarmProcess:
    """As much of subprocess.Popen as the tests use."""

    def __init__(self, words: list[str], cwd: Path, text: bool):
        pipes = [_warm().Pipe(duplex=False) for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        self.stdin, self.stdout, self.stderr = (
            _opened(ours, mode + ("" if text else "b"))
            for ours, mode in ((pipes[0][1], "w"), (pipes[1][0], "r"), (pipes[2][0], "r"))
        )
        self._process = _warm().Process(target=_become, args=(words, _surroundings(cwd), theirs))
        with _no_main_module():
            self._process.start()
        for each in theirs:
            each.close()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("a warm process", timeout)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple:
        """All that it says until it ends. It is killed where that takes longer."""
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        with ThreadPoolExecutor(2) as pool, self.stdout, self.stderr:
            said = [pool.submit(stream.read) for stream in (self.stdout, self.stderr)]
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
            return tuple(each.result() for each in said)


@contextlib.contextmanager
def _no_main_module() -> Iterator[None]:
    """A copy would run the main module of whoever starts it: pytest's, or a page that Streamlit has run last."""
    ours, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = ours


@cache
def _warm() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    with contextlib.chdir(ROOT), _no_main_module():  # it imports from where it is started
        forkserver.ensure_running()
    return context


def _opened(pipe: Connection, mode: str) -> io.IOBase:
    with pipe:
        return os.fdopen(os.dup(pipe.fileno()), mode)


def _surroundings(cwd: Path) -> SimpleNamespace:
    import resource

    rights = os.umask(0)
    os.umask(rights)
    elsewhere = [place for place in sys.path if place and Path(place) != ROOT]
    sizes = resource.getrlimit(resource.RLIMIT_FSIZE)
    return SimpleNamespace(cwd=str(cwd), environment=dict(os.environ), rights=rights, sizes=sizes, path=elsewhere)


def _become(words: list[str], around: SimpleNamespace, streams: list[Connection]) -> None:
    """Take the place of an interpreter that was started with these words."""
    _take(around, streams)
    if words[0] == "-c":
        sys.argv, sys.path[:0], name = ["-c", *words[2:]], [""], "<string>"
    else:
        name = str(Path(words[0]).resolve())
        sys.argv, sys.path[:0] = words, [str(Path(name).parent)]
    os._exit(_ended(_done(words[1] if words[0] == "-c" else Path(name).read_text(encoding="utf-8"), name)))


def _take(around: SimpleNamespace, streams: list[Connection]) -> None:
    import resource

    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
        stream.close()
    os.environ.clear()
    os.environ.update(around.environment)
    time.tzset()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "")
    os.umask(around.rights)
    resource.setrlimit(resource.RLIMIT_FSIZE, around.sizes)
    os.chdir(around.cwd)
    sys.path[:] = around.path
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", newline="\n", closefd=False)  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", 1, errors="backslashreplace", newline="\n", closefd=False)  # noqa: SIM115


def _done(code: str, name: str) -> int:
    """Run code as the main module; how an interpreter ends then."""
    main = sys.modules["__main__"] = ModuleType("__main__")
    if name != "<string>":
        main.__file__ = name
    try:
        exec(compile(code, name, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return (ended.code or 0) & 0xFF
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException as error:
        own = error.__traceback__
        sys.excepthook(type(error), error.with_traceback(own and own.tb_next), own)
        return 1
    return 0


def _ended(status: int) -> int:
    """Wait for threads, run what was kept for the end, write out the streams."""
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            if not stream.closed:
                stream.flush()
        except OSError:
            status = NOT_FLUSHED
    return status
