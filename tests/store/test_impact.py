"""What an import would change: told before it is stored, and true once it is; two at once can't both win."""

from __future__ import annotations

import threading

import pytest

from data.asking import stored_results
from data.asking.chosen import Chosen
from data.files.workbook import read_book
from data.imports.importing import commit, commit_all, preview
from data.imports.unit_lists import compare, store_list
from data.keeping.verify import verify
from data.office.rehearsal import rehearse
from data.problems import Refused
from data.units.unit_list_files import read_units
from tests.support.builders import FULL_ROWS, UNITS, books, import_rows, score_book, small_store, units_file

ALL = Chosen()


def test_a_rehearsal_stores_nothing():
    store = small_store()
    import_rows(store, FULL_ROWS)
    tables = ("import", "score", "month", "month_unit", "unit_total", "domain_total", "event")
    before = [store.rows(f'SELECT * FROM "{table}" ORDER BY ALL') for table in tables]
    rehearse(store, [preview(store, "b.xlsx", score_book([["بهزیستی", 6, 4, 10]]))])
    assert [store.rows(f'SELECT * FROM "{table}" ORDER BY ALL') for table in tables] == before


def test_a_new_month_tells_its_counts_and_weak_units():
    store = small_store()
    impact = rehearse(store, [preview(store, "a.xlsx", score_book(FULL_ROWS[:3]))])
    (month,) = impact.months
    assert month.is_new and not impact.is_correction and not impact.changes_nothing
    shares = month.shares.set_index("kind")
    assert shares.loc["agency", ["listed", "evaluated", "missing", "weak"]].tolist() == [3, 3, 0, 1]
    assert shares.loc["governorate", ["listed", "evaluated", "missing", "weak"]].tolist() == [1, 0, 1, 0]
    assert shares["evaluated_then"].isna().all()


def test_a_correction_names_every_changed_cell_and_whose_rank_it_moves():
    store = small_store()
    import_rows(store, FULL_ROWS)
    rows = [["بهزیستی", 6, None, 1], ["اداره کل راه", 6, 4, 10]]
    impact = rehearse(store, [preview(store, "fix.xlsx", score_book(rows))])
    (month,) = impact.months
    cells = [
        (row["indicator"], row["mark_then"], row["points_then"], row["cell_then"], row["mark"], row["cell"])
        for row in month.cells.to_dict("records")
    ]
    assert impact.is_correction and set(month.cells["unit_id"]) == {"A3"}
    assert cells == [
        ("N1", "scored", 1.0, "B5", "scored", "B3"),
        ("N2", "scored", 1.0, "C5", "not_reported", "C3"),
    ]
    units = month.units.set_index("unit_id")
    assert units["is_brought"].to_dict() == {"A1": True, "A2": False, "A3": True, "G1": False}
    assert (units.loc["A3", "status_then"], units.loc["A3", "status"]) == ("evaluated", "incomplete")
    assert (units.loc["A2", "ranked_units_then"], units.loc["A2", "ranked_units"]) == (3, 2)


def test_what_was_told_is_what_is_stored():
    store = small_store()
    import_rows(store, FULL_ROWS)
    files = [
        preview(store, "one.xlsx", score_book([["بهزیستی", 3, 2, 5], ["اداره کل راه", 0, 0, 0]])),
        preview(store, "two.xlsx", score_book([["بهزیستی", 3, 2, 5]])),
    ]
    told = rehearse(store, files).months[0].units
    commit_all(store, files, "x", "اصلاح")
    stored = stored_results.unit_totals(store, 1, ALL, 139901)
    for name in ("unit_id", "status", "total", "band", "rank"):
        assert told[name].tolist() == stored[name].tolist()
    assert stored.set_index("unit_id")["total"].to_dict() == {"A1": 0.0, "A2": 50.0, "A3": 50.0, "G1": 50.0}
    assert verify(store) == []


def test_an_identical_file_changes_nothing():
    store = small_store()
    content = score_book(FULL_ROWS)
    commit(store, preview(store, "a.xlsx", content), "x")
    impact = rehearse(store, [preview(store, "again.xlsx", content)])
    assert impact.changes_nothing and impact.months == ()


def test_a_file_checked_before_another_import_of_its_month_is_refused_and_told_by_whom():
    store = small_store()
    first, second = (preview(store, name, score_book(FULL_ROWS[:2])) for name in ("a.xlsx", "b.xlsx"))
    commit(store, first, "زهرا")
    with pytest.raises(Refused) as refused:
        commit(store, second, "رضا")
    (problem,) = refused.value.problems
    assert problem.code == "stored_meanwhile"
    assert problem.slots == {"month": 139901, "file": "b.xlsx", "other": "a.xlsx", "who": "زهرا", "count": 2}
    again = preview(store, "b.xlsx", score_book(FULL_ROWS))
    assert commit(store, again, "رضا")[0].import_key == 2 and verify(store) == []


