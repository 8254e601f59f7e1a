"""A backup is of one moment, sound and alone, whatever happens while it is made; the newest are kept."""

from __future__ import annotations

import random
import shutil
import threading

import pytest

from data.imports.unit_lists import add_alias
from data.keeping import backup as backing_up
from data.keeping.backup import back_up, backups, findings_of
from data.keeping.verify import verify
from data.problems import Refused
from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store, StoreError
from tests.support.builders import small_store
from tests.support.store.faults import KILLS, LINUX, file_sizes_up_to, killed
from tests.support.store.months import add_month, files, months, put, sound_months


def test_a_backup_is_named_by_time_length_and_head_and_stands_alone(path):
    (made,) = backups(path)
    store = Store(path)
    chain = store.chain()
    store.close()
    assert made.name.endswith(f"-000003-{chain[2][1][:8]}.duckdb")
    assert beside(made, ANCHOR).read_text() == "".join(f"{seq} {head}\n" for seq, head in chain[:3])
    assert sorted(file.name for file in made.parent.iterdir()) == [made.name, made.name + ANCHOR]
    assert sound_months(made) == [1]


def test_backups_are_consistent_while_eight_threads_import_and_read(tmp_path):
    """A copy of a moment: a month without its scores, or a chain that is ahead of its months, would be found."""
    store = small_store(tmp_path / "s.duckdb")
    wrong, stop = [], threading.Event()

    def import_months(first: int) -> None:
        for month in range(first, 13, 4):
            add_month(store, month)

    def read() -> None:
        while not stop.is_set():
            scores, imports = store.rows("SELECT (SELECT count(*) FROM score), (SELECT count(*) FROM import)")[0]
            if scores != 12 * imports:
                wrong.append((scores, imports))

    importers = [threading.Thread(target=import_months, args=(first,)) for first in range(1, 5)]
    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in (*importers, *readers):
        thread.start()
    made = []
    while any(thread.is_alive() for thread in importers):
        made.append(back_up(store, "test"))
    stop.set()
    for thread in (*importers, *readers):
        thread.join()
    final = store.chain()
    store.close()
    assert wrong == [] and len(final) == 14 and len(made) > 1
    for copy in backups(tmp_path / "s.duckdb"):
        opened = Store(copy, view_only=True)
        assert verify(opened) == [] and opened.chain() == final[: len(opened.chain())]
        assert len(months(opened)) == len(opened.chain()) - 2
        opened.close()


def test_two_backups_at_once_wait_for_each_other(path):
    store, made = Store(path), []
    threads = [threading.Thread(target=lambda: made.append(back_up(store, "test"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert len(set(made)) == 4 and all(copy.exists() and findings_of(copy) == [] for copy in made)


def test_the_last_ten_are_kept_and_nothing_else_is_touched(path):
    folder = path.parent / "backups"
    strangers = ("notes.txt", "t-20260101T000000Z-000001-00000000.duckdb", "s-replaced-20260101T000000000000Z.duckdb")
    for name in strangers:
        (folder / name).write_text("x")
    store, made = Store(path), backups(path)
    for number in range(10):
        add_alias(store, "home", "A1", f"another name {number}", "tester")
        made.append(back_up(store, "test"))
    store.close()
    assert backups(path) == made[1:] and len(made) == 11
    left = {file.name for file in folder.iterdir()}
    assert left == {*strangers, *(copy.name for copy in made[1:]), *(copy.name + ANCHOR for copy in made[1:])}


def test_a_clock_that_was_set_back_costs_no_new_backup(path):
    """Ten backups of a day to come hold less than the one that is made now."""
    (first,) = backups(path)
    for second in range(10):
        shutil.copyfile(first, first.with_name(first.name.replace(first.name[2:18], f"29990101T00000{second}Z")))
    store = Store(path)
    made = [back_up(store, "test") for _ in range(2)]
    store.close()
    left = backups(path)
    assert len(left) == 10 and left[-2:] == made and first not in left, "the day to come keeps its newest eight"


def test_what_a_cut_off_backup_left_is_swept(path):
    folder = path.parent / "backups"
    orphans = ("s.part", "s.part.wal", "s.part.anchor", "s-20250101T000000Z-000001-00000000.duckdb.anchor")
    for name in orphans:
        (folder / name).write_text("x")
    store = Store(path)
    back_up(store, "test")
    store.close()
    assert not {file.name for file in folder.iterdir()} & set(orphans)


def test_a_copy_that_does_not_verify_never_gets_a_name(path, monkeypatch):
    store = Store(path)
    monkeypatch.setattr(backing_up, "verify", lambda opened: [backing_up.Finding("chain_broken", "1")])
    before = backups(path)
    with pytest.raises(StoreError) as refused:
        back_up(store, "test")
    store.close()
    assert refused.value.code == "backup_unsound" and backups(path) == before
    assert len(list((path.parent / "backups").iterdir())) == 2


def test_a_store_in_memory_has_no_folder_for_backups():
    with pytest.raises(Refused, match="no_backup_folder"):
        back_up(Store(":memory:"), "test")


def test_a_store_that_lost_something_is_not_backed_up(path):
    """Ten such backups would push out the sound ones."""
    put(backups(path)[0], path)
    store = Store(path)
    with pytest.raises(StoreError) as refused:
        back_up(store, "test")
    store.close()
    assert store.alarm == "behind" and refused.value.code == "alarm"


@pytest.mark.skipif(not LINUX, reason="limits the size of files as Linux does")
@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.95])
def test_a_full_disk_at_a_backup_is_told_and_the_store_goes_on(path, share):
    store, before = Store(path), files(path.parent / "backups")
    size = backups(path)[0].stat().st_size
    with file_sizes_up_to(int(size * share)), pytest.raises(StoreError) as refused:
        back_up(store, "test")
    assert refused.value.code == "store_full" and files(path.parent / "backups") == before
    add_month(store, 3)
    made = back_up(store, "test")
    store.close()
    assert sound_months(made) == sound_months(path) == [1, 2, 3]


BACKUPS_FOR_EVER = """
import sys
from data.keeping.backup import back_up
from data.store.store import Store

store = Store(sys.argv[1])
print("open", flush=True)
while True:
    back_up(store, "test")
"""


def test_a_kill_in_the_middle_of_a_backup_leaves_only_whole_backups(path):
    chance = random.Random(1404)
    for _ in range(KILLS):
        killed(["-c", BACKUPS_FOR_EVER, path], chance.uniform(0.02, 0.5))
        for copy in backups(path):
            assert findings_of(copy) == [] and beside(copy, ANCHOR).exists()
        assert sound_months(path) == [1, 2]
    store = Store(path)
    back_up(store, "test")
    store.close()
    assert not [file for file in (path.parent / "backups").iterdir() if ".part" in file.name]
