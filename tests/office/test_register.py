"""The register of letters when things go wrong: entries put right, letters taken back, archives and previews that name
exactly what a correction touches."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data.asking.history import imports
from data.files.workbook import read_book
from data.imports.importing import preview
from data.imports.unit_lists import compare, store_list
from data.keeping.verify import verify
from data.office.decisions import Decision, decide
from data.office.letters import letter_register as letters
from data.office.letters import letter_rows, retractions
from data.office.letters.letter_drafting import Drafted, draft
from data.office.letters.letter_register import Entry
from data.office.letters.letter_rows import token
from data.office.letters.letter_standing import with_standing
from data.office.months import move
from data.office.rehearsal import rehearse, rehearse_revert
from data.office.reverting import revert
from data.problems import Refused
from data.units.unit_list_files import read_units
from i18n.words import Words
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx
from tests.support.builders import FULL_ROWS, UNITS, import_rows, score_book, small_store, units_file
from tests.support.reading_back import docx_text

FIRST, SECOND, LATER = 139901, 139902, date(2020, 7, 1)
SECOND_TITLE = "نتایج اردیبهشت ۱۳۹۹"
KNOWN = [(*row[:6], "وزیر محترم راه", *row[7:]) if row[0] in ("A2", "A3") else row for row in UNITS]
ROWS = [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 2, 1, 1], ["بهزیستی", 1, 1, 1], FULL_ROWS[3]]


def final(store, month: int = FIRST) -> None:
    for state in ("objections", "final"):
        move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 6, 1), today=LATER)


def corrected(store, rows: list[list], month: int = FIRST, title: str = "نتایج فروردین ۱۳۹۹") -> None:
    move(store, None, month, "draft", "زهرا", "اشتباه", today=LATER)
    import_rows(store, rows, title, f"corrected-{month}.xlsx")
    final(store, month)


@pytest.fixture
def store():
    """Two final months in which A2 and A3 are on the level that letters are written for."""
    opened = small_store(units=KNOWN)
    for month, title in ((FIRST, "نتایج فروردین ۱۳۹۹"), (SECOND, SECOND_TITLE)):
        import_rows(opened, ROWS, title, f"{month}.xlsx")
        final(opened, month)
    return opened


def register(store) -> dict[tuple[int, str, str], dict]:
    rows = with_standing(store, 1).to_dict("records")
    return {(row["month"], row["unit_id"], row["kind"]): row for row in rows if row["status"] != "withdrawn"}


def sent(store, month: int, unit: str, number: str, kind: str = "warning") -> int:
    key = int(register(store)[month, unit, kind]["letter_key"])
    letters.mark_sent(store, key, number, LATER, "زهرا", today=LATER)
    return key


def refused(action) -> str:
    with pytest.raises(Refused) as error:
        action()
    return error.value.problems[0].code


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


def test_a_correction_that_lifts_a_unit_drafts_the_letter_that_takes_the_sent_one_back(store):
    draft(store, None, FIRST, "زهرا")
    key = sent(store, FIRST, "A3", "۱۲/۳")
    corrected(store, [["بهزیستی", 6, 4, 8]])
    assert register(store)[FIRST, "A3", "warning"]["standing"] == "not_called"
    assert draft(store, None, FIRST, "زهرا").retracting == 1
    row = register(store)[FIRST, "A3", "retraction"]
    assert (row["retracts"], row["recipient"], row["status"]) == (key, "وزیر محترم راه", "drafted")
    for lang, wanted in (("fa", ("۱۲/۳", "۱۵٫۰", "۹۰٫۰", "کان‌لم‌یکن")), ("en", ("15.0", "90.0", "taken back"))):
        said = docx_text(letter_docx(Letter.of(row), FIRST, None, Words(lang)))
        assert all(text in said for text in wanted) and "{" not in said
    letters.mark_sent(store, int(row["letter_key"]), "۱۳", LATER, "زهرا", today=LATER)
    taken = register(store)[FIRST, "A3", "warning"]
    assert taken["standing"] == "retracted" and taken["retracted_by"] == row["letter_key"]
    assert refused(lambda: letters.mark_unsent(store, key, "x", "رضا")) == "letter_retracted"
    assert draft(store, None, FIRST, "زهرا") == Drafted() and verify(store) == []


def test_a_unit_without_a_total_after_the_correction_is_told_so(store):
    draft(store, None, FIRST, "زهرا")
    sent(store, FIRST, "A3", "12")
    corrected(store, [["بهزیستی", 6, "", 8]])
    draft(store, None, FIRST, "زهرا")
    said = docx_text(letter_docx(Letter.of(register(store)[FIRST, "A3", "retraction"]), FIRST, None, Words("en")))
    assert "it has no total for that month" in said and "{" not in said


def test_a_draft_that_takes_back_is_withdrawn_when_the_correction_is_undone_and_a_letter_is_due_anew_after_one(store):
    draft(store, None, FIRST, "زهرا")
    sent(store, FIRST, "A3", "12")
    corrected(store, [["بهزیستی", 6, 4, 8]])
    draft(store, None, FIRST, "زهرا")
    corrected(store, [["بهزیستی", 1, 1, 1]])
    assert draft(store, None, FIRST, "زهرا").withdrawn == 1
    assert (FIRST, "A3", "retraction") not in register(store)
    corrected(store, [["بهزیستی", 6, 4, 8]])
    draft(store, None, FIRST, "زهرا")
    sent(store, FIRST, "A3", "13", "retraction")
    corrected(store, [["بهزیستی", 1, 1, 1]])
    assert draft(store, None, FIRST, "زهرا").new == 1  # the first letter was taken back: the month calls for one again
    due = [row for row in with_standing(store, 1).to_dict("records") if row["status"] == "drafted"]
    assert ("A3", "warning") in {(row["unit_id"], row["kind"]) for row in due} and verify(store) == []


def test_a_letter_that_says_what_is_so_is_not_taken_back_and_one_with_other_figures_is_on_demand(store):
    draft(store, None, FIRST, "زهرا")
    key = sent(store, FIRST, "A3", "12")
    assert refused(lambda: retractions.retract(store, key, "رضا")) == "letter_is_right"
    corrected(store, [["بهزیستی", 2, 1, 1]])
    assert draft(store, None, FIRST, "زهرا").retracting == 0  # it is on its level still
    retractions.retract(store, key, "رضا")
    assert refused(lambda: retractions.retract(store, key, "رضا")) == "letter_retracted"
    assert verify(store) == []


def test_a_sent_letter_that_quotes_an_earlier_month_is_flagged_when_that_month_is_corrected(store):
    draft(store, None, SECOND, "زهرا")
    sent(store, SECOND, "A3", "12")
    sent(store, SECOND, "A2", "13")
    corrected(store, [["بهزیستی", 6, 4, 8]])
    found = register(store)
    # A3's own record changed; A2's rank of that month did too, as A3 passed it
    assert found[SECOND, "A3", "warning"]["standing"] == found[SECOND, "A2", "warning"]["standing"] == "earlier"


def test_opening_an_earlier_month_alone_makes_no_sent_letter_wrong_and_its_drafts_wait(store):
    draft(store, None, SECOND, "زهرا")
    sent(store, SECOND, "A3", "12")
    move(store, None, FIRST, "draft", "زهرا", "نگاهی دوباره", today=LATER)
    found = register(store)
    assert found[SECOND, "A3", "warning"]["standing"] == "holds"
    assert found[SECOND, "A2", "warning"]["standing"] == "earlier_open"
    final(store, FIRST)
    assert register(store)[SECOND, "A2", "warning"]["standing"] == "holds"


def test_every_letter_of_a_month_is_in_its_archive_or_has_a_reason(store):
    draft(store, None, SECOND, "زهرا")
    corrected(store, [["بهزیستی", 2, 1, 1]])
    standing = {unit: row["standing"] for (month, unit, _), row in register(store).items() if month == SECOND}
    assert standing["A3"] == "earlier" and standing["A1"] == "holds"
    assert draft(store, None, SECOND, "زهرا").renewed >= 1
    assert {row["standing"] for row in register(store).values()} == {"holds"}


def test_a_preview_names_exactly_the_sent_letters_that_it_makes_wrong_of_any_month(store):
    draft(store, None, FIRST, "زهرا")
    draft(store, None, SECOND, "زهرا")
    for number, (month, unit) in enumerate([(FIRST, "A3"), (SECOND, "A3"), (FIRST, "A2"), (SECOND, "A2")]):
        sent(store, month, unit, str(number))
    sent(store, FIRST, "G1", "9", "best")
    corrected(store, [["بهزیستی", 1, 1, 1.5]])  # both letters about A3 are wrong from here on, of A2 none
    standings = {key: row["standing"] for key, row in register(store).items()}
    assert standings[FIRST, "A3", "warning"] == "own" and standings[SECOND, "A3", "warning"] == "earlier"
    assert standings[FIRST, "A2", "warning"] == standings[SECOND, "A2", "warning"] == "holds"
    move(store, None, FIRST, "draft", "زهرا", "باز", today=LATER)

    def named(*rows: list) -> set[tuple[str, int]]:
        found = rehearse(store, [preview(store, "c.xlsx", score_book(list(rows)))]).letters
        return set(zip(found["unit_id"], found["month"], strict=True))

    assert named(["بهزیستی", 1, 1, 1.75]) == set()  # what is wrong already is not made wrong by this file
    assert named(["دانشگاه علوم پزشکی", 2, 1, 1.5]) == {("A2", FIRST), ("A2", SECOND)}
    assert named(["فرمانداری دره‌شهر", 6, 4, 10]) == {("G1", FIRST)}


def test_a_revert_is_shown_before_it_is_done_with_the_letters_that_it_makes_wrong(store):
    move(store, None, FIRST, "draft", "زهرا", "اشتباه", today=LATER)
    import_rows(store, [["بهزیستی", 1, 1, 2]], name="correction.xlsx")
    final(store)
    draft(store, None, FIRST, "زهرا")
    key = sent(store, FIRST, "A3", "1")
    move(store, None, FIRST, "draft", "زهرا", "باز", today=LATER)
    impact = rehearse_revert(store, 3)
    (month,) = impact.months
    assert impact.letters["letter_key"].tolist() == [key]
    assert month.cells[["unit_id", "indicator", "points_then", "points"]].values.tolist() == [["A3", "P1", 2.0, 1.0]]
    assert register(store)[FIRST, "A3", "warning"]["standing"] == "holds"  # nothing was done


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


def test_a_retraction_that_did_not_go_out_after_all_leaves_one_letter_in_its_place(store):
    draft(store, None, FIRST, "زهرا", today=LATER)
    first = sent(store, FIRST, "A3", "7/1")
    corrected(store, [*ROWS[:2], ["بهزیستی", 6, 4, 8], ROWS[3]])
    draft(store, None, FIRST, "زهرا", today=LATER)
    back = sent(store, FIRST, "A3", "7/2", "retraction")
    corrected(store, ROWS)
    draft(store, None, FIRST, "زهرا", today=LATER)
    assert register(store)[FIRST, "A3", "warning"]["status"] == "drafted"  # a new one follows
    letters.mark_unsent(store, back, "فرستاده نشده بود", "زهرا")
    live = [row for key, row in register(store).items() if key[:2] == (FIRST, "A3") and row["kind"] == "warning"]
    assert [(row["letter_key"], row["status"]) for row in live] == [(first, "sent")]
    draft(store, None, FIRST, "زهرا", today=LATER)
    assert refused(lambda: letters.mark_sent(store, back, "7/3", LATER, "زهرا", today=LATER)) == "letter_not_drafted"


def test_a_letter_of_retraction_is_not_older_than_what_it_takes_back_and_numbers_are_one_however_slashed(store):
    draft(store, None, FIRST, "زهرا", today=LATER)
    sent(store, FIRST, "A3", "12/34")
    other = int(register(store)[FIRST, "A2", "warning"]["letter_key"])
    for number in ("12／34", "12⁄34", "۱۲ / ۳۴"):
        assert refused(lambda n=number: letters.mark_sent(store, other, n, LATER, "x", today=LATER)) == "number_taken"
    assert refused(lambda: letters.mark_sent(store, other, " - ", LATER, "x", today=LATER)) == "number_needed"
    corrected(store, [*ROWS[:2], ["بهزیستی", 6, 4, 8], ROWS[3]])
    draft(store, None, FIRST, "زهرا", today=LATER)
    back = int(register(store)[FIRST, "A3", "retraction"]["letter_key"])
    before = date(2020, 6, 20)
    assert (
        refused(lambda: letters.mark_sent(store, back, "9/9", before, "x", today=LATER)) == "retraction_before_letter"
    )


def test_a_preview_of_two_files_names_no_letter_of_the_month_that_does_not_change(store):
    for month in (FIRST, SECOND):
        draft(store, None, month, "زهرا", today=LATER)
        sent(store, month, "A3", f"{month}/1")
    for month in (SECOND, FIRST):
        move(store, None, month, "draft", "زهرا", "اشتباه", today=LATER)
    same = preview(store, "139901.xlsx", score_book(ROWS))
    other = preview(store, "2.xlsx", score_book([["بهزیستی", 6, 4, 8]], SECOND_TITLE))
    found = rehearse(store, [same, other]).letters
    assert found["month"].tolist() == [SECOND]


def test_the_same_decision_is_not_taken_twice(store):
    decide(store, None, FIRST, Decision("بازدید", "مدیرکل", date(2020, 8, 1)), "زهرا")
    again = Decision("بازدید", "مدیرکل", date(2020, 8, 1))
    assert refused(lambda: decide(store, None, FIRST, again, "زهرا")) == "decision_known"
    assert refused(lambda: decide(store, None, FIRST, Decision("x", "", date(2120, 1, 1)), "زهرا")) == "day_far"
