"""The scores in force, cell by cell, and what is asked over them."""

from __future__ import annotations

import json

import pandas as pd

from data.asking.chosen import Chosen, read_chosen
from data.files.sheets import address
from data.store.reader import Reader
from data.text import canonical


def mean_indicator(store: Reader, province: int, indicator: str, chosen: Chosen) -> pd.DataFrame:
    """month, kind, points (mean) and units (evaluated, with that indicator scored)."""
    return read_chosen(
        store,
        """
        SELECT t.month, t.kind, avg(s.points) AS points, count(s.points) AS units
        FROM unit_total t
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key AND s.mark = 'scored'
        JOIN indicator n ON n.indicator_key = s.indicator_key AND n.code = $indicator
        WHERE t.province_key = $province AND t.status = 'evaluated'{chosen}
        GROUP BY t.month, t.kind
        ORDER BY t.month, t.kind
        """,
        chosen,
        province=province,
        indicator=indicator,
    )


def scores(store: Reader, province: int, chosen: Chosen, month: int | None = None) -> pd.DataFrame:
    """The scores in force with where each came from: month, unit_id, indicator, points, mark, file, sheets (JSON list
    of names), sheet_no, row_no, column_no, typed."""
    return read_chosen(
        store,
        """
        SELECT t.month, u.unit_id, n.code AS indicator, s.points, s.mark, i.file_name, i.sheets, s.sheet_no, s.row_no,
               s.column_no, s.typed
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        JOIN import i ON i.import_key = t.import_key
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key
        JOIN indicator n ON n.indicator_key = s.indicator_key
        WHERE t.province_key = $province{chosen}
        ORDER BY t.month, u.unit_id, s.indicator_key
        """,
        chosen,
        province=province,
        month=month,
    )


def cells_between(store: Reader, province: int, first: int, last: int, chosen: Chosen) -> pd.DataFrame:
    """month, unit_id, indicator, points, mark of the scores in force from one month to another (both included)."""
    return read_chosen(
        store,
        """
        SELECT t.month, u.unit_id, n.code AS indicator, s.points, s.mark
        FROM unit_total t
        JOIN unit u ON u.unit_key = t.unit_key
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key
        JOIN indicator n ON n.indicator_key = s.indicator_key
        WHERE t.province_key = $province AND t.month BETWEEN $first AND $last{chosen}
        ORDER BY t.month, u.unit_id, s.indicator_key
        """,
        chosen,
        province=province,
        first=first,
        last=last,
    )


def with_places(scores: pd.DataFrame) -> pd.DataFrame:
    """`scores` with sheet (name), cell (D14) and typed (the text in the cell; empty for an empty one) spelled out."""
    sheets = {text: json.loads(text) for text in scores["sheets"].unique()}
    names = [sheets[text][number - 1] for text, number in zip(scores["sheets"], scores["sheet_no"], strict=True)]
    cells = [address(row, column) for row, column in zip(scores["row_no"], scores["column_no"], strict=True)]
    typed = [
        text if isinstance(text, str) else canonical(points) if points == points else ""
        for text, points in zip(scores["typed"], scores["points"], strict=True)
    ]
    return scores.assign(sheet=names, cell=cells, typed=typed)


def indicator_medians(store: Reader, province: int, kind: str, month: int) -> pd.DataFrame:
    """indicator, median points and units: over the evaluated units of a kind where it is scored, in one month."""
    return store.read(
        """
        SELECT n.code AS indicator, percentile_cont(0.5) WITHIN GROUP (ORDER BY s.points) AS median, count(*) AS units
        FROM unit_total t
        JOIN score s ON s.import_key = t.import_key AND s.unit_key = t.unit_key AND s.mark = 'scored'
        JOIN indicator n ON n.indicator_key = s.indicator_key
        WHERE t.province_key = $province AND t.month = $month AND t.kind = $kind AND t.status = 'evaluated'
        GROUP BY n.code
        ORDER BY n.code
        """,
        province=province,
        kind=kind,
        month=month,
    )
