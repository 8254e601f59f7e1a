"""One table of scores in many disguises: what offices do to a file without changing what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.support.builders import HEADER, UNITS
from tests.support.files.workbooks import Look, Noted, ods, xls, xlsb, xlsx

Values = dict[str, list]  # unit code -> its scores in the order of the small scheme; "na" and None as marks
NAMES = {unit[0]: unit[4] for unit in UNITS}
CODES = ["N1", "N2", "P1"]
ENGLISH = ["Unit name", "News items", "News speed", "Meetings"]
TITLE = "نتایج فروردین ۱۳۹۹"
PERSIAN, ARABIC = (str.maketrans("0123456789.", digits) for digits in ("۰۱۲۳۴۵۶۷۸۹٫", "٠١٢٣٤٥٦٧٨٩٫"))
OLD_LETTERS = str.maketrans("یک", "يك")
INVISIBLE = "\u200f\u200b"


@dataclass
class Table:
    """rows[0] is the header, the others are units; cells are values as they are typed."""

    rows: list[list]
    title: str = TITLE

    @property
    def header(self) -> list:
        return self.rows[0]


def table_of(values: Values) -> Table:
    """The plain table."""
    marks = {"na": "بدون موضوع", None: None}
    body = [[NAMES[unit], *(marks.get(cell, cell) for cell in row)] for unit, row in values.items()]
    return Table([list(HEADER), *body])


def _typed(change: Callable[[str], str]) -> Callable[[Table, Random], None]:
    """Numbers become texts."""

    def apply(table: Table, random: Random) -> None:
        for row in table.rows[1:]:
            row[:] = [change(repr(cell)) if isinstance(cell, int | float) else cell for cell in row]

    return apply


def _names(change: Callable[[str], str]) -> Callable[[Table, Random], None]:
    def apply(table: Table, random: Random) -> None:
        for row in table.rows:
            row[:] = [change(cell) if isinstance(cell, str) and "موضوع" not in cell else cell for cell in row]

    return apply


def _shuffled_rows(table: Table, random: Random) -> None:
    body = table.rows[1:]
    random.shuffle(body)
    table.rows[1:] = body


def _shuffled_columns(table: Table, random: Random) -> None:
    order = list(range(len(table.header)))
    random.shuffle(order)
    for row in table.rows:
        row[:] = [row[position] for position in order]


def _header(words: list) -> Callable[[Table, Random], None]:
    def apply(table: Table, random: Random) -> None:
        known = dict(zip(HEADER, words, strict=True))
        table.rows[0] = [known.get(cell, cell) for cell in table.header]

    return apply


def _other_columns(table: Table, random: Random) -> None:
    """A number for the row, a remark, an empty column."""
    for number, row in enumerate(table.rows):
        row[:] = [number or "ردیف", *row, "توضیحات" if number == 0 else "ندارد", None]


def _unit_codes(table: Table, random: Random) -> None:
    codes = {name: code for code, name in NAMES.items()}
    for number, row in enumerate(table.rows):
        row.insert(0, "کد" if number == 0 else next(codes[cell] for cell in row if cell in codes))


def _blank_rows(table: Table, random: Random) -> None:
    for _ in range(3):
        table.rows.insert(random.randint(1, len(table.rows)), [])


def _header_again(table: Table, random: Random) -> None:
    table.rows.insert(random.randint(2, len(table.rows)), list(table.header))


def _total_row(table: Table, random: Random) -> None:
    unit_column = next(column for column, cell in enumerate(table.rows[1]) if isinstance(cell, str) and len(cell) > 5)
    table.rows.append(["جمع کل" if column == unit_column else 1 for column in range(len(table.header))])


def _notes(table: Table, random: Random) -> None:
    for row in table.rows[1:]:
        row[:] = [Noted(cell) if isinstance(cell, int | float) else cell for cell in row]


CHANGES: dict[str, Callable[[Table, Random], None]] = {
    "texts": _typed(str),
    "Persian digits": _typed(lambda text: text.translate(PERSIAN)),
    "Arabic digits": _typed(lambda text: text.translate(ARABIC)),
    "invisible characters": _typed(lambda text: f"{INVISIBLE}{text} "),
    "apostrophes": _typed(lambda text: f"'{text}"),
    "old letters": _names(lambda text: text.translate(OLD_LETTERS)),
    "loose names": _names(lambda text: f" {text.replace(' ', '  ')}\u200c "),
    "rows shuffled": _shuffled_rows,
    "columns shuffled": _shuffled_columns,
    "codes as headers": _header(["نام", *CODES]),
    "English headers": _header(ENGLISH),
    "codes and names as headers": _header(["واحد", *(f"{c} - {n}" for c, n in zip(CODES, HEADER[1:], strict=True))]),
    "maxima in headers": _header(
        ["واحد", *(f"{n} (از {most})" for n, most in zip(HEADER[1:], ("۶", "۴", "۱۰"), strict=True))]
    ),
    "other columns": _other_columns,
    "unit codes": _unit_codes,
    "blank rows": _blank_rows,
    "header again": _header_again,
    "a row of totals": _total_row,
}


def _sheet(table: Table) -> list[list]:
    return [[table.title], *table.rows]


def _turned(table: Table) -> list[list]:
    width = max(map(len, table.rows))
    rows = [row + [None] * (width - len(row)) for row in table.rows]
    return [[table.title], *map(list, zip(*rows, strict=True))]


def _two_rows(table: Table) -> tuple[list[list], Look]:
    """Unit header in the upper row, merged with the lower; a word over the indicators."""
    upper = [cell if position == 0 else "حوزه‌ها" for position, cell in enumerate(table.header)]
    lower = [None, *table.header[1:]]
    return [[table.title], upper, lower, *table.rows[1:]], Look(merged=("A2:A3",))


def _csv(separator: str, encoding: str) -> Callable[[Table], bytes]:
    def write(table: Table) -> bytes:
        rows = [[table.title], *table.rows]
        text = "\r\n".join(separator.join("" if cell is None else str(cell) for cell in row) for row in rows)
        return text.translate(OLD_LETTERS if encoding == "cp1256" else {}).encode(encoding)

    return write


def _plain_digits(table: Table) -> Table:
    """Windows-1256 has no Persian digits and marks."""
    back = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫ۀ", "01234567890123456789.ه")
    texts = [["" if cell is None else str(cell).replace("\u200b", "") for cell in row] for row in table.rows]
    rows = [[text.translate(back) or None for text in row] for row in texts]
    return Table(rows, table.title.translate(back))


def _split(table: Table) -> list[tuple[str, list[list]]]:
    """Half of the units on a sheet of their own."""
    half = len(table.rows) // 2 + 1
    parts = [table.rows[1:half], table.rows[half:]]
    return [(f"برگه {n}", [[table.title], table.header, *part]) for n, part in enumerate(parts, 1) if part]


FORMATS: dict[str, Callable[[Table], bytes]] = {
    "xlsx": lambda table: xlsx([("Sheet", _sheet(table))]),
    "xls": lambda table: xls([("Sheet", _sheet(table))]),
    "ods": lambda table: ods([("Sheet", _sheet(table))]),
    "xlsb": lambda table: xlsb([("Sheet", _sheet(table))]),
    "turned xlsx": lambda table: xlsx([("Sheet", _turned(table))]),
    "turned ods": lambda table: ods([("Sheet", _turned(table))]),
    "two header rows": lambda table: xlsx([("Sheet", _two_rows(table)[0])], {"Sheet": _two_rows(table)[1]}),
    "right to left": lambda table: xlsx([("Sheet", _sheet(table))], {"Sheet": Look(right_to_left=True)}),
    "hidden rows": lambda table: xlsx([("S", _sheet(table))], {"S": Look(hidden_rows=(3,), hidden_columns=(2,))}),
    "two sheets": lambda table: xlsx(_split(table)),
    "a guide beside it": lambda table: xlsx([("راهنما", [["شمار خبر"]]), ("نمره", _sheet(table))]),
    "CSV": _csv(",", "utf-8"),
    "CSV with mark": _csv(",", "utf-8-sig"),
    "CSV semicolons": _csv(";", "utf-8"),
    "CSV tabs in UTF-16": _csv("\t", "utf-16"),
    "CSV in windows-1256": lambda table: _csv(";", "cp1256")(_plain_digits(table)),
}
# what can't go together: a header that isn't in the first column any more, rows that a turned table takes for columns
AT_ONCE = ["unit codes", "a row of totals"]  # they look names up
LAST = ["blank rows", "header again"]
ORDER = [*AT_ONCE, *(name for name in CHANGES if name not in AT_ONCE + LAST), *LAST]
NOT_TOGETHER = {
    "two header rows": {"columns shuffled", "header again", "unit codes", "other columns"},
    "turned xlsx": {"header again", "blank rows"},
    "turned ods": {"header again", "blank rows"},
}


def disguised(values: Values, changes: list[str], format_: str, seed: int = 0) -> bytes:
    """The table after some changes, in a format. In a fixed order."""
    table, random = table_of(values), Random(seed)
    possible = [name for name in changes if name not in NOT_TOGETHER.get(format_, ())]
    for name in sorted(possible, key=ORDER.index):
        CHANGES[name](table, random)
    return FORMATS[format_](table)
