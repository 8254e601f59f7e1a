"""The anchor, the names of the backups and what papers say: whatever is taken from the end of the history is told."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.demo.load import load_demo
from data.keeping.accepting import accept_anchor
from data.keeping.backup import back_up
from data.keeping.restoring import restore
from data.keeping.verify import verify
from data.keeping.verify_chain import clock_warnings
from data.problems import Refused
from data.store.anchor import Anchor
from data.store.disk.swapping import ANCHOR, LOG, beside
from data.store.store import Store, StoreError
from tests.store.test_backup import add_month, months, put, sound_months
from tests.store.test_store_trouble import command
from tests.support.builders import small_store


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A month, a copy of the database as it was then, and two months more."""
    path = tmp_path_factory.mktemp("made") / "s.duckdb"
    store = small_store(path)
    add_month(store, 1)
    store.close()
    for ending in ("", ANCHOR):
        shutil.copyfile(beside(path, ending), path.with_name(f"old.duckdb{ending}"))
    store = Store(path)
    add_month(store, 2)
    add_month(store, 3)
    store.close()
    return path.parent


@pytest.fixture
def path(made, tmp_path) -> Path:
    shutil.copytree(made, tmp_path / "var")
    return tmp_path / "var" / "s.duckdb"


def lines(path: Path) -> list[bytes]:
    return beside(path, ANCHOR).read_bytes().splitlines(keepends=True)


def write(path: Path, content: list[bytes]) -> None:
    beside(path, ANCHOR).write_bytes(b"".join(content))


def lose_the_newest_work(path: Path) -> None:
    put(path.with_name("old.duckdb"), path)


def told(path: Path, *known: tuple[int | None, str]) -> tuple[str | None, list[str]]:
    """The alarm, and what verify finds."""
    store = Store(path)
    try:
        return store.alarm, [finding.code for finding in verify(store, known)]
    finally:
        store.close()


def take_away(path: Path) -> None:
    beside(path, ANCHOR).unlink()


def empty(path: Path) -> None:
    write(path, [])


def leave_only_the_beginning(path: Path) -> None:
    write(path, lines(path)[:1])


def zero(path: Path) -> None:
    write(path, [bytes(300)])


@pytest.mark.parametrize("spoil", [take_away, empty, leave_only_the_beginning, zero])
@pytest.mark.parametrize("is_lost", [False, True])
def test_an_anchor_that_is_gone_stops_changes_and_is_never_made_anew_in_silence(path, spoil, is_lost):
    spoil(path)
    if is_lost:
        lose_the_newest_work(path)
    spoilt = beside(path, ANCHOR).read_bytes() if beside(path, ANCHOR).exists() else None
    assert told(path)[0] == "missing" and "anchor_missing" in told(path)[1]
    store = Store(path)
    with pytest.raises(StoreError) as refused:
        add_month(store, 4)
    store.close()
    assert refused.value.code == "alarm" and refused.value.unchanged
    now = beside(path, ANCHOR).read_bytes() if beside(path, ANCHOR).exists() else None
    assert now == spoilt and told(path)[0] == "missing"


def test_an_acceptance_needs_a_reason_and_is_an_entry_of_the_chain(path):
    take_away(path)
    refused = command("anchor", "accept", "--db", path)
    assert refused.returncode == 1 and "--reason" in refused.stderr and told(path)[0] == "missing"
    done = command("anchor", "accept", "--db", path, "--reason", "compared with the report of Tir", "--by", "Sara")
    assert done.returncode == 0 and "recorded as entry 6" in done.stderr
    assert told(path) == (None, []) and sound_months(path) == [1, 2, 3]
    store = Store(path)
    rows = store.rows("SELECT actor, action, why FROM event ORDER BY seq DESC LIMIT 1")
    assert rows == [("Sara", "anchor", "compared with the report of Tir")]
    with pytest.raises(Refused, match="nothing_to_accept"):
        accept_anchor(store, "Sara", "again")
    store.close()


