"""Files that can't be read at all, and files that came before: one sentence for each."""

from __future__ import annotations

import pytest

from data.imports.importing import preview
from data.problems import Refused
from tests.support.builders import FULL_ROWS, HEADER, small_store
from tests.support.files.imperfect_files import LAST_ROW, found, table, with_cell, with_xml
from tests.support.files.workbooks import ods, packed

STRICT = {
    "xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>',
    "[Content_Types].xml": "<Types/>",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
WHOLE_FILES = {
    "46 a web page named .xls": (
        b"\xef\xbb\xbf<html><body><table><tr><td>6</td></tr></table></body></html>",
        "web_page",
    ),
    "46 another web page": (b"<!DOCTYPE html>\n<meta charset=utf-8><table></table>", "web_page"),
    "46 the XML of Excel 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "excel_2003_xml",
    ),
    "46 a PDF": (b"%PDF-1.7 1 0 obj", "not_a_workbook"),
    "46 a text document": (packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>"}), "not_a_workbook"),
    "46 another compound file": (OLE, "not_a_workbook"),
    "46 Strict Open XML": (packed(STRICT), "strict_workbook"),
    "47 a password (.xlsx)": (OLE + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    "47 a password (.ods)": (
        packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": "<x/>",
                "META-INF/manifest.xml": "<m><encryption-data/></m>",
            }
        ),
        "file_encrypted",
    ),
    "47 broken": (table(FULL_ROWS)[:-200], "file_broken"),
    "48 a cell in the last of a million rows": (with_xml(LAST_ROW % b"><v>1</v></c>"), "too_many_cells"),
    "48 an .ods of a million filled rows": (
        ods(
            [("Sheet", [HEADER])],
            tail='<table:table-row table:number-rows-repeated="1000000"><table:table-cell'
            ' office:value-type="float" office:value="1"/></table:table-row>',
        ),
        "too_many_cells",
    ),
}


@pytest.mark.parametrize("case", WHOLE_FILES)
def test_a_file_that_can_not_be_read_at_all_gets_one_sentence(store, case):
    content, code = WHOLE_FILES[case]
    assert [entry[0] for entry in found(store, content, "scores.xlsx")] == [code]


def test_48_the_sheet_that_is_too_large_is_named(store):
    content = WHOLE_FILES["48 a cell in the last of a million rows"][0]
    with pytest.raises(Refused) as refused:
        preview(store, "s.xlsx", content)
    assert refused.value.problems[0].sheet == "Sheet"


def test_50_the_same_file_again_changes_nothing_and_another_one_needs_a_reason(store):
    from data.imports.importing import commit

    own = small_store()
    first = table(FULL_ROWS)
    commit(own, preview(own, "a.xlsx", first), "x")
    assert commit(own, preview(own, "again.xlsx", first), "x")[0].import_key is None
    with pytest.raises(Refused) as refused:
        commit(own, preview(own, "b.xlsx", with_cell(5)), "x")
    (problem,) = refused.value.problems
    assert (problem.code, problem.slots["count"]) == ("reason_needed", 1)
    assert commit(own, preview(own, "b.xlsx", with_cell(5)), "x", "اصلاح خبر")[0].import_key == 2
