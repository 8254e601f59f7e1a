"""Word paragraphs and tables in both directions. In a right-to-left paragraph Word mirrors alignment: `start` is right.

Children of run and paragraph properties stand in the order of the schema (ISO/IEC 29500-1, 17.3), or Word repairs the
file.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from docx.document import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from reports.glyphs import FONT

LINE = 0.9  # of the font's own line height, which is wide
RUN_ORDER = "rFonts b bCs i iCs color spacing sz szCs u shd rtl cs lang".split()
PARAGRAPH_ORDER = "pStyle keepNext keepLines pageBreakBefore pBdr shd tabs bidi spacing ind jc rPr sectPr".split()
TABLE_ORDER = "tblStyle bidiVisual tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook".split()
CELL_ORDER = "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign".split()
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FONT_PART = "application/vnd.openxmlformats-officedocument.obfuscatedFont"


def put(parent: etree._Element, order: Sequence[str], name: str, **attributes: object) -> etree._Element:
    """The child of a properties element, made in its place where it isn't there, with attributes set."""
    child = parent.find(qn(f"w:{name}"))
    if child is None:
        child = OxmlElement(f"w:{name}")
        later = {qn(f"w:{each}") for each in order[order.index(name) + 1 :]}
        follower = next((each for each in parent if each.tag in later), None)
        parent.append(child) if follower is None else follower.addprevious(child)
    for attribute, value in attributes.items():
        child.set(qn(f"w:{attribute}"), str(value))
    return child


class Writer:
    """Writes paragraphs and tables in one direction: `rtl` for Persian."""

    def __init__(self, *, rtl: bool):
        self.rtl = rtl

    def look(self, properties: etree._Element, size: float, *, bold: bool = False, colour: str = "") -> None:
        """Font, size, weight and language of a run, for Latin and for Persian letters alike."""
        put(properties, RUN_ORDER, "rFonts", ascii=FONT, hAnsi=FONT, cs=FONT)
        if bold:
            put(properties, RUN_ORDER, "b")
            put(properties, RUN_ORDER, "bCs")
        if colour:
            put(properties, RUN_ORDER, "color", val=colour)
        put(properties, RUN_ORDER, "sz", val=int(size * 2))
        put(properties, RUN_ORDER, "szCs", val=int(size * 2))
        if self.rtl:
            put(properties, RUN_ORDER, "rtl")
            put(properties, RUN_ORDER, "lang", bidi="fa-IR")

    def direct(self, paragraph: Paragraph, align: str = "") -> None:
        """Set the direction of a paragraph; align: center, both, start or end of its own direction."""
        properties = paragraph._p.get_or_add_pPr()
        if self.rtl:
            put(properties, PARAGRAPH_ORDER, "bidi")
        if align:
            put(properties, PARAGRAPH_ORDER, "jc", val=align)

    def paragraph(
        self,
        place: Document | _Cell | Paragraph,
        text: str,
        size: float = 11,
        *,
        bold: bool = False,
        align: str = "",
        colour: str = "",
        before: float = 0,
        after: float = 4,
    ) -> Paragraph:
        """Add a paragraph (or fill an empty one that is handed in)."""
        paragraph = place if isinstance(place, Paragraph) else place.add_paragraph()
        self.direct(paragraph, align)
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)
        paragraph.paragraph_format.line_spacing = LINE
        if text:
            self.look(paragraph.add_run(text)._r.get_or_add_rPr(), size, bold=bold, colour=colour)
        return paragraph

    def cell(
        self, cell: _Cell, text: str, size: float = 9.5, *, bold: bool = False, align: str = "", **look: str
    ) -> None:
        self.paragraph(cell.paragraphs[0], text, size, bold=bold, align=align, after=0, colour=look.get("colour", ""))
        if "fill" in look:
            properties = cell._tc.get_or_add_tcPr()
            put(properties, CELL_ORDER, "shd", val="clear", color="auto", fill=look["fill"])

    def widths(self, table: Table, widths: Sequence[float]) -> None:
        """Widths in centimetres; both the grid and every cell need them."""
        table.autofit = False
        if self.rtl:
            table.table_direction = WD_TABLE_DIRECTION.RTL
        put(table._tbl.tblPr, TABLE_ORDER, "jc", val="center")  # or cell margins stand out of the text on one side
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)

    def head_row(self, table: Table) -> None:
        """The first row is repeated on every page; no row is cut by a page's end."""
        for number, row in enumerate(table.rows):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))


def embed_font(document: Document, files: Mapping[str, Path]) -> None:
    """Put the font into the file, so that it looks the same where it isn't installed (17.8.1: the first 32 bytes are
    mixed with the key). files: Regular and Bold."""
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    root = etree.fromstring(table.blob)
    font = etree.SubElement(root, f"{{{_W}}}font", {f"{{{_W}}}name": FONT})
    for tag, value in (("charset", "B2"), ("family", "auto"), ("pitch", "variable")):
        etree.SubElement(font, f"{{{_W}}}{tag}", {f"{{{_W}}}val": value})
    for number, (style, path) in enumerate(files.items(), 1):
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{FONT} {style}")
        key, content = name.bytes[::-1], bytearray(path.read_bytes())
        content[:32] = bytes(byte ^ key[place % 16] for place, byte in enumerate(content[:32]))
        place = PackURI(f"/word/fonts/font{number}.odttf")
        part = Part(place, _FONT_PART, bytes(content), document.part.package)
        link = table.rels.get_or_add(f"{_R}/font", part).rId
        attributes = {f"{{{_R}}}id": link, f"{{{_W}}}fontKey": f"{{{str(name).upper()}}}"}
        etree.SubElement(font, f"{{{_W}}}embed{style}", attributes)
    table._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    settings = document.settings.element
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    settings.find(qn("w:zoom")).addnext(OxmlElement("w:embedTrueTypeFonts"))
