"""Workbooks as their writers got them slightly wrong and Excel opens them all the same: put right before a parser that
forgives less reads them. Nothing of this touches a value.

Seen in files of 1C, old .NET exporters, DuckDB and statistical offices: part names with backslashes or in another case
than the parts are called by, parts that are listed and not there, styles with colours, fonts or numbers out of range.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.ElementTree import fromstring

from data.parsing.preflight import MAX_UNPACKED_BYTES

CONTENT_TYPES, STYLES = "[Content_Types].xml", "xl/styles.xml"
MOST_STYLES = 65_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPES, _RELATIONS = f"{{{_PACKAGE}content-types}}", f"{{{_PACKAGE}relationships}}"
_STYLE_OF_CELL = re.compile(rb"<(?:\w+:)?(?:c|row|col)\b[^>]*?\b(?:s|style)\s*=\s*[\"'](\d{1,9})[\"']")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")
_WELL_KNOWN = (CONTENT_TYPES, "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", STYLES)


def plain_name(name: str) -> str:
    """The name of a part with slashes, and none at its start."""
    return name.replace("\\", "/").removeprefix("/")


def renamed(content: bytes) -> bytes:
    """The archive with its parts called as they are referred to; the very bytes where they are called so already.
    Raises what `zipfile` raises for a damaged archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {name: plain_name(name) for name in archive.namelist()}
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            return content  # the one who measures says so
        referred = _referred(archive, names)
        by_case = {name.lower(): name for name in (*_WELL_KNOWN, *referred)}
        final = {
            name: plain if plain in referred else by_case.get(plain.lower(), plain) for name, plain in names.items()
        }
        if final == {name: name for name in names}:
            return content
        return _packed((final[name], archive.read(name)) for name in archive.namelist())


def _referred(archive: zipfile.ZipFile, names: Mapping[str, str]) -> set[str]:
    """The parts that the archive's list of contents and its relations speak of; none where those are no XML."""
    found: set[str] = set()
    for name, plain in names.items():
        try:
            if plain.lower() == CONTENT_TYPES.lower():
                listed = fromstring(archive.read(name), forbid_dtd=True).iter(f"{_TYPES}Override")
                found |= {plain_name(each.get("PartName", "")) for each in listed}
            elif plain.endswith(".rels"):
                found |= set(_targets(plain, archive.read(name)))
        except (ParseError, ValueError):  # the parser says what is wrong with it
            continue
    return found


def _targets(name: str, content: bytes) -> Iterator[str]:
    folder = posixpath.dirname(posixpath.dirname(name))
    for each in fromstring(content, forbid_dtd=True).iter(f"{_RELATIONS}Relationship"):
        if each.get("TargetMode") != "External":
            target = each.get("Target", "").replace("\\", "/")
            yield posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def mended(content: bytes) -> bytes:
    """The workbook without what is listed but not there, and with styles of which only what matters is left: number
    formats, strike-through, solid fills. Raises KeyError, ValueError or a ParseError where that can't be made."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        sheets = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        highest = max((_highest_style(archive.read(name)) for name in sheets), default=0)
        parts = {name: archive.read(name) for name in archive.namelist()}
    if highest > MOST_STYLES:
        raise ValueError("a style beyond all bounds")
    parts[CONTENT_TYPES] = _without_absent(parts[CONTENT_TYPES], names)
    for name in names:
        if name.endswith(".rels"):
            parts[name] = _without_absent_relations(name, parts[name], names)
    if STYLES in parts:
        parts[STYLES] = _plain_styles(parts[STYLES], highest + 1)
    return _packed(parts.items())


def _highest_style(sheet: bytes) -> int:
    return max((int(match[1]) for match in _STYLE_OF_CELL.finditer(sheet)), default=0)


def _without_absent(content: bytes, names: set[str]) -> bytes:
    root = fromstring(content, forbid_dtd=True)
    for each in list(root):
        if each.tag == f"{_TYPES}Override" and plain_name(each.get("PartName", "")) not in names:
            root.remove(each)
    return tostring(root)


def _without_absent_relations(name: str, content: bytes, names: set[str]) -> bytes:
    root = fromstring(content, forbid_dtd=True)
    for each in list(root):
        own = Element("Relationships")
        own.append(each)
        targets = list(_targets(name, tostring(own)))
        if targets and targets[0] not in names:
            root.remove(each)
    return tostring(root)


def _plain_styles(content: bytes, least: int) -> bytes:
    """Styles of at least `least` kinds of cells. A font, fill or format that isn't there is the first one."""
    old, new = fromstring(content, forbid_dtd=True), Element(f"{{{_MAIN}}}styleSheet")
    formats = SubElement(new, f"{{{_MAIN}}}numFmts")
    for each in old.iter(f"{{{_MAIN}}}numFmt"):
        SubElement(
            formats, f"{{{_MAIN}}}numFmt", numFmtId=each.get("numFmtId", "0"), formatCode=each.get("formatCode", "")
        )
    fonts, fills = (SubElement(new, f"{{{_MAIN}}}{name}") for name in ("fonts", "fills"))
    for font in _children(old, "fonts") or [Element("font")]:
        plain, struck = SubElement(fonts, f"{{{_MAIN}}}font"), font.find(f"{{{_MAIN}}}strike")
        if struck is not None:
            SubElement(plain, f"{{{_MAIN}}}strike", val="0" if struck.get("val") in ("0", "false") else "1")
    for fill in _children(old, "fills") or [Element("fill")]:
        _add_fill(fills, fill)
    borders = SubElement(new, f"{{{_MAIN}}}borders")
    SubElement(borders, f"{{{_MAIN}}}border")
    SubElement(SubElement(new, f"{{{_MAIN}}}cellStyleXfs"), f"{{{_MAIN}}}xf")
    kinds = SubElement(new, f"{{{_MAIN}}}cellXfs")
    found = _children(old, "cellXfs")
    for kind in [*found, *[Element("xf")] * (least - len(found))]:
        number = {"numFmtId": _within(kind.get("numFmtId"), 2**16)}
        number |= {"fontId": _within(kind.get("fontId"), len(fonts)), "fillId": _within(kind.get("fillId"), len(fills))}
        SubElement(kinds, f"{{{_MAIN}}}xf", number | {"borderId": "0", "xfId": "0"})
    return tostring(new)


def _children(root: Element, name: str) -> list[Element]:
    found = root.find(f"{{{_MAIN}}}{name}")
    return [] if found is None else list(found)


def _add_fill(fills: Element, fill: Element) -> None:
    pattern = fill.find(f"{{{_MAIN}}}patternFill")
    colour = None if pattern is None else pattern.find(f"{{{_MAIN}}}fgColor")
    own = SubElement(SubElement(fills, f"{{{_MAIN}}}fill"), f"{{{_MAIN}}}patternFill")
    rgb = "" if colour is None else colour.get("rgb", "")
    if pattern is not None and pattern.get("patternType") == "solid" and _COLOUR.fullmatch(rgb):
        own.set("patternType", "solid")
        SubElement(own, f"{{{_MAIN}}}fgColor", rgb=rgb)


def _within(text: str | None, count: int) -> str:
    return text if text and text.isdecimal() and int(text) < count else "0"


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return target.getvalue()
