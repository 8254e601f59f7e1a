"""The plain table, with one thing about it changed, and what is said of the file."""

from __future__ import annotations

from data.imports.importing import preview
from data.imports.staleness import content_hash
from data.problems import Refused
from tests.support.builders import FULL_ROWS, HEADER
from tests.support.files.repacking import rezipped
from tests.support.files.workbooks import Look, xlsx

TITLE = ["نتایج فروردین ۱۳۹۹"]
ROAD, MEDICAL, WELFARE, DARREH = FULL_ROWS
W, E = "warning", "error"


def table(rows: list[list], header: list = HEADER, **look) -> bytes:
    """Title in row 1, header in row 2, units from row 3."""
    return xlsx([("Sheet", [TITLE, header, *rows])], {"Sheet": Look(**look)})


def with_cell(value: object) -> bytes:
    """The plain table with another value in B3: the first unit's first score, of 6 points at most."""
    return table([["اداره کل راه", value, 4, 10], *FULL_ROWS[1:]])


def said(store, content: bytes, name: str = "scores.xlsx", **options) -> str:
    """The content hash of a file's only month."""
    read = preview(store, name, content, **options)
    assert read.months, read.problems
    return content_hash(read.months[0].scores)


def found(store, content: bytes, name: str = "scores.xlsx", **options) -> list[tuple]:
    """(code, severity, cell) of every problem of a file."""
    try:
        problems = preview(store, name, content, **options).problems
    except Refused as refused:
        problems = refused.problems
    return [(problem.code, problem.severity, problem.cell) for problem in problems]


SHEET_END, LAST_ROW = b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"%s</row></sheetData>'


def with_xml(new: bytes, old: bytes = SHEET_END, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The plain table with something else in a part."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)

    return rezipped(table(FULL_ROWS), change)
