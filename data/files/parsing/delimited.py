"""Text files of separated values (.csv): the encoding and the separator are found out, the values stay texts."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter

from data.files.sheets import MAX_CELLS, MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS, SIZE_LIMITS, Book, Sheet, Value
from data.problems import WARNING, Problem, refusal

DELIMITERS = ",;\t؛|،"
LOOKED_AT = 200  # rows, to find the separator
PERSIAN_LETTERS = "پچژکگی"
LEAST_ARABIC_SHARE = 0.8  # of the letters beyond ASCII
_SAID = {f"sep={delimiter}": delimiter for delimiter in DELIMITERS}
_MARKS_16 = (b"\xff\xfe", b"\xfe\xff")


def read(file_name: str, content: bytes) -> Book:
    """One sheet without a name. Raises Refused."""
    text, warnings = _decoded(content)
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip().strip('"').lower().replace("\\t", "\t")
    delimiter = _SAID.get(first) or max(DELIMITERS, key=lambda each: _consistency(text, each))
    rows = _rows(text, delimiter)
    if first in _SAID:
        rows[0] = []
    _refuse_open_quote(rows, delimiter)
    widest = max(map(len, rows), default=0)
    if len(rows) > MAX_ROWS or widest > MAX_COLUMNS or sum(map(len, rows)) > MAX_CELLS:
        raise refusal("too_many_cells", sheet=None, **SIZE_LIMITS)
    return Book(file_name, (Sheet("", rows, is_delimited=True),), warnings)


def _rows(text: str, delimiter: str, most: int | None = None) -> list[list[Value]]:
    rows: list[list[Value]] = []
    csv.field_size_limit(MAX_FILE_BYTES)  # while a wrong separator is tried, a line may be one field
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number == most:
                break
            rows.append([value or None for value in row])
    except csv.Error as error:
        raise refusal("file_broken") from error
    return rows


def _refuse_open_quote(rows: list[list[Value]], delimiter: str) -> None:
    """Raises Refused where a field holds whole lines of the table: a quote was opened and never closed."""
    width = Counter(len(row) for row in rows if len(row) > 1).most_common(1)
    most = width[0][0] - 1 if width else 1
    for number, row in enumerate(rows, 1):
        for value in row:
            lines = value.splitlines()[1:] if isinstance(value, str) and "\n" in value else []
            if any(line.count(delimiter) >= most for line in lines):
                raise refusal("open_quote", row=number)


def _consistency(text: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows have the same number of fields (more than one), and how many fields that is. Rows of
    one filled field (titles) say nothing."""
    rows = _rows(text, delimiter, LOOKED_AT)
    counts = Counter(len(row) for row in rows if len(row) > 1 and sum(value is not None for value in row) > 1)
    if not counts:
        return 0.0, 0
    width, hits = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    return hits / sum(any(row) for row in rows), width


def _decoded(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8 or UTF-16 (the only one with zero bytes); else windows-1256, the old Persian one, where that gives Arabic
    letters (with a warning: the bytes themselves can't tell). Raises Refused `not_utf8`."""
    if b"\0" in content or content.startswith(_MARKS_16):
        return _decoded_16(content), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise refusal("file_broken") from error
        text = content.decode("cp1256", errors="replace")
        letters = sum("\u0620" <= character <= "\u064a" or character in PERSIAN_LETTERS for character in text)
        others = sum(character.isalpha() and character > "\x7f" for character in text)
        if letters < LEAST_ARABIC_SHARE * max(others, 1) or "\ufffd" in text:
            raise refusal("not_utf8") from error
        return text, (Problem("read_as_1256", WARNING),)


def _decoded_16(content: bytes) -> str:
    """UTF-16, little-endian where no mark says otherwise. Raises Refused where that gives no text."""
    try:
        text = content.decode("utf-16" if content.startswith(_MARKS_16) else "utf-16-le")
    except UnicodeDecodeError as error:
        raise refusal("not_a_workbook") from error
    if any(unicodedata.category(character) in ("Cc", "Cn", "Co") and character not in "\t\r\n" for character in text):
        raise refusal("not_a_workbook")
    return text