def test_an_accepted_loss_keeps_the_old_anchor_aside_and_explains_the_backups(path):
    store = Store(path)
    back_up(store, "test")
    store.close()
    before = beside(path, ANCHOR).read_bytes()
    lose_the_newest_work(path)
    assert told(path)[0] == "behind"
    store = Store(path)
    done = accept_anchor(store, "Sara", "the disk broke")
    add_month(store, 2)
    store.close()
    assert done.put_aside.read_bytes() == before and sound_months(path) == [1, 2]


@pytest.mark.parametrize(
    ("cut", "alarm"),
    [(lambda line: line[:1], "behind"), (lambda line: line[:20], "behind"), (lambda line: line[:-1], "behind")],
)
def test_a_torn_end_that_shows_an_entry_beyond_the_chain_is_an_alarm(path, cut, alarm):
    whole = lines(path)
    lose_the_newest_work(path)
    write(path, [*whole[:4], cut(whole[-1])])
    assert told(path)[0] == "behind"


def test_a_torn_end_is_told_until_a_change_completes_it(path):
    write(path, [*lines(path), b"\0\0\0"])
    assert told(path) == (None, ["anchor_torn"])
    store = Store(path)
    add_month(store, 4)
    assert verify(store) == []
    store.close()
    assert told(path) == (None, [])


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [*rows[:2], *rows[3:]],
        lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]],
        lambda rows: [row.replace(b"\n", b"\r\n") for row in rows],
        lambda rows: [*rows[:3], b"\n", *rows[3:]],
        lambda rows: [*rows[:3], rows[2], *rows[3:]],
    ],
    ids=["one removed", "two swapped", "line ends", "an empty line", "one doubled"],
)
def test_what_is_done_to_the_middle_is_told(path, change):
    write(path, change(lines(path)))
    alarm, found = told(path)
    assert found and found[0] in ("anchor_lines", "anchor_forked") and (alarm is None) == (found == ["anchor_lines"])
    store = Store(path)
    accept_anchor(store, "Sara", "a copy by mail")
    store.close()
    assert told(path) == (None, [])


def test_a_restore_that_only_the_anchor_knows_is_an_alarm(path):
    head = lines(path)[3].split()[1]
    lose_the_newest_work(path)
    write(path, [*lines(path), b"restored 3 " + head + b"\n"])
    assert told(path) == ("unexplained", ["anchor_unexplained"])
    store = Store(path, view_only=True)
    assert store.alarm == "unexplained"
    store.close()


def test_real_restores_one_after_another_explain_themselves(path):
    store = Store(path)
    newest = back_up(store, "test")
    store.close()
    old = path.with_name("old.duckdb")
    for source, expected in ((old, [1]), (newest, [1, 2, 3]), (old, [1]), (old, [1])):
        restore(path, source, "tester", "a test")
        assert sound_months(path) == expected
        store = Store(path)
        back_up(store, "test")
        store.close()
        assert told(path) == (None, [])


def test_the_names_of_the_backups_tell_of_entries_that_are_lost_with_their_anchor(path):
    store = Store(path)
    back_up(store, "test")
    store.close()
    whole = lines(path)
    lose_the_newest_work(path)
    write(path, whole[:4])
    assert told(path) == ("backups", ["anchor_backups"])
    store = Store(path)
    with pytest.raises(StoreError):
        add_month(store, 4)
    store.close()


def test_a_new_store_beside_the_backups_of_a_lost_one_is_an_alarm_and_a_restore_settles_it(path):
    store = Store(path)
    made = back_up(store, "test")
    store.close()
    for ending in ("", ANCHOR, LOG):
        beside(path, ending).unlink(missing_ok=True)
    assert told(path)[0] == "backups"
    restore(path, made, "tester", "the folder was emptied")
    assert sound_months(path) == [1, 2, 3]


