"""A packed workbook measured before any parser opens it: size, parts, unpacked size, sheet dimensions, dangerous XML.

Only the zip directory and a stream of bytes are looked at. Raises Refused with one clear problem.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from html import unescape
from typing import IO

from data.files.sheets import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, SIZE_LIMITS
from data.problems import WARNING, Problem, refusal
from data.text import clean

MAX_UNPACKED_BYTES = 60 * 2**20
MAX_PARTS = 300
MAX_SHEETS = 60
MAX_TAG_BYTES = 2**20
MOST_MERGED, MOST_COVERED = 20_000, 2_000_000  # blocks of merged cells of a file, and the cells under them
CHUNK = 2**18
UNREAD = "customXml/"  # parts of other programs, which nobody here opens
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
    KeyError,
)

_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROW = re.compile(  # that holds something
    rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d+)[\"'][^>]*(?<!/)>(?:\s*<(?:\w+:)?c\b[^>]*/>)*"
    rb"\s*<(?:\w+:)?c\b[^>]*(?<!/)>(?!\s*</(?:\w+:)?c>)"
)
_CELL_REF = re.compile(  # of cells that hold something
    rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']\$?([A-Za-z]+)\$?(\d+)[\"'][^>]*(?<!/)>(?!\s*</(?:\w+:)?c>)"
)
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?[\"']"
)
_MARKED_RUN = re.compile(rb"<(?:\w+:)?(?:strike|vertAlign)\b")
_RUN = re.compile(rb"<(?:\w+:)?rPr\b")
_COUNT = re.compile(rb"\b(?:uniqueCount|count)\s*=\s*[\"'](\d+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ACTIVE = re.compile(
    r"vbaProject|externalLinks/|activeX|embeddings/|ctrlProps|connections\.(xml|bin)|queryTables/|macrosheets"
    r"|^Basic/|^Scripts/|^Object ",
    re.I,
)
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SHEET_NAME = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\bname\s*=\s*[\"']([^\"']*)[\"'][^>]*?:id\s*=\s*[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_EMPTY_RESULT = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']str[\"'])[^>]*\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^>]*>\s*<(?:\w+:)?f\b"
    rb"(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)"
)
_RECALCULATES = re.compile(rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=[\"'](?:1|true)[\"']")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)\s*=\s*[\"']([^\"']+)[\"']")


@dataclass(frozen=True)
class Measured:
    """What the stream showed: number of formulas, the active parts (macros, external links …), whether it is written in
    the strict form of Open XML, whether it is to be computed anew when a program opens it, whether any part of a text
    is struck out, raised or lowered."""

    formulas: int
    active_parts: tuple[str, ...]
    is_strict: bool
    recalculates: bool
    is_rich: bool = False

    def warnings(self) -> tuple[Problem, ...]:
        """One warning that names up to three active parts."""
        parts = [clean(part) for part in self.active_parts[:3]]
        return (Problem("active_content", WARNING, slots={"part": ", ".join(parts)}),) if parts else ()


def measure(content: bytes) -> Measured:
    """Measure a packed workbook. Raises Refused: `file_encrypted`, `file_broken`, `too_much_unpacked`,
    `too_many_cells`, `unsafe_part`, `unsafe_xml`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _measure_archive(archive)
    except ZIP_ERRORS as error:
        raise refusal("file_broken") from error


