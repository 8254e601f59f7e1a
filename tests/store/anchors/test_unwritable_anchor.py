"""An anchor that can't be written or read: the change before it stands, the next is refused, and nothing hangs."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest

from data.keeping.verify import verify
from data.store.anchor import Anchor
from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store, StoreError
from tests.support.doors import warm_processes
from tests.support.doors.command_line import command
from tests.support.store.anchors import lines
from tests.support.store.months import add_month, months, sound_months


def test_a_stop_between_the_first_commit_and_its_line_is_no_alarm(tmp_path):
    path = tmp_path / "s.duckdb"
    script = (
        "import os, sys\nfrom data.store.anchor import Anchor\nfrom tests.support.builders import small_store\n"
        "Anchor.complete = lambda *values: os._exit(9)\nsmall_store(sys.argv[1])"
    )
    assert warm_processes.run(["-c", script, path]).returncode == 9
    assert lines(path) == [b"0 " + b"0" * 64 + b"\n"]
    store = Store(path)
    assert store.alarm is None and store.revision() == 2 and verify(store) == []
    store.close()
    assert len(lines(path)) == 3


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