def test_a_store_that_began_afresh_beside_the_backups_of_another_is_sound(path, tmp_path):
    store = Store(path)
    back_up(store, "test")
    store.close()
    other = small_store(tmp_path / "other" / "s.duckdb")
    other.close()
    for ending in ("", ANCHOR):
        shutil.copyfile(beside(tmp_path / "other" / "s.duckdb", ending), beside(path, ending))
    assert told(path) == (None, [])


def test_a_backup_without_its_anchor_is_restored_with_a_warning(path):
    store = Store(path)
    made = back_up(store, "test")
    store.close()
    beside(made, ANCHOR).unlink()
    done = command("restore", "--db", path, "--reason", "a test", made)
    assert done.returncode == 0 and "came without its control file" in done.stderr and sound_months(path) == [1, 2, 3]


def test_what_a_paper_says_is_compared(path):
    store = Store(path)
    chain = store.chain()
    store.close()
    number, head = chain[-1]
    assert told(path, (number, head), (number, head[:8]), (1, chain[0][1][:16]), (None, head[:16])) == (None, [])
    assert told(path, (number, "0" * 8))[1] == ["known_differs"]
    assert told(path, (number + 1, head[:8]), (None, "0" * 16))[1] == ["known_missing", "known_missing"]
    lose_the_newest_work(path)
    shutil.copyfile(path.with_name("old.duckdb" + ANCHOR), beside(path, ANCHOR))  # with its own anchor it looks sound
    assert told(path) == (None, [])
    found = command("verify", "--db", path, "--known", f"{number}:{head[:10]}", "--known", head[:16])
    assert found.returncode == 1 and "not sound: 2 findings" in found.stdout
    assert command("verify", "--db", path, "--known", f"{number}:{head[:3]}").returncode == 2


def test_stores_that_are_made_raise_no_alarm(tmp_path):
    """By hand, by the demo, and an older anchor that has no first line."""
    store = Store(tmp_path / "demo.duckdb")
    load_demo(store)
    assert store.alarm is None and verify(store) == [] and clock_warnings(store) == []
    store.close()
    assert told(tmp_path / "demo.duckdb") == (None, [])
    content = lines(tmp_path / "demo.duckdb")
    write(tmp_path / "demo.duckdb", content[1:])
    assert told(tmp_path / "demo.duckdb") == (None, [])


def test_a_stop_between_the_first_commit_and_its_line_is_no_alarm(tmp_path):
    path = tmp_path / "s.duckdb"
    script = (
        "import os, sys\nfrom data.store.anchor import Anchor\nfrom tests.support.builders import small_store\n"
        "Anchor.complete = lambda *values: os._exit(9)\nsmall_store(sys.argv[1])"
    )
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", script, str(path)], cwd=root, timeout=60).returncode == 9
    assert lines(path) == [b"0 " + b"0" * 64 + b"\n"]
    store = Store(path)
    assert store.alarm is None and store.revision() == 2 and verify(store) == []
    store.close()
    assert len(lines(path)) == 3


# An anchor that can't be written


def refuse_to_open(monkeypatch) -> None:
    def refuse(self, *, begins):
        raise PermissionError(13, os.strerror(13), str(self.path))

    monkeypatch.setattr(Anchor, "opened", refuse)


def refuse_to_append(monkeypatch) -> None:
    def refuse(self, file, chain):
        raise OSError(28, os.strerror(28), str(self.path))

    monkeypatch.setattr(Anchor, "complete", refuse)


def test_an_anchor_that_can_not_be_opened_refuses_the_change_before_its_commit(path, monkeypatch):
    store = Store(path)
    refuse_to_open(monkeypatch)
    with pytest.raises(StoreError) as refused:
        add_month(store, 4)
    assert (refused.value.code, refused.value.unchanged) == ("anchor_unwritable", True)
    assert months(store) == [1, 2, 3] and [finding.code for finding in verify(store)] == ["anchor_unwritable"]
    monkeypatch.undo()
    add_month(store, 4)
    assert store.anchor_trouble is None and verify(store) == []
    store.close()