def _measure_archive(archive: zipfile.ZipFile) -> Measured:
    parts = archive.infolist()
    _check_directory(parts)
    gauge = _Gauge()
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(part) as stream:
                gauge.read_part(part.filename, stream)
    if gauge.too_far:
        raise refusal("too_many_cells", **SIZE_LIMITS, sheet=clean(_sheet_parts(archive).get(gauge.too_far, "")))
    active = tuple(part.filename for part in parts if _ACTIVE.search(part.filename))
    return Measured(gauge.formulas, active, gauge.is_strict, gauge.recalculates, gauge.is_rich)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part -> name of the sheet that it holds, as far as that can be told."""
    try:
        workbook, relations = archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return {}
    found = [dict(_ATTRIBUTE.findall(tag)) for tag in _RELATION.findall(relations)]
    targets = {each.get(b"Id"): each.get(b"Target", b"").decode("utf-8", "replace").lstrip("/") for each in found}
    names = {relation: unescape(name.decode("utf-8", "replace")) for name, relation in _SHEET_NAME.findall(workbook)}
    parts = {relation: target if target.startswith("xl/") else f"xl/{target}" for relation, target in targets.items()}
    return {parts[relation]: name for relation, name in names.items() if relation in parts}


def empty_results(content: bytes) -> dict[str, set[str]]:
    """Name of a sheet -> the cells whose formula has an empty text for its stored result (`=IF(A1="","",…)`), which
    looks like no result at all once a parser has read it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part: name for part, name in _sheet_parts(archive).items() if part in archive.namelist()}
        return {
            name: {match[1].decode() for match in _EMPTY_RESULT.finditer(archive.read(part))}
            for part, name in parts.items()
        }


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(_is_sheet(name) for name in names) > MAX_SHEETS:
        raise refusal("too_many_parts", parts=MAX_PARTS, sheets=MAX_SHEETS)
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise refusal("too_much_unpacked", limit_mb=MAX_UNPACKED_BYTES // 2**20)
    if any(part.flag_bits & 1 for part in parts):
        raise refusal("file_encrypted")
    if len({name.lower() for name in names}) != len(names) or any(map(_is_unsafe, names)):
        raise refusal("unsafe_part")


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith((".xml", ".bin"))


def _is_unsafe(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or "\0" in name or ".." in re.split(r"[/\\]", name)


class _Gauge:
    """Counts while the parts stream by, so that a lying zip directory gains nothing."""

    def __init__(self) -> None:
        self.unpacked = self.cells = self.formulas = self.merged = self.covered = 0
        self.is_strict = self.recalculates = False
        self._has_marks = self._has_runs = self._has_marked_runs = False
        self.too_far = ""

    @property
    def is_rich(self) -> bool:
        """Whether a part of a text may be marked: by a run's font, or by the cell's where another run has its own."""
        return self._has_marked_runs or (self._has_marks and self._has_runs)

    def read_part(self, name: str, stream: IO[bytes]) -> None:
        tail = b""
        while chunk := stream.read(CHUNK):
            self.unpacked += len(chunk)
            if self.unpacked > MAX_UNPACKED_BYTES:
                raise refusal("too_much_unpacked", limit_mb=MAX_UNPACKED_BYTES // 2**20)
            buffer = tail + chunk
            if name.startswith(UNREAD):
                continue
            if b"<!DOCTYPE" in buffer or b"<!ENTITY" in buffer or b"\0" in chunk:
                raise refusal("unsafe_xml")
            tail = self._look(name, buffer)
        self._look(name, tail + b"<")

    def _look(self, name: str, buffer: bytes) -> bytes:
        """Look at the whole tags of a buffer; what is left over belongs to the next one."""
        if name == "xl/workbook.xml":
            self.is_strict = self.is_strict or _STRICT in buffer
            self.recalculates = self.recalculates or bool(_RECALCULATES.search(buffer))
        if name.endswith("styles.xml"):
            self._has_marks = self._has_marks or bool(_MARKED_RUN.search(buffer))
        else:
            self._has_runs = self._has_runs or bool(_RUN.search(buffer))
            self._has_marked_runs = self._has_marked_runs or bool(_MARKED_RUN.search(buffer))
        cut = buffer.rfind(b"<")
        whole, tail = (buffer[:cut], buffer[cut:]) if cut > 0 else (b"", buffer)
        if _is_sheet(name):
            if len(tail) > MAX_TAG_BYTES:
                raise refusal("unsafe_xml")
            self._count(name, whole)
        elif name.endswith("sharedStrings.xml") and any(len(match[1]) > 6 for match in _COUNT.finditer(whole)):
            raise refusal("unsafe_xml")
        return tail if _is_sheet(name) else tail[-4096:]

    def _count(self, name: str, whole: bytes) -> None:
        self.cells += len(_CELL.findall(whole))
        self.formulas += len(_FORMULA.findall(whole))
        for left, top, right, bottom in _MERGED.findall(whole):
            self.merged += 1
            if right:
                width, height = abs(_column(right) - _column(left)) + 1, abs(int(bottom) - int(top)) + 1
                self.covered += width * height
        if self.merged > MOST_MERGED or self.covered > MOST_COVERED:
            raise refusal("too_many_merged", most=MOST_MERGED)
        far = any(_is_far(b"A", match[1]) for match in _ROW.finditer(whole))
        far = far or any(_is_far(match[1], match[2]) for match in _CELL_REF.finditer(whole))
        if far or self.cells > MAX_CELLS:
            self.too_far = self.too_far or name


def _is_far(letters: bytes, row: bytes) -> bool:
    return _column(letters) > MAX_COLUMNS or len(row) >= 9 or int(row) > MAX_ROWS


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters[:4]:
        column = column * 26 + (letter & 31)
    return column
