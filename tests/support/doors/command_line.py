"""The command line: as a process of its own, and in this process."""

from __future__ import annotations

import contextlib
import csv
import io
import subprocess

from cli import main
from tests.support.doors import warm_processes


def command(*arguments: object) -> subprocess.CompletedProcess:
    """A process that speaks English, its streams as texts."""
    return warm_processes.run(["cli.py", *arguments, "--lang", "en"], text=True)


def as_process(*arguments: object) -> subprocess.CompletedProcess:
    """A process whose streams are bytes."""
    return warm_processes.run(["cli.py", *arguments])


def run(*arguments: object) -> subprocess.CompletedProcess:
    """The same in this process."""
    out, told = (io.TextIOWrapper(io.BytesIO()) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        try:
            status = main(list(map(str, arguments)))
        except SystemExit as ended:
            status = ended.code
    out.flush()
    told.flush()
    return subprocess.CompletedProcess(arguments, status, out.buffer.getvalue(), told.buffer.getvalue())


def table(result: subprocess.CompletedProcess) -> list[dict]:
    assert result.returncode == 0, result.stderr.decode()
    text = result.stdout.decode("utf-8")
    assert not text.startswith("\ufeff") and "\r" not in text
    return list(csv.DictReader(io.StringIO(text)))
