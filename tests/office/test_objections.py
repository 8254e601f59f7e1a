"""Objections that are granted as a whole, reopened, late, impossible, taken back by a file, or typed meanwhile."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data.imports.importing import preview
from data.keeping.verify import verify
from data.office import reverting
from data.office.corrections import Correction, correction_file, corrections_for
from data.office.months import move
from data.office.objection_rows import objections
from data.office.objections import Raised, accept, add, reject
from data.office.rehearsal import rehearse
from tests.support.builders import FULL_ROWS, import_rows, score_book, small_store
from tests.support.office.small_months import open_month
from tests.support.refusals import refused
from tests.support.store.prepared import prepared

MONTH, UNTIL, TODAY = 139901, date(2020, 5, 1), date(2020, 4, 25)


@pytest.fixture
def store():
    return prepared(open_month, UNTIL, TODAY)


def raised(store, unit: str = "A2", indicator: str | None = "N1", text: str = "دو خبر از قلم افتاده", **how) -> int:
    said = Raised(unit, indicator, text, "روابط عمومی", how.pop("on", date(2020, 4, 20)), how.pop("late", False))
    return add(store, None, MONTH, said, "زهرا", today=how.pop("today", TODAY))


def row(store, number: int) -> dict:
    return objections(store, 1).set_index("objection_key").loc[number].to_dict()


def test_an_objection_about_a_whole_unit_is_granted_by_the_file_that_corrects_it(store):
    number = raised(store, indicator=None)
    assert refused(lambda: accept(store, number, Correction(import_key=1), "اصلاح شد", "رضا")) == "correction_too_old"
    assert corrections_for(store, number).empty
    import_rows(store, [["دانشگاه علوم پزشکی", 4, 3, 5]], name="corrected.xlsx")
    assert corrections_for(store, number)[["import_key", "file_name"]].values.tolist() == [[2, "corrected.xlsx"]]
    assert accept(store, number, Correction(import_key=2), "دو شاخص اصلاح شد", "رضا") == 2
    found = row(store, number)
    assert (found["status"], found["import_key"], found["is_undone"]) == ("accepted", 2, False) and verify(store) == []
    move(store, None, MONTH, "final", "زهرا", today=date(2020, 5, 2))


def test_one_indicator_of_a_whole_unit_can_be_corrected_as_typed_and_an_indicators_own_by_a_file(store):
    whole, own = raised(store, indicator=None), raised(store)
    assert refused(lambda: accept(store, whole, Correction(points="4"), "x", "رضا")) == "objection_without_indicator"
    accept(store, whole, Correction("N2", "3"), "سرعت خبر اصلاح شد", "رضا")
    import_rows(store, [["دانشگاه علوم پزشکی", 4, 3, 5]], name="corrected.xlsx")
    same = Correction(points="4")
    assert refused(lambda: accept(store, own, same, "x", "رضا")) == "nothing_changes"  # the file has it already
    accept(store, own, Correction(import_key=3), "فایل اصلاح شد", "رضا")
    assert objections(store, 1)["status"].tolist() == ["accepted", "accepted"]
    assert not objections(store, 1)["is_undone"].any() and verify(store) == []


def test_another_units_file_grants_nothing(store):
    number = raised(store, indicator=None)
    import_rows(store, [["بهزیستی", 4, 3, 5]], name="other.xlsx")
    assert refused(lambda: accept(store, number, Correction(import_key=2), "x", "رضا")) == "correction_unknown"


def test_reverting_the_correction_opens_the_objection_again_and_it_can_be_answered_anew(store):
    number = raised(store)
    key = accept(store, number, Correction(points="4.5"), "پذیرفته شد", "رضا")
    done = reverting.revert(store, key, "سارا", "اصلاح اشتباه بود")
    assert done.reopened == (number,)
    found = row(store, number)
    assert (found["status"], found["answer"]) == ("open", "") and verify(store) == []
    said = [
        json.loads(what) for (what,) in store.rows("SELECT what FROM event WHERE action = 'objection' ORDER BY seq")
    ]
    assert said[-1]["reverted"] == key and said[-1]["status"] == "open"
    assert refused(lambda: move(store, None, MONTH, "final", "زهرا", "زودتر", today=TODAY)) == "objections_open"
    reject(store, number, "خبرها تکراری است", "رضا")
    assert row(store, number)["status"] == "rejected" and verify(store) == []


def test_a_late_objection_leaves_its_trace_as_late_and_only_as_late(store):
    on, today = date(2020, 5, 3), date(2020, 5, 4)
    assert refused(lambda: raised(store, on=on, today=today)) == "after_deadline"
    assert refused(lambda: raised(store, late=True)) == "not_late"
    number = raised(store, on=on, today=today, late=True)
    assert row(store, number)["late"]
    assert refused(lambda: move(store, None, MONTH, "final", "زهرا", today=today)) == "objections_open"
    reject(store, number, "پس از مهلت رسید", "رضا")
    move(store, None, MONTH, "final", "زهرا", today=today)
    assert refused(lambda: raised(store, text="دیگر", on=on, today=today)) == "month_locked"
    after = raised(store, text="دیگر", on=today, today=today, late=True)
    assert refused(lambda: accept(store, after, Correction(points="4"), "x", "رضا")) == "month_locked"
    reject(store, after, "پس از مهلت رسید", "رضا")
    assert row(store, after)["status"] == "rejected" and verify(store) == []


def test_days_that_can_not_be_are_refused(store):
    assert refused(lambda: raised(store, on=date(2011, 4, 20))) == "day_before_month"
    assert refused(lambda: raised(store, on=date(2020, 4, 26))) == "day_ahead"
    assert objections(store, 1).empty


@pytest.mark.parametrize(
    ("until", "why", "code"),
    [
        (date(2019, 5, 1), "دلیل", "until_before_month"),
        (date(2020, 4, 1), "", "until_past"),
        (date(2119, 5, 1), "دلیل", "day_far"),
    ],
)
def test_a_window_that_can_not_be_is_refused(until, why, code):
    store = small_store()
    import_rows(store, FULL_ROWS)
    open_ = lambda: move(store, None, MONTH, "objections", "زهرا", why, until=until, today=TODAY)  # noqa: E731
    assert refused(open_) == code
    assert store.rows("SELECT state FROM month") == [("draft",)]


def test_a_window_of_the_past_is_told_with_a_reason():
    store = small_store()
    import_rows(store, FULL_ROWS)
    move(store, None, MONTH, "objections", "زهرا", "ثبت ماه گذشته", until=date(2020, 4, 1), today=TODAY)
    assert store.rows("SELECT state, objections_until FROM month") == [("objections", "2020-04-01")]


def test_a_second_click_records_no_second_objection(store):
    first = raised(store)
    assert refused(lambda: raised(store)) == "objection_twice"
    assert raised(store, text="نکتهٔ دیگر") == first + 1


def test_a_file_that_takes_a_granted_correction_back_says_so_before_and_the_register_after(store):
    number = raised(store)
    accept(store, number, Correction(points="4.5"), "پذیرفته شد", "رضا")
    other = rehearse(store, [preview(store, "b.xlsx", score_book([["دانشگاه علوم پزشکی", 4.5, 3, 5]]))]).months[0]
    assert other.objections.empty
    impact = rehearse(store, [preview(store, "c.xlsx", score_book([["دانشگاه علوم پزشکی", 3, 2, 5]]))]).months[0]
    assert impact.objections[["objection_key", "unit_id", "indicator", "points"]].values.tolist() == [
        [number, "A2", "N1", 4.5]
    ]
    import_rows(store, [["دانشگاه علوم پزشکی", 3, 2, 5]], name="c.xlsx")
    found = row(store, number)
    assert found["status"] == "accepted" and found["is_undone"] and verify(store) == []


def test_a_whole_units_correction_is_not_undone_by_one_of_another_indicator(store):
    whole, own = raised(store, indicator=None), raised(store, indicator="P1")
    import_rows(store, [["دانشگاه علوم پزشکی", 4, 2, 5]], name="corrected.xlsx")  # N1 alone changes
    accept(store, whole, Correction(import_key=2), "اصلاح شد", "رضا")
    accept(store, own, Correction(points="7"), "اصلاح شد", "رضا")
    assert not objections(store, 1)["is_undone"].any()
    import_rows(store, [["دانشگاه علوم پزشکی", 3, 2, 7]], name="back.xlsx")
    assert row(store, whole)["is_undone"] and not row(store, own)["is_undone"]


def test_what_was_shown_before_granting_is_stored_or_refused(store):
    number = raised(store)
    file = correction_file(store, number, Correction(points="4"))
    import_rows(store, [["بهزیستی", 6, 4, 10]], name="meanwhile.xlsx")
    granted = lambda: accept(store, number, Correction(points="4"), "x", "رضا", file=file)  # noqa: E731
    assert refused(granted) == "stored_meanwhile"
    assert row(store, number)["status"] == "open"
