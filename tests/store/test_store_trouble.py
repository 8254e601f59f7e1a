"""What the disk, the system or a power cut does to a store: told by its own name, with advice for that cause."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from data.keeping.app_token import leave_token
from data.keeping.backup import back_up
from data.keeping.restoring import restore
from data.keeping.verify import verify
from data.store import errors
from data.store.disk.private_files import make_folder
from data.store.disk.swapping import ANCHOR, LOG, beside
from data.store.store import Store, StoreError
from i18n.trouble_sentences import store_sentence
from i18n.words import Words, texts
from tests.support.browser.browsing import ROOT
from tests.support.builders import small_store
from tests.support.doors import warm_processes
from tests.support.doors.command_line import command
from tests.support.store.faults import LINUX, file_sizes_up_to
from tests.support.store.months import add_month, contents, months
from tests.support.store.prepared import copied

linux = pytest.mark.skipif(not LINUX, reason="as Linux does it")
NOBODY = 65534


def one_month(path: Path) -> None:
    store = small_store(path)
    add_month(store, 1)
    store.close()


@pytest.fixture
def path(tmp_path) -> Path:
    return copied(one_month, tmp_path / "var")


def opening(path: Path) -> StoreError:
    with pytest.raises(StoreError) as refused:
        Store(path)
    return refused.value


def said(error: StoreError, lang: str = "en") -> str:
    text = store_sentence(error, Words(lang))
    return "".join(mark for mark in text if mark not in "\u2066\u2069")


# A full disk


@linux
def test_a_full_disk_when_the_log_goes_into_the_database_ends_nothing(path):
    """The engine's instance is over then; the store opens the database again, also for who asks meanwhile."""
    store = Store(path)
    add_month(store, 2)
    wrong, stop = [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                if months(store) != [1, 2]:
                    wrong.append(months(store))
            except StoreError as error:
                wrong.extend([] if error.code == "store_full" else [error.code])

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    with file_sizes_up_to(path.stat().st_size):
        for _ in range(3):
            with pytest.raises(StoreError) as refused:
                store.rows("CHECKPOINT")
            assert refused.value.code == "store_full" and "FATAL" in refused.value.detail
            assert months(store) == [1, 2] and store.health() is None
    stop.set()
    for reader in readers:
        reader.join()
    add_month(store, 3)
    assert wrong == [] and months(store) == [1, 2, 3] and verify(store) == []
    store.close()
    assert months(Store(path)) == [1, 2, 3]


@linux
def test_a_small_disk_fills_up_and_the_process_goes_on_once_there_is_room(tmp_path):
    """A mount of its own, filled until nothing more goes into the log: nothing that was stored is lost, nobody sees
    what isn't stored, the health route's question names the disk."""
    if os.geteuid() or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("may not mount a disk here")
    script = 'mount -t tmpfs -o size=64m none "$0" && exec "$1" -m tests.support.store.on_small_disk "$0"'
    command = ["unshare", "-m", "sh", "-c", script, str(tmp_path), sys.executable]
    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=300).stdout)
    assert told == {
        "told": "store_full",
        "unchanged": True,
        "lost": 0,
        "health": "store_full",
        "health_after": "None",
        "readers": [],
        "log": False,
        "again": 0,
        "alarm": None,
        "entries": 1,
        "found": 0,
    }


@linux
def test_a_long_log_goes_into_the_database_after_the_change_that_made_it_long(path, monkeypatch):
    monkeypatch.setattr("data.store.store._LOG_LIMIT", 1)
    store = Store(path)
    with file_sizes_up_to(path.stat().st_size):
        add_month(store, 2)  # stored, although its log could not be written into the database
        assert months(store) == [1, 2] and beside(path, LOG).exists()
    add_month(store, 3)
    assert not beside(path, LOG).exists() and months(store) == [1, 2, 3] and verify(store) == []
    store.close()


# Each trouble by its name


def test_a_damaged_file_is_not_another_process(path):
    """Two bits of the engine's own headers: it says that a block, or b-lock, doesn't match."""
    whole = path.read_bytes()
    told = set()
    for at in (5000, 9000, 13288):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            store = Store(path)
        except StoreError as error:
            told.add(error.code)
            assert "Restore a backup" in said(error)
        else:
            store.close()
    assert told == {"store_broken"}


