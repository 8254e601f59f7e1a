"""A store of a size: what years of imports would have left in it, appended a month at a time.

Units, scheme and events go in by the product's own functions; totals, bands and ranks are `scoring.totals`' own. What
stands in for a month's file is a few bytes that name it.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.invented import Matrix, Scores, months_from, split, units_of
from benchmarks.sizes import INVENTED, Size
from data import vocabulary
from data.demo.load import load_demo
from data.imports.importing import DRAFT, IMPORT_COLUMNS, import_hash
from data.imports.results import DOMAIN_COLUMNS, UNIT_COLUMNS
from data.registry.keys import code_keys
from data.registry.schemes import add_scheme
from data.registry.unit_rows import add_units
from data.store.chain import append_event, canonical_json
from data.store.store import Store, Transaction
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from scoring.totals import MARKS, NOT_APPLICABLE, month_results

ACTOR = "benchmark"
FIRST_MONTH = 139901
FIRST_DAY = datetime(2020, 4, 20)
FIRST_ROW, FIRST_COLUMN = 3, 3  # of the scores in a month's table
TYPED_NOT_APPLICABLE = "بدون موضوع"
PROVINCES = Path(vocabulary.__file__).with_name("provinces.toml")
TABLES = "province unit scheme month import score month_unit unit_total domain_total event".split()


def built(folder: Path, name: str) -> Path:
    """The database of a size in a folder; made where it isn't there yet, whole or not at all."""
    path, unfinished = folder / f"{name}.duckdb", folder / f"{name}.unfinished.duckdb"
    if not path.exists():
        for left in folder.glob(f"{unfinished.name}*"):
            left.unlink()
        store = Store(unfinished)
        fill(store, INVENTED[name]) if name in INVENTED else load_demo(store)
        store.close()
        Path(f"{unfinished}.anchor").replace(f"{path}.anchor")
        unfinished.replace(path)
    return path


def row_counts(store: Store) -> dict[str, int]:
    return {table: store.rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in TABLES}


def fill(store: Store, size: Size) -> None:
    """Provinces, units, scheme and every month of a size into an empty store."""
    provinces = list(tomllib.loads(PROVINCES.read_text(encoding="utf-8")))[: size.provinces]
    with store.transaction() as change:
        add_scheme(change, DEFAULT_SCHEME.read_text(encoding="utf-8"), ACTOR)
        for province_id, count in zip(provinces, split(size.units, provinces), strict=True):
            add_units(change, units_of(province_id, count), ACTOR)
    months = _Months(store, size)
    for number, month in enumerate(months_from(FIRST_MONTH, size.months)):
        with store.transaction() as change:
            months.append(change, month, number)


