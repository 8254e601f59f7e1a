"""What is tolerated: the file says the same as the plain table, without a word."""

from __future__ import annotations

import pytest

from tests.support.builders import FULL_ROWS, HEADER
from tests.support.files.imperfect_files import (
    DARREH,
    LAST_ROW,
    MEDICAL,
    ROAD,
    TITLE,
    WELFARE,
    found,
    said,
    table,
    with_cell,
    with_xml,
)
from tests.support.files.repacking import changed
from tests.support.files.workbooks import Look, Rich, ods, xls, xlsb, xlsx

TWO_ROWS = [TITLE, ["نام دستگاه", "خبر", None, "مردم"], [None, *HEADER[1:]], *FULL_ROWS]
TOLERATED = {
    "01 title rows above the table, merged": xlsx(
        [("Sheet", [["استانداری"], [], TITLE, HEADER, *FULL_ROWS])], {"Sheet": Look(merged=("A1:D1", "A3:D3"))}
    ),
    "02 a header of two rows with merged cells": xlsx(
        [("Sheet", TWO_ROWS)], {"Sheet": Look(merged=("A2:A3", "B2:C2"))}
    ),
    "02 a header of two rows without merged cells": xlsx([("Sheet", TWO_ROWS)]),
    "02 a header of three rows: number, code, name": xlsx(
        [
            (
                "Sheet",
                [TITLE, ["ردیف", 1, 2, 3], [None, "N1", "N2", "P1"], ["دستگاه", "خبرها", "تندی", "دیدار"], *FULL_ROWS],
            )
        ]
    ),
    "02 names broken over two cells": xlsx(
        [("Sheet", [TITLE, ["نام", "شمار", "سرعت", "دیدار"], ["دستگاه", "خبر", "خبر", "مردمی"], *FULL_ROWS])]
    ),
    "02 the maxima under the header": table([[None, 6, 4, 10], *FULL_ROWS]),
    "03 a sheet from right to left": table(FULL_ROWS, right_to_left=True),
    "04 Persian digits as text": table([["اداره کل راه", "۶", "۴", "۱۰"], *FULL_ROWS[1:]]),
    "05 Arabic digits as text": table([["اداره کل راه", "٦", "٤٫٠", "١٠"], *FULL_ROWS[1:]]),
    "06 Persian decimal mark": table([["اداره کل راه", "۶٫۰", "۴٫۰۰", "۱۰"], *FULL_ROWS[1:]]),
    "10 marks of direction around a number": with_cell("\u200f\u202b۶\u202c\ufeff\u200b"),
    "11 an apostrophe before a number": with_cell("'6"),
    "11 a number stored as text": with_cell("6"),
    "26 empty rows between the units": table([ROAD, [], [], MEDICAL, [], WELFARE, DARREH]),
    "27 rows of totals, within and at the end": table(
        [ROAD, MEDICAL, WELFARE, ["جمع دستگاه‌ها"[:3], 10, 7, 16], DARREH, ["میانگین", 3, 2, 5], ["جمع کل", 13, 10, 20]]
    ),
    "30 the header again in the middle": table([ROAD, MEDICAL, HEADER, WELFARE, DARREH]),
    "32 letters, half-spaces, broken lines in names": table(
        [
            ["اداره  كل\nراه", *ROAD[1:]],
            ["دانشگاه علوم پزشكي", *MEDICAL[1:]],
            ["بهزیســـتی", *WELFARE[1:]],
            ["فرمانداری دره شهر", *DARREH[1:]],
        ]
    ),
    "33 a former name that the list knows as an alias": table(
        [["راه و ترابري", *ROAD[1:]], *FULL_ROWS[1:3], ["دره‌شهر", *DARREH[1:]]]
    ),
    "39 a guide beside the table": xlsx([("Sheet", [TITLE, HEADER, *FULL_ROWS]), ("راهنما", [["شمار خبر"]])]),
    "40 a sheet named for the month": xlsx([(" فروردين ۱۳۹۹ ", [HEADER, *FULL_ROWS])]),
    "42 units in columns, indicators in rows": xlsx(
        [
            (
                "Sheet",
                [TITLE, ["شاخص", *(row[0] for row in FULL_ROWS)]]
                + [[HEADER[n], *(row[n] for row in FULL_ROWS)] for n in (1, 2, 3)],
            )
        ]
    ),
    "43 codes as headers": table(FULL_ROWS, ["unit_name", "n1", "N2 (4)", "P1 - دیدار"]),
    "44 indicator columns in another order": table(
        [[r[3], r[0], r[1], r[2]] for r in FULL_ROWS], [HEADER[3], *HEADER[:3]]
    ),
    "46 .xls": xls([("Sheet", [TITLE, HEADER, *FULL_ROWS])]),
    "46 .ods with a million empty rows below": ods([("Sheet", [TITLE, HEADER, *FULL_ROWS])]),
    "46 .xlsb": xlsb([("Sheet", [TITLE, HEADER, *FULL_ROWS])]),
    "46 a text of two looks in an .xlsb": xlsb(
        [("Sheet", [TITLE, HEADER, [Rich("اداره کل راه"), *ROAD[1:]], *FULL_ROWS[1:]])]
    ),
    "48 formats down to the last of a million rows": with_xml(LAST_ROW % b"/>"),
    "46 CSV with semicolons and decimal points": "\n".join(
        ";".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS]
    ).encode(),
    "46 CSV that names its separator": "\r\n".join(
        ["sep=;", *(";".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS])]
    ).encode("utf-8-sig"),
    "46 CSV in UTF-16 with tabs": "\r\n".join("\t".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS]).encode(
        "utf-16"
    ),
    "46 CSV in UTF-16 without its mark": "\r\n".join(
        "\t".join(map(str, row)) for row in [TITLE, HEADER, *FULL_ROWS]
    ).encode("utf-16-le"),
}


@pytest.mark.parametrize("case", TOLERATED)
def test_what_is_tolerated_says_the_same_as_the_plain_table_without_a_word(store, plain_hash, case):
    assert said(store, TOLERATED[case], "scores") == plain_hash
    assert found(store, TOLERATED[case], "scores") == []


def test_45_a_gradient_is_a_look_like_any_other(store):
    from openpyxl.styles import GradientFill

    def paint(sheet) -> None:
        sheet["B3"].fill = GradientFill(stop=("FF0000", "0000FF"))

    assert found(store, changed(paint)) == []


def test_46_the_stream_of_an_old_workbook_may_be_named_in_capitals(store, plain_hash):
    content = xls([("Sheet", [TITLE, HEADER, *FULL_ROWS])])
    names = "Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le")
    assert names[0] in content and said(store, content.replace(*names), "s") == plain_hash
