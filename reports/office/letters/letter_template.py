"""Our own letter as a Word file with the names of its values in braces: what the office starts its own from."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import fontpkg
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from lxml import etree

from i18n.words import Words
from reports.glyphs import FONT
from reports.office.letters.word import PARAGRAPH_ORDER, Writer, embed_font, put
from scoring.version import VERSION

WARNING, NOTICE, PRAISE, RETRACTION = KINDS = ("warning", "notice", "praise", "retraction")
INK, SHADE = "0B6272", "E8EEF2"
# Sizes in points: of the text, of titles over tables, of tables, of who gets a copy. English takes more room.
SIZES = {"fa": (13, 12, 11, 11), "en": (11.5, 11, 10, 10)}
TABLES = {
    "record": ("month", "total", "band", "rank"),
    "domains": ("name", "points", "ceiling", "percent"),
    "gaps": ("name", "points", "ceiling", "guide"),
}
WIDTHS = {"record": (5.0, 3.2, 4.6, 3.6), "domains": (7.4, 3.0, 3.0, 3.0), "gaps": (4.7, 2.2, 2.2, 7.3)}
UNGUIDED = (8.8, 3.8, 3.8)
SIMPLE = (
    "demo draft number date attachment recipient unit province month total band rank ranked kind reason in_a_row"
    " indicators domain_count manager_points deadline subject unit_head old_number old_date old_total old_band now"
).split()
# Without these a letter could mislead. A letter that takes another one back names that one.
_OF_EVERY = ("demo", "draft", "unit", "month")
REQUIRED = dict.fromkeys(KINDS, (*_OF_EVERY, "total", "band")) | {RETRACTION: (*_OF_EVERY, "old_number", "now")}

TEXTS = {
    WARNING: ("context", "finding"),
    NOTICE: ("context", "finding"),
    PRAISE: ("context", "praise"),
    RETRACTION: ("retraction",),
}
TABLES_OF = {
    WARNING: ("record", "domains", "gaps"),
    NOTICE: ("record", "domains", "gaps"),
    PRAISE: ("record", "domains"),
    RETRACTION: ("domains",),
}
CLOSING = {WARNING: "request", NOTICE: "request_notice", PRAISE: "thanks", RETRACTION: "retraction_request"}


@cache
def default_template(lang: str, kind: str, *, guided: bool = True) -> bytes:
    """A .docx of a language and kind (one of KINDS). guided: whether its table of gaps has a column for what is
    measured, which a scheme may leave unsaid."""
    words, write = Words(lang), Writer(rtl=lang == "fa")
    document = Document()
    _page(document, write, lang)
    _head(document, words, write)
    _body(document, kind, words, write, guided=guided)
    _foot(document, words, write)
    embed_font(document, {"Regular": _font(400), "Bold": _font(700)})
    _properties(document, words(f"letter.title_{kind}"), _text(words, "letter.office"), lang)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _properties(document: WordDocument, title: str, author: str, lang: str) -> None:
    """What the file says of itself: ours alone, without the days of the library's own file."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.comments, properties.keywords, properties.language = "", "", "fa-IR" if lang == "fa" else "en"
    properties.version = VERSION
    for child in list(properties._element):
        if child.tag.endswith(("}created", "}modified", "}revision")):
            properties._element.remove(child)


def _font(weight: int) -> Path:
    return Path(fontpkg.path(FONT, weight=weight))


