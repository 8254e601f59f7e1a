"""Names that look like the name of another unit: found by their skeletons, warned of, and stored all the same."""

from __future__ import annotations

import pytest

from data.files.workbook import read_book
from data.imports.unit_lists import add_alias, compare
from data.text import key, skeleton
from data.units.unit_list_files import read_units
from tests.support.browser.browsing import ROOT
from tests.support.builders import UNITS, small_store, units_file
from tests.support.doors.command_line import as_process
from tests.support.hostile_names import assert_harmless


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Roads", "Rоads"),
        ("Roads", "Rοads"),
        ("Roads", "R0ads"),
        ("ILAM", "1LAM"),
        ("Ilam", "llam"),
        ("BANK", "ВΑΝК"),
        ("Welfare", "Wе1fаrе"),
        ("Harm", "Harrn"),
        ("اداره ه", "اداره o"),
        ("Roads", "ROADS"),
        ("Roads", "Ｒｏａｄｓ"),
        ("كار", "ڪار"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("منطقه ۱", "منطقه ۱۰"), ("شهر", "سهر"), ("کار", "گار"), ("چای", "جای"), ("Roads", "Roods"), ("Unit 2", "Unit 3")],
)
def test_names_that_an_eye_tells_apart_have_skeletons_of_their_own(one, other):
    assert skeleton(one) != skeleton(other)


def test_no_two_names_of_the_demo_look_alike():
    units = read_units(read_book("units.csv", (ROOT / "data" / "demo" / "units.csv").read_bytes()))
    names = {name for unit in units for name in (unit.name_fa, unit.name_en, *unit.aliases)}
    assert len({skeleton(name) for name in names}) == len({key(name) for name in names})


def test_a_list_warns_of_a_new_name_that_looks_like_another_units():
    store = small_store()
    rows = [list(row) for row in UNITS]
    rows[1][5], rows[2][9] = "Rоads", "Darrеh Shahr"
    rows += [["A9", "home", "agency", "HLT", "بهزيستی ۲", "Wе1fаrе", "", "", "", ""]]
    read = read_units(read_book("units.csv", units_file(rows)))
    found = [(each.value, each.slots["unit_id"], each.slots["other"]) for each in compare(store, read).warnings]
    assert found == [("Rоads", "A2", "A1"), ("Darrеh Shahr", "A3", "G1"), ("Wе1fаrе", "A9", "A3")]
    assert compare(store, read_units(read_book("units.csv", units_file()))).warnings == ()


def test_an_alias_that_looks_like_another_units_name_is_stored_with_a_warning():
    store = small_store()
    assert add_alias(store, "home", "A1", "Ways", "tester") == []
    (warning,) = add_alias(store, "home", "A2", "Wауs", "tester")
    assert (warning.code, warning.severity, warning.slots["other"]) == ("looks_like", "warning", "A1")
    assert add_alias(store, "home", "A2", "Wауs", "tester") == []  # it is known now


def test_the_command_line_warns_of_look_alikes_and_stores_them(tmp_path):
    small_store(tmp_path / "s.duckdb").close()
    rows = [*UNITS, ("A9", "home", "agency", "", "بهزیستی ۲", "Wеlfаrе", "", "", "", "")]
    (tmp_path / "units.csv").write_bytes(units_file(rows))
    listed = as_process("units", "import", "--db", tmp_path / "s.duckdb", "--lang", "en", tmp_path / "units.csv")
    added = as_process("alias", "add", "--db", tmp_path / "s.duckdb", "--lang", "en", "--unit", "A2", "Rоads")
    for result, said in ((listed, "a name of the unit A3"), (added, "a name of the unit A1")):
        text = assert_harmless(result.stderr)
        assert result.returncode == 0 and "Warning: " in text and said in text and "Nothing was stored" not in text