def test_an_anchor_that_fails_after_the_commit_lets_the_change_stand_and_refuses_the_next(path, monkeypatch):
    store = Store(path)
    with monkeypatch.context() as patched:
        refuse_to_append(patched)
        add_month(store, 4)
        assert months(store) == [1, 2, 3, 4] and store.anchor_trouble.slots["is_late"]
        assert store.health().code == "anchor_unwritable"
        assert [finding.code for finding in verify(store)] == ["anchor_unwritable"]
        with pytest.raises(StoreError) as refused:
            add_month(store, 5)
        assert refused.value.code == "anchor_unwritable" and months(store) == [1, 2, 3, 4]
    assert store.health() is None and verify(store) == []
    add_month(store, 5)
    store.close()
    assert sound_months(path) == [1, 2, 3, 4, 5]


def test_a_real_file_that_refuses_is_told_by_the_command_line(path):
    """A folder in the anchor's place of a store that is new."""
    new = path.with_name("new.duckdb")
    beside(new, ANCHOR).mkdir()
    done = command("demo", "--db", new)
    assert done.returncode == 1 and "Traceback" not in done.stderr and "Move it away" in done.stderr


# What verify sees besides


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (
            "ALTER TABLE unit_total RENAME TO gone; CREATE VIEW unit_total AS FROM gone",
            {"object_foreign", "object_missing"},
        ),
        ("CREATE TABLE notes (text VARCHAR)", {"object_foreign"}),
        ("ALTER TABLE score ADD COLUMN remark VARCHAR", {"object_foreign"}),
        ("CREATE MACRO count(a) AS 7", {"object_foreign"}),
        ("CREATE MACRO duckdb_tables() AS TABLE SELECT 1", {"object_foreign"}),
        (
            "CREATE TABLE copied AS FROM province; DROP TABLE province; ALTER TABLE copied RENAME TO province",
            {"object_missing"},
        ),
        ("CREATE SEQUENCE numbers", {"object_foreign"}),
        ("CREATE SCHEMA other", {"object_foreign"}),
    ],
)
def test_what_does_not_belong_to_the_schema_is_found(path, sql, found):
    store = Store(path)
    store._root.execute(sql)
    codes = {finding.code for finding in verify(store)}
    store.close()
    assert found <= codes


@pytest.mark.parametrize("table", ["month_unit", "unit_total", "score", "month", "import", "event", "scheme", "unit"])
def test_no_row_makes_verify_crash(path, table):
    """A row twice, and every column that may be empty emptied."""
    import duckdb

    store = Store(path)
    before = sorted(map(repr, store._root.execute(f'FROM "{table}"').fetchall()))
    for statement in (
        f'INSERT INTO "{table}" SELECT * FROM "{table}" WHERE rowid = 0',
        *(f'UPDATE "{table}" SET "{name}" = NULL' for name, *_ in store.rows(f'DESCRIBE "{table}"')),
    ):
        try:
            store._root.execute(statement)
        except duckdb.ConstraintException:
            continue
        verify(store)
    is_changed = before != sorted(map(repr, store._root.execute(f'FROM "{table}"').fetchall()))
    assert (verify(store) != []) == is_changed
    store.close()


def test_a_check_that_stops_is_named_and_the_others_go_on(path):
    store = Store(path)
    store._root.execute("INSERT INTO month_unit SELECT * FROM month_unit WHERE rowid = 0")
    store._root.execute("UPDATE event SET what = '[]' WHERE action = 'import'")
    found = {finding.code for finding in verify(store)}
    store.close()
    assert {"chain_broken"} < found and found & {"not_checkable", "results_not_computable"}


def test_a_clock_that_ran_backwards_is_a_warning_and_the_store_stays_sound(path, monkeypatch):
    from datetime import datetime

    class Back(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2001, 1, 1, tzinfo=tz)

    store = Store(path)
    with monkeypatch.context() as patched:
        patched.setattr("data.store.transaction.datetime", Back)
        add_month(store, 4)
    assert [(each.code, each.where) for each in clock_warnings(store)] == [("clock_back", "6")]
    assert verify(store) == [] and back_up(store, "test").exists()
    store.close()
    printed = command("verify", "--db", path)
    assert (
        printed.returncode == 0 and "entry 6 bears an earlier time" in printed.stderr and "sound: 6" in printed.stdout
    )


