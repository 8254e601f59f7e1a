"""Texts of a PowerPoint file: their direction, font and language, for Latin and Persian letters alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.oxml.text import CT_TextBody
from pptx.presentation import Presentation as PowerShow
from pptx.text.text import TextFrame
from pptx.util import Pt

from reports.glyphs import FONT
from reports.plain_text import office_text

INK = "1C2733"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


class Look(TypedDict, total=False):
    """How a text is set, as `Writer.text` takes it."""

    bold: bool
    colour: str
    align: str
    space: float


class Writer:
    """Writes texts in one direction, in the deck's font, for Latin and Persian letters alike."""

    def __init__(self, *, rtl: bool):
        self.rtl = rtl

    def text(
        self,
        frame: TextFrame,
        lines: Sequence[str],
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "",
        space: float = 0,
    ) -> None:
        """Paragraphs, `space` points apart; align: ctr, or the start of the direction where it is empty (alignment is
        physical here)."""
        frame.word_wrap, first = True, frame.paragraphs[0]
        for number, line in enumerate(lines):
            paragraph = first if number == 0 else frame.add_paragraph()  # type: ignore[no-untyped-call]  # no types
            paragraph.space_after = Pt(space)
            run = paragraph.add_run()
            run.text = office_text(line)
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, rgb(colour)
            self.letters(run._r.get_or_add_rPr())
            self.direct(paragraph._p.get_or_add_pPr(), align)

    def direct(self, properties: etree._Element, align: str = "") -> None:
        if self.rtl:
            properties.set("rtl", "1")
        properties.set("algn", align or ("r" if self.rtl else "l"))

    def letters(self, properties: etree._Element) -> None:
        """Font and language of a run; Latin stands before complex script, both after fills."""
        properties.set("lang", "fa-IR" if self.rtl else "en-US")
        for tag in ("a:latin", "a:ea", "a:cs"):
            for child in properties.findall(qn(tag)):
                properties.remove(child)
        fills = [child for child in properties if etree.QName(child).localname in ("ln", "solidFill", "noFill")]
        place = properties.index(fills[-1]) + 1 if fills else 0
        for shift, tag in enumerate(("a:latin", "a:cs")):
            properties.insert(place + shift, properties.makeelement(qn(tag), {"typeface": FONT}))

    def chart_text(self, body: CT_TextBody) -> None:
        """The text properties of a part of a chart."""
        properties = body.p_lst[0].get_or_add_pPr()
        if self.rtl:
            properties.set("rtl", "1")
        default = properties.find(qn("a:defRPr"))
        self.letters(etree.SubElement(properties, qn("a:defRPr")) if default is None else default)

    def theme(self, show: PowerShow) -> None:
        """The theme's fonts, and the direction of what the user adds."""
        part = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        root = etree.fromstring(part.blob)
        for name in ("majorFont", "minorFont"):
            for tag in ("latin", "cs"):
                plain = root.find(f".//{{{_A}}}{name}/{{{_A}}}{tag}")
                assert plain is not None  # the library's theme has both
                plain.set("typeface", FONT)
            for font in root.findall(f".//{{{_A}}}{name}/{{{_A}}}font"):
                if font.get("script") == "Arab":
                    font.set("typeface", FONT)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        if self.rtl:
            show.element.set("rtl", "1")


def rgb(colour: str) -> RGBColor:
    """From six hexadecimal digits."""
    return RGBColor.from_string(colour.upper())  # type: ignore[no-untyped-call, no-any-return]  # no types
