"""What breaks while an import runs: a kill, a full disk, a read-only one. The old or the new state, never half."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.importing import commit, preview
from data.store import Store, StoreError
from data.verify import verify
from tests.browsing import ROOT
from tests.builders import FULL_ROWS, import_rows, score_book, small_store

KILLS = 60 if os.environ.get("SANJEH_LONG") else 5
LINUX = sys.platform.startswith("linux")
IMPORTS_FOR_EVER = """
import sys
from data.store import Store
from data.workbook import read_book
from tests.builders import FULL_ROWS, import_rows

read_book("warm.csv", b"a,b")  # the parser starts before the first import
store = Store(sys.argv[1])
number = store.rows("SELECT count(*) FROM import")[0][0]
print("open", flush=True)
while True:
    number += 1
    month = 1 + number % 12
    rows = [[row[0], number % 7, number % 5, number % 11] for row in FULL_ROWS]
    import_rows(store, rows, f"نتایج 1399-{month:02d}", f"{number}.xlsx", note="again")
    print(number, flush=True)
"""


def test_a_kill_in_the_middle_leaves_the_old_or_the_new_state(tmp_path):
    """Acknowledged imports are all there, at most one more than was acknowledged, and the store verifies."""
    path = tmp_path / "s.duckdb"
    small_store(path).close()
    chance = random.Random(1399)
    for _ in range(KILLS):
        acknowledged = _killed_after(path, chance.uniform(0.1, 1.0))
        store = Store(path)
        stored = store.rows("SELECT count(*), count(DISTINCT sha256) FROM import")[0][0]
        assert stored in (acknowledged, acknowledged + 1)
        assert store.rows("SELECT count(*) FROM score")[0][0] == 12 * stored
        assert store.alarm is None and verify(store) == []
        store.close()
    assert stored > 0


def _killed_after(path: Path, seconds: float) -> int:
    """Let a process import again and again, kill it without warning; the last import that it acknowledged."""
    before = Store(path)
    acknowledged = before.rows("SELECT count(*) FROM import")[0][0]
    before.close()
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORTS_FOR_EVER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "open\n"
    time.sleep(seconds)
    process.kill()
    said = process.communicate(timeout=30)[0].split()
    return int(said[-1]) if said else acknowledged


@pytest.mark.skipif(not LINUX, reason="limits the size of files as Linux does")
def test_a_full_disk_at_an_import_is_told_and_stores_nothing(tmp_path):
    """The write-ahead log may not grow any more: what a full disk looks like to the engine."""
    import resource
    import signal

    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    read = preview(store, "b.xlsx", score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹"))
    full = max(file.stat().st_size for file in tmp_path.iterdir())
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (full + 100, hard))
    try:
        with pytest.raises(StoreError) as refused:
            commit(store, read, "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert refused.value.code == "store_unwritable"
    assert store.rows("SELECT month FROM month") == [(139901,)] and verify(store) == []
    assert commit(store, read, "x")[0].units == 4  # once there is room, the same process goes on
    store.close()
    again = Store(tmp_path / "s.duckdb")
    assert again.alarm is None and verify(again) == [] and len(again.rows("SELECT month FROM month")) == 2


@pytest.mark.skipif(not LINUX, reason="makes a folder read-only as Linux does")
def test_a_read_only_disk_gets_a_sentence(tmp_path):
    path, scores = tmp_path / "disk" / "s.duckdb", tmp_path / "scores.xlsx"
    path.parent.mkdir()
    small_store(path).close()
    scores.write_bytes(score_book(FULL_ROWS))
    before = path.read_bytes()
    command = [sys.executable, "cli.py", "import", "--db", str(path), "--lang", "en", str(scores)]
    told = _on_a_read_only_disk(path.parent, command)
    assert told.returncode == 1 and "the disk refuses to write" in told.stderr and "Traceback" not in told.stderr
    assert path.read_bytes() == before


def _on_a_read_only_disk(folder: Path, command: list[str]) -> subprocess.CompletedProcess:
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
