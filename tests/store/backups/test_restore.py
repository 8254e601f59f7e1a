"""A restore puts a sound backup in the place of what is there, which lies aside; the anchor knows both histories."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data.keeping.backup import back_up, backups
from data.keeping.restoring import Restored, restore
from data.problems import Refused
from data.store.disk.swapping import ANCHOR, LOG, WAITING, beside
from data.store.store import Store, StoreError
from tests.support.doors import warm_processes
from tests.support.store.faults import LINUX, file_sizes_up_to
from tests.support.store.months import add_month, alarm_of, files, put, sound_months


def leave_nothing(database: Path) -> None:
    database.unlink()
    beside(database, ANCHOR).unlink()


def fill_with_rubbish(database: Path) -> None:
    database.write_bytes(b"not a database" * 1000)


def cut_in_half(database: Path) -> None:
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])


def lay_an_old_log_beside(database: Path) -> None:
    beside(database, LOG).write_bytes(b"\x00" * 500)


@pytest.mark.parametrize("destroy", [leave_nothing, fill_with_rubbish, cut_in_half, lay_an_old_log_beside])
def test_the_drill(path, destroy: Callable[[Path], None]):
    """Back up, destroy, restore, verify; what was there lies aside byte by byte."""
    (copy,) = backups(path)
    destroy(path)
    present = {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    before = copy.read_bytes()
    done = restore(path, copy, "tester", "the disk broke")
    assert sound_months(path) == [1] and copy.read_bytes() == before
    assert not beside(path, LOG).exists() and not beside(path, WAITING).exists()
    aside = {file.name: file.read_bytes() for file in copy.parent.iterdir() if "replaced" in file.name}
    assert sorted(aside.values()) == sorted(present.values())
    assert (done.put_aside is not None) == ("s.duckdb" in present)
    assert_recorded(path, copy, done)


def assert_recorded(path: Path, copy: Path, done: Restored) -> None:
    store = Store(path)
    rows = store.rows("SELECT seq, actor, action, what, why, entry_hash FROM event ORDER BY seq")
    store.close()
    seq, actor, action, what, why, head = rows[-1]
    assert (seq, actor, action, why, head) == (4, "tester", "restore", "the disk broke", done.head)
    assert f'"backup":"{copy.name}"' in what and f'"head":"{rows[-2][-1]}"' in what and '"seq":3' in what
    assert done.restored_seq == 3 and '"replaced_head":' in what


def test_the_event_names_the_head_that_was_replaced(path):
    store = Store(path)
    seq, head = store.chain()[-1]
    store.close()
    restore(path, backups(path)[0], "tester", "a test")
    store = Store(path)
    what = store.rows("SELECT what FROM event WHERE action = 'restore'")[0][0]
    store.close()
    assert f'"replaced_head":"{head}"' in what and f'"replaced_seq":{seq}' in what


def test_the_anchor_keeps_its_lines_and_says_where_the_history_goes_on(path):
    before = beside(path, ANCHOR).read_text()
    done = restore(path, backups(path)[0], "tester", "a test")
    lines = beside(path, ANCHOR).read_text().removeprefix(before).splitlines()
    assert lines == [f"restored 3 {before.splitlines()[3].split()[1]}", f"4 {done.head}"]


@pytest.mark.parametrize("why", ["", "   ", "\u200f"])
def test_a_restore_without_a_reason_is_refused(path, why):
    before = files(path.parent)
    with pytest.raises(Refused, match="reason_missing_restore"):
        restore(path, backups(path)[0], "tester", why)
    assert files(path.parent) == before


def test_a_backup_that_is_not_there_is_refused(path):
    before = files(path.parent)
    for missing in (path.parent / "none.duckdb", path):
        with pytest.raises(Refused, match="no_backup"):
            restore(path, missing, "tester", "a test")
    assert files(path.parent) == before


def forge_a_score(copy: Path) -> None:
    store = Store(copy)
    store._root.execute("UPDATE score SET points = 0 WHERE unit_key = 1 AND indicator_key = 1")
    store.close()


@pytest.mark.parametrize("spoil", [forge_a_score, fill_with_rubbish, cut_in_half])
def test_an_unsound_backup_is_refused_and_the_database_stays(path, spoil: Callable[[Path], None]):
    (copy,) = backups(path)
    spoil(copy)
    before = files(path.parent)
    with pytest.raises(StoreError) as refused:
        restore(path, copy, "tester", "a test")
    assert refused.value.code == "backup_unsound" and files(path.parent) == before


@pytest.mark.skipif(not LINUX, reason="limits the size of files as Linux does")
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_full_disk_at_a_restore_is_told_and_the_database_stays(path, share):
    (copy,) = backups(path)
    before = files(path.parent)
    with file_sizes_up_to(int(copy.stat().st_size * share)), pytest.raises(StoreError) as refused:
        restore(path, copy, "tester", "a test")
    assert refused.value.code == "store_full" and refused.value.unchanged and files(path.parent) == before
    restore(path, copy, "tester", "a test")
    assert sound_months(path) == [1]


def test_a_restore_waits_for_no_app(path):
    """The app would go on writing into a file that no longer has a name."""
    script = f"from data.store.store import Store; held = Store({str(path)!r}); print(1, flush=True); input()"
    holder = warm_processes.started(["-c", script])
    try:
        holder.stdout.readline()
        before = files(path.parent)
        with pytest.raises(StoreError) as refused:
            restore(path, backups(path)[0], "tester", "a test")
        assert refused.value.code == "store_busy" and files(path.parent) == before
    finally:
        holder.kill()
        holder.communicate(timeout=30)


def test_nobody_opens_the_database_while_it_is_being_restored(path, monkeypatch):
    """From the copy that is put aside to the new database in place nothing may be stored in the old one."""
    told = []
    script = f"from data.store.store import Store; Store({str(path)!r})"

    def try_to_open(database: Path, new: Path, anchor: bytes) -> None:
        told.append(warm_processes.run(["-c", script], text=True).stderr)
        decide(database, new, anchor)

    from data.store.disk.swapping import decide

    monkeypatch.setattr("data.keeping.restoring.decide", try_to_open)
    restore(path, backups(path)[0], "tester", "a test")
    assert "store_busy" in told[0] and sound_months(path) == [1]


def test_old_copies_alarm_before_and_after_a_restore(path, tmp_path):
    (copy,) = backups(path)
    newest = tmp_path / "newest.duckdb"
    shutil.copyfile(path, newest)
    put(copy, path)
    assert alarm_of(path) == "behind"
    put(newest, path)
    restore(path, copy, "tester", "a test")
    restored = tmp_path / "restored.duckdb"
    shutil.copyfile(path, restored)
    put(copy, path)
    assert alarm_of(path) == "behind", "the backup itself is behind the restore"
    put(newest, path)
    assert alarm_of(path) == "forked", "what was replaced may not come back by hand"
    put(restored, path)
    store = Store(path)
    add_month(store, 5)
    add_month(store, 6)
    store.close()
    latest = tmp_path / "latest.duckdb"
    shutil.copyfile(path, latest)
    for old, alarm in ((copy, "behind"), (restored, "behind"), (newest, "forked")):
        put(old, path)
        assert alarm_of(path) == alarm, old
    put(latest, path)
    assert sound_months(path) == [1, 5, 6]


def test_a_backup_of_the_branch_that_was_left_can_be_restored_too(path):
    (old,) = backups(path)
    store = Store(path)
    new = back_up(store, "test")
    store.close()
    restore(path, old, "tester", "the wrong one")
    store = Store(path)
    add_month(store, 7)
    add_month(store, 8)
    store.close()
    restore(path, new, "tester", "the right one")
    assert sound_months(path) == [1, 2]
    put(new, path)
    assert alarm_of(path) == "behind"


def test_a_torn_last_line_of_the_anchor_is_harmless_after_a_restore(path):
    restore(path, backups(path)[0], "tester", "a test")
    anchor = beside(path, ANCHOR)
    whole = anchor.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in (last, last + 1, last + 3, len(whole) - 1):
        anchor.write_bytes(whole[:cut])
        assert sound_months(path) == [1] and anchor.read_bytes() == whole


def test_a_changed_line_of_the_anchor_alarms_after_a_restore(path):
    restore(path, backups(path)[0], "tester", "a test")
    anchor = beside(path, ANCHOR)
    lines = anchor.read_text().splitlines(keepends=True)
    anchor.write_text("".join(lines[:-1]) + lines[-1].replace(lines[-1][10:14], "zzzz"))
    assert alarm_of(path) == "forked"
    for changed in ("restored 3 short\n", "restored 9 " + "0" * 64 + "\n"):
        anchor.write_text("".join(lines[:-2]) + changed)
        assert alarm_of(path) in ("behind", "forked")
