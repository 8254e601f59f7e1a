"""Letters that a correction makes wrong are named before and after it, and taken back by a letter of their own."""

from __future__ import annotations

from datetime import date

from data.imports.importing import preview
from data.keeping.verify import verify
from data.office.letters import letter_register as letters
from data.office.letters import retractions
from data.office.letters.letter_drafting import Drafted, draft
from data.office.letters.letter_standing import with_standing
from data.office.months import move
from data.office.rehearsal import rehearse, rehearse_revert
from i18n.words import Words
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx
from tests.support.builders import import_rows, score_book
from tests.support.office.letter_register import (
    FIRST,
    LATER,
    ROWS,
    SECOND,
    SECOND_TITLE,
    corrected,
    final,
    register,
    sent,
)
from tests.support.papers.reading_back import docx_text
from tests.support.refusals import refused


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
