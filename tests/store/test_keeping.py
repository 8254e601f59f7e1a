"""Which backups stay, what the page says of each, and the archive that leaves the building and comes back."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.keeping import packing
from data.keeping.backup import KEEPING, Keeping, back_up, backups, kept
from data.keeping.restoring import restore
from data.office.months import move
from data.problems import Refused
from data.store.disk.backup_names import Named
from data.store.disk.swapping import ANCHOR, LOG, beside
from data.store.store import Store, StoreError
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.doors.command_line import command
from tests.support.doors.page_runs import run, texts
from tests.support.papers.reading_back import plain
from tests.support.store.months import add_month, backed_up_month, files, sound_months
from tests.support.store.prepared import copied

CHAIN = [(seq, f"{seq:08x}" + "a" * 56) for seq in range(1, 200)]
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def made(length: int, at: datetime, head: str | None = None) -> Named:
    name = f"{length}-{at:%Y%m%dT%H%M%S}-{head or ''}"
    return Named(Path(name), at, length, head or f"{length:08x}")


def staying(found: list[Named], keeping: Keeping) -> list[int]:
    stay = kept(found, CHAIN, keeping)
    return sorted(each.length for each in found if each.path in stay)


def test_the_newest_and_one_of_each_day_and_month_stay():
    """Three a day over ninety days."""
    found = [made(3 * day + part + 1, NOON + timedelta(days=day, hours=part)) for day in range(60) for part in range(3)]
    assert staying(found, Keeping(2, 0, 0)) == [179, 180]
    assert staying(found, Keeping(2, 3, 0)) == [174, 177, 179, 180]
    assert staying(found, Keeping(1, 0, 2)) == [153, 180], "30 Azar and 9 Dey 1405"
    assert len(staying(found, KEEPING)) == 10 + 10 + 1


def test_a_clock_that_was_set_back_never_costs_the_newest_work():
    ahead = [made(number, NOON + timedelta(days=900, hours=number)) for number in range(1, 11)]
    back = [made(number, datetime(2001, 1, 1, 1, tzinfo=UTC)) for number in range(11, 15)]
    assert staying(ahead + back, Keeping(5, 1, 1)) == [10, 11, 12, 13, 14]


def test_after_a_restore_the_longer_history_that_was_left_gives_way():
    left = [made(number, NOON, "dead" + f"{number:04x}") for number in range(150, 170)]
    present = [made(number, NOON + timedelta(hours=number)) for number in range(100, 104)]
    stay = kept(left + present, CHAIN, Keeping(3, 0, 0))
    assert stay == {each.path for each in present[-3:]}


def test_a_store_keeps_what_it_is_told_to_keep(tmp_path):
    store = small_store(tmp_path / "s.duckdb")
    copies = []
    for month in (1, 2, 3, 4):
        add_month(store, month)
        copies.append(back_up(store, "test", Keeping(2, 1, 1)))
    store.close()
    assert backups(tmp_path / "s.duckdb") == copies[-2:]
    assert sorted(beside(copy, ANCHOR).exists() for copy in copies) == [False, False, True, True]


# The page


@pytest.mark.parametrize(
    ("lang", "moved"),
    [
        ("en", "Farvardin 1399 became open to objections, زهرا"),
        ("fa", "فروردین 1399: تغییر وضعیت به «در مهلت اعتراض»، زهرا"),
    ],
)
def test_the_page_says_when_and_why_each_was_made(own_store, lang, moved):
    back_up(own_store, "test")
    import_rows(own_store, FULL_ROWS)
    back_up(own_store, "test")
    move(own_store, None, 139901, "objections", "زهرا", until=date(2020, 5, 1), today=date(2020, 4, 25))
    newest = back_up(own_store, "test")
    at = run("months", lang=lang)
    said = plain(texts(at))
    assert moved.replace("\u200c", "") in said.replace("\u200c", "") and "scores.xlsx" in said and "tester" in said
    assert newest.name in said and f"{KEEPING.newest}" in plain(said)
    here = datetime.fromisoformat(own_store.rows("SELECT max(recorded_at) FROM event")[0][0]) + timedelta(hours=3.5)
    assert f"{here:%H:%M}" in said and "UTC" not in said  # by the clock of Iran


# The archive


@pytest.fixture
def path(tmp_path) -> Path:
    return copied(backed_up_month, tmp_path / "var")


def test_the_archive_holds_database_and_anchor_and_is_restored(path, tmp_path):
    (copy,) = backups(path)
    archive = tmp_path / packing.archive_name(copy)
    archive.write_bytes(packing.pack(copy))
    with zipfile.ZipFile(archive) as opened:
        assert opened.namelist() == [copy.name, copy.name + ANCHOR] and opened.testzip() is None
        assert opened.read(copy.name) == copy.read_bytes()
    done = command("restore", "--db", path, "--reason", "the disk broke", archive)
    assert done.returncode == 0 and "Warning" not in done.stderr and sound_months(path) == [1]
    store = Store(path)
    assert f'"backup":"{archive.name}"' in store.rows("SELECT what FROM event WHERE action = 'restore'")[0][0]
    store.close()


def pack(place: Path, **entries: bytes) -> Path:
    archive = place / "a.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in entries.items():
            opened.writestr(name, content)
    return archive


def spoilt(kind: str, copy: Path, place: Path) -> Path:
    name, content = copy.name, copy.read_bytes()
    if kind == "two databases":
        return pack(place, **{name: content, "other.duckdb": content})
    if kind == "a stranger":
        return pack(place, **{name: content, "readme.txt": b"x"})
    if kind == "a path":
        return pack(place, **{name: content, f"../{name}{ANCHOR}": b"x"})
    if kind == "no database":
        return pack(place, **{name + ANCHOR: b"x"})
    archive = pack(place, **{name: content})
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2] if kind == "cut" else whole[:5000] + b"\0" * 50 + whole[5050:])
    return archive


@pytest.mark.parametrize("kind", ["two databases", "a stranger", "a path", "no database", "cut", "damaged"])
def test_an_archive_that_is_no_backup_is_refused_and_nothing_changes(path, tmp_path, kind):
    archive = spoilt(kind, backups(path)[0], tmp_path)
    before = files(path.parent)
    with pytest.raises(Refused, match="backup_archive"):
        restore(path, archive, "tester", "a test")
    assert files(path.parent) == before


def test_an_archive_that_grows_without_end_is_stopped(path, tmp_path):
    archive = pack(tmp_path, **{backups(path)[0].name: bytes(20 << 20)})
    assert archive.stat().st_size < 100_000
    with pytest.raises(Refused, match="backup_archive"):
        packing.unpack(archive, tmp_path / "out.duckdb", most_bytes=5 << 20)
    assert not (tmp_path / "out.duckdb").exists() and not list(tmp_path.glob("*.part"))


def test_a_database_that_holds_archives_is_not_taken_for_one(path):
    """Score files are archives; their bytes stand in the database."""
    (copy,) = backups(path)
    assert b"PK\x03\x04" in copy.read_bytes() and not packing.is_archive(copy)


def test_an_archive_of_rubbish_is_unsound(path, tmp_path):
    archive = pack(tmp_path, **{"x.duckdb": b"rubbish" * 1000, "x.duckdb" + LOG: b"y"})
    before = files(path.parent)
    with pytest.raises(StoreError) as refused:
        restore(path, archive, "tester", "a test")
    assert refused.value.code == "backup_unsound" and refused.value.unchanged and files(path.parent) == before
