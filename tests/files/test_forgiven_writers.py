"""Writers that Excel forgives: what they wrote is read, or the values and their formats are."""

from __future__ import annotations

import io
import re
import zipfile

from tests.support.files.repacking import repacked
from tests.support.files.score_files import FULL, codes, read, values, with_cell
from tests.support.files.workbooks import Shown


def test_part_names_with_backslashes_or_in_another_case_are_read(store):
    plain = with_cell(10)
    for rename in (
        lambda name: name.replace("/", "\\"),
        str.upper,
        lambda name: name.replace("styles", "Styles"),
        lambda name: f"/{name}",
    ):
        assert values(read(store, repacked(plain, rename))) == FULL


def test_styles_that_are_out_of_range_leave_the_values_and_their_formats(store):
    content = with_cell(Shown(0.5, "0%"))
    assert codes(store, content) == [("cell_percent", "D3")]
    odd = [
        {"styles": (b"</fonts>", b'<font><family val="34"/></font></fonts>')},
        {
            "styles": (
                b"</fills>",
                b'<fill><patternFill patternType="solid"><fgColor rgb="F00"/></patternFill></fill></fills>',
            )
        },
    ]
    for change in odd:
        assert codes(store, repacked(content, **change)) == [("cell_percent", "D3")]
        assert values(read(store, repacked(with_cell(10), **change))) == FULL
    beyond = repacked(with_cell(10), sheet1=(b'<c r="D3" ', b'<c r="D3" s="77" '))
    assert values(read(store, beyond)) == FULL


SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'spreadsheetml.sharedStrings+xml"/></Types>'
)


def test_texts_that_are_shared_are_found_under_any_case_and_not_missed_where_no_cell_needs_them(store):
    listed = repacked(with_cell(10), **{"[Content_Types]": (b"</Types>", SHARED)})
    assert values(read(store, listed)) == FULL
    with zipfile.ZipFile(io.BytesIO(listed)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    cell = re.compile(rb'<c r="(\w+)"([^>]*) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>')
    said = [found[3] for found in cell.finditer(sheet)]
    assert len(said) > 5
    number = iter(range(len(said)))
    shared = cell.sub(lambda found: b'<c r="%s" t="s"><v>%d</v></c>' % (found[1], next(number)), sheet)
    table_ = b"".join(b"<si><t>%s</t></si>" % text for text in said)
    table_ = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + table_ + b"</sst>"
    for name in ("xl/sharedStrings.xml", "xl/SharedStrings.xml", "XL/sharedstrings.XML"):
        target = io.BytesIO(repacked(listed, sheet1=(sheet, shared)))
        with zipfile.ZipFile(target, "a") as archive:
            archive.writestr(name, table_)
        assert values(read(store, target.getvalue())) == FULL, name
