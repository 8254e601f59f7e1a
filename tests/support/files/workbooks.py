"""Workbooks of every format, made of plain rows. A cell is a value, or one of the classes below."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill


@dataclass(frozen=True)
class Percent:
    """A number that a percent format shows a hundredfold."""

    value: float


@dataclass(frozen=True)
class ErrorValue:
    text: str


@dataclass(frozen=True)
class Formula:
    """A formula that no program has computed yet."""

    text: str


@dataclass(frozen=True)
class Struck:
    value: object


@dataclass(frozen=True)
class Coloured:
    value: object


@dataclass(frozen=True)
class Noted:
    value: object


@dataclass(frozen=True)
class Rich:
    """A text of which a part has a look of its own (.xlsb)."""

    text: str


@dataclass(frozen=True)
class Marked:
    """A text whose end is raised (a footnote mark), or whose beginning is struck out."""

    beginning: str
    end: str
    struck: bool = False

    @property
    def runs(self) -> list[tuple[str, bool]]:
        """Each part with whether it bears the mark."""
        return [(self.beginning, self.struck), (self.end, not self.struck)]


@dataclass(frozen=True)
class Shown:
    """A number under a number format."""

    value: float
    number_format: str


@dataclass(frozen=True)
class Look:
    """What is not in the cells of a sheet: hidden rows and columns (from 1), merged blocks ("A1:C1"), its visibility,
    right to left."""

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[str, ...] = ()
    is_hidden: bool = False
    right_to_left: bool = False


def xlsx(sheets: list[tuple[str, list[list]]], looks: dict[str, Look] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet, look = book.create_sheet(name), (looks or {}).get(name, Look())
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                if value is not None:
                    _fill(sheet.cell(row, column), value)
        for block in look.merged:
            sheet.merge_cells(block)
        for row in look.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in look.hidden_columns:
            sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column - 1]].hidden = True
        sheet.sheet_state = "hidden" if look.is_hidden else "visible"
        sheet.sheet_view.rightToLeft = look.right_to_left
    return _saved(book)


def _fill(cell, value) -> None:
    cell.value = None if isinstance(value, Marked) else plain(value)
    if isinstance(value, Marked):
        font = InlineFont(strike=True) if value.struck else InlineFont(vertAlign="superscript")
        cell.value = CellRichText(*(TextBlock(font, text) if marked else text for text, marked in value.runs))
    elif isinstance(value, Shown):
        cell.number_format = value.number_format
    elif isinstance(value, Percent):
        cell.number_format = "0%"
    elif isinstance(value, ErrorValue):
        cell.data_type = "e"
    elif isinstance(value, Formula):
        cell.value = f"={value.text}"
    elif isinstance(value, Struck):
        cell.font = Font(strike=True)
    elif isinstance(value, Coloured):
        cell.fill = PatternFill("solid", fgColor="FFFF0000")
    elif isinstance(value, Noted):
        cell.comment = Comment("7", "x")
    elif isinstance(value, str):
        cell.data_type = "s"  # a text that starts with = is a text


def plain(value: object) -> object:
    """The value of a cell without what is special about it."""
    return getattr(value, "value", getattr(value, "text", value))


def _saved(book) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xls(sheets: list[tuple[str, list[list]]], looks: dict[str, Look] | None = None) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    percent, day = xlwt.easyxf(num_format_str="0%"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    struck, red = xlwt.easyxf("font: struck_out true"), xlwt.easyxf("pattern: pattern solid, fore_colour red")
    for name, rows in sheets:
        sheet, look = book.add_sheet(name), (looks or {}).get(name, Look())
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, ErrorValue):
                    sheet.row(row).set_cell_error(column, value.text)
                elif isinstance(value, Marked):
                    mark = xlwt.easyfont("struck_out true" if value.struck else "escapement superscript")
                    sheet.write_rich_text(
                        row, column, [(text, mark) if is_marked else text for text, is_marked in value.runs]
                    )
                elif isinstance(value, Shown):
                    sheet.write(row, column, value.value, xlwt.easyxf(num_format_str=value.number_format))
                elif value is not None:
                    style = {Percent: percent, date: day, Struck: struck, Coloured: red}.get(type(value))
                    sheet.write(row, column, plain(value), *([style] if style else []))
        for row in look.hidden_rows:
            sheet.row(row - 1).hidden = True
        for column in look.hidden_columns:
            sheet.col(column - 1).hidden = True
        sheet.visibility = int(look.is_hidden)
    return _saved(book)


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>'
    '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
    '<style:style style:name="struck" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="red" style:family="table-cell">'
    '<style:table-cell-properties fo:background-color="#ff0000"/></style:style>'
    '<style:style style:name="struck-part" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="raised-part" style:family="text">'
    '<style:text-properties style:text-position="super 58%"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
EMPTY_TAIL = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(sheets: list[tuple[str, list[list]]], looks: dict[str, Look] | None = None, tail: str = EMPTY_TAIL) -> bytes:
    parts = [_ODS]
    for name, rows in sheets:
        look = (looks or {}).get(name, Look())
        style = ' table:style-name="hidden"' if look.is_hidden else ""
        parts.append(f"<table:table table:name={quoteattr(name)}{style}>")
        for column in range(1, max(map(len, rows), default=1) + 1):
            hidden = ' table:visibility="collapse"' if column in look.hidden_columns else ""
            parts.append(f"<table:table-column{hidden}/>")
        for number, row in enumerate(rows, 1):
            hidden = ' table:visibility="collapse"' if number in look.hidden_rows else ""
            parts.append(f"<table:table-row{hidden}>{''.join(map(_ods_cell, row))}</table:table-row>")
        parts.append(f"{tail}</table:table>")
    content = "".join(parts) + "</office:spreadsheet></office:body></office:document-content>"
    return packed(
        {
            "mimetype": ODS_TYPE,
            "content.xml": content,
            "META-INF/manifest.xml": "<m/>",
        }
    )


def _ods_cell(value: object) -> str:
    if isinstance(value, Marked):
        style = "struck-part" if value.struck else "raised-part"
        spans = (f'<text:span text:style-name="{style}">{text}</text:span>' if m else text for text, m in value.runs)
        return f'<table:table-cell office:value-type="string"><text:p>{"".join(spans)}</text:p></table:table-cell>'
    said = plain(value)
    text = f"<text:p>{escape(str(said))}</text:p>"
    kinds = {
        Percent: f'office:value-type="percentage" office:value="{said}"',
        ErrorValue: 'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"',
        Formula: f"table:formula={quoteattr(f'of:={said}')}",
        date: f'office:value-type="date" office:date-value="{said}"',
        bool: f'office:value-type="boolean" office:boolean-value="{str(said).lower()}"',
    }
    if value is None:
        return "<table:table-cell/>"
    number = isinstance(said, int | float) and not isinstance(said, bool)
    usual = f'office:value-type="float" office:value="{said}"' if number else 'office:value-type="string"'
    style = {Struck: ' table:style-name="struck"', Coloured: ' table:style-name="red"'}.get(type(value), "")
    note = "<office:annotation><text:p>7</text:p></office:annotation>" if isinstance(value, Noted) else ""
    text = "" if isinstance(value, Formula) else text
    return f"<table:table-cell {kinds.get(type(value), usual)}{style}>{note}{text}</table:table-cell>"


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def xlsb(sheets: list[tuple[str, list[list]]], looks: dict[str, Look] | None = None) -> bytes:
    """Records as [MS-XLSB] has them; styles 0 plain, 1 percent, 2 date."""
    names = [name for name, _ in sheets]
    bundles = b"".join(
        _record(
            156,
            struct.pack("<II", int((looks or {}).get(name, Look()).is_hidden), number)
            + _wide(f"rId{number}")
            + _wide(name),
        )
        for number, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="http://x/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(names) + 1)
    )
    formats = b"".join(_record(47, struct.pack("<HHHHHBBHH", 0, code, 0, 0, 0, 0, 0, 0, 0)) for code in (0, 9, 14))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.bin": _record(131) + _record(143) + bundles + _record(144) + _record(132),
        "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>",
        "xl/styles.bin": _record(278)
        + _fonts()
        + _record(617, struct.pack("<I", 2))
        + formats
        + _record(618)
        + _record(279),
    }
    for number, (name, rows) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _xlsb_sheet(rows, (looks or {}).get(name, Look()))
    return packed(parts)


def _fonts() -> bytes:
    """A plain font, one that is struck out, one that is raised."""
    looks = ((0, 0), (8, 0), (0, 1))
    return b"".join(
        _record(43, struct.pack("<HHHHBBBB8x", 220, flags, 400, raised, 0, 0, 0, 0)) for flags, raised in looks
    )


def _xlsb_sheet(rows: list[list], look: Look) -> bytes:
    width = max(map(len, rows), default=1)
    columns = b"".join(_record(60, struct.pack("<IIIIH", c - 1, c - 1, 2560, 0, 1)) for c in look.hidden_columns)
    body = [
        _record(129),
        _record(148, struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, width - 1)),
        columns,
        _record(145),
    ]
    for number, row in enumerate(rows):
        hidden = 0x10 if number + 1 in look.hidden_rows else 0
        body.append(_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, hidden, 0, 0)))
        body += [_xlsb_cell(column, value) for column, value in enumerate(row) if value is not None]
    return b"".join([*body, _record(146), _record(130)])


_CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}


def _xlsb_cell(column: int, value: object) -> bytes:
    style = {Percent: 1, date: 2}.get(type(value), 0)
    said, head = plain(value), struct.pack("<II", column, style)
    if isinstance(value, date):
        return _record(2, head + struct.pack("<i", (value - date(1899, 12, 30)).days << 2 | 2))
    if isinstance(value, Marked):
        text, mark = value.beginning + value.end, 1 if value.struck else 2
        starts = [(0, mark), (len(value.beginning), 0)] if value.struck else [(len(value.beginning), mark)]
        runs = b"".join(struct.pack("<HH", *start) for start in starts)
        return _record(62, head + b"\x01" + _wide(text) + struct.pack("<I", len(starts)) + runs)
    if isinstance(value, Rich):
        return _record(62, head + b"\x01" + _wide(said) + bytes(8))
    if isinstance(value, ErrorValue):
        return _record(3, head + bytes([_CODES[said]]))
    if isinstance(said, bool):
        return _record(4, head + bytes([said]))
    if isinstance(said, int | float):
        return _record(5, head + struct.pack("<d", said))
    return _record(6, head + _wide(said))


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(body)
    while True:
        size += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + size + body
