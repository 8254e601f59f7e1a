"""What is warned of: the values are read, and the warning says where it stands."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.builders import FULL_ROWS, HEADER, csv_file
from tests.support.files.imperfect_files import DARREH, MEDICAL, ROAD, TITLE, WELFARE, W, found, said, table, with_cell
from tests.support.files.repacking import rezipped
from tests.support.files.workbooks import Coloured, Look, Noted, Struck, xlsx

WARNED = {
    "13 every score between 0 and 1": (
        table([[row[0], 0.5, 1, 0.25] for row in FULL_ROWS]),
        [("scale_suspicious", W, None)],
    ),
    "25 a macro": (
        rezipped(table(FULL_ROWS), lambda parts: parts.update({"xl/vbaProject.bin": b"x"})),
        [("active_content", W, None)],
    ),
    "25 a link to another workbook": (
        rezipped(
            table(FULL_ROWS), lambda parts: parts.update({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
        ),
        [("active_content", W, None)],
    ),
    "28 the file's own total": (
        table([[*ROAD, 19], *([*row, sum(row[1:])] for row in FULL_ROWS[1:])], [*HEADER, "جمع"]),
        [("total_differs", W, "E3")],
    ),
    "29 the file's own level": (
        table([[*ROAD, "پایین"], [*MEDICAL, "میانه"], [*WELFARE, "پایین"], [*DARREH, "میانه"]], [*HEADER, "سطح"]),
        [("band_differs", W, "E3")],
    ),
    "29 the file's own rank": (
        table([[*ROAD, 1], [*MEDICAL, 3], [*WELFARE, 3], [*DARREH, 1]], [*HEADER, "رتبه"]),
        [("rank_differs", W, "E4")],
    ),
    "31 signatures under the table": (
        table([*FULL_ROWS, [], ["تهیه‌کننده: روابط عمومی"]]),
        [("row_skipped", W, "A8")],
    ),
    "35 a unit twice with the same scores": (table([*FULL_ROWS, WELFARE]), [("unit_repeated_same", W, "A7")]),
    "36 a listed unit that is not in the file": (table(FULL_ROWS[:3]), [("units_absent", W, None)]),
    "37 a hidden column": (table(FULL_ROWS, hidden_columns=(3,)), [("hidden_columns", W, None)]),
    "38 a hidden row": (table(FULL_ROWS, hidden_rows=(4,)), [("hidden_rows", W, None)]),
    "39 a hidden sheet never wins": (
        xlsx(
            [("Old", [TITLE, HEADER, ["اداره کل راه", 0, 0, 0]]), ("Sheet", [TITLE, HEADER, *FULL_ROWS])],
            {"Old": Look(is_hidden=True)},
        ),
        [("hidden_sheets", W, None)],
    ),
    "40 a year of two digits": (xlsx([("فروردين ۹۹ ", [HEADER, *FULL_ROWS])]), [("short_year", W, None)]),
    "41 a date above the table that Excel took for its own": (
        xlsx([("Sheet", [[*TITLE, date(1999, 1, 31)], HEADER, *FULL_ROWS])]),
        [("title_date", W, "B1")],
    ),
    "44 a column too many": (table([[*row, 1] for row in FULL_ROWS], [*HEADER, "رنگ"]), [("column_ignored", W, "E2")]),
    "45 a note": (with_cell(Noted(6)), [("notes_ignored", W, None)]),
    "45 a score struck out": (with_cell(Struck(6)), [("struck_ignored", W, None)]),
    "45 a coloured score": (with_cell(Coloured(6)), [("colours_ignored", W, None)]),
    "46 CSV in windows-1256": (
        csv_file([["نتايج فروردين 1399"], [cell.replace("ی", "ي") for cell in HEADER], *FULL_ROWS])
        .decode()
        .translate(str.maketrans("یک", "يك"))
        .encode("cp1256"),
        [("read_as_1256", W, None)],
    ),
}


@pytest.mark.parametrize("case", WARNED)
def test_what_is_warned_of_is_told_with_its_place_and_the_values_are_read(store, plain_hash, case):
    content, expected = WARNED[case]
    assert found(store, content, "scores") == expected
    assert case.startswith(("13", "36")) or said(store, content, "scores") == plain_hash