class _Months:
    """Appends one month of all provinces after the other; an import is a province's file of the month."""

    def __init__(self, store: Store, size: Size):
        self._scheme = load_scheme(DEFAULT_SCHEME)
        self._scores = Scores(size, self._scheme)
        self._units = store.read("SELECT unit_key, province_key, kind, sector FROM unit ORDER BY unit_key")
        self._provinces = store.read("SELECT province_key, province_id FROM province ORDER BY province_key")
        self._place = self._provinces.set_index("province_key").index.get_indexer(self._units["province_key"])
        self._indicators = [code_keys(store, "indicator")[item.code] for item in self._scheme.indicators]
        self._domains = code_keys(store, "domain")

    def append(self, change: Transaction, month: int, number: int) -> None:
        matrix = self._scores.next_month()
        keys = 1 + number * len(self._provinces) + np.arange(len(self._provinces))
        rows = self._score_rows(matrix, keys)
        self._append_heads(change, month, keys, FIRST_DAY + timedelta(days=30 * number))
        change.append("score", rows)
        listed = self._units.assign(month=month, listed=True, import_key=keys[self._place])
        change.append("month_unit", listed)
        self._append_results(change, month, matrix, rows, listed)
        for position, import_key in enumerate(keys.tolist()):
            self._record(change, month, position, import_key, matrix)

    def _append_heads(self, change: Transaction, month: int, keys: np.ndarray, day: datetime) -> None:
        """The rows of `month` and `import`, one a province."""
        contents = [_content(province_id, month) for province_id in self._provinces["province_id"]]
        hashes = [hashlib.sha256(content).hexdigest() for content in contents]
        place = {"province_key": self._provinces["province_key"].tolist(), "month": [month] * len(keys)}
        scheme = {"scheme_key": [1] * len(keys)}
        opened = {"state": DRAFT, "version": 1, "created_at": day}
        repeated = {name: [value] * len(keys) for name, value in opened.items()}
        change.append("month", place | scheme | repeated | {"first_import": keys})
        same = {"file_name": _file_name(month), "sheets": canonical_json(["1"]), "actor": ACTOR, "imported_at": day}
        same |= {"note": "", "demo": False}
        repeated = {name: [value] * len(keys) for name, value in same.items()}
        own = {"import_key": keys, "sha256": hashes, "content_hash": hashes, "bytes": contents}
        imports = place | scheme | repeated | own
        change.append("import", {name: imports[name] for name in [*IMPORT_COLUMNS, "bytes"]})

    def _score_rows(self, matrix: Matrix, keys: np.ndarray) -> pd.DataFrame:
        """The rows of `score`, by unit and in the order of the scheme; a row of the table a unit of the file."""
        present, width = np.flatnonzero(matrix.present), len(self._indicators)
        province = self._place[present]
        in_file = np.arange(len(present)) - np.searchsorted(province, province)
        marks = matrix.marks[present].ravel()
        excused = marks == MARKS.index(NOT_APPLICABLE)
        return pd.DataFrame(
            {
                "import_key": np.repeat(keys[province], width),
                "unit_key": np.repeat(self._units["unit_key"].to_numpy()[present], width),
                "indicator_key": np.tile(self._indicators, len(present)),
                "points": matrix.points[present].ravel(),
                "mark": pd.Categorical.from_codes(marks, MARKS).astype(str),
                "sheet_no": 1,
                "row_no": np.repeat(FIRST_ROW + in_file, width),
                "column_no": np.tile(FIRST_COLUMN + np.arange(width), len(present)),
                "typed": np.where(excused, TYPED_NOT_APPLICABLE, None),
            }
        )

    def _append_results(
        self, change: Transaction, month: int, matrix: Matrix, rows: pd.DataFrame, listed: pd.DataFrame
    ) -> None:
        """All provinces are scored at once: ranks are within the kinds that are told apart, so each province brings its
        own."""
        codes = np.tile([item.code for item in self._scheme.indicators], len(rows) // len(self._indicators))
        scores = rows[["points", "mark"]].assign(unit=rows["unit_key"], indicator=codes)
        kinds = listed["province_key"].astype(str) + listed["kind"]
        results = month_results(scores, pd.DataFrame({"unit": listed["unit_key"], "kind": kinds}), self._scheme)
        units = results.units.assign(
            **listed[["province_key", "month", "unit_key", "kind", "sector"]],
            import_key=listed["import_key"].where(matrix.present),
        )
        change.append("unit_total", units[UNIT_COLUMNS])
        domains = results.domains.assign(month=month, unit_key=results.domains["unit"])
        domains["domain_key"] = domains["domain"].map(self._domains)
        domains["province_key"] = domains["unit"].map(listed.set_index("unit_key")["province_key"])
        change.append("domain_total", domains[DOMAIN_COLUMNS].sort_values(["unit_key", "domain_key"]))

    def _record(self, change: Transaction, month: int, position: int, import_key: int, matrix: Matrix) -> None:
        province_id = self._provinces["province_id"][position]
        what = {"import_key": import_key, "province_id": province_id, "month": month, "file": _file_name(month)}
        what |= {"scheme_key": 1, "sha256": hashlib.sha256(_content(province_id, month)).hexdigest(), "demo": False}
        what |= {"units": int(matrix.present[self._place == position].sum())}
        append_event(change, ACTOR, "import", what, "", import_hash(change, import_key))


def _file_name(month: int) -> str:
    return f"{month // 100}-{month % 100:02d}.xlsx"


def _content(province_id: str, month: int) -> bytes:
    return f"{province_id} {_file_name(month)}".encode()
