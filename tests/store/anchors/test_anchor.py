"""The anchor, the names of the backups and what papers say: whatever is taken from the end of the history is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.keeping.accepting import accept_anchor
from data.keeping.backup import back_up
from data.keeping.restoring import restore
from data.keeping.verify import verify
from data.keeping.verify_chain import clock_warnings
from data.problems import Refused
from data.store.disk.swapping import ANCHOR, LOG, beside
from data.store.store import Store, StoreError
from tests.support.builders import small_store
from tests.support.demo.copies import demo_database
from tests.support.doors.command_line import command
from tests.support.store.anchors import lines, lose_the_newest_work, told, write
from tests.support.store.months import add_month, sound_months


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
    alarm, found = told(path)
    assert alarm == "missing" and "anchor_missing" in found
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
    store = Store(demo_database(tmp_path / "demo.duckdb"))
    assert store.alarm is None and verify(store) == [] and clock_warnings(store) == []
    store.close()
    assert told(tmp_path / "demo.duckdb") == (None, [])
    content = lines(tmp_path / "demo.duckdb")
    write(tmp_path / "demo.duckdb", content[1:])
    assert told(tmp_path / "demo.duckdb") == (None, [])


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
