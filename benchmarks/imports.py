"""Score files: one of a hundred units, one of sixteen thousand, and 372 chosen together."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from openpyxl import Workbook

from benchmarks.builder import ACTOR, TYPED_NOT_APPLICABLE
from benchmarks.invented import Matrix, Scores, months_from, units_of
from benchmarks.sizes import Size
from data.imports.importing import Preview, commit, commit_all, preview
from data.office.rehearsal import rehearse
from data.problems import errors
from data.registry.unit_rows import add_units
from data.store.store import Store
from data.units.unit_list_files import UnitList
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from scoring.totals import MARKS, NOT_APPLICABLE, NOT_REPORTED

PROVINCE = "benchmark"
UNITS = 100
FIRST_MONTH = 140901  # after every month that a store of ours holds
FILES = 7  # a month each; the first warms up
MANY_UNITS, MANY_FILES = 16_000, 372


def import_times(database: Path, folder: Path) -> tuple[float, float]:
    """Milliseconds from the file's bytes to its preview and to the stored month (medians), in a copy of the store."""
    store, names = _store(database, folder, UNITS)
    previewed, stored = [], []
    for month, content in _files(names, FILES):
        start = time.perf_counter()
        file = _previewed(store, month, content, UNITS)
        previewed.append(time.perf_counter() - start)
        commit(store, file, ACTOR)
        stored.append(time.perf_counter() - start)
    store.close()
    return 1000 * median(previewed[1:]), 1000 * median(stored[1:])


@dataclass(frozen=True)
class ManyTimes:
    """Seconds to preview, to work out what would change and to store; megabytes that this process grew by at most."""

    preview_s: float
    rehearse_s: float
    store_s: float
    growth_mb: float


def large_file(database: Path, folder: Path) -> ManyTimes:
    """One month of sixteen thousand units."""
    return _many(database, folder, MANY_UNITS, 1)


def many_files(database: Path, folder: Path) -> ManyTimes:
    """372 months of a hundred units, in one confirmation."""
    return _many(database, folder, UNITS, MANY_FILES)


def _many(database: Path, folder: Path, units: int, files: int) -> ManyTimes:
    store, names = _store(database, folder, units)
    contents = list(_files(names, files))
    before, times = resident_megabytes(), [time.perf_counter()]
    previews = [_previewed(store, month, content, units) for month, content in contents]
    times.append(time.perf_counter())
    rehearse(store, previews)
    times.append(time.perf_counter())
    commit_all(store, previews, ACTOR)
    times.append(time.perf_counter())
    growth = resident_megabytes() - before
    store.close()
    return ManyTimes(*(after - start for start, after in pairwise(times)), growth)


def resident_megabytes() -> float:
    """Memory of this process; 0 where the system doesn't tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def _store(database: Path, folder: Path, count: int) -> tuple[Store, list[str]]:
    """A copy of the store with a province more, and the names of its units."""
    store = Store(_copy(database, folder))
    units = units_of(PROVINCE, count)
    with store.transaction() as change:
        add_units(change, UnitList(units, {PROVINCE: ("سنجش", "Benchmark")}), ACTOR)
    return store, [unit.name_fa for unit in units]


def _previewed(store: Store, month: int, content: bytes, units: int) -> Preview:
    file = preview(store, f"{month // 100}-{month % 100:02d}.xlsx", content, province_id=PROVINCE)
    if errors(file.problems) or file.months[0].scores["unit_id"].nunique() != units:
        raise AssertionError(f"the file of {month} was not read whole: {file.problems}")
    return file


def _copy(database: Path, folder: Path) -> Path:
    copy = folder / f"import-{database.name}"
    shutil.copy(database, copy)
    shutil.copy(f"{database}.anchor", f"{copy}.anchor")
    return copy


def _files(names: list[str], files: int) -> Iterator[tuple[int, bytes]]:
    """(month, .xlsx) of so many months."""
    scheme = load_scheme(DEFAULT_SCHEME)
    size = Size("file", 1, len(names), files)
    scores = Scores(size, scheme)
    header = ["نام", *(item.name_fa for item in scheme.indicators)]
    for month in months_from(FIRST_MONTH, files):
        yield month, _workbook(header, names, scores.next_month())


def _workbook(header: list[str], names: list[str], scores: Matrix) -> bytes:
    """An .xlsx with a row a unit."""
    cells = scores.points.astype(object)
    cells[scores.marks == MARKS.index(NOT_APPLICABLE)] = TYPED_NOT_APPLICABLE
    cells[scores.marks == MARKS.index(NOT_REPORTED)] = None
    book = Workbook()
    book.active.append(header)
    for name, row in zip(names, cells.tolist(), strict=True):
        book.active.append([name, *row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
