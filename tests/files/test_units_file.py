"""The unit list: read whole, refused by name, matched by any spelling."""

from __future__ import annotations

import pytest

from data.demo.load import UNITS_FILE
from data.files.workbook import read_book
from data.problems import Refused
from data.units.unit_list_files import COLUMNS, read_units
from data.units.units import UnitIndex
from tests.support.builders import UNITS, books, units_file


def refused_codes(content: bytes) -> list[tuple]:
    with pytest.raises(Refused) as refused:
        read_units(read_book("units.csv", content))
    return [(problem.code, problem.cell, problem.value) for problem in refused.value.problems]


def test_the_demo_list_holds_44_agencies_and_12_governorates_two_of_them_later():
    units = read_units(read_book("units.csv", UNITS_FILE.read_bytes()))
    kinds = [unit.kind for unit in units]
    assert (kinds.count("agency"), kinds.count("governorate")) == (44, 12)
    assert {unit.unit_id: unit.active_from for unit in units if unit.active_from} == {"G11": 139907, "G12": 139909}
    listed = [unit for unit in units if unit.is_listed(139905)]
    assert len(listed) == 54
    assert all(unit.letter_recipient for unit in units if unit.kind == "agency")


def test_a_list_may_be_a_workbook_with_persian_kinds_and_digits():
    row = ["A1", "home", "دستگاه", "", "اداره كل راه", "", "", "۱۳۹۹/۰۱", "1400-12", "راه|ترابري"]
    unit = read_units(read_book("units.xlsx", books([("واحدها", [["فهرست واحدها"], COLUMNS, row])])))[0]
    assert (unit.kind, unit.name_fa, unit.name_en) == ("agency", "اداره کل راه", "اداره کل راه")
    assert (unit.active_from, unit.active_to, unit.aliases) == (139901, 140012, ("راه", "ترابری"))


def test_other_columns_are_refused_by_name_and_missing_ones_are_named():
    columns = [*COLUMNS[1:], "unit_id", "phone"]
    rows = [(*row[1:], row[0], "021") for row in UNITS]
    assert refused_codes(units_file(rows, columns)) == [("unknown_column", "K1", "phone")]
    assert ("missing_column", None, "kind") in refused_codes(units_file([("A1",)], ["unit_id"]))


def test_every_bad_row_is_reported_with_its_cell():
    rows = [
        ("A 1", "home", "agency", "", "یک", "", "", "", "", ""),
        ("A2", "home", "bureau", "", "دو", "", "", "", "", ""),
        ("A3", "home", "agency", "", "", "", "", "", "", ""),
        ("A4", "home", "agency", "", "چهار", "", "", "1399-13", "", ""),
        ("A5", "home", "agency", "", "پنج", "", "", "1399-05", "1399-01", ""),
    ]
    assert refused_codes(units_file(rows)) == [
        ("bad_unit_code", "A2", "A 1"),
        ("bad_kind", "C3", "bureau"),
        ("no_name", "E4", ""),
        ("bad_month", "H5", "1399-13"),
        ("ends_before_start", "I6", "1399-01"),
    ]


def test_a_code_or_a_name_that_two_units_share_is_refused():
    twice = [*UNITS, ("A1", "home", "agency", "", "نامی دیگر", "", "", "", "", "")]
    assert refused_codes(units_file(twice)) == [("unit_twice", "A6", "A1")]
    alias = [*UNITS, ("A9", "home", "agency", "", "نامی دیگر", "", "", "", "", "راه و ترابري")]
    assert refused_codes(units_file(alias)) == [("name_twice", "E6", "A9")]
    elsewhere = [*UNITS, ("A1", "away", "agency", "", "بهزیستی", "", "", "", "", "")]
    assert len(read_units(read_book("units.csv", units_file(elsewhere)))) == 5


def test_names_are_found_by_code_name_or_alias_and_nearest_ones_are_offered():
    index = UnitIndex(read_units(read_book("units.csv", units_file())))
    assert [index.find(text).unit_id for text in ("a1", "اداره‌كل راه", "راه و ترابري", "Welfare", "دره شهر")] == [
        "A1",
        "A1",
        "A1",
        "A3",
        "G1",
    ]
    assert index.find("شهرداری") is None
    assert index.nearest("دانشگاه علم پزشکی")[0].unit_id == "A2"
