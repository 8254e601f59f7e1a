"""Score files of the small scheme, read: their values, and the codes and cells of what is told."""

from __future__ import annotations

import math

from data.imports.importing import preview
from data.problems import Refused
from tests.support.builders import FULL_ROWS, HEADER
from tests.support.files.workbooks import ods, xls, xlsb, xlsx

TITLE = ["نتایج فروردین ۱۳۹۹"]
FULL = {"A1": [6, 4, 10], "A2": [3, 2, 5], "A3": [1, 1, 1], "G1": [3, 3, 4]}
FORMATS = {"xlsx": xlsx, "xls": xls, "ods": ods, "xlsb": xlsb}


def read(store, content: bytes, name: str = "scores.xlsx", **options):
    return preview(store, name, content, **options)


def codes(store, content: bytes, name: str = "scores.xlsx", **options) -> list[tuple[str, str | None]]:
    try:
        problems = read(store, content, name, **options).problems
    except Refused as refused:
        problems = refused.problems
    return [(problem.code, problem.cell) for problem in problems]


def values(file) -> dict[str, list[float | None]]:
    """Unit -> its scores in the order of the header."""
    found: dict[str, list[float | None]] = {}
    for row in file.months[0].scores.itertuples():
        found.setdefault(row.unit_id, []).append(None if math.isnan(row.points) else row.points)
    return found


def with_cell(value: object, make=xlsx) -> bytes:
    """The plain table with another value in D3: the first unit's third score, of 10 points at most."""
    rows = [["اداره کل راه", 6, 4, value], *FULL_ROWS[1:]]
    return make([("Sheet", [TITLE, HEADER, *rows])])
