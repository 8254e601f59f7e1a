"""Ten points: the rule on numbers that one can check by hand, and whose time in office they follow."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demo.load import MONTH_FILES
from data.keeping.verify import verify
from data.office.managers import tenures
from data.office.managers.manager_points import manager_points
from data.office.months import move
from i18n.words import Words
from reports.csv_file import csv_text
from reports.office.points_workbook import PointsOf, points_table, points_workbook, tenure_table
from scoring.manager_points import mean_points, month_points, tenure_points, year_points
from scoring.scheme import parse_scheme
from tests.support import oracle
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, small_store
from tests.support.demo.by_hand import oracle_results
from tests.support.demo.copies import demo_store
from tests.support.refusals import refused

TITLES = {139901: "نتایج فروردین ۱۳۹۹", 139902: "نتایج اردیبهشت ۱۳۹۹", 139903: "نتایج خرداد ۱۳۹۹"}
SCHEME = parse_scheme(SMALL_SCHEME)


@pytest.fixture
def store():
    """Roads: 100, 50 and 25 percent in three months, of which the third stays a draft."""
    opened = small_store()
    for number, (month, title) in enumerate(TITLES.items()):
        rows = [["اداره کل راه", *((6, 4, 10), (3, 2, 5), (2, 1, 2))[number]], *FULL_ROWS[1:]]
        import_rows(opened, rows, title, f"{month}.xlsx")
        for state in ("objections", "final") if month < 139903 else ():
            move(opened, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    return opened


def test_points_of_a_month_and_the_mean_of_the_year_so_far(store):
    units, held, counted = manager_points(store, 1, 139902)
    roads = units.set_index("unit_id").loc["A1"]
    assert (roads["points"], roads["year_points"], roads["months"]) == (5.0, 7.5, 2)
    assert counted == [139901, 139902] and held.empty
    assert refused(lambda: manager_points(store, 1, 139903)) == "month_not_final"
    assert refused(lambda: manager_points(store, 1, 139904)) == "month_not_stored"


def test_a_reopened_month_no_longer_counts(store):
    move(store, None, 139901, "draft", "زهرا", "اشتباه")
    units, _, counted = manager_points(store, 1, 139902)
    roads = units.set_index("unit_id").loc["A1"]
    assert counted == [139902] and (roads["year_points"], roads["months"]) == (5.0, 1)


def test_another_year_starts_anew():
    points = pd.DataFrame({"month": [139812, 139901], "unit_id": ["A", "A"], "points": [2.0, 8.0]})
    assert year_points(points, [139812, 139901], 139901).values.tolist() == [["A", 8.0, 1]]
    assert year_points(points, [139812], 139901).empty


def test_a_month_without_a_total_is_left_out_of_the_mean():
    assert mean_points(pd.Series([3.0, None, 6.0])) == (4.5, 2)
    assert mean_points(pd.Series([None], dtype="float64")) == (None, 0)


def test_points_follow_the_person_in_office(store):
    tenures.add(store, None, tenures.Tenure("A1", "مدیر نخست", 139811, 139901), "زهرا")
    tenures.add(store, None, tenures.Tenure("A1", "", 139902, None), "زهرا")
    _, held, _ = manager_points(store, 1, 139902)
    assert held[["manager", "points", "months"]].values.tolist() == [["مدیر نخست", 10.0, 1], ["", 5.0, 1]]
    _, held, _ = manager_points(store, 1, 139901)
    assert held["manager"].tolist() == ["مدیر نخست"]  # who comes later isn't named before
    assert verify(store) == []


def test_two_managers_of_a_unit_in_one_month_and_a_time_that_runs_backwards_are_refused(store):
    tenures.add(store, None, tenures.Tenure("A1", "", 139901, 139903), "زهرا")
    again = tenures.Tenure("A1", "", 139903, None)
    assert refused(lambda: tenures.add(store, None, again, "زهرا")) == "tenure_overlaps"
    assert (
        refused(lambda: tenures.add(store, None, tenures.Tenure("A2", "", 139903, 139901), "زهرا"))
        == "tenure_backwards"
    )
    assert (
        refused(lambda: tenures.add(store, None, tenures.Tenure("A9", "", 139901, None), "زهرا"))
        == "tenure_unit_unknown"
    )
    assert refused(lambda: tenures.add(store, None, tenures.Tenure("A2", "", 139901, None), " ")) == "name_needed"
    tenures.change_tenure(store, 1, tenures.Tenure("A1", "", 139901, 139902), "زهرا")
    assert tenures.add(store, None, again, "زهرا") == 2
    tenures.remove(store, 1, "زهرا")
    assert refused(lambda: tenures.remove(store, 1, "زهرا")) == "tenure_unknown"
    assert tenures.tenures(store, 1)["first"].tolist() == [139903] and verify(store) == []


def test_the_demos_points_are_the_oracles():
    store = demo_store()
    units, _, counted = manager_points(store, 1, 139905)
    by_month = [oracle_results(path.read_bytes())[0] for path in MONTH_FILES]
    assert counted == [139901, 139902, 139903, 139904, 139905]
    for row in units.to_dict("records"):
        totals = [results[row["name_fa"]]["total"] for results in by_month]
        assert row["points"] == pytest.approx(float(totals[-1]) / 10, abs=1e-9)
        assert row["year_points"] == pytest.approx(float(sum(totals) / len(totals) / 10), abs=1e-9)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12))
def test_the_years_mean_lies_between_the_months_and_a_whole_tenure_is_the_year(totals):
    months = [139901 + place for place in range(len(totals))]
    frame = pd.DataFrame({"month": months, "unit_id": "A", "total": totals})
    points = month_points(frame, dict.fromkeys(months, SCHEME))
    row = year_points(points, months, months[-1]).iloc[0]
    assert min(totals) / 10 - 1e-9 <= row["points"] <= max(totals) / 10 + 1e-9 and row["months"] == len(totals)
    exact = sum(map(oracle.exact, totals)) / len(totals) / 10
    assert row["points"] == pytest.approx(float(exact), abs=1e-9)
    office = pd.DataFrame({"unit_id": ["A"], "first": [139801], "last": pd.array([None], dtype="Int64")})
    whole = tenure_points(points, months, months[-1], office).iloc[0]
    assert (whole["points"], whole["months"]) == (row["points"], row["months"])


def test_points_as_csv_and_workbook(store):
    tenures.add(store, None, tenures.Tenure("A1", "=مدیر", 139901, None), "زهرا")
    units, held, counted = manager_points(store, 1, 139902)
    rows = points_table(units, 139902, "home").set_index("unit_id")
    assert (rows.loc["A1", "points"], rows.loc["A1", "year_points"], rows.loc["A1", "months"]) == (5.0, 7.5, 2)
    said = csv_text(tenure_table(held, 139902, "home")).splitlines()[1].split(",")
    assert said[6:] == ["'=مدیر", "1399-01", "", "7.5", "2"]
    book = opened(points_workbook((units, held, counted), ABOUT, Words("fa")))
    first, second = book.worksheets
    assert first.sheet_view.rightToLeft and "دادهٔ نمایشی" in first["A3"].value
    assert first["A1"].value == "نمرهٔ ارزیابی مدیران، استان خانه، اردیبهشت ۱۳۹۹ · نهایی"
    row = next(row for row in first.iter_rows(values_only=True) if row[0] == "A1")
    assert row[3:] == (50, 5, 7.5, 2)
    assert second["C6"].value == "=مدیر" and second["C6"].data_type == "s"


ABOUT = PointsOf("خانه", "Home", 139902, "final", SCHEME, {}, demo=True)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_points_are_written_as_they_are_read_and_the_years_mean_is_rounded_once():
    """Months of 5.575 and 5.57 points: each half up to 5.58 and 5.57; their mean 5.5725 is 5.57, not that of 5.58 and
    5.57 (5.575, which would be 5.58)."""
    units = pd.DataFrame({"unit_id": ["A"], "kind": "agency", "name_fa": "الف", "name_en": "A", "status": "evaluated"})
    units = units.assign(
        total=55.75, rank=1, points=5.575, year_points=mean_points(pd.Series([5.575, 5.57]))[0], months=2
    )
    held = pd.DataFrame({"unit_id": ["A"], "kind": "agency", "name_fa": "الف", "name_en": "A", "manager": "ب"})
    held = held.assign(first=139901, last=None, points=5.577777777777778, months=2)
    assert points_table(units, 139902, "home")[["points", "year_points"]].values.tolist() == [[5.58, 5.57]]
    assert tenure_table(held, 139902, "home")["points"].tolist() == [5.58]
    first, second = opened(points_workbook((units, held, [139901, 139902]), ABOUT, Words("en"))).worksheets
    assert [cell.value for cell in first[6]][3:] == [55.75, 5.58, 5.57, 2]
    assert [cell.value for cell in second[6]][5:] == [5.58, 2]


def test_an_incomplete_and_a_missing_unit_have_their_word_in_the_place_of_points(store):
    rows = [["اداره کل راه", 6, None, 10], ["دانشگاه علوم پزشکی", 3, 2, 5], ["فرمانداری دره‌شهر", 3, 3, 4]]
    import_rows(store, rows, "نتایج تیر ۱۳۹۹", "139904.xlsx")
    for state in ("objections", "final"):
        move(store, None, 139904, state, "زهرا", "دلیل", until=date(2020, 7, 25), today=date(2020, 8, 1))
    points = manager_points(store, 1, 139904)
    sheet = opened(points_workbook(points, ABOUT, Words("fa"))).worksheets[0]
    said = {row[0]: row[3:] for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert said["A1"] == ("ناقص", "ناقص", 7.5, 2) and said["A3"][:2] == ("گزارش‌نشده", "گزارش‌نشده")
    assert said["A2"] == (50, 5, 5, 3)
    assert points_table(points[0], 139904, "home").set_index("unit_id").loc["A1", "status"] == "incomplete"
