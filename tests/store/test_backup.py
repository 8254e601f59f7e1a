"""Backups and restores under everything that goes wrong: the old state or the new one, refused or told, never half."""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.demo.load import load_demo
from data.keeping import backup as backing_up
from data.keeping.app_token import HEADER, TOKEN, address_and_token
from data.keeping.backup import back_up, backups, findings_of, open_store
from data.keeping.restoring import Restored, restore
from data.keeping.verify import verify
from data.problems import Refused
from data.store.disk.swapping import ANCHOR, LOG, WAITING, beside
from data.store.schema.migrations import MIGRATIONS
from data.store.store import Store, StoreError
from tests.store.test_faults import LINUX, LONG, _on_a_read_only_disk, killed
from tests.support.browser.browsing import ROOT, running
from tests.support.builders import FULL_ROWS, import_rows, small_store

KILLS = 40 if LONG else 3
DAMAGES = 150 if LONG else 7
MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
OTHER_ROWS = [[row[0], 1, 2, 3] for row in FULL_ROWS]


def add_month(store: Store, month: int, rows: list = FULL_ROWS) -> None:
    import_rows(store, rows, f"نتایج {MONTHS[month - 1]} ۱۳۹۹", f"{month}.xlsx")


def months(store: Store) -> list[int]:
    return [month % 100 for (month,) in store.rows("SELECT month FROM month ORDER BY month")]


def sound_months(path: Path) -> list[int]:
    """The months of a store that opens without an alarm and verifies."""
    store = Store(path)
    try:
        assert store.alarm is None and verify(store) == []
        return months(store)
    finally:
        store.close()


def alarm_of(path: Path) -> str | None:
    store = Store(path)
    store.close()
    return store.alarm


def put(source: Path, database: Path) -> None:
    """A copy put in place by hand."""
    beside(database, LOG).unlink(missing_ok=True)
    shutil.copyfile(source, database)


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    store = small_store(folder / "s.duckdb")
    add_month(store, 1)
    back_up(store, "test")
    add_month(store, 2)
    store.close()
    return folder


@pytest.fixture
def path(template, tmp_path) -> Path:
    """A database with one month, and a backup of that; a second month came later."""
    shutil.copytree(template, tmp_path / "var")
    return tmp_path / "var" / "s.duckdb"


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# A backup


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
    for month in range(3, 13):
        add_month(store, month)
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
        killed([sys.executable, "-c", BACKUPS_FOR_EVER, str(path)], chance.uniform(0.02, 0.5))
        for copy in backups(path):
            assert findings_of(copy) == [] and beside(copy, ANCHOR).exists()
        assert sound_months(path) == [1, 2]
    store = Store(path)
    back_up(store, "test")
    store.close()
    assert not [file for file in (path.parent / "backups").iterdir() if ".part" in file.name]


# A restore


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
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
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
        told.append(subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True).stderr)
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
    script = [sys.executable, "-c", ENDS_AT_EVERY_STEP, str(template), str(places), "1" if LONG else "3"]
    subprocess.run(script, cwd=ROOT, check=True, timeout=300)
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
        script = [sys.executable, "-c", RESTORES_FOR_EVER, str(path), *map(str, copies)]
        killed(script, chance.uniform(0.02, 0.6))
        assert sound_months(path) in ([1], [1, 2])


# Damage to the files


@pytest.fixture(scope="module")
def stopped(tmp_path_factory) -> tuple[Path, Path]:
    """A database with two months in the file and two in its log (the machine stopped), and its older log beside."""
    path = tmp_path_factory.mktemp("stopped") / "s.duckdb"
    small_store(path).close()
    script = (
        "import os, shutil, sys\nfrom data.store.store import Store\nfrom tests.store.test_backup import add_month\n"
        "store = Store(sys.argv[1])\n"
        "add_month(store, 1); shutil.copyfile(sys.argv[1] + '.wal', sys.argv[2]); add_month(store, 2)\n"
        "store._root.execute('CHECKPOINT'); add_month(store, 3); add_month(store, 4)\nos._exit(9)"
    )
    old_log = tmp_path_factory.mktemp("old") / "old.wal"
    subprocess.run([sys.executable, "-c", script, str(path), str(old_log)], cwd=ROOT, check=False, timeout=60)
    assert beside(path, LOG).exists() and old_log.exists()
    return path, old_log


def contents(path: Path) -> list:
    """Every row of every table, and the chain."""
    store = Store(path)
    try:
        assert store.alarm is None and verify(store) == []
        tables = [name for (name,) in store.rows("SELECT table_name FROM duckdb_tables() ORDER BY 1")]
        return [(table, sorted(map(repr, store._root.execute(f'FROM "{table}"').fetchall()))) for table in tables]
    finally:
        store.close()


