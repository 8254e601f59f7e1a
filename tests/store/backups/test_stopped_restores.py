"""A restore that is stopped at any of its steps leaves the old or the new state, never half of one."""

from __future__ import annotations

import random

import pytest

from data.keeping.backup import back_up, backups
from data.keeping.restoring import restore
from data.store.disk.swapping import ANCHOR, WAITING, beside
from data.store.store import Store
from tests.support.doors import warm_processes
from tests.support.store.faults import KILLS, LINUX, LONG, killed
from tests.support.store.months import sound_months

# A stop at every step of a restore: the process ends at its n-th opening, renaming or removing of a file.
ENDS_AT_EVERY_STEP = """
import os, shutil, sys
from pathlib import Path
from data.keeping.restoring import restore

template, folder, stride = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
STEPS = ("open", "os.rename", "os.remove")


def end_at(last):
    seen = [0]

    def look(event, values):
        if event in STEPS and str(folder) in str(values[0]):
            seen[0] += 1
            if seen[0] == last:
                os._exit(9)

    sys.addaudithook(look)


for number in range(1, 1000, stride):
    place = folder / f"{number:03d}"
    shutil.copytree(template, place)
    child = os.fork()
    if not child:
        end_at(number)
        restore(place / "s.duckdb", next((place / "backups").glob("s-2*.duckdb")), "tester", "a test")
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        break
"""


@pytest.mark.skipif(not LINUX, reason="forks")
def test_a_restore_that_ends_at_any_step_leaves_the_old_or_the_new_state(template, tmp_path):
    places = tmp_path / "places"
    script = ["-c", ENDS_AT_EVERY_STEP, template, places, "1" if LONG else "3"]
    warm_processes.run(script, timeout=300).check_returncode()
    states = [sound_months(place / "s.duckdb") for place in sorted(places.iterdir())]
    assert states == sorted(states, reverse=True), "once the new state is decided, it stays"
    assert states[0] == [1, 2] and states[-1] == [1] and len(states) > 10
    halfway = sorted(places.iterdir())[len(states) // 2] / "s.duckdb"
    restore(halfway, backups(halfway)[0], "tester", "again")
    assert sound_months(halfway) == [1] and not list(halfway.parent.glob("*.part*"))


def test_a_restore_first_finishes_one_that_was_decided(path, monkeypatch):
    """The decided state is the present one: it is put aside, and its entry replaced, not lost."""
    (copy,) = backups(path)
    monkeypatch.setattr("data.store.disk.swapping.finish", lambda database: None)
    decided = restore(path, copy, "tester", "stopped before its end")
    monkeypatch.undo()
    assert beside(path, WAITING).exists()
    done = restore(path, copy, "tester", "again")
    assert sound_months(path) == [1] and done.put_aside is not None
    store = Store(done.put_aside, view_only=True)
    assert store.chain()[-1] == (decided.seq, decided.head)
    store.close()


def test_what_a_cut_off_restore_left_is_swept(path):
    """A log of another copy would be replayed into this one."""
    beside(path, WAITING + ".part.wal").write_bytes(b"\x00" * 500)
    beside(path, WAITING + ANCHOR).write_text("rubbish")
    restore(path, backups(path)[0], "tester", "a test")
    assert sound_months(path) == [1] and not [file for file in path.parent.iterdir() if WAITING in file.name]


RESTORES_FOR_EVER = """
import sys
from pathlib import Path
from data.keeping.restoring import restore

print("open", flush=True)
while True:
    for copy in sys.argv[2:]:
        restore(Path(sys.argv[1]), Path(copy), "tester", "a test")
"""


def test_a_kill_in_the_middle_of_a_restore_leaves_the_old_or_the_new_state(path):
    store = Store(path)
    copies = [backups(path)[0], back_up(store, "test")]
    store.close()
    chance = random.Random(1405)
    for _ in range(KILLS):
        killed(["-c", RESTORES_FOR_EVER, path, *copies], chance.uniform(0.02, 0.6))
        assert sound_months(path) in ([1], [1, 2])
