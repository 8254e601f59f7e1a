"""The register of letters when things go wrong: entries are put right, and what isn't so goes into none."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data.asking.history import imports
from data.files.workbook import read_book
from data.imports.unit_lists import compare, store_list
from data.keeping.verify import verify
from data.office.decisions import Decision, decide
from data.office.letters import letter_register as letters
from data.office.letters import letter_rows, retractions
from data.office.letters.letter_drafting import draft
from data.office.letters.letter_register import Entry
from data.office.letters.letter_rows import token
from data.office.months import move
from data.office.reverting import revert
from data.units.unit_list_files import read_units
from i18n.words import Words
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx
from tests.support.builders import FULL_ROWS, import_rows, small_store, units_file
from tests.support.office.letter_register import FIRST, KNOWN, LATER, ROWS, SECOND, final, register, sent
from tests.support.papers.reading_back import docx_text
from tests.support.refusals import refused


def entries(store) -> list[tuple[str, str, dict]]:
    rows = store.rows("SELECT actor, why, what FROM event WHERE action = 'letter' ORDER BY seq")
    return [(actor, why, json.loads(what)) for actor, why, what in rows]


def test_a_wrong_number_day_or_answer_is_put_right_with_a_reason_that_stays_in_the_chain(store):
    draft(store, None, FIRST, "زهرا")
    key = sent(store, FIRST, "A3", "21")
    right = Entry("12", date(2020, 6, 20), "برنامه آمد", date(2020, 6, 25))
    assert refused(lambda: letters.correct(store, key, right, " ", "رضا")) == "reason_needed_to_correct"
    letters.correct(store, key, right, "شماره جابه‌جا نوشته شده بود", "رضا", today=LATER)
    row = register(store)[FIRST, "A3", "warning"]
    assert (row["number"], row["sent_on"], row["answer"], row["status"]) == (
        "12",
        "2020-06-20",
        "برنامه آمد",
        "answered",
    )
    actor, why, what = entries(store)[-1]
    assert (actor, why) == ("رضا", "شماره جابه‌جا نوشته شده بود")
    assert what["before"] == {"number": "21", "sent_on": "2020-07-01", "answer": "", "answered_on": None}
    same = lambda: letters.correct(store, key, right, "دوباره", "رضا", today=LATER)  # noqa: E731
    assert refused(same) == "nothing_changes_in_entry"
    letters.correct(store, key, Entry("12", date(2020, 6, 20)), "پاسخی نیامده بود", "رضا", today=LATER)
    assert register(store)[FIRST, "A3", "warning"]["status"] == "sent" and verify(store) == []


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry(" ", date(2020, 6, 20)), "number_needed"),
        (Entry("34", date(2020, 6, 20)), "number_taken"),
        (Entry("12", date(2020, 7, 2)), "day_ahead"),
        (Entry("12", date(2011, 6, 20)), "day_before_month"),
        (Entry("12", date(2020, 6, 20), "آمد", date(2020, 6, 19)), "answer_before_sending"),
    ],
)
def test_an_entry_is_never_corrected_into_what_can_not_be(store, entry, code):
    draft(store, None, FIRST, "زهرا")
    sent(store, FIRST, "A2", "34")
    key = sent(store, FIRST, "A3", "21")
    assert refused(lambda: letters.correct(store, key, entry, "دلیل", "رضا", today=LATER)) == code
    assert register(store)[FIRST, "A3", "warning"]["number"] == "21"


@pytest.mark.parametrize("number", ["12/34", "١٢/٣٤", " ۱۲ / ۳۴", "۱۲/\u200c۳۴"])
def test_a_number_of_the_register_is_taken_however_it_is_written(store, number):
    draft(store, None, FIRST, "زهرا")
    sent(store, FIRST, "A2", "۱۲/۳۴")
    assert refused(lambda: sent(store, FIRST, "A3", number)) == "number_taken"
    sent(store, FIRST, "A3", "123/4")


def test_a_draft_is_no_entry_to_correct_and_a_second_answer_is_said_to_be_one(store):
    draft(store, None, FIRST, "زهرا")
    key = sent(store, FIRST, "A2", "12")
    draft_key = int(register(store)[FIRST, "A3", "warning"]["letter_key"])
    assert refused(lambda: retractions.retract(store, draft_key, "زهرا")) == "letter_not_out"
    letters.mark_answered(store, key, "برنامه رسید", LATER, "زهرا", today=LATER)
    assert refused(lambda: letters.mark_answered(store, key, "باز", LATER, "زهرا", today=LATER)) == "letter_answered"


def test_a_letter_marked_as_sent_by_mistake_is_a_draft_again_and_its_number_is_free(store):
    draft(store, None, FIRST, "زهرا")
    wrong = sent(store, FIRST, "A2", "12")
    letters.mark_unsent(store, wrong, "نامهٔ دیگری فرستاده شد", "رضا")
    row = register(store)[FIRST, "A2", "warning"]
    assert (row["status"], row["number"]) == ("drafted", "") and not isinstance(row["sent_on"], str)
    sent(store, FIRST, "A3", "12")
    assert refused(lambda: letters.mark_unsent(store, wrong, "باز", "رضا")) == "letter_not_out"
    assert verify(store) == []


def test_every_act_on_a_letter_that_has_moved_on_since_it_was_on_screen_is_refused(store):
    draft(store, None, FIRST, "زهرا")
    row = register(store)[FIRST, "A3", "warning"]
    key, seen = int(row["letter_key"]), token(row)
    letters.mark_sent(store, key, "12", LATER, "زهرا", today=LATER, seen=seen)
    day = {"today": LATER, "seen": seen}
    acts = [
        lambda: letters.mark_sent(store, key, "13", LATER, "رضا", **day),
        lambda: letters.mark_answered(store, key, "آمد", LATER, "رضا", **day),
        lambda: letters.correct(store, key, Entry("13", LATER), "x", "رضا", **day),
        lambda: letters.mark_unsent(store, key, "x", "رضا", seen=seen),
        lambda: letters.withdraw(store, key, "x", "رضا", seen=seen),
        lambda: retractions.retract(store, key, "رضا", seen=seen),
    ]
    assert [refused(act) for act in acts] == ["letter_changed"] * len(acts)
    assert register(store)[FIRST, "A3", "warning"]["number"] == "12"


def test_an_answer_is_asked_for_on_a_day_that_can_be(store):
    assert refused(lambda: draft(store, None, FIRST, "زهرا", date(2020, 6, 30), today=LATER)) == "deadline_past"
    assert refused(lambda: draft(store, None, FIRST, "زهرا", date(2029, 7, 1), today=LATER)) == "day_far"
    assert letter_rows.letters(store, 1).empty


def test_results_that_are_not_those_of_the_scores_go_into_no_letter(store):
    with store.transaction() as change:
        change.run("UPDATE unit_total SET total = 95, band = 'high', is_weak = false WHERE month = $m", m=FIRST)
    assert refused(lambda: draft(store, None, FIRST, "زهرا")) == "results_differ"
    with store.transaction() as change:
        change.run("UPDATE score SET points = 5 WHERE import_key = 2 AND points = 2")
    assert refused(lambda: draft(store, None, SECOND, "زهرا")) in ("results_differ", "scores_differ")


def test_a_decision_about_a_month_changes_no_letter(store):
    draft(store, None, FIRST, "زهرا")
    before = register(store)
    decide(store, None, FIRST, Decision("بازدید", "", None), "زهرا")
    assert {key: row["standing"] for key, row in register(store).items()} == {
        key: row["standing"] for key, row in before.items()
    }


def test_domain_points_of_a_letter_add_up_to_its_total_row():
    store = small_store()
    import_rows(store, [["اداره کل راه", 5.35, 3.35, 9], ["دانشگاه علوم پزشکی", 1.25, 0.25, 2.45], *FULL_ROWS[2:]])
    final(store)
    draft(store, None, FIRST, "زهرا")
    row = register(store)[FIRST, "A2", "notice"]
    said = docx_text(letter_docx(Letter.of(row), FIRST, None, Words("en"))).replace("\u2066", "").replace("\u2069", "")
    assert "1.5" in said and "2.45" in said and "3.95" in said and "19.8 of 100" in said


def listed(store, unit: str, recipient: str) -> None:
    """The unit list with another recipient for one unit."""
    rows = [(*row[:6], recipient, *row[7:]) if row[0] == unit else row for row in KNOWN]
    store_list(store, compare(store, read_units(read_book("u.csv", units_file(rows)))), "u.csv", "زهرا")


@pytest.mark.parametrize("recipient", ["مدیرکل محترم دیگر", ""])
def test_a_draft_to_somebody_who_is_not_named_any_more_does_not_go_out(store, recipient):
    draft(store, None, FIRST, "زهرا", today=LATER)
    listed(store, "A3", recipient)
    row = register(store)[FIRST, "A3", "warning"]
    assert row["standing"] == "reworded" and register(store)[FIRST, "A2", "warning"]["standing"] == "holds"
    assert refused(lambda: sent(store, FIRST, "A3", "1/1")) == "letter_outdated"
    draft(store, None, FIRST, "زهرا", today=LATER)
    now = register(store)[FIRST, "A3", "warning" if recipient else "notice"]
    assert (now["standing"], now["recipient"]) == ("holds", recipient)


def test_the_register_outlives_the_taking_back_of_its_month(store):
    draft(store, None, FIRST, "زهرا", today=LATER)
    key = sent(store, FIRST, "A3", "7/1")
    move(store, None, FIRST, "draft", "زهرا", "اشتباه", today=LATER)
    (only,) = imports(store, 1, FIRST)["import_key"].tolist()
    revert(store, int(only), "زهرا", "فایل اشتباه")
    assert [row["letter_key"] for row in register(store).values() if row["status"] == "sent"] == [key]
    import_rows(store, ROWS, "نتایج فروردین ۱۳۹۹", "again.xlsx")
    final(store)
    assert draft(store, None, FIRST, "زهرا", today=LATER).new == 0  # the one that was sent stands
    assert verify(store) == []


def test_the_same_decision_is_not_taken_twice(store):
    decide(store, None, FIRST, Decision("بازدید", "مدیرکل", date(2020, 8, 1)), "زهرا")
    again = Decision("بازدید", "مدیرکل", date(2020, 8, 1))
    assert refused(lambda: decide(store, None, FIRST, again, "زهرا")) == "decision_known"
    assert refused(lambda: decide(store, None, FIRST, Decision("x", "", date(2120, 1, 1)), "زهرا")) == "day_far"
