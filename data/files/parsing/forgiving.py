"""Workbooks as their writers got them slightly wrong and Excel opens them all the same: put right before a parser that
forgives less reads them. Nothing of this touches a value.

Seen in files of 1C, old .NET exporters, DuckDB and statistical offices: part names with backslashes or in another case
than the parts are called by, other names and folders than the usual ones, parts that are listed and not there, styles
with colours, fonts or numbers out of range, views, print settings and properties that nobody can read.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.ElementTree import fromstring

from data.files.parsing.preflight import MAX_UNPACKED_BYTES

CONTENT_TYPES, PACKAGE = "[Content_Types].xml", "_rels/.rels"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEETS, TEXTS, STYLES = "xl/worksheets/", "xl/sharedStrings.xml", "xl/styles.xml"
_USUAL = {"sharedStrings": TEXTS, "styles": STYLES}
MOST_STYLES = 65_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_PACKAGE_TYPE = "application/vnd.openxmlformats-package"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES, _RELATIONS = f"{{{_PACKAGE}content-types}}", f"{{{_PACKAGE}relationships}}"
_USUAL_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_STYLE_OF_CELL = re.compile(rb"<(?:\w+:)?(?:c|row|col)\b[^>]*?\b(?:s|style)\s*=\s*[\"'](\d{1,9})[\"']")
_BLOCK = re.compile(r"[A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?")


def plain_name(name: str) -> str:
    """The name of a part with slashes, and none at its start."""
    return name.replace("\\", "/").removeprefix("/")


def renamed(content: bytes) -> bytes:
    """The archive with its parts called and referred to as Excel itself does; the very bytes where they are so already.
    Raises what `zipfile` raises for a damaged archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            return content  # the one who measures says so
        if _is_usual(archive):
            return content
        parts = _core(archive)
        return content if parts is None else _packed(_package(parts).items())


