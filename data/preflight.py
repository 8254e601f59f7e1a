"""A workbook measured before any parser opens it: size, parts, unpacked size, sheet dimensions, dangerous XML.

Only the zip directory and a stream of bytes are looked at. Raises Refused with one clear problem.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from data.problems import refusal

MAX_FILE_BYTES = 10 * 2**20
MAX_UNPACKED_BYTES = 60 * 2**20
MAX_PARTS = 300
MAX_SHEETS = 60
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 300, 600_000
MAX_TAG_BYTES = 2**20
CHUNK = 2**18
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d+)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_CELL_REF = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']\$?([A-Za-z]+)\$?(\d+)[\"']")
_COUNT = re.compile(rb"\b(?:uniqueCount|count)\s*=\s*[\"'](\d+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ACTIVE = re.compile(
    r"vbaProject|externalLinks/|activeX|embeddings/|ctrlProps|connections\.xml|queryTables/|macrosheets", re.I
)


@dataclass(frozen=True)
class Measured:
    """What the stream showed: number of formulas, and the first active part (macro, external link …) if any."""

    formulas: int
    active_part: str | None


def measure(content: bytes) -> Measured:
    """Measure an .xlsx. Raises Refused: `file_too_large`, `file_encrypted`, `not_a_workbook`, `file_broken`,
    `too_much_unpacked`, `too_many_cells`, `unsafe_part`, `unsafe_xml`."""
    if len(content) > MAX_FILE_BYTES:
        raise refusal("file_too_large", limit_mb=MAX_FILE_BYTES // 2**20)
    if content.startswith(OLE_MAGIC):
        raise refusal("file_encrypted")
    if not content.startswith(ZIP_MAGIC):
        raise refusal("not_a_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _measure_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise refusal("file_broken") from error


def _measure_archive(archive: zipfile.ZipFile) -> Measured:
    parts = archive.infolist()
    _check_directory(parts)
    gauge = _Gauge()
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(part) as stream:
                gauge.read_part(part.filename, stream)
    active = next((part.filename for part in parts if _ACTIVE.search(part.filename)), None)
    return Measured(gauge.formulas, active)


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(_is_sheet(name) for name in names) > MAX_SHEETS:
        raise refusal("too_many_cells", rows=MAX_ROWS, columns=MAX_COLUMNS, cells=MAX_CELLS)
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise refusal("too_much_unpacked", limit_mb=MAX_UNPACKED_BYTES // 2**20)
    if any(part.flag_bits & 1 for part in parts):
        raise refusal("file_encrypted")
    if len({name.lower() for name in names}) != len(names) or any(map(_is_unsafe, names)):
        raise refusal("unsafe_part")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
        raise refusal("not_a_workbook")


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _is_unsafe(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or "\0" in name or ".." in re.split(r"[/\\]", name)


class _Gauge:
    """Counts while the parts stream by, so that a lying zip directory gains nothing."""

    def __init__(self) -> None:
        self.unpacked = self.cells = self.formulas = 0

    def read_part(self, name: str, stream: zipfile.ZipExtFile) -> None:
        tail = b""
        while chunk := stream.read(CHUNK):
            self.unpacked += len(chunk)
            if self.unpacked > MAX_UNPACKED_BYTES:
                raise refusal("too_much_unpacked", limit_mb=MAX_UNPACKED_BYTES // 2**20)
            buffer = tail + chunk
            if b"<!DOCTYPE" in buffer or b"<!ENTITY" in buffer or b"\0" in chunk:
                raise refusal("unsafe_xml")
            tail = self._look(name, buffer)
        self._look(name, tail + b"<")

    def _look(self, name: str, buffer: bytes) -> bytes:
        """Look at the whole tags of a buffer; what is left over belongs to the next one."""
        cut = buffer.rfind(b"<")
        whole, tail = (buffer[:cut], buffer[cut:]) if cut > 0 else (b"", buffer)
        if _is_sheet(name):
            if len(tail) > MAX_TAG_BYTES:
                raise refusal("unsafe_xml")
            self._count(whole)
        elif name.endswith("sharedStrings.xml") and any(len(match[1]) > 6 for match in _COUNT.finditer(whole)):
            raise refusal("unsafe_xml")
        return tail if _is_sheet(name) else tail[-4096:]

    def _count(self, whole: bytes) -> None:
        self.cells += len(_CELL.findall(whole))
        self.formulas += len(_FORMULA.findall(whole))
        far = any(int(match[1]) > MAX_ROWS for match in _ROW.finditer(whole) if len(match[1]) < 9)
        far = far or any(len(match[1]) >= 9 for match in _ROW.finditer(whole))
        far = far or any(_is_far(match[1], match[2]) for match in _CELL_REF.finditer(whole))
        if far or self.cells > MAX_CELLS:
            raise refusal("too_many_cells", rows=MAX_ROWS, columns=MAX_COLUMNS, cells=MAX_CELLS)


def _is_far(letters: bytes, row: bytes) -> bool:
    column = 0
    for letter in letters[:4]:
        column = column * 26 + (letter & 31)
    return column > MAX_COLUMNS or len(row) >= 9 or int(row) > MAX_ROWS