def _slot(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _text(words: Words, key: str) -> str:
    """A sentence of ours with the names of its values in place of them."""
    return words(key, **{name: _slot(name) for name in SIMPLE})


def _page(document: WordDocument, write: Writer, lang: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin, section.header_distance = Cm(4.2), Cm(1.8), Cm(0.9)
    normal = document.styles["Normal"].element
    write.look(normal.get_or_add_rPr(), SIZES[lang][0])
    if not write.rtl:
        return
    put(normal.get_or_add_pPr(), PARAGRAPH_ORDER, "bidi")
    properties: etree._Element = section._sectPr
    grid = properties.find(qn("w:docGrid"))
    bidi = OxmlElement("w:bidi")
    properties.append(bidi) if grid is None else grid.addprevious(bidi)


def _head(document: WordDocument, words: Words, write: Writer) -> None:
    """Letterhead: whose letter, the name of God, number, date and attachment; under it what the letter is not yet."""
    header = document.sections[0].header
    header.is_linked_to_previous = False
    table = header.add_table(1, 3, Cm(16.4))
    write.widths(table, (5.8, 4.8, 5.8))
    house, name, filed = table.rows[0].cells
    lines = [words("letter.country"), words("letter.ministry"), _text(words, "letter.office")]
    for number, line in enumerate(lines):
        place = house.paragraphs[0] if number == 0 else house
        write.paragraph(place, line, 11.5, bold=True, align="center", after=0, colour=INK)
    write.paragraph(name.paragraphs[0], words("letter.basmala"), SIZES[words.lang][0], bold=True, align="center")
    for number, line in enumerate(("date", "number", "attachment")):
        place = filed.paragraphs[0] if number == 0 else filed
        write.paragraph(place, f"{words(f'letter.{line}')} {_slot(line)}", 11, after=0)
    first = header.paragraphs[0]
    first._p.getparent().remove(first._p)
    rule = write.paragraph(
        header.add_paragraph(), _slot("draft"), 16, bold=True, align="center", colour="9E3A06", after=0
    )
    border = put(rule._p.get_or_add_pPr(), PARAGRAPH_ORDER, "pBdr")
    top = OxmlElement("w:top")
    for name_, value in (("val", "single"), ("sz", "8"), ("space", "2"), ("color", INK)):
        top.set(qn(f"w:{name_}"), value)
    border.append(top)


def _body(document: WordDocument, kind: str, words: Words, write: Writer, *, guided: bool) -> None:
    body, small, _, small_print = SIZES[words.lang]
    write.paragraph(document, words("letter.person"), body, bold=True, after=0)
    write.paragraph(document, _slot("recipient"), body, bold=True, after=6)
    write.paragraph(document, _slot("subject"), body, bold=True, after=6)
    write.paragraph(document, words("letter.greeting"), body, after=3)
    for name in TEXTS[kind]:
        write.paragraph(document, _text(words, f"letter.{name}"), body, align="both", after=4)
    for name in TABLES_OF[kind]:
        title = words("letter.gaps_alone" if name == "gaps" and not guided else f"letter.{name}")
        write.paragraph(document, title, small, bold=True, before=3, after=2).paragraph_format.keep_with_next = True
        _table(document, name, words, write, guided=guided)
    write.paragraph(document, _text(words, f"letter.{CLOSING[kind]}"), body, align="both", before=6, after=4)
    closing = words("letter.closing_praise" if kind == PRAISE else "letter.closing")
    write.paragraph(document, closing, body, after=12).paragraph_format.keep_with_next = True
    for line, bold in ((words("letter.sign_name"), False), (_text(words, "letter.sign_title"), True)):
        signed = write.paragraph(document, line, body, bold=bold, align="center", after=0)
        put(signed._p.get_or_add_pPr(), PARAGRAPH_ORDER, "ind", start=int(9 * 567), end=0)
        signed.paragraph_format.keep_with_next = True
    copies = ("copy_unit", "copy_archive") if kind == WARNING else ("copy_archive",)
    write.paragraph(
        document, words("letter.copies"), small_print, bold=True, before=8, after=0
    ).paragraph_format.keep_with_next = True
    for line in copies:
        copy = write.paragraph(document, _text(words, f"letter.{line}"), small_print, after=0)
        copy.paragraph_format.keep_with_next = line != copies[-1]


def _table(document: WordDocument, name: str, words: Words, write: Writer, *, guided: bool) -> Table:
    """A row of headings, and one row that is repeated for every row of the figures."""
    size = SIZES[words.lang][2]
    columns = [column for column in TABLES[name] if guided or column != "guide"]
    table: Table = document.add_table(4, len(columns), style="Table Grid")
    write.widths(table, WIDTHS[name] if len(columns) == len(WIDTHS[name]) else UNGUIDED)
    head, start, row, end = table.rows
    for place, column in enumerate(columns):
        aligned = "" if column in ("name", "guide", "month") else "center"
        write.cell(head.cells[place], words(f"letter.col_{column}"), size, bold=True, align="center", fill=SHADE)
        write.cell(row.cells[place], _slot(f"row.{column}"), size, align=aligned)
    write.cell(start.cells[0], f"{{%tr for row in {name} %}}")
    write.cell(end.cells[0], "{%tr endfor %}")
    write.head_row(table)
    return table


def _foot(document: WordDocument, words: Words, write: Writer) -> None:
    footer = document.sections[0].footer
    write.paragraph(footer.paragraphs[0], _slot("demo"), 10, bold=True, align="center", colour="9E3A06")
    footer.paragraphs[0].paragraph_format.space_before = Pt(0)
