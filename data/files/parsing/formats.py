"""Which parser a file is for: by what it holds, never by its name."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Protocol

from data.files.parsing import delimited, forgiving, ods, preflight, xls, xlsb, xlsx
from data.files.sheets import MAX_FILE_BYTES, Book
from data.problems import Refused, refusal
from data.text import clean

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_MAGICS = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"SQLite",
)
ODS_NAMES = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_WEB_PAGE = re.compile(
    rb"^\s*(<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(!doctype\s+html|html|head|body|table|meta|div)\b", re.I | re.S
)
_WORKBOOK = re.compile(r"workbook[^/]*\.xml$", re.I)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"


class Parser(Protocol):
    """A module that reads the files of a format."""

    def read(self, file_name: str, content: bytes) -> Book: ...


def read(file_name: str, content: bytes) -> Book:
    """All visible sheets of a file. Raises Refused with one problem where it can't be read at all."""
    name = clean(PurePath(file_name.replace("\\", "/")).name)
    if not content.strip():
        raise refusal("file_empty")
    if len(content) > MAX_FILE_BYTES:
        raise refusal("file_too_large", limit_mb=MAX_FILE_BYTES // 2**20)
    parser = parser_of(content)
    try:
        return parser.read(name, forgiving.renamed(content) if parser is xlsx else content)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # parsers raise anything for a damaged file; this is the edge where that ends
        raise refusal("file_broken") from error


def parser_of(content: bytes) -> Parser:
    """The module that reads such a file. Raises Refused where none does."""
    if content.startswith(ZIP_MAGIC):
        return _parser_of_archive(content)
    if content.startswith(OLE_MAGIC):
        return xls
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _SPREADSHEET_XML in start:
        raise refusal("excel_2003_xml")
    if start.lstrip().startswith(b"<") and ODS_NAMES in start:
        raise refusal("flat_ods")
    if _WEB_PAGE.match(start) or start.startswith(b"MIME-Version:"):
        raise refusal("web_page")
    if start.startswith(OTHER_MAGICS):
        raise refusal("not_a_workbook")
    return delimited


def _parser_of_archive(content: bytes) -> Parser:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(map(forgiving.plain_name, archive.namelist()))
            mimetype = archive.open("mimetype").read(len(ODS_TYPE) + 10).strip() if "mimetype" in names else b""
    except preflight.ZIP_ERRORS as error:
        raise refusal("file_broken") from error
    if "xl/workbook.bin" in names:
        return xlsb
    if mimetype.removesuffix(b"-template") in (ODS_TYPE, b"") and "content.xml" in names:
        return ods
    if "[content_types].xml" in map(str.lower, names) and any(map(_WORKBOOK.search, names)):
        return xlsx
    raise refusal("not_a_workbook")