def test_files_of_different_months_do_not_stand_in_each_others_way():
    store = small_store()
    first = preview(store, "a.xlsx", score_book(FULL_ROWS))
    second = preview(store, "b.xlsx", score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹"))
    commit(store, first, "x")
    assert commit(store, second, "x")[0].month == 139902


def test_several_files_are_stored_together_or_not_at_all():
    store = small_store()
    stale = preview(store, "stale.xlsx", score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹"))
    import_rows(store, FULL_ROWS[:1], "نتایج اردیبهشت ۱۳۹۹")
    fresh = preview(store, "fresh.xlsx", score_book(FULL_ROWS))
    with pytest.raises(Refused):
        commit_all(store, [fresh, stale], "x")
    assert store.rows("SELECT month FROM month") == [(139902,)]


@pytest.mark.parametrize("editors", [8])
def test_of_many_editors_with_the_same_preview_exactly_one_wins(editors, tmp_path):
    store = small_store(tmp_path / "s.duckdb")
    outcomes: list[str] = []
    for version in range(3):
        rows = [[FULL_ROWS[2][0], version, 1, 1]]
        files = [preview(store, f"{n}.xlsx", score_book([*rows, FULL_ROWS[n % 2]])) for n in range(editors)]
        barrier = threading.Barrier(editors)

        def act(file, barrier=barrier):
            barrier.wait()
            try:
                commit(store, file, "x", "اصلاح")
                outcomes.append("won")
            except Refused as refused:
                outcomes.append(refused.problems[0].code)

        threads = [threading.Thread(target=act, args=(file,)) for file in files]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes.count("won") == 3 and outcomes.count("stored_meanwhile") == 3 * (editors - 1)
    assert verify(store) == []


def test_what_was_recognised_is_told_even_where_a_file_has_errors():
    store = small_store()
    rows = [FULL_ROWS[0], ["بهزیستی", 99, 1, 1], ["فرمانداری دره‌شهر", 3, None, 4]]
    read = preview(store, "a.xlsx", score_book(rows))
    found = {row.kind: (row.complete, row.incomplete, row.missing) for row in read.recognised}
    assert read.months == () and found == {"agency": (1, 1, 1), "governorate": (0, 1, 0)}


def test_a_book_of_two_months_is_told_month_by_month():
    store = small_store()
    header = ["نام دستگاه", "شمار خبر", "سرعت خبر", "دیدار مردمی"]
    content = books([("خرداد ۹۹", [header, *FULL_ROWS]), ("تیر ۹۹", [header, *FULL_ROWS[:1]])])
    impact = rehearse(store, [preview(store, "two.xlsx", content)])
    assert [month.month for month in impact.months] == [139903, 139904]
    assert [int(month.units["is_brought"].sum()) for month in impact.months] == [4, 1]


def test_files_that_disagree_about_a_unit_are_refused_together():
    store = small_store()
    files = [
        preview(store, "one.xlsx", score_book([["بهزیستی", 3, 2, 5]])),
        preview(store, "two.xlsx", score_book([["بهزیستی", 3, 2, 6]])),
    ]
    for act in (lambda: rehearse(store, files), lambda: commit_all(store, files, "x")):
        with pytest.raises(Refused) as refused:
            act()
        (problem,) = refused.value.problems
        assert (problem.code, problem.slots["file"], problem.slots["other"]) == (
            "files_disagree",
            "two.xlsx",
            "one.xlsx",
        )
    assert store.rows("SELECT count(*) FROM import") == [(0,)]


def test_the_same_bytes_count_again_once_a_corrected_unit_list_reads_them_differently():
    swapped = [list(row) for row in UNITS]
    swapped[1][4], swapped[2][4], swapped[1][5], swapped[2][5] = "بهزیستی", "دانشگاه علوم پزشکی", "x", "y"
    store = small_store(units=swapped)
    content = score_book(FULL_ROWS)
    commit(store, preview(store, "a.xlsx", content), "x")
    assert stored_results.unit_totals(store, 1, ALL).set_index("unit_id")["total"]["A2"] == 15.0
    units = read_units(read_book("units.csv", units_file()))
    store_list(store, compare(store, units), "units.csv", "x")
    again = preview(store, "a.xlsx", content)
    assert set(rehearse(store, [again]).months[0].cells["unit_id"]) == {"A2", "A3"}
    assert commit(store, again, "x", "a test")[0].import_key == 2
    assert stored_results.unit_totals(store, 1, ALL).set_index("unit_id")["total"]["A2"] == 50.0


def test_a_stored_month_keeps_its_own_listing_whatever_the_unit_list_says_today():
    store = small_store()
    import_rows(store, FULL_ROWS)
    rows = [list(row) for row in UNITS]
    rows[3][8] = "1398-12"  # G1 ends before the stored month
    rows.append(["A9", "home", "agency", "", "شهرداری", "City", "", "", "", ""])
    store_list(store, compare(store, read_units(read_book("units.csv", units_file(rows)))), "units.csv", "x")
    read = preview(store, "again.xlsx", score_book([*FULL_ROWS[:3], ["فرمانداری دره‌شهر", 6, 4, 10]]))
    assert [problem.code for problem in read.problems] == []
    assert {row.kind: (row.complete, row.missing) for row in read.recognised} == {
        "agency": (3, 0),
        "governorate": (1, 0),
    }
    commit(store, read, "x", "a test")
    totals = stored_results.unit_totals(store, 1, ALL, 139901).set_index("unit_id")["total"].to_dict()
    assert totals == {"A1": 100.0, "A2": 50.0, "A3": 15.0, "G1": 100.0} and verify(store) == []
