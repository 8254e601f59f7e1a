"""Damaged files of a store are refused, an alarm or found by verify: never an older or wrong state without a word."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data.keeping.verify import verify
from data.store.disk.swapping import LOG, beside
from data.store.store import Store, StoreError
from tests.support.builders import small_store
from tests.support.doors import warm_processes
from tests.support.store.faults import LONG
from tests.support.store.months import contents

DAMAGES = 150 if LONG else 7


@pytest.fixture(scope="module")
def stopped(tmp_path_factory) -> tuple[Path, Path]:
    """A database with two months in the file and two in its log (the machine stopped), and its older log beside."""
    path = tmp_path_factory.mktemp("stopped") / "s.duckdb"
    small_store(path).close()
    script = (
        "import os, shutil, sys\nfrom data.store.store import Store\nfrom tests.support.store.months import add_month\n"
        "store = Store(sys.argv[1])\n"
        "add_month(store, 1); shutil.copyfile(sys.argv[1] + '.wal', sys.argv[2]); add_month(store, 2)\n"
        "store._root.execute('CHECKPOINT'); add_month(store, 3); add_month(store, 4)\nos._exit(9)"
    )
    old_log = tmp_path_factory.mktemp("old") / "old.wal"
    warm_processes.run(["-c", script, path, old_log])
    assert beside(path, LOG).exists() and old_log.exists()
    return path, old_log


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
