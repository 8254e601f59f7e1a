"""A frame as CSV: Latin digits, judged numbers, null empty, booleans 0/1, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pandas as pd

from scoring.rounding import JUDGED_DECIMALS

BYTE_ORDER_MARK = "\ufeff"
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HIDDEN = "\u200e\u200f\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff\u00a0 "


def csv_text(frame: pd.DataFrame, *, newline: str = "\n") -> str:
    """The frame with its header, no index. Floats are written as they are judged, to nine decimals."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator=newline)
    writer.writerow(frame.columns)
    writer.writerows([_cell(value) for value in row] for row in frame.astype(object).itertuples(index=False))
    return target.getvalue()


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV for a browser's download: UTF-8 with byte order mark and CRLF, so that spreadsheets open it right."""
    return (BYTE_ORDER_MARK + csv_text(frame, newline="\r\n")).encode("utf-8")


def safe_text(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula."""
    start = text.lstrip(_HIDDEN)
    return f"'{text}" if len(start) > 1 and start.startswith(_LIVE) else text


def _cell(value: object) -> object:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return int(value)
    return repr(round(value, JUDGED_DECIMALS) + 0.0) if isinstance(value, float) else value  # + 0.0: no "-0.0"
