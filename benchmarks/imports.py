"""A file of a hundred units: from the click to its preview, and to the stored month."""

from __future__ import annotations

import io
import shutil
import time
from pathlib import Path
from statistics import median

from openpyxl import Workbook

from benchmarks.builder import ACTOR, TYPED_NOT_APPLICABLE
from benchmarks.invented import Matrix, Scores, months_from, units_of
from benchmarks.sizes import Size
from data.importing import commit, preview
from data.problems import errors
from data.registry import add_units
from data.store import Store
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from scoring.totals import MARKS, NOT_APPLICABLE, NOT_REPORTED

PROVINCE = "benchmark"
UNITS = 100
FIRST_MONTH = 140901  # after every month that a store of ours holds
FILES = 7  # a month each; the first warms up


def import_times(database: Path, folder: Path) -> tuple[float, float]:
    """Milliseconds from the file's bytes to its preview and to the stored month (medians), in a copy of the store."""
    store = Store(_copy(database, folder))
    units = units_of(PROVINCE, UNITS)
    with store.transaction() as change:
        add_units(change, units, ACTOR)
    previewed, stored = [], []
    for month, content in _files([unit.name_fa for unit in units]):
        start = time.perf_counter()
        file = preview(store, f"{month // 100}-{month % 100:02d}.xlsx", content, province_id=PROVINCE)
        previewed.append(time.perf_counter() - start)
        if errors(file.problems) or len(file.months[0].scores["unit_id"].unique()) != UNITS:
            raise AssertionError(f"the file of {month} was not read whole: {file.problems}")
        commit(store, file, ACTOR)
        stored.append(time.perf_counter() - start)
    store.close()
    return 1000 * median(previewed[1:]), 1000 * median(stored[1:])


def _copy(database: Path, folder: Path) -> Path:
    copy = folder / f"import-{database.name}"
    shutil.copy(database, copy)
    shutil.copy(f"{database}.anchor", f"{copy}.anchor")
    return copy


def _files(names: list[str]) -> list[tuple[int, bytes]]:
    scheme = load_scheme(DEFAULT_SCHEME)
    size = Size("file", 1, len(names), FILES)
    scores = Scores(size, scheme)
    header = ["نام", *(item.name_fa for item in scheme.indicators)]
    return [(month, _workbook(header, names, scores.next_month())) for month in months_from(FIRST_MONTH, FILES)]


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
