"""The ranking and the page of a unit: the oracle's ranks, totals and changes, and a word where there is none."""

from __future__ import annotations

import openpyxl
import pytest

from data.demo.load import MONTH_FILES
from data.registry.schemes import add_scheme
from i18n.numerals import half_up
from scoring.standings import progress
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows
from tests.support.doors.page_runs import charts, oracle_ranking, rows_of, run, texts


def test_the_ranking_shows_the_oracles_ranks_totals_and_changes_with_the_median_on_top():
    now, then = oracle_ranking(4, "agency"), oracle_ranking(3, "agency")
    median, *rows = rows_of(run("ranking", lang="fa", base="139904"))
    digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫", "0123456789.")
    middle = sorted(result["total"] for result in now.values())
    assert median[2].translate(digits) == str(half_up(float((middle[21] + middle[22]) / 2), 1))
    assert len(rows) == 44
    for name, rank, total, since, *_ in rows:
        place, moved = rank.translate(digits).replace("\u2212", "-").rsplit(" ", 1)
        assert place == f"{now[name]['rank']} از 44" and int(moved) == then[name]["rank"] - now[name]["rank"]
        shown = total.translate(digits).replace("\u2212", "-").replace("،", "").split()
        assert shown[0] == str(half_up(float(now[name]["total"]), 1))
        change = float(half_up(float(now[name]["total"] - then[name]["total"]), 1))
        assert change in [float(part) for part in shown[1:] if part.lstrip("+-").replace(".", "").isdigit()]
        assert float(since.translate(digits).replace("\u2212", "-").split()[0]) == change
    assert [int(row[1].translate(digits).split()[0]) for row in rows] == sorted(
        result["rank"] for result in now.values()
    )


def test_a_search_and_a_sector_choose_rows_and_leave_ranks_and_median_alone():
    whole = rows_of(run("ranking", lang="en", base="139904"))
    found = rows_of(run("ranking", lang="en", base="139904", search="water"))
    assert found == [whole[0], *(row for row in whole[1:] if "water" in row[0].lower())] and len(found) >= 3
    economy = rows_of(run("ranking", lang="en", base="139904", sector="ECO"))
    assert len(economy) == 5 and economy[0] == whole[0] and all(row in whole for row in economy)


def test_months_weak_in_a_row_are_counted_back_from_the_month_and_narrow_the_table():
    months = [oracle_ranking(month, "governorate") for month in range(5)]

    def run_of(name: str) -> int:
        weak = [month[name]["weak"] for month in reversed(months)]
        return weak.index(False) if False in weak else len(weak)

    rows = rows_of(run("ranking", lang="fa", ranked="governorate"))[1:]
    digits = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    assert {row[0]: int(row[5].translate(digits) or 0) for row in rows} == {name: run_of(name) for name in months[4]}
    long = rows_of(run("ranking", lang="fa", ranked="governorate", standing="long_weak"))[1:]
    assert {row[0] for row in long} == {name for name in months[4] if run_of(name) >= 3} and len(long) == 3


def test_a_month_that_is_not_stored_ends_a_row_of_weak_months(own_store):
    weak = [["اداره کل راه", 1, 1, 1], *FULL_ROWS[1:]]
    for month in ("نتایج فروردین ۱۳۹۹", "نتایج خرداد ۱۳۹۹", "نتایج تیر ۱۳۹۹"):
        import_rows(own_store, weak, month)
    rows = {row[0]: row[5] for row in rows_of(run("ranking", lang="en"))[1:]}
    assert rows["Roads"] == "2" and rows["Welfare"] in ("", "2")
    said = texts(run("ranking", lang="en"))
    assert "Ordibehesht 1399: no total" in said and "Tir 1399: Low" in said


def test_governorates_have_a_ranking_of_their_own():
    at = run("ranking", lang="en", ranked="governorate")
    assert [row[1].rsplit(" ", 1)[0] for row in rows_of(at)[1:]] == [f"{rank} of 10" for rank in range(1, 11)]


def test_incomplete_and_missing_units_stand_below_with_a_word_and_no_rank(own_store):
    import_rows(own_store, [["اداره کل راه", 6, None, 10], FULL_ROWS[1]])
    rows = rows_of(run("ranking", lang="en"))
    assert [row[:3] for row in rows[1:]] == [
        ["Medical University", "1 of 1", "50.0 Middle best"],
        ["Roads", "", "Incomplete 16.0 of 16.0 reported points"],
        ["Welfare", "", "Missing"],
    ]


