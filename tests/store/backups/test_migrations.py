"""A database of an older version is migrated after a backup of it was made, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.keeping.backup import back_up, backups, findings_of, open_store
from data.keeping.restoring import restore
from data.keeping.verify import verify
from data.store.disk.swapping import ANCHOR, beside
from data.store.schema.migrations import MIGRATIONS
from data.store.store import Store, StoreError
from tests.support.builders import small_store
from tests.support.store.months import sound_months


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


def test_an_older_database_is_not_migrated_on_a_read_only_disk(old_path):
    with pytest.raises(StoreError) as refused:
        open_store(old_path, view_only=True)
    assert refused.value.code == "store_older" and version(old_path) == 1


def test_nobody_migrates_without_saying_what_is_done_before(old_path):
    with pytest.raises(StoreError) as refused:
        Store(old_path)
    assert refused.value.code == "store_older" and version(old_path) == 1 and backups(old_path) == []