def test_another_process_is_told_by_the_engines_own_sentence(path):
    script = f"from data.store.store import Store; held = Store({str(path)!r}); print(1, flush=True); input()"
    holder = warm_processes.started(["-c", script])
    try:
        holder.stdout.readline()
        assert opening(path).code == "store_busy"
    finally:
        holder.kill()
        holder.communicate(timeout=30)
    assert errors.refusal_in("IO Error: checksum of b-lock 7 does not match, Lock it", path) is None


def as_nobody(path: Path, *, write: bool = False) -> dict[str, str]:
    """What a user without rights is told: by opening, or by storing."""
    change = "import_rows(store, FULL_ROWS, 'نتایج خرداد ۱۳۹۹')" if write else "store.chain()"
    script = (
        "import os, sys, json\nfrom data.store.store import Store, StoreError\n"
        "from i18n.trouble_sentences import store_sentence\n"
        "from i18n.words import Words\nfrom data.files.workbook import read_book\n"
        "from data.files.reading_processes import READERS\n"
        "from tests.support.builders import FULL_ROWS, import_rows\n"
        "read_book('warm.csv', b'a,b')\nREADERS.workers.warm_up()\n"
        f"if os.geteuid() == 0: os.setgroups([]); os.setuid({NOBODY})\n"
        "try:\n"
        f"    store = Store(sys.argv[1]); {change}; told = {{'code': 'view_only' if store.view_only else 'fine'}}\n"
        "except StoreError as error:\n"
        "    told = {'code': error.code, 'said': store_sentence(error, Words('en'))}\n"
        "print(json.dumps(told), flush=True)\nos._exit(0)"
    )
    done = warm_processes.run(["-c", script, path], text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def open_path(path) -> Path:
    """The database in a folder that everybody may enter."""
    if not LINUX or os.geteuid():
        pytest.skip("takes rights away as root does")
    for folder in (path.parent, *path.parent.parents[:-1]):
        if folder.stat().st_uid == os.geteuid() and "pytest" in str(folder):
            folder.chmod(0o755)
    return path


def test_rights_that_are_missing_are_told_for_reading_and_for_writing(open_path):
    path = open_path
    path.chmod(0o600)
    told = as_nobody(path)
    assert told["code"] == "store_unreadable" and "the right to read" in told["said"] and "space" not in told["said"]
    for file in path.parent.iterdir():
        file.chmod(0o644)
    assert as_nobody(path)["code"] == "view_only"
    told = as_nobody(path, write=True)
    assert told["code"] == "view_only" and "Nothing was changed" in told["said"]
    path.parent.chmod(0o700)
    assert as_nobody(path)["code"] == "store_unreadable"


def test_a_folder_in_the_place_of_a_file_and_a_file_in_the_place_of_a_folder(path, tmp_path):
    store = Store(path)
    (path.parent / "backups").write_text("a file")
    with pytest.raises(StoreError) as refused:
        back_up(store, "test")
    store.close()
    assert refused.value.code == "store_misplaced" and "Move it away" in said(refused.value)
    assert opening(path.parent / "backups" / "s.duckdb").code == "store_misplaced"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (28, "store_full"),
        (122, "store_full"),
        (30, "store_read_only"),
        (13, "store_unwritable"),
        (5, "store_io"),
        (2, "store_gone"),
    ],
)
@linux
def test_the_systems_reasons_are_told_apart_by_number_and_by_word(tmp_path, number, code):
    error = errors.refused_by_system(OSError(number, os.strerror(number)), tmp_path, unchanged=True)
    assert error.code == code and "Nothing was changed." in said(error)
    engine = f'IO Error: Could not write file "x": {os.strerror(number)}'
    assert errors.refusal_in(engine, tmp_path) == code


def test_every_trouble_has_a_sentence_and_advice_of_its_own():
    """Only a disk that is full is answered with room, only rights with rights; nothing is said to be unchanged by the
    sentence itself."""
    for lang in ("fa", "en"):
        keys = {key.split(".")[1] for key in texts(lang) if key.startswith("store_error.")}
        advised = {key.split(".")[1] for key in texts(lang) if key.startswith("store_advice.")}
        assert keys - advised == {"anchor_unwritable"} and advised <= keys
        advice = [texts(lang)[f"store_advice.{key}"] for key in sorted(advised)]
        assert len(set(advice)) == len(advice)
    assert {key for key in keys if "space" in texts("en").get(f"store_advice.{key}", "")} == {"store_full"}
    assert not [key for key in keys if "othing was changed" in texts("en")[f"store_error.{key}"]]


# A power cut


