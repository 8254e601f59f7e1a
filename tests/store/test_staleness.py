"""A preview is refused for what it hangs on, and for nothing else that happens meanwhile."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.files.workbook import read_book
from data.imports.importing import commit, preview
from data.imports.unit_lists import add_alias, compare, store_list
from data.office.decisions import Decision, decide, keep_order
from data.office.letters.letter_drafting import draft
from data.office.letters.letter_templates import store_template
from data.office.managers.tenures import Tenure
from data.office.managers.tenures import add as add_tenure
from data.office.months import move
from data.office.objections import Raised, add
from data.problems import Refused
from data.registry.schemes import add_scheme
from data.registry.unit_rows import add_units
from data.store.store import Store
from data.units.unit_list_files import read_units
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, UNITS, import_rows, score_book, small_store, units_file
from tests.support.store.prepared import copied

FIRST, SECOND, LATER = 139901, 139902, date(2020, 7, 1)
AWAY = [(code, "away", *rest) for code, _, *rest in UNITS]


def two_provinces(path: Path) -> None:
    """A province with a final and a draft month, and another province."""
    opened = small_store(path)
    with opened.transaction() as change:
        add_units(change, read_units(read_book("u.csv", units_file(AWAY))), "x")
    for month, title in ((FIRST, "نتایج فروردین ۱۳۹۹"), (SECOND, "نتایج اردیبهشت ۱۳۹۹")):
        import_rows(opened, FULL_ROWS, title, province_id="home")
        if month == FIRST:
            for state in ("objections", "final"):
                move(opened, "home", month, state, "زهرا", "دلیل", until=date(2020, 6, 1), today=LATER)
    opened.close()


@pytest.fixture
def store(tmp_path):
    opened = Store(copied(two_provinces, tmp_path))
    yield opened
    opened.close()


HARMLESS = {
    "a decision": lambda store: decide(store, "home", FIRST, Decision("بازدید", "", None), "زهرا"),
    "an order of slides": lambda store: keep_order(store, "home", ["title"], "زهرا"),
    "letters": lambda store: draft(store, "home", FIRST, "زهرا"),
    "a template": lambda store: store_template(store, "home", "fa", "warning", "a.docx", b"x", "زهرا"),
    "a manager": lambda store: add_tenure(store, "home", Tenure("A1", "مدیر", FIRST, None), "زهرا"),
    "an objection": lambda store: add(
        store, "home", SECOND, Raised("A1", "N1", "متن", "واحد", date(2020, 5, 1)), "زهرا", today=LATER
    ),
    "another month": lambda store: import_rows(store, FULL_ROWS, "نتایج خرداد ۱۳۹۹", province_id="home"),
    "another month's state": lambda store: move(store, "home", FIRST, "draft", "زهرا", "دلیل"),
    "another province's units": lambda store: add_alias(store, "away", "A1", "راهداری", "زهرا"),
    "another province's scores": lambda store: import_rows(store, FULL_ROWS, province_id="away"),
}
OTHER_SCHEME = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "next"\nvalid_from = "1399-06"')


def _scheme(store) -> None:
    with store.transaction() as change:
        add_scheme(change, OTHER_SCHEME, "زهرا")


TELLING = {
    "units": (lambda store: add_alias(store, "home", "A1", "راهداری", "زهرا"), "settings_changed"),
    "a scheme": (_scheme, "settings_changed"),
    "the month's scores": (
        lambda store: import_rows(store, [["بهزیستی", 2, 2, 2]], "نتایج اردیبهشت ۱۳۹۹", "c.xlsx", "home"),
        "stored_meanwhile",
    ),
    "the month's state": (
        lambda store: move(store, "home", SECOND, "objections", "سارا", until=date(2020, 8, 1), today=LATER),
        "month_changed",
    ),
}


def read(store):
    return preview(store, "b.xlsx", score_book([["بهزیستی", 1, 1, 2]], "نتایج اردیبهشت ۱۳۹۹"), province_id="home")


@pytest.mark.parametrize("meanwhile", HARMLESS)
def test_a_preview_holds_whatever_else_is_stored(store, meanwhile):
    file = read(store)
    HARMLESS[meanwhile](store)
    assert commit(store, file, "زهرا", "اصلاح")[0].import_key


@pytest.mark.parametrize("meanwhile", TELLING)
def test_a_preview_is_refused_for_its_own_reason(store, meanwhile):
    file = read(store)
    act, code = TELLING[meanwhile]
    act(store)
    with pytest.raises(Refused) as error:
        commit(store, file, "زهرا", "اصلاح")
    assert error.value.problems[0].code == code


def edited(store):
    rows = [(*row[:5], "Another name", *row[6:]) if row[0] == "A3" else row for row in UNITS]
    return compare(store, read_units(read_book("u.csv", units_file(rows))))


@pytest.mark.parametrize("meanwhile", sorted(set(HARMLESS) - {"another month"}))
def test_a_compared_unit_list_holds_whatever_else_is_stored(store, meanwhile):
    changes = edited(store)
    HARMLESS[meanwhile](store)
    assert store_list(store, changes, "u.csv", "زهرا") == 1


@pytest.mark.parametrize("meanwhile", ["units", "a scheme", "the month's scores"])
def test_a_compared_unit_list_is_refused_where_units_or_months_changed(store, meanwhile):
    changes = edited(store)
    TELLING[meanwhile][0](store)
    with pytest.raises(Refused) as error:
        store_list(store, changes, "u.csv", "زهرا")
    assert error.value.problems[0].code == "settings_changed"
