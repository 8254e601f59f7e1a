"""The command line: as a process of its own, and in this process."""

from __future__ import annotations

import contextlib
import csv
import io
import subprocess
import sys

from cli import main
from tests.support.browser.browsing import ROOT


def command(*arguments: object) -> subprocess.CompletedProcess:
    """A process that speaks English, its streams as texts."""
    line = [sys.executable, "cli.py", *map(str, arguments), "--lang", "en"]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120)


def as_process(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "cli.py", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120)


def run(*arguments: object) -> subprocess.CompletedProcess:
    """The same in this process, with streams of bytes: a process of its own takes a second to start."""
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
