"""The app on a port of the loopback interface, as the tests' browser and the benchmarks open it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.support.browser.browsing import ROOT
from tests.support.doors import warm_processes

FIRST_PORT, PORTS_EACH = 23_000, 50
WARM_SERVER = """
import os, sys
log, database, port = sys.argv[1:]
log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
os.dup2(log, 1), os.dup2(log, 2)
os.environ["SANJEH_DB"] = database
sys.argv = ["streamlit", "run", "app.py", "--server.port", port]
from streamlit.web.cli import main
main()
"""


def free_port() -> int:
    """The first free port of this worker's own. The next app takes it again, so that a browser still has what it has
    loaded of the framework from that address."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    first = FIRST_PORT + PORTS_EACH * (1 + int(worker) if worker.isdigit() else 0)
    for port in range(first, first + PORTS_EACH):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"no port from {first} on is free")


def wait_until_served(
    address: str, process: subprocess.Popen | warm_processes.WarmProcess, *, healthy: bool = True
) -> None:
    """Wait until the app that a process serves answers (and is healthy, where it should be). Raises RuntimeError where
    it ends or takes over a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the app ended while it was starting")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            if not healthy:
                return
            time.sleep(0.1)
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the app did not start within a minute")


@contextlib.contextmanager
def running(database: Path, *, healthy: bool = True, cold: bool = False) -> Iterator[str]:
    """The app on a database, on a free port of the loopback interface; its address. `cold`: by the command that a user
    gives, not in a copy of a process that has imported the framework."""
    port = free_port()
    starting = _cold if cold or not warm_processes.WARM else _warm
    process = starting(database, str(port))
    try:
        wait_until_served(f"http://127.0.0.1:{port}", process, healthy=healthy)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _cold(database: Path, port: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port]
    environment = os.environ | {"SANJEH_DB": str(database)}
    with database.with_suffix(".log").open("w") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)


def _warm(database: Path, port: str) -> warm_processes.WarmProcess:
    return warm_processes.started(["-c", WARM_SERVER, database.with_suffix(".log"), database, port])
