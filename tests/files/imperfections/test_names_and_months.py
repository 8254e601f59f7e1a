"""Which unit, sheet, month and indicator is meant: named with the cells where it isn't clear."""

from __future__ import annotations

import pytest

from data.imports.importing import preview
from tests.support.builders import FULL_ROWS, HEADER, SMALL_SCHEME, small_store
from tests.support.files.imperfect_files import TITLE, E, W, found, said, table
from tests.support.files.workbooks import Look, xlsx


def test_34_an_unknown_unit_is_answered_with_the_three_nearest(store):
    read = preview(store, "s.xlsx", table([["دانشگاه علوم پزشگی ایلام", 1, 1, 1], ["بهزیستی ایلام", 1, 1, 1]]))
    assert [(problem.code, problem.cell) for problem in read.problems] == [
        ("unknown_unit", "A3"),
        ("unknown_unit", "A4"),
    ]
    assert [problem.slots["nearest"][0][0] for problem in read.problems] == ["A2", "A3"]
    assert all(len(problem.slots["nearest"]) <= 3 for problem in read.problems)


def test_34_the_name_of_the_province_is_never_stripped():
    units = [
        ("G1", "home", "governorate", "", "فرمانداری ایلام", "Ilam", "", "", "", ""),
        ("A1", "home", "agency", "", "دانشگاه ایلام", "Ilam University", "", "", "", ""),
        ("A2", "home", "agency", "", "دانشگاه", "University", "", "", "", ""),
    ]
    read = preview(small_store(units=units), "s.xlsx", table([["فرمانداری", 1, 1, 1], ["دانشگاه ایلام", 2, 2, 2]]))
    assert [(problem.code, problem.cell) for problem in read.problems if problem.severity == E] == [
        ("unknown_unit", "A3")
    ]


def test_35_a_unit_twice_with_other_scores_names_both_rows(store):
    read = preview(store, "s.xlsx", table([*FULL_ROWS, ["بهزیستی", 2, 2, 2]]))
    (problem,) = read.problems
    assert (problem.code, problem.cell, problem.slots["other_row"]) == ("unit_repeated", "A7", "A5")


def test_39_sheets_that_disagree_ask_which_is_meant_and_the_choice_decides(store, plain_hash):
    other = [[row[0], 1, 1, 1] for row in FULL_ROWS]
    content = xlsx([("نهایی", [TITLE, HEADER, *FULL_ROWS]), ("پیش‌نویس", [TITLE, HEADER, *other])])
    read = preview(store, "s.xlsx", content)
    (problem,) = [problem for problem in read.problems if problem.severity == E]
    assert (problem.code, problem.sheet, problem.cell) == ("sheets_disagree", "پیش‌نویس", "A3")
    assert (problem.slots["count"], problem.slots["other_sheet"]) == (3, "نهایی")  # WELFARE is the same in both
    assert read.tables == (1, 2) and read.months == ()
    assert said(store, content, sheets=[1]) == said(store, content, sheets=["نهایی"]) == plain_hash
    assert said(store, content, sheets=[2]) != plain_hash
    assert found(store, content, sheets=["نیست"]) == [("sheet_not_found", E, None)]


def test_39_a_sheet_without_its_month_gets_the_chosen_one_and_the_others_keep_theirs(store):
    content = xlsx([("تیر ۱۳۹۹", [HEADER, *FULL_ROWS]), ("Sheet2", [HEADER, *FULL_ROWS])])
    assert found(store, content) == [("month_unknown", E, None)]
    assert [month.month for month in preview(store, "s.xlsx", content, month=139905).months] == [139904, 139905]


@pytest.mark.parametrize(
    ("sheet", "month"),
    [
        ("فروردين ۱۳۹۹ ", 139901),
        ("امرداد ۱۳۹۹", 139905),
        ("۹۹-۱", 139901),
        ("1399_12", 139912),
        ("Mordad 1399", 139905),
    ],
)
def test_40_months_as_offices_write_them(store, sheet, month):
    assert [each.month for each in preview(store, "s", xlsx([(sheet, [HEADER, *FULL_ROWS])])).months] == [month]


def test_40_a_month_other_than_the_chosen_one_is_refused(store):
    assert found(store, table(FULL_ROWS), month=139905) == [("month_contradiction", E, None)]


def test_42_the_cells_of_a_turned_table_keep_their_addresses(store):
    rows = [TITLE, ["شاخص", *(row[0] for row in FULL_ROWS)]]
    rows += [[HEADER[n], *(row[n] for row in FULL_ROWS)] for n in (1, 2, 3)]
    rows[3][2] = "5,5"  # the second indicator of the second unit
    assert found(store, xlsx([("Sheet", rows)])) == [("comma_decimal", E, "C4")]
    rows[3][2] = 2
    scores = preview(store, "s.xlsx", xlsx([("Sheet", rows)])).months[0].scores.set_index(["unit_id", "indicator"])
    assert tuple(scores.loc[("A2", "N2"), ["row_no", "column_no"]]) == (4, 3)
    hidden = xlsx([("Sheet", rows)], {"Sheet": Look(hidden_rows=(4,))})
    (problem,) = preview(store, "s.xlsx", hidden).problems
    assert (problem.code, problem.value) == ("hidden_rows", "4")
    assert found(store, xlsx([("Sheet", rows[:-1])])) == [("indicator_missing", E, None)]


def test_43_numbers_for_headers_are_refused_unless_they_are_codes(store):
    assert found(store, table(FULL_ROWS, ["نام دستگاه", "۱", 2, "3"])) == [("header_numbers", E, "B2")]
    scheme = SMALL_SCHEME.replace('"N1"', '"1"').replace('"N2"', '"2"').replace('"P1"', '"3"')
    assert found(small_store(scheme=scheme), table(FULL_ROWS, ["نام دستگاه", "۱", 2, "3"])) == []


def test_43_a_former_name_of_an_indicator_is_read_and_said_to_be():
    from data.registry.schemes import add_scheme

    store = small_store()
    renamed = SMALL_SCHEME.replace('"small"', '"second"\nvalid_from = "1399-03"').replace("سرعت خبر", "شتاب خبر")
    renamed = renamed.replace("News speed", "News pace")
    with store.transaction() as change:
        add_scheme(change, renamed, "tester")
    later = xlsx([("خرداد ۱۳۹۹", [HEADER, *FULL_ROWS])])
    assert found(store, later) == [("former_name", W, "C1")]


def test_44_missing_and_doubled_indicators_are_refused_by_name(store):
    read = preview(store, "s.xlsx", table([row[:3] for row in FULL_ROWS], HEADER[:3]))
    assert [(problem.code, problem.value) for problem in read.problems] == [("indicator_missing", "P1")]
    assert found(store, table([[*row, 1] for row in FULL_ROWS], [*HEADER, "P1"])) == [("indicator_twice", E, "E2")]
