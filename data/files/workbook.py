"""A spreadsheet or CSV -> sheets of cells with their addresses."""

from __future__ import annotations

from collections.abc import Callable

from data.files.parsing_processes import PARSERS
from data.files.sheets import MAX_FILE_BYTES, Book
from data.problems import refusal


def read_book(file_name: str, content: bytes, when_queued: Callable[[], None] | None = None) -> Book:
    """All visible sheets of a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods), or a CSV as one sheet without a name; read by
    a process of its own. `when_queued` is called where others are read first. Raises Refused."""
    if len(content) > MAX_FILE_BYTES:
        raise refusal("file_too_large", limit_mb=MAX_FILE_BYTES // 2**20)
    return PARSERS.read(file_name, content, when_queued)