def outcome(path: Path, whole: list) -> str:
    """What a damaged store does: refuses, alarms, is found by verify, or holds everything; anything else is a fault."""
    try:
        store = Store(path)
    except StoreError as error:
        return error.code
    try:
        found = store.alarm or ", ".join(sorted({finding.code for finding in verify(store)}))
    finally:
        store.close()
    if found:
        return found
    assert contents(path) == whole, "a wrong or older state without a word"
    return "whole"


def damaged(stopped: Path, place: Path, ending: str, damage: Callable[[bytes], bytes]) -> Path:
    """A copy of the stopped store with one of its files damaged."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(stopped.parent, place)
    file = beside(place / "s.duckdb", ending)
    file.write_bytes(damage(file.read_bytes()))
    return place / "s.duckdb"


def flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


def test_a_cut_log_is_never_an_older_state_without_a_word(stopped, tmp_path):
    path, _ = stopped
    whole = contents(damaged(path, tmp_path / "case", LOG, lambda content: content))
    size = beside(path, LOG).stat().st_size
    cuts = {0, 1, size - 1, *(size * number // DAMAGES for number in range(1, DAMAGES))}
    told = [outcome(damaged(path, tmp_path / "case", LOG, lambda c, cut=cut: c[:cut]), whole) for cut in sorted(cuts)]
    assert "whole" not in told and "behind" in told, told


def test_a_deleted_log_and_an_old_log_beside_a_newer_database_are_found(stopped, tmp_path):
    path, old_log = stopped
    whole = contents(damaged(path, tmp_path / "case", LOG, lambda content: content))
    without = damaged(path, tmp_path / "case", LOG, lambda content: content)
    beside(without, LOG).unlink()
    assert outcome(without, whole) == "behind"
    mixed = damaged(path, tmp_path / "case", LOG, lambda content: old_log.read_bytes())
    assert outcome(mixed, whole) != "whole"


@pytest.mark.parametrize("ending", [LOG, ""])
def test_a_flipped_byte_is_never_a_wrong_state_without_a_word(stopped, tmp_path, ending):
    path, _ = stopped
    whole = contents(damaged(path, tmp_path / "case", LOG, lambda content: content))
    size, chance, told = beside(path, ending).stat().st_size, random.Random(7), set()
    for _ in range(2 * DAMAGES):
        at = chance.randrange(size)
        told.add(outcome(damaged(path, tmp_path / "case", ending, lambda c, at=at: flip(c, at)), whole))
    assert told - {"whole"}, told


# Migrations


@pytest.fixture
def old_path(tmp_path, monkeypatch) -> Path:
    """A database of the first schema."""
    monkeypatch.setattr("data.store.store.MIGRATIONS", MIGRATIONS[:1])
    monkeypatch.setattr("data.store.schema.migrations.MIGRATIONS", MIGRATIONS[:1])
    small_store(tmp_path / "s.duckdb").close()
    monkeypatch.undo()
    return tmp_path / "s.duckdb"


def version(path: Path) -> int:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT max(version) FROM schema_version").fetchall()[0][0]


def test_a_migration_makes_a_backup_first(old_path):
    store = open_store(old_path)
    (made,) = backups(old_path)
    assert store.alarm is None and verify(store) == [] and back_up(store, "test") != made
    store.close()
    assert (version(made), version(old_path)) == (1, len(MIGRATIONS)) and len(backups(old_path)) == 2


def test_a_new_or_a_newest_database_needs_none(path):
    Store(path).close()
    assert len(backups(path)) == 1, "the one that the test made"


def test_without_its_backup_a_migration_does_not_run(old_path):
    before = old_path.read_bytes()
    (old_path.parent / "backups").write_text("a file where the folder should be")
    with pytest.raises(StoreError) as refused:
        open_store(old_path)
    assert refused.value.code == "store_misplaced" and old_path.read_bytes() == before and version(old_path) == 1


def test_a_database_that_alarms_is_not_migrated(old_path):
    with beside(old_path, ANCHOR).open("a") as anchor:
        anchor.write("9 " + "0" * 64 + "\n")
    with pytest.raises(StoreError) as refused:
        open_store(old_path)
    assert refused.value.code == "alarm" and version(old_path) == 1


def test_a_backup_of_an_older_version_can_be_restored(old_path):
    open_store(old_path).close()
    (made,) = backups(old_path)
    before = made.read_bytes()
    assert findings_of(made) == []
    restore(old_path, made, "tester", "a test")
    assert sound_months(old_path) == [] and version(old_path) == len(MIGRATIONS)
    assert made.read_bytes() == before and version(made) == 1


# A disk that can only be read

VIEWS = """
import sys
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from data.store.store import Store, StoreError
from data.keeping.verify import verify
from tests.pages.test_pages import texts
from ui.server.navigation import PAGES

