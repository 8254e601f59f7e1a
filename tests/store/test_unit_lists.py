"""An edited unit list: its difference, what it leaves alone, and what is refused."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

from data.asking import catalogue, stored_results
from data.asking.chosen import Chosen
from data.demo.clearing import clear_demo
from data.demo.load import load_demo
from data.files.workbook import read_book
from data.imports.importing import preview
from data.imports.results import rebuild
from data.imports.unit_lists import add_alias, compare, store_list
from data.keeping.verify import verify
from data.problems import Refused
from data.registry.schemes import add_scheme
from data.store.store import Store
from data.units.unit_list_files import heads, read_units
from data.units.units import Unit
from i18n.words import Words
from reports.csv_file import csv_bytes, csv_text
from reports.office.unit_workbook import unit_table, unit_workbook
from tests.support.builders import (
    FULL_ROWS,
    SMALL_SCHEME,
    UNITS,
    import_rows,
    problems,
    score_book,
    small_store,
    units_file,
)
from tests.support.demo.copies import demo_store

NEWCOMER = ("A9", "home", "agency", "INF", "شهرداری", "City", "", "1399-02", "", "")


def units_of(rows: list) -> list[Unit]:
    return read_units(read_book("units.csv", units_file(rows)))


def edit(store: Store, rows: list) -> list[tuple]:
    """Store the edited list; (kind, code, changed columns) of every difference."""
    difference = compare(store, units_of(rows))
    if difference.changes:
        store_list(store, difference, "units.csv", "office")
    return [(change.kind, change.unit.unit_id, change.fields) for change in difference.changes]


def listed(store: Store, province: int = 1) -> dict[str, dict]:
    return catalogue.unit_list(store, province).set_index("unit_id").to_dict("index")


def edited(**changes: tuple[str, str]) -> list[tuple]:
    """The small list with columns of some units changed: A1=("sector", "ECO")."""
    names = "unit_id province_id kind sector name_fa name_en letter_recipient active_from active_to aliases".split()
    rows = []
    for row in UNITS:
        values = dict(zip(names, row, strict=True))
        if row[0] in changes:
            values[changes[row[0]][0]] = changes[row[0]][1]
        rows.append(tuple(values.values()))
    return rows


def test_the_difference_names_new_changed_and_ended_units():
    store = small_store()
    import_rows(store, FULL_ROWS)
    rows = [*edited(A1=("sector", "ECO"), A2=("active_to", "1399-03")), NEWCOMER]
    assert edit(store, [row for row in rows if row[0] != "A3"]) == [
        ("changed", "A1", ["sector"]),
        ("ended", "A2", ["active_to"]),
        ("new", "A9", []),
        ("ended", "A3", ["active_to"]),
    ]
    now = listed(store)
    assert (now["A1"]["sector"], now["A2"]["active_to"], now["A9"]["active_from"]) == ("ECO", 139903, 139902)
    assert now["A3"]["active_to"] == 139901  # the last month that lists it
    assert verify(store) == []


def test_the_same_list_again_changes_nothing():
    store = small_store()
    assert edit(store, UNITS) == []
    rows = edited(A1=("aliases", "راه | ترابری"))
    assert edit(store, rows) == [("changed", "A1", ["aliases"])]
    assert edit(store, rows) == [] and listed(store)["A1"]["aliases"] == "ترابری|راه"


def test_a_unit_left_out_that_no_month_lists_is_removed_and_its_code_is_free_again():
    store = small_store()
    assert edit(store, UNITS[:3]) == [("removed", "G1", [])]
    assert sorted(listed(store)) == ["A1", "A2", "A3"]
    assert edit(store, UNITS) == [("new", "G1", [])] and verify(store) == []


def test_an_ended_unit_stays_as_it_is_when_it_is_left_out_once_more():
    store = small_store()
    import_rows(store, FULL_ROWS)
    edit(store, UNITS[:3])
    assert edit(store, UNITS[:3]) == [] and listed(store)["G1"]["active_to"] == 139901


def test_past_months_stay_as_they_were():
    store = small_store()
    import_rows(store, FULL_ROWS)
    before = stored_results.unit_totals(store, 1, Chosen())
    edit(store, [*edited(A1=("kind", "governorate"))[:2], NEWCOMER])
    rebuild(store)
    after = stored_results.unit_totals(store, 1, Chosen())
    assert before.equals(after) and verify(store) == []
    import_rows(store, [FULL_ROWS[0], FULL_ROWS[1]], "نتایج اردیبهشت ۱۳۹۹")
    later = stored_results.unit_totals(store, 1, Chosen(), 139902).set_index("unit_id")
    assert later["kind"].to_dict() == {"A1": "governorate", "A2": "agency", "A9": "agency"}
    assert later["status"].to_dict() == {"A1": "evaluated", "A2": "evaluated", "A9": "missing"}


def test_a_correction_of_a_past_month_still_finds_a_unit_that_has_ended():
    store = small_store()
    import_rows(store, FULL_ROWS)
    edit(store, UNITS[:3])
    import_rows(store, [["فرمانداری دره‌شهر", 6, 4, 10]], name="late.xlsx")
    assert stored_results.unit_totals(store, 1, Chosen(), 139901).set_index("unit_id").loc["G1", "total"] == 100
    assert "unit_not_listed" in problems(store, score_book([FULL_ROWS[3]], "نتایج تیر ۱۳۹۹"))


def test_a_changed_code_is_refused_because_months_hang_on_it():
    store = small_store()
    import_rows(store, FULL_ROWS)
    renamed = [("B1", *UNITS[0][1:]), *UNITS[1:]]
    with pytest.raises(Refused) as refused:
        edit(store, renamed)
    assert [(p.code, p.value, p.slots) for p in refused.value.problems] == [("code_changed", "B1", {"other": "A1"})]
    assert sorted(listed(store)) == ["A1", "A2", "A3", "G1"]


def test_a_list_compared_before_another_change_is_refused():
    store = small_store()
    difference = compare(store, units_of([*UNITS, NEWCOMER]))
    import_rows(store, FULL_ROWS)
    with pytest.raises(Refused) as refused:
        store_list(store, difference, "units.csv", "office")
    assert refused.value.problems[0].code == "settings_changed" and "A9" not in listed(store)


def test_a_score_file_checked_before_the_list_changed_is_refused():
    store = small_store()
    from data.imports.importing import commit

    read = preview(store, "a.xlsx", score_book(FULL_ROWS))
    edit(store, edited(A1=("sector", "ECO")))
    with pytest.raises(Refused) as refused:
        commit(store, read, "x")
    assert refused.value.problems[0].code == "settings_changed"
    assert store.rows("SELECT count(*) FROM score") == [(0,)]


def test_a_second_province_comes_with_its_list_and_leaves_the_first_alone():
    store = small_store()
    before = listed(store)
    away = [(row[0], "away", *row[2:]) for row in UNITS]
    assert {kind for kind, _, _ in edit(store, away)} == {"new"}
    assert listed(store) == before and sorted(listed(store, 2)) == ["A1", "A2", "A3", "G1"]
    assert verify(store) == []


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("name", ["units.xlsx", "units.csv"])
def test_a_downloaded_list_goes_straight_back_in(name, lang):
    store = demo_store()
    table = unit_table(catalogue.unit_list(store, 1))
    content = unit_workbook(table, heads(lang), Words(lang)) if name.endswith("xlsx") else csv_bytes(table)
    assert compare(store, read_units(read_book(name, content))).changes == ()
    assert "1399-07" in csv_text(table) and len(table) == 56


def test_the_workbook_keeps_codes_as_text_and_runs_nothing():
    store = small_store(units=[("007", "home", "agency", "", "=1+1 راه", "", "", "", "", "")])
    content = unit_workbook(unit_table(catalogue.unit_list(store, 1)), heads("fa"), Words("fa"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].number_format) == ("007", "s", "@")
    assert (sheet["E2"].value, sheet["E2"].data_type) == ("=1+1 راه", "s")
    assert compare(store, read_units(read_book("u.xlsx", content))).changes == ()


def test_an_edited_list_survives_the_clearing_of_the_demo():
    store = demo_store()
    names = list(catalogue.unit_list(store, 1).columns)
    rows = unit_table(catalogue.unit_list(store, 1)).assign(province_id="ilam")[names].fillna("").values.tolist()
    rows[0][names.index("letter_recipient")] = "وزارتخانه"
    assert [kind for kind, _, _ in edit(store, rows)] == ["changed"]
    clear_demo(store, "x")
    assert len(listed(store)) == 56 and catalogue.scheme_versions(store)["scheme_id"].tolist() == ["ilam-1399"]
    assert verify(store) == []


@pytest.mark.parametrize(
    "rows",
    [
        [("A1", "home", "agency", "INF", "بهزیستی", "Welfare", "", "", "", ""), UNITS[1], UNITS[3]],  # A3's name
        [("a3", "home", "agency", "INF", "دیگری", "Other", "", "", "", ""), *UNITS[:2], UNITS[3]],  # A3's code
    ],
)
def test_no_list_can_leave_two_units_with_one_name_or_code(rows):
    store = small_store()
    import_rows(store, FULL_ROWS)
    with pytest.raises(Refused) as refused:
        edit(store, rows)
    assert [(p.code, p.slots["other"]) for p in refused.value.problems] == [("code_changed", "A3")]


def test_a_unit_left_out_that_starts_again_later_ends_with_its_last_month():
    store = small_store()
    import_rows(store, FULL_ROWS)
    edit(store, edited(G1=("active_from", "1400-01")))
    edit(store, UNITS[:3])
    ended = listed(store)["G1"]
    assert pd.isna(ended["active_from"]) and ended["active_to"] == 139901


def test_many_long_spellings_are_kept_whole_and_too_long_a_text_is_refused():
    store = small_store()
    spellings = [f"نام دیگر شمارهٔ {number} این واحد بزرگ" for number in range(20)]
    edit(store, edited(A1=("aliases", "|".join(spellings))))
    assert sorted(listed(store)["A1"]["aliases"].split("|")) == sorted(spellings)
    for column, text in (("letter_recipient", "و" * 201), ("aliases", "|".join(f"نام {n:04d}" for n in range(400)))):
        with pytest.raises(Refused) as refused:
            edit(store, edited(A1=(column, text)))
        assert {problem.code for problem in refused.value.problems} == {"text_too_long"}


@pytest.mark.parametrize("name", ["-اداره راه", "+Roads", "=1+1", "@office"])
def test_a_name_that_looks_like_a_formula_comes_back_from_a_csv_as_it_was(name):
    store = small_store(units=[("A1", "home", "agency", "", name, name, "", "", "", "=x|-y")])
    table = unit_table(catalogue.unit_list(store, 1))
    assert f"'{name}" in csv_text(table)
    assert compare(store, read_units(read_book("u.csv", csv_bytes(table)))).changes == ()


def test_the_demo_is_not_put_beside_an_own_scheme_and_clearing_it_spares_one():
    store = demo_store()
    own = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "own"\nvalid_from = "1400-01"')
    with store.transaction() as change:
        add_scheme(change, own, "office")
    clear_demo(store, "office")
    assert catalogue.scheme_versions(store)["scheme_id"].tolist() == ["own"]
    before = store.revision()
    with pytest.raises(Refused) as refused:
        load_demo(store)
    assert refused.value.problems[0].code == "demo_beside_real" and store.revision() == before
    assert verify(store) == []


def test_another_spelling_is_found_from_then_on_and_keeps_the_chain_sound():
    store = small_store()
    content = score_book([["سازمان بهزيستي استان", 6, 4, 10]])
    assert "unknown_unit" in problems(store, content)
    add_alias(store, "home", "A3", "سازمان بهزيستي استان", "office")
    assert "unknown_unit" not in problems(store, content)
    before = store.revision()
    add_alias(store, "home", "A3", "سازمان بهزیستی‌ استان", "office")  # the same key: nothing to store
    assert store.revision() == before and listed(store)["A3"]["aliases"] == "سازمان بهزیستی استان"
    assert verify(store) == []


@pytest.mark.parametrize(
    ("province", "unit", "alias", "code"),
    [
        ("away", "A1", "x", "province_unknown"),
        ("home", "A7", "x", "unit_unknown"),
        ("home", "A1", " - ", "bad_alias"),
        ("home", "A1", "a|b", "bad_alias"),
        ("home", "A1", "x" * 201, "bad_alias"),
        ("home", "A1", "بهزیستی", "alias_taken"),
        ("home", "A1", "a3", "alias_taken"),
    ],
)
def test_a_spelling_that_would_confuse_is_refused(province, unit, alias, code):
    store = small_store()
    before = store.revision()
    with pytest.raises(Refused) as refused:
        add_alias(store, province, unit, alias, "office")
    assert refused.value.problems[0].code == code and store.revision() == before