@pytest.fixture(scope="module")
def stopped(tmp_path_factory) -> Path:
    """Two months in the file, two in its log: the machine stopped."""
    path = tmp_path_factory.mktemp("stopped") / "s.duckdb"
    small_store(path).close()
    script = (
        "import os, sys\nfrom data.store.store import Store\nfrom tests.support.store.months import add_month\n"
        "store = Store(sys.argv[1])\nadd_month(store, 1); add_month(store, 2)\n"
        "store._root.execute('CHECKPOINT'); add_month(store, 3); add_month(store, 4)\nos._exit(9)"
    )
    warm_processes.run(["-c", script, path])
    return path


def after_power_cut(stopped: Path, place: Path, content: bytes) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(stopped.parent, place)
    beside(place / "s.duckdb", LOG).write_bytes(content)
    return place / "s.duckdb"


@pytest.mark.parametrize("zeros", [16, 4096, 70_000])
def test_zeros_behind_the_log_lose_nothing_and_that_is_said(stopped, tmp_path, zeros):
    whole = beside(stopped, LOG).read_bytes()
    unharmed = contents(after_power_cut(stopped, tmp_path / "a", whole))
    path = after_power_cut(stopped, tmp_path / "b", whole + bytes(zeros))
    before = beside(path, LOG).read_bytes()
    told = command("verify", "--db", path)
    assert told.returncode == 0 and "no entry that the control file knows is missing" in told.stderr
    (aside,) = (path.parent / "backups").glob("s-log-*.wal")
    assert aside.read_bytes() == before and contents(path) == unharmed


def test_zeros_in_the_place_of_entries_lose_them_and_that_is_said(stopped, tmp_path):
    """From any byte on: all that is whole before it is there, and the loss is an alarm."""
    whole = beside(stopped, LOG).read_bytes()
    for cut in (8, 30, len(whole) // 3, len(whole) // 2, len(whole) - 400):
        path = after_power_cut(stopped, tmp_path / "c", whole[:cut] + bytes(len(whole) - cut + 100))
        store = Store(path)
        assert store.cut_log and store.alarm == "behind" and months(store) in ([1, 2], [1, 2, 3])
        assert [finding.code for finding in verify(store)] == ["anchor_behind"]
        store.close()
    told = command("verify", "--db", after_power_cut(stopped, tmp_path / "c", whole[:8] + bytes(99)))
    assert told.returncode == 1 and "work is missing that had been stored before" in told.stderr


def test_a_log_that_is_damaged_otherwise_is_refused_as_before(stopped, tmp_path):
    whole = beside(stopped, LOG).read_bytes()
    for content in (
        whole[:3000] + b"x" + whole[3001:],
        whole[:3000] + bytes(50) + whole[3050:],
        whole + bytes(50) + b"x",
    ):
        path = after_power_cut(stopped, tmp_path / "d", content)
        assert opening(path).code == "store_broken" and beside(path, LOG).read_bytes() == content


def test_a_disk_that_can_only_be_read_says_how_zeros_are_mended(stopped, tmp_path):
    path = after_power_cut(stopped, tmp_path / "e", beside(stopped, LOG).read_bytes() + bytes(100))
    with pytest.raises(StoreError) as refused:
        Store(path, view_only=True)
    assert refused.value.code == "store_log_zeros" and "Make the disk writable" in said(refused.value)


# Rights of the files


@linux
def test_everything_that_is_made_is_the_users_alone(path):
    store = Store(path)
    made = back_up(store, "test")
    add_month(store, 2)
    leave_token(path, 1)
    files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.rglob("*") if file.is_file()}
    assert set(files.values()) == {0o600} and len(files) == 6, files
    store.close()
    restore(path, made, "tester", "a test")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.rglob("*") if file.is_file()} == {0o600}
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, made.parent)] == [0o700, 0o700]


@linux
def test_a_log_that_is_there_first_leaves_no_folder_open_to_others(tmp_path):
    """`make run` writes its log before it opens the database in the folder above."""
    make_folder(tmp_path / "var" / "ilam" / "log")
    made = [folder for folder in tmp_path.rglob("*") if folder.is_dir()]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in made} == {0o700} and len(made) == 3


@linux
def test_wider_rights_of_files_that_exist_are_taken_away(path):
    store = Store(path)
    made = back_up(store, "test")
    store.close()
    for file in (path, beside(path, ANCHOR), made, beside(made, ANCHOR)):
        file.chmod(0o644)
    store = Store(path)
    add_month(store, 2)
    store.close()
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.rglob("*") if file.is_file()}
    assert modes == {0o600} and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