begin = PagesManager.__init__
def begin_as_served(self, *values, **named):
    begin(self, *values, **named)
    PagesManager.uses_pages_directory = False
PagesManager.__init__ = begin_as_served
for page in PAGES:
    at = AppTest.from_file("main.py", default_timeout=60)
    at.query_params["lang"] = "en"
    at.run()
    if page is not PAGES[0]:
        at.switch_page(f"pages/{page.path}.py").run()
    assert not at.exception and "nothing can be stored" in texts(at), page
from i18n.words import Words
from ui.asking import month_acts, the_store
from ui.asking.acting import Acting
assert "open for viewing only" in month_acts.clear_demo_data(Acting("Sara", Words("en"))).refused[0]
store = the_store.store()
assert store.view_only and store.alarm is None and verify(store) == []
for change in (store.transaction, store.rehearsal):
    try:
        with change():
            print("a change began")
    except StoreError as error:
        assert error.code == "view_only"
store.close()
"""


@pytest.mark.skipif(not LINUX, reason="makes a folder read-only as Linux does")
def test_on_a_read_only_disk_every_page_shows_and_says_that_nothing_can_be_stored(tmp_path, monkeypatch):
    path = tmp_path / "disk" / "s.duckdb"
    store = Store(path)
    load_demo(store)
    store.close()
    before = files(path.parent)
    monkeypatch.setenv("SANJEH_DB", str(path))
    told = _on_a_read_only_disk(path.parent, [sys.executable, "-c", VIEWS])
    assert told.returncode == 0 and told.stdout == "", told.stderr
    assert files(path.parent) == before


def test_an_older_database_is_not_migrated_on_a_read_only_disk(old_path):
    with pytest.raises(StoreError) as refused:
        open_store(old_path, view_only=True)
    assert refused.value.code == "store_older" and version(old_path) == 1


def test_nobody_migrates_without_saying_what_is_done_before(old_path):
    with pytest.raises(StoreError) as refused:
        Store(old_path)
    assert refused.value.code == "store_older" and version(old_path) == 1 and backups(old_path) == []


def test_a_view_only_store_compares_its_anchor_and_never_writes_it(path):
    anchor = beside(path, ANCHOR)
    shorter = b"".join(anchor.read_bytes().splitlines(keepends=True)[:-1])
    anchor.write_bytes(shorter)
    Store(path, view_only=True).close()
    assert anchor.read_bytes() == shorter
    anchor.write_bytes(shorter + b"4 " + b"0" * 64 + b"\n")
    store = Store(path, view_only=True)
    store.close()
    assert store.alarm == "forked"


# The command line and the running app


def command(*arguments: object) -> subprocess.CompletedProcess:
    line = [sys.executable, "cli.py", *map(str, arguments), "--lang", "en"]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_backup_and_restore_on_the_command_line(path):
    made = command("backup", "--db", path)
    assert made.returncode == 0, made.stderr
    copy = Path(made.stdout.strip())
    assert copy in backups(path) and sound_months(copy) == [1, 2]
    path.write_bytes(b"rubbish")
    refused = command("restore", "--db", path, copy)
    assert refused.returncode == 1 and "Say why. (--reason)" in refused.stderr and path.read_bytes() == b"rubbish"
    done = command("restore", "--db", path, "--reason", "broken", copy)
    assert done.returncode == 0 and "the chain goes on at entry 5" in done.stderr and "put aside" in done.stderr
    assert sound_months(path) == [1, 2]


def ask(address: str, headers: dict[str, str]) -> int:
    request = urllib.request.Request(f"{address}/backup", method="POST", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_running_app_makes_the_backup_for_who_knows_the_secret(path):
    with running(path) as address:
        token_file = beside(path, TOKEN)
        assert token_file.stat().st_mode & 0o777 == 0o600
        known, token = address_and_token(path)
        assert known == address and len(token) == 64
        assert [ask(address, headers) for headers in ({}, {HEADER: ""}, {HEADER: "é"}, {HEADER: "0" * 64})] == [401] * 4
        assert len(backups(path)) == 1
        made = command("backup", "--db", path)
        assert made.returncode == 0, made.stderr
        assert Path(made.stdout.strip()) in backups(path) and len(backups(path)) == 2
        assert findings_of(Path(made.stdout.strip())) == []
        busy = command("verify", "--db", path)
        assert busy.returncode == 1 and "backup alone works while it runs" in busy.stderr
        busy = command("restore", "--db", path, "--reason", "x", made.stdout.strip())
        assert busy.returncode == 1 and "Another process holds the database" in busy.stderr
        token_file.unlink()
        lost = command("backup", "--db", path)
        assert lost.returncode == 1 and "Another process holds the database" in lost.stderr


def test_the_secret_goes_with_the_app(path):
    with running(path):
        assert beside(path, TOKEN).exists()
    assert not beside(path, TOKEN).exists()