def test_months_that_can_not_be_compared_show_no_change_in_the_ranking(own_store):
    import_rows(own_store, FULL_ROWS)
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    with own_store.transaction() as change:
        add_scheme(change, newer.replace("max_points = 6", "max_points = 8"), "x")
    import_rows(own_store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    at = run("ranking", lang="en")
    assert "Not comparable" in texts(at)
    for row in rows_of(at)[1:]:
        assert row[3:5] == ["", ""] and row[1].endswith("of 3") and row[8].endswith(" 0.0")
        assert len(row[2].split()) == 2 + row[2].count("best") and len(row[7].split()) == 1
    assert "News: not comparable with the base month, maximum points have changed." in texts(at)
    assert "People: not comparable" not in texts(at)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_units_page_draws_its_totals_and_domains_against_the_median_of_its_peers(lang):
    at = run("unit", lang=lang, one="G04")
    months = [oracle_ranking(month, "governorate") for month in range(5)]
    own = [float(month["فرمانداری بدره"]["total"]) for month in months]
    medians = [float(sum(sorted(unit["total"] for unit in month.values())[4:6]) / 2) for month in months]
    total, *domains, rank = charts(at)
    assert rank["data"][0]["y"] == [month["فرمانداری بدره"]["rank"] for month in months]
    assert total["data"][0]["y"] == pytest.approx(own) and total["data"][1]["y"] == pytest.approx(medians)
    assert [shape["y0"] for shape in total["layout"]["shapes"]] == [30, 50, 70, 85]
    information = [float(month["فرمانداری بدره"]["domains"]["information"]) for month in months]
    assert len(domains) == 3 and domains[0]["data"][0]["y"] == pytest.approx(information)
    shown = str(half_up(own[4], 1))
    assert (shown if lang == "en" else shown.translate(str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫"))) in texts(at)


def test_every_indicator_of_a_unit_shows_the_cell_that_it_was_read_from():
    rows = {row[0]: row for row in rows_of(run("unit", lang="fa", one="G04"), "unit_sources", head=0)}
    sheet = openpyxl.load_workbook(MONTH_FILES[4]).active
    header = [cell.value for cell in sheet[2]]
    place = next(row[0].row for row in sheet.iter_rows(min_row=3) if row[1].value == "فرمانداری بدره")
    for column, name in enumerate(header[2:], 3):
        cell = sheet.cell(place, column)
        assert f"1399-05.xlsx، مرداد ۱۳۹۹، {cell.coordinate}" in rows[name][7]
        assert f"نوشته: «{cell.value}»" in rows[name][7]


def test_incomplete_and_missing_months_of_a_unit_are_gaps_with_a_word(own_store):
    import_rows(own_store, FULL_ROWS)
    import_rows(own_store, [["اداره کل راه", 6, None, 10], *FULL_ROWS[1:]], "نتایج اردیبهشت ۱۳۹۹")
    import_rows(own_store, FULL_ROWS[1:], "نتایج خرداد ۱۳۹۹")
    at = run("unit", lang="en", one="A1")
    assert charts(at)[0]["data"][0]["y"] == [100.0, None, None]
    rows = rows_of(at, "behind_unit_total")
    assert [row[1].strip() for row in rows] == ["100.0 High", "Incomplete", "Missing"]
    assert "Missing" in texts(at)
    at = run("unit", lang="en", one="A1", month="139902")
    assert "Incomplete" in texts(at) and "16.0 of 16.0 reported points" in texts(at).replace("\u2066", "").replace(
        "\u2069", ""
    )


@pytest.mark.parametrize(
    ("now", "before", "light"),
    [
        (51.0, 50.0, "steady"),
        (51.1, 50.0, "rising"),
        (48.9, 50.0, "falling"),
        (0.3, 0.1 + 0.2 - 1.0, "steady"),
        (None, 1.0, None),
    ],
)
def test_progress_has_a_dead_zone_of_one_point_and_needs_both_months(now, before, light):
    assert progress(now, before, 1.0) == light


def test_a_units_rank_history_is_the_oracles_with_n(own_store):
    import_rows(own_store, FULL_ROWS)
    second = [["اداره کل راه", 1, 1, 1], ["دانشگاه علوم پزشکی", 6, 4, 10], ["بهزیستی", 3, 2, 5]]
    import_rows(own_store, second, "نتایج اردیبهشت ۱۳۹۹", "b.xlsx")
    third = [["اداره کل راه", 1, None, 1], ["دانشگاه علوم پزشکی", 6, 4, 10]]
    import_rows(own_store, third, "نتایج خرداد ۱۳۹۹", "c.xlsx")
    at = run("unit", lang="en", one="A1")
    rank = charts(at)[-1]
    assert rank["data"][0]["y"] == [1, 3, None]
    assert rank["layout"]["yaxis"]["range"][0] > 3 > 1 > rank["layout"]["yaxis"]["range"][1]
    words_in_gaps = [note["text"].strip("\u2068\u2069") for note in rank["layout"]["annotations"]]
    assert words_in_gaps == ["Incomplete"]
    total = charts(at)[0]
    assert total["data"][0]["y"] == pytest.approx([100, 15, None])
    assert "Incomplete" in {note["text"].strip("\u2068\u2069") for note in total["layout"]["annotations"]}
    assert "Rank 3 of 3" in rank["data"][0]["hovertext"][1].replace("\u2066", "").replace("\u2069", "")