def test_a_disk_that_is_full_at_the_anchor_lets_the_change_stand_and_the_store_open(path, monkeypatch):
    """The file itself refuses, in the middle of a line and again at closing, as a full disk does."""

    class Full(io.FileIO):
        room = 0

        def write(self, content) -> int:
            if Full.room <= 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            Full.room -= len(content)
            return super().write(content[: max(Full.room + len(content), 0)])

    def opened(name, mode, *, buffering=-1):
        assert buffering == 0, "a buffer would try again when it is closed, outside of every care"
        return Full(name, "ab+".replace("b", ""))

    store = Store(path)
    before = store.revision()
    with monkeypatch.context() as patched:
        patched.setattr("data.store.anchor.open_private", opened)
        add_month(store, 4)  # stored, though the anchor couldn't be written
        assert store.revision() > before and store.anchor_trouble is not None
        with pytest.raises(StoreError) as refused:
            add_month(store, 5)
        assert refused.value.code == "anchor_unwritable" and store.health() is not None
    store.close()
    again = Store(path)
    assert again.alarm is None and again.anchor_trouble is None and months(again) == [1, 2, 3, 4]
    assert verify(again) == []
    again.close()


@pytest.mark.parametrize("kept", [2, 3])
def test_an_anchor_that_lacks_more_than_the_last_change_is_an_alarm(path, kept):
    anchor = beside(path, ANCHOR)
    lines = anchor.read_bytes().splitlines(keepends=True)
    assert len(lines) > kept + 2
    anchor.write_bytes(b"".join(lines[:kept]))
    store = Store(path)
    assert store.alarm == "cut" and {each.code for each in verify(store)} == {"anchor_cut"}
    with pytest.raises(StoreError):
        add_month(store, 4)
    assert len(anchor.read_bytes().splitlines()) == kept  # never completed in silence
    store.close()
    assert "control file" in command("verify", "--db", path).stderr


def test_an_anchor_that_lacks_the_last_change_alone_is_completed(path):
    anchor = beside(path, ANCHOR)
    lines = anchor.read_bytes().splitlines(keepends=True)
    anchor.write_bytes(b"".join(lines[:-1]))
    store = Store(path)
    assert store.alarm is None and anchor.read_bytes().splitlines(keepends=True) == lines
    store.close()


def test_a_number_beyond_all_bounds_and_a_pipe_are_told_and_never_crash_or_hang(path):
    anchor = beside(path, ANCHOR)
    whole = anchor.read_bytes()
    anchor.write_bytes(whole + b"9" * 5_000 + b" " + b"a" * 64 + b"\n")
    store = Store(path)
    assert store.alarm == "forked"
    store.close()
    anchor.unlink()
    os.mkfifo(anchor)
    done = command("verify", "--db", path)
    assert done.returncode == 1 and "Traceback" not in done.stderr


def test_a_device_behind_a_link_keeps_its_rights(path):
    before = Path(os.devnull).stat().st_mode
    anchor = beside(path, ANCHOR)
    anchor.unlink()
    anchor.symlink_to(os.devnull)
    assert command("verify", "--db", path).returncode == 1
    assert Path(os.devnull).stat().st_mode == before


def test_a_restore_does_not_clear_what_was_done_to_the_file_before(path):
    anchor = beside(path, ANCHOR)
    store = Store(path)
    kept = back_up(store, "test")
    store.close()
    lines = anchor.read_bytes().splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    anchor.write_bytes(b"".join(lines))
    restore(path, kept, "زهرا", "آزمون")
    store = Store(path)
    assert "anchor_lines" in {each.code for each in verify(store)}
    store.close()