def _is_usual(archive: zipfile.ZipFile) -> bool:
    """Whether every part that matters stands where Excel puts it, under the very name by which it is referred to."""
    names = set(archive.namelist())
    if not {CONTENT_TYPES, PACKAGE, WORKBOOK, RELATIONS} <= names or any("\\" in name for name in names):
        return False
    for kind, part in _listed(archive.read(CONTENT_TYPES)):
        if part not in names or part != _USUAL.get(kind, part):
            return False
    for relation in _relations(archive.read(RELATIONS)):
        kind, target = _kind(relation), relation.get("Target", "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if kind in _USUAL and part in names and part != _USUAL[kind]:
            return False
        if kind == "worksheet" and not (part in names and _USUAL_SHEET.fullmatch(part)):
            return False
    return True


def _core(archive: zipfile.ZipFile) -> dict[str, bytes] | None:
    """The workbook, its relations, sheets, texts and styles, by the names that Excel gives them; None where the archive
    holds no workbook."""
    names = {plain_name(name).lower(): name for name in archive.namelist()}

    def part_of(folder: str, target: str) -> str | None:
        path = posixpath.normpath(posixpath.join("/", folder, unquote(target.replace("\\", "/"))))
        return names.get(path.lstrip("/").lower())

    package = names.get(PACKAGE)
    mains = [each for each in _relations(archive.read(package)) if _kind(each) == "officeDocument"] if package else []
    main = part_of("", mains[0].get("Target", "")) if mains else names.get(WORKBOOK)
    folder, _, base = plain_name(main or "").rpartition("/")
    relations = names.get(f"{folder}/_rels/{base}.rels".lstrip("/").lower())
    if not main or not relations:
        return None
    parts, found = {WORKBOOK: archive.read(main)}, Element(f"{_RELATIONS}Relationships")
    for each in _relations(archive.read(relations)):
        kind, part = _kind(each), part_of(folder, each.get("Target", ""))
        if part is None or each.get("TargetMode") == "External" or kind not in ("worksheet", "sharedStrings", "styles"):
            continue
        count = sum(name.startswith(SHEETS) for name in parts)
        name = _USUAL.get(kind, f"{SHEETS}sheet{count + 1}.xml")
        parts[name] = archive.read(part)
        own = {"Id": each.get("Id", ""), "Type": f"{_OFFICE}{kind}", "Target": f"/{name}"}
        SubElement(found, f"{_RELATIONS}Relationship", own)
    types = next((archive.read(name) for lower, name in names.items() if lower == CONTENT_TYPES.lower()), b"")
    for kind, listed in _listed(types):
        part = part_of("", listed)
        if kind in _USUAL and part and _USUAL[kind] not in parts:
            parts[_USUAL[kind]] = archive.read(part)
    return parts | {RELATIONS: tostring(found)}


def _package(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts with the list of contents and the relation that make them a workbook."""
    types = Element(f"{_TYPES}Types")
    SubElement(types, f"{_TYPES}Default", Extension="rels", ContentType=f"{_PACKAGE_TYPE}.relationships+xml")
    kinds = {WORKBOOK: "sheet.main", TEXTS: "sharedStrings", STYLES: "styles"}
    for name in parts:
        if name != RELATIONS:
            content_type = f"{_MAIN_TYPE}.{kinds.get(name, 'worksheet')}+xml"
            SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=content_type)
    package = Element(f"{_RELATIONS}Relationships")
    main = {"Id": "rId1", "Type": f"{_OFFICE}officeDocument", "Target": f"/{WORKBOOK}"}
    SubElement(package, f"{_RELATIONS}Relationship", main)
    return {CONTENT_TYPES: tostring(types), PACKAGE: tostring(package), **parts}


def _relations(content: bytes) -> list[Element]:
    """The relations that a part lists; none where that is no XML: the parser says so."""
    try:
        return list(fromstring(content, forbid_dtd=True).iter(f"{_RELATIONS}Relationship"))
    except (ParseError, ValueError):
        return []


def _listed(content: bytes) -> list[tuple[str, str]]:
    """(kind, part) of the parts that the list of contents names."""
    try:
        found = list(fromstring(content, forbid_dtd=True).iter(f"{_TYPES}Override"))
    except (ParseError, ValueError):
        return []
    kinds = ((each.get("ContentType", "").rpartition(".")[2].removesuffix("+xml"), each) for each in found)
    return [(kind, each.get("PartName", "").removeprefix("/")) for kind, each in kinds]


def _kind(relation: Element) -> str:
    return relation.get("Type", "").rpartition("/")[2]


def mended(content: bytes) -> bytes:
    """The workbook with nothing but its sheets, their texts and their styles, each with only what matters here: cells,
    hidden rows and columns, merged blocks; number formats, strike-through, solid fills. Raises KeyError, ValueError or
    a ParseError where that can't be made."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = _core(archive)
        if parts is None:
            raise ValueError("no workbook within")
    sheets = [name for name in parts if name.startswith(SHEETS)]
    highest = max((_highest_style(parts[name]) for name in sheets), default=0)
    if highest > MOST_STYLES:
        raise ValueError("a style beyond all bounds")
    for name in sheets:
        parts[name] = _plain_sheet(parts[name])
    parts[WORKBOOK] = _plain_workbook(parts[WORKBOOK])
    if STYLES in parts:
        parts[STYLES] = _plain_styles(_parsed_or_empty(parts[STYLES]), highest + 1)
    return _packed(_package(parts).items())


def _parsed_or_empty(styles: bytes) -> Element:
    try:
        return fromstring(styles, forbid_dtd=True)
    except ParseError:
        return Element(f"{{{_MAIN}}}styleSheet")


def _plain_workbook(content: bytes) -> bytes:
    root = fromstring(content, forbid_dtd=True)
    for each in list(root):
        if each.tag.rpartition("}")[2] not in ("sheets", "workbookPr"):
            root.remove(each)
    return tostring(root)


def _plain_sheet(content: bytes) -> bytes:
    """Columns, rows and merged blocks of a sheet, without attributes that no number can be read from."""
    old, new = fromstring(content, forbid_dtd=True), Element(f"{{{_MAIN}}}worksheet")
    for part in old:
        name = part.tag.rpartition("}")[2]
        if name not in ("cols", "sheetData", "mergeCells"):
            continue
        for each in list(part):
            for key in ("width", "ht"):
                if key in each.attrib and not _is_number(each.attrib[key]):
                    del each.attrib[key]
            if name == "mergeCells" and not _BLOCK.fullmatch(each.get("ref", "")):
                part.remove(each)
        for cell in part.iter(f"{{{_MAIN}}}c") if name == "sheetData" else ():
            value = cell.find(f"{{{_MAIN}}}v")
            cell.attrib = {key: text.replace("$", "") if key == "r" else text for key, text in cell.attrib.items()}
            if cell.get("t", "n") == "n" and value is not None and not _is_number(value.text or "0"):
                cell.set("t", "str")  # what is no number is read as the text that it is
        new.append(part)
    return tostring(new)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))


def _highest_style(sheet: bytes) -> int:
    return max((int(match[1]) for match in _STYLE_OF_CELL.finditer(sheet)), default=0)


def _plain_styles(old: Element, least: int) -> bytes:
    """Styles of at least `least` kinds of cells. A font, fill or format that isn't there is the first one."""
    new = Element(f"{{{_MAIN}}}styleSheet")
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
