"""What a reader finds in the files that leave the house: the texts of Word files, PDFs and pages."""

from __future__ import annotations

import html
import io
import re
from decimal import ROUND_HALF_UP, Decimal

import pypdfium2
from docx import Document
from openpyxl.cell import Cell

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٪", "0123456789.%")
MARKS = re.compile("[\u2066-\u2069\u202a-\u202e\u200e]")


def plain(text: str) -> str:
    """Without marks of direction, in Latin digits."""
    return MARKS.sub("", text).translate(DIGITS)


def docx_text(content: bytes) -> str:
    """Everything that a Word file says, head and foot included."""
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    parts = [document, section.header, section.footer]
    said = [paragraph.text for part in parts for paragraph in part.paragraphs]
    said += [cell.text for part in parts for table in part.tables for row in table.rows for cell in row.cells]
    return "\n".join(said)


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def page_text(content: bytes) -> str:
    """What a page of the public report says."""
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", content.decode(), flags=re.DOTALL)
    return plain(html.unescape(re.sub(r"\s+", " ", text)))


def shown(cell: Cell) -> str:
    """The number of a cell as its format shows it, in Latin digits."""
    decimals = len(re.search(r"0(?:\.(0+))?", cell.number_format.split(";")[0].rpartition("]")[2])[1] or "")
    value = Decimal(repr(cell.value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{value:.{decimals}f}"
