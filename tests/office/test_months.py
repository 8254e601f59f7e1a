"""A month's life as an office lives it: states, locks, objections and their answers, history, reverts, and who."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data.asking import catalogue, history, stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.imports.importing import commit, preview
from data.keeping.verify import verify
from data.office import reverting
from data.office.corrections import Correction, canonical_csv, plain_number
from data.office.months import move, parsed_day
from data.office.objection_rows import objections
from data.office.objections import Raised, accept, add, reject
from data.office.publications import Publishing
from data.registry.month_states import state_of
from scoring.states import DRAFT, FINAL, OBJECTIONS, PUBLISHED, STATES
from tests.support.builders import FULL_ROWS, HEADER, SMALL_SCHEME, csv_file, import_rows, score_book, small_store
from tests.support.office.small_months import draft_month
from tests.support.refusals import refused
from tests.support.store.prepared import prepared

MONTH, UNTIL, AFTER = 139901, date(2020, 5, 1), date(2020, 5, 2)
ALL = Chosen()


@pytest.fixture
def store():
    return prepared(draft_month)


def to_state(store, *states: str) -> None:
    for state in states:
        publishing = Publishing(contact="تلفن ۱۲") if state == PUBLISHED else None
        move(store, None, MONTH, state, "زهرا", "دلیل", until=UNTIL, today=AFTER, publishing=publishing)


def raised(unit: str = "A2", indicator: str | None = "N1", on: date = date(2020, 4, 20)) -> Raised:
    return Raised(unit, indicator, "دو خبر از قلم افتاده است", "روابط عمومی دانشگاه", on)


def total(store, unit: str) -> float:
    return stored_results.unit_totals(store, 1, ALL, MONTH).set_index("unit_id")["total"][unit]


def test_a_month_goes_from_draft_to_published_and_every_step_is_an_entry_of_the_chain(store):
    for state in STATES[1:]:
        to_state(store, state)
        assert state_of(store, 1, MONTH).state == state
    said = [json.loads(what) for (what,) in store.rows("SELECT what FROM event WHERE action = 'month' ORDER BY seq")]
    assert [(each["from"], each["to"]) for each in said] == list(zip(STATES, STATES[1:], strict=False))
    assert said[0]["until"] == "2020-05-01" and verify(store) == []


@pytest.mark.parametrize(
    ("path", "to"),
    [((), FINAL), ((), PUBLISHED), ((), DRAFT), ((OBJECTIONS,), PUBLISHED), ((OBJECTIONS,), OBJECTIONS),
     ((OBJECTIONS, FINAL), OBJECTIONS), ((OBJECTIONS, FINAL, PUBLISHED), FINAL), ((), "archived")],
)  # fmt: skip
def test_no_step_is_left_out_and_none_goes_back_but_to_draft(store, path, to):
    to_state(store, *path)
    before = state_of(store, 1, MONTH)
    assert (
        refused(lambda: move(store, None, MONTH, to, "زهرا", "دلیل", until=UNTIL, today=AFTER)) == "move_not_possible"
    )
    assert state_of(store, 1, MONTH) == before


@pytest.mark.parametrize("path", [(OBJECTIONS, FINAL), (OBJECTIONS, FINAL, PUBLISHED)])
def test_a_locked_month_refuses_everything_until_it_is_opened_with_a_reason(store, path):
    to_state(store, *path)
    changed = [["بهزیستی", 6, 4, 10]]
    assert refused(lambda: import_rows(store, changed)) == "month_locked"
    assert refused(lambda: reverting.revert(store, 1, "رضا", "دلیل")) == "month_locked"
    assert refused(lambda: add(store, None, MONTH, raised(), "رضا")) == "month_locked"
    assert refused(lambda: move(store, None, MONTH, DRAFT, "رضا")) == "reason_needed_to_open"
    assert total(store, "A3") == 15.0
    move(store, None, MONTH, DRAFT, "رضا", "نمرهٔ بهزیستی نادرست بود")
    import_rows(store, changed)
    assert total(store, "A3") == 100.0 and verify(store) == []


def test_another_month_is_not_locked_with_it(store):
    to_state(store, OBJECTIONS, FINAL)
    assert import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")[0].month == 139902


def test_objections_need_a_last_day_and_close_the_way_to_final(store):
    assert refused(lambda: move(store, None, MONTH, OBJECTIONS, "زهرا")) == "until_needed"
    to_state(store, OBJECTIONS)
    first = add(store, None, MONTH, raised(), "زهرا")
    assert refused(lambda: to_state(store, FINAL)) == "objections_open"
    reject(store, first, "خبرها تکراری بود", "رضا")
    early = lambda why: move(store, None, MONTH, FINAL, "زهرا", why, today=UNTIL)  # noqa: E731
    assert refused(lambda: early("")) == "deadline_not_over"
    early("همه پاسخ گرفته‌اند")
    assert state_of(store, 1, MONTH).state == FINAL


def test_an_objection_after_the_last_day_or_to_nothing_is_refused(store):
    to_state(store, OBJECTIONS)
    assert add(store, None, MONTH, raised(on=UNTIL), "زهرا") == 1
    assert refused(lambda: add(store, None, MONTH, raised(on=AFTER), "زهرا")) == "after_deadline"
    assert refused(lambda: add(store, None, MONTH, raised("A9"), "زهرا")) == "unit_not_in_month"
    assert refused(lambda: add(store, None, MONTH, raised(indicator="X1"), "زهرا")) == "indicator_unknown"
    assert refused(lambda: add(store, None, MONTH, Raised("A1", "N1", " ", "x", UNTIL), "زهرا")) == "objection_empty"
    assert refused(lambda: add(store, None, 139902, raised(), "زهرا")) == "month_not_stored"
    assert refused(lambda: add(store, None, MONTH, raised(), " ")) == "name_needed"


def test_an_accepted_objection_is_a_correction_of_that_score_alone(store):
    to_state(store, OBJECTIONS)
    number = add(store, None, MONTH, raised(), "زهرا")
    before = stored_scores.scores(store, 1, ALL, MONTH).set_index(["unit_id", "indicator"])["points"]
    key = accept(store, number, Correction(points="۴٫۵"), "دو خبر افزوده شد", "رضا")
    after = stored_scores.scores(store, 1, ALL, MONTH).set_index(["unit_id", "indicator"])["points"]
    changed = {pair: (before[pair], after[pair]) for pair in before.index if before[pair] != after[pair]}
    assert changed == {("A2", "N1"): (3.0, 4.5)}
    (row,) = objections(store, 1).to_dict("records")
    assert (row["status"], row["answer"], row["answered_by"], row["import_key"]) == (
        "accepted",
        "دو خبر افزوده شد",
        "رضا",
        key,
    )
    content, note = store.rows("SELECT bytes, note FROM import WHERE import_key = $k", k=key)[0]
    assert bytes(content).decode() == "unit_id,N1,N2,P1\nA2,۴٫۵,2,5\n" and note == "دو خبر افزوده شد"
    assert refused(lambda: reject(store, number, "نه", "رضا")) == "objection_answered"
    assert verify(store) == []


def test_an_answer_that_is_no_score_or_changes_nothing_leaves_all_as_it_was(store):
    to_state(store, OBJECTIONS)
    number = add(store, None, MONTH, raised(), "زهرا")
    revision = store.revision()
    assert refused(lambda: accept(store, number, Correction(points="7"), "x", "رضا")) == "above_maximum"
    assert refused(lambda: accept(store, number, Correction(points="۸۶/۴"), "x", "رضا")) == "slash_decimal"
    assert refused(lambda: accept(store, number, Correction(points="3"), "x", "رضا")) == "nothing_changes"
    assert refused(lambda: accept(store, number, Correction(points="4"), " ", "رضا")) == "answer_needed"
    assert refused(lambda: accept(store, 99, Correction(points="4"), "x", "رضا")) == "objection_unknown"
    whole = add(store, None, MONTH, raised(indicator=None), "زهرا")
    assert refused(lambda: accept(store, whole, Correction(points="4"), "x", "رضا")) == "objection_without_indicator"
    assert objections(store, 1)["status"].tolist() == ["open", "open"] and store.revision() == revision + 1


@pytest.mark.parametrize("points", [0.1 + 0.2, 1e-7, 6.0, 0.0, 5.999999999999999])
def test_the_canonical_file_of_a_correction_keeps_every_other_score_to_the_last_bit(points):
    store = small_store()
    rows = [["نتایج فروردین ۱۳۹۹"], HEADER, ["اداره کل راه", plain_number(points), "-", "N/A"]]
    commit(store, preview(store, "a.csv", csv_file(rows)), "x")
    found = stored_scores.scores(store, 1, Chosen(units=("A1",)), MONTH)
    again = preview(store, "c.csv", canonical_csv(found, "A1", {"N2": "2"}), MONTH)
    scores = again.months[0].scores.set_index("indicator")
    assert scores.loc["N1", "points"] == points and scores.loc["N2", "points"] == 2
    assert scores.loc["P1", "mark"] == "not_applicable"


def test_a_revert_brings_the_earlier_values_back_and_deletes_nothing(store):
    import_rows(store, [["بهزیستی", 6, 4, 10]], name="wrong.xlsx")
    assert total(store, "A3") == 100.0
    assert refused(lambda: reverting.revert(store, 2, "رضا", " ")) == "reason_needed_to_revert"
    done = reverting.revert(store, 2, "رضا", "پروندهٔ نادرست")
    assert (done.file_name, done.units) == ("wrong.xlsx", 1) and total(store, "A3") == 15.0
    assert store.rows("SELECT count(*) FROM score WHERE import_key = 2") == [(3,)]
    assert refused(lambda: reverting.revert(store, 2, "رضا", "x")) == "import_reverted"
    assert refused(lambda: reverting.revert(store, 9, "رضا", "x")) == "import_unknown"
    values = history.score_history(store, 1, MONTH, "A3", "N1")
    assert values[["points", "in_force", "reverted_by", "reverted_why"]].astype(object).values.tolist()[0] == [
        6.0, False, "رضا", "پروندهٔ نادرست",
    ]  # fmt: skip
    assert values["points"].tolist() == [6.0, 1.0] and values["in_force"].tolist() == [False, True]
    assert verify(store) == []


def test_reverting_the_only_import_of_a_month_takes_the_month_out_and_it_can_come_again(store):
    reverting.revert(store, 1, "رضا", "ماه نادرست")
    assert state_of(store, 1, MONTH) is None and catalogue.months(store, 1).empty
    assert verify(store) == []
    import_rows(store, FULL_ROWS)
    assert state_of(store, 1, MONTH).state == DRAFT and total(store, "A1") == 100.0 and verify(store) == []


def test_a_file_previewed_before_a_revert_or_a_move_is_refused_afterwards(store):
    read = preview(store, "b.xlsx", score_book([["بهزیستی", 2, 2, 2]]))
    reverting.revert(store, 1, "رضا", "x")
    assert refused(lambda: commit(store, read, "x", "y")) == "month_changed"


FOUR_EYES = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "small"\n[rules]\nfour_eyes = true')


def test_four_eyes_ask_for_a_second_person_at_the_end_and_at_a_revert():
    store = small_store(scheme=FOUR_EYES)
    import_rows(store, FULL_ROWS)  # by "tester"
    move(store, None, MONTH, OBJECTIONS, "tester", until=UNTIL, today=UNTIL)
    same = lambda: move(store, None, MONTH, FINAL, " Tester ", today=AFTER)  # noqa: E731
    assert refused(same) == "second_person_needed"
    assert refused(lambda: reverting.revert(store, 1, "TESTER", "x")) == "second_person_needed"
    move(store, None, MONTH, FINAL, "زهرا", today=AFTER)
    assert state_of(store, 1, MONTH).state == FINAL


@pytest.mark.parametrize(
    ("typed", "day"),
    [("1399/06/15", date(2020, 9, 5)), ("۱۳۹۹/۶/۱۵", date(2020, 9, 5)),
     ("۱۳۹۹／۰۶／۱۵", date(2020, 9, 5)), ("2020-09-05", date(2020, 9, 5)),
     ("1399-12-30", date(2021, 3, 20))],
)  # fmt: skip
def test_days_are_taken_as_people_type_them(typed, day):
    assert parsed_day(typed) == day


@pytest.mark.parametrize(
    "typed",
    ["", "1399/13/01", "1400/12/30", "۱۵ شهریور", "1399/06", "99/06/15", "2020-02-30", "9999-12-31", "1699/12/29"]
    + ["1_399/06/15", "+1399/06/15", "1399/06/15/"],
)
def test_what_is_no_day_is_refused(typed):
    assert refused(lambda: parsed_day(typed)) == "bad_day"


def test_two_provinces_have_their_own_states_and_objections(store):
    from data.files.workbook import read_book
    from data.registry.unit_rows import add_units
    from data.units.unit_list_files import read_units
    from tests.support.builders import UNITS, units_file

    other = [(code, "away", *rest) for code, _, *rest in UNITS]
    with store.transaction() as change:
        add_units(change, read_units(read_book("u.csv", units_file(other))), "x")
    commit(store, preview(store, "a.xlsx", score_book(FULL_ROWS), province_id="away"), "x")
    move(store, "home", MONTH, OBJECTIONS, "زهرا", until=UNTIL, today=UNTIL)
    add(store, "home", MONTH, raised(), "زهرا")
    assert state_of(store, 2, MONTH).state == DRAFT and objections(store, 2).empty
    assert stored_counts.month_states(store, 1)["open"].tolist() == [1] and stored_counts.month_states(store, 2)[
        "open"
    ].tolist() == [0]
    assert verify(store) == []
