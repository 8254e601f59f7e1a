"""The app as a user starts it, over one database, and what its process has used."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.browser.browsing import ROOT
from tests.support.browser.serving import free_port, wait_until_served

PROC = Path("/proc")


def can_see_processes() -> bool:
    """Whether the machine says what a process uses (Linux does)."""
    return (PROC / "self" / "stat").exists() and (PROC / "self" / "status").exists()


@dataclass(frozen=True)
class Server:
    """A running app."""

    address: str
    process: int

    def cpu_seconds(self) -> float:
        """User and system time of the process so far; the fields after the name of the program, which may hold
        spaces, are counted from its closing bracket."""
        fields = (PROC / str(self.process) / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_megabytes(self) -> float:
        """The most memory that the process ever held (VmHWM)."""
        lines = (PROC / str(self.process) / "status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024


@contextmanager
def served(database: Path) -> Iterator[Server]:
    """Serve a database on a free port of the loopback interface while this lasts."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"SANJEH_DB": str(database)}
    log = database.with_suffix(".log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_served(address, process)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()
