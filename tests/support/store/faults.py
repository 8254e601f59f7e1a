"""What happens to a store: it is killed, its disk is full or can only be read."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser.browsing import ROOT
from tests.support.doors import warm_processes

LONG = bool(os.environ.get("SANJEH_LONG"))
LINUX = sys.platform.startswith("linux")
KILLS = 40 if LONG else 3  # of one act with files


def killed(line: list[object], seconds: float, steps: int = 0) -> list[str]:
    """Run a line of Python that says when it begins, kill it without warning a while after so many steps; what it said,
    line by line."""
    process = warm_processes.started(line, text=True)
    begun = process.stdout.readline()
    assert begun, f"it ended before it began: {process.communicate(timeout=30)[1]}"
    for _ in range(steps):
        begun = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    return [begun.strip(), *process.communicate(timeout=30)[0].split()]


def on_a_read_only_disk(folder: Path, command: list[str]) -> subprocess.CompletedProcess:
    """Run a command that can't write into a folder: by its mode, for root (whom no mode stops) by a read-only mount
    that only this command sees."""
    if os.geteuid() == 0:
        if not shutil.which("unshare") or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
            pytest.skip("root may write everywhere here, and may not mount a folder read-only")
        script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
        command = ["unshare", "-m", "sh", "-c", script, str(folder), *command]
    modes = {entry: entry.stat().st_mode for entry in (folder, *folder.iterdir())}
    for entry, mode in modes.items():
        entry.chmod(mode & ~0o222)
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    finally:
        for entry, mode in modes.items():
            entry.chmod(mode)


@contextlib.contextmanager
def file_sizes_up_to(size: int) -> Iterator[None]:
    """No file grows beyond a size while this lasts: what a full disk looks like."""
    import resource
    import signal

    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.signal(signal.SIGXFSZ, handler)
