"""The demo's files read straight from their cells, and what the oracle makes of them."""

from __future__ import annotations

import io

import openpyxl

from scoring.scheme import DEFAULT_SCHEME, load_scheme
from tests.support import oracle

SCHEME = load_scheme(DEFAULT_SCHEME)
EXACT = {
    "indicators": [(item.name_fa, item.domain, item.max_points) for item in SCHEME.indicators],
    "bands": [(band.code, band.lower, band.weak) for band in SCHEME.bands],
    "min_coverage": 1.0,
}


def read_by_hand(content: bytes) -> dict:
    """unit name -> {indicator name: points | "na"} of a demo file, straight from the cells."""
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]
    header = rows[1][2:]
    cleaned = [["na" if value == "بدون موضوع" else float(value) for value in row[2:]] for row in rows[2:]]
    return {row[1]: dict(zip(header, values, strict=True)) for row, values in zip(rows[2:], cleaned, strict=True)}


def oracle_results(content: bytes) -> tuple[dict, dict]:
    """The oracle's results of a demo file by unit name, and the units' kinds."""
    scores = read_by_hand(content)
    kinds = {name: "governorate" if name.startswith("فرمانداری") else "agency" for name in scores}
    return oracle.totals(EXACT, scores, kinds), kinds
