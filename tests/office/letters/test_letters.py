"""Letters: whom a month calls for, that none is drafted twice, how one is sent, and what a correction does to them."""

from __future__ import annotations

import json
from datetime import date

from data.imports.importing import preview
from data.keeping.verify import verify
from data.office.letters import letter_register as letters
from data.office.letters import letter_rows
from data.office.letters.letter_drafting import Drafted, draft
from data.office.letters.letter_templates import store_template, template
from data.office.rehearsal import rehearse
from scoring.scheme import parse_scheme
from telling.letter_figures import months_in_a_row
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, score_book, small_store
from tests.support.office.drafted_letters import LATER, MONTH, drafted, edited, final, reopened
from tests.support.office.small_months import final_month
from tests.support.refusals import refused
from tests.support.store.prepared import prepared


def test_a_month_calls_for_a_letter_for_every_unit_on_its_level_and_thanks_the_best(store):
    assert draft(store, None, MONTH, "زهرا", date(2020, 9, 5), today=LATER) == Drafted(3)
    found = drafted(store)
    assert set(found) == {("A3", "warning"), ("A1", "best"), ("G1", "best")}
    assert found["A3", "warning"]["recipient"] == "وزیر محترم" and found["A3", "warning"]["deadline"] == "2020-09-05"
    assert not isinstance(found["A1", "best"]["deadline"], str)  # nothing is asked of whom one thanks
    basis = json.loads(found["A3", "warning"]["basis"])
    assert (basis["total"], basis["rank"], basis["ranked"], basis["in_a_row"]) == (15.0, 3, 3, 1)
    assert [(gap["name_en"], gap["gap"]) for gap in basis["gaps"]] == [
        ("Meetings", 9.0),
        ("News items", 5.0),
        ("News speed", 3.0),
    ]
    assert verify(store) == []


def test_no_letter_is_drafted_twice_and_a_unit_without_a_recipient_gets_a_notice():
    store = prepared(final_month)
    assert draft(store, None, MONTH, "زهرا") == Drafted(3)
    assert draft(store, None, MONTH, "سارا") == Drafted()
    assert ("A3", "notice") in drafted(store) and len(drafted(store)) == 3


def test_a_month_that_is_not_final_and_a_nameless_actor_are_refused():
    store = small_store()
    import_rows(store, FULL_ROWS)
    assert refused(lambda: draft(store, None, MONTH, "زهرا")) == "month_not_final"
    assert refused(lambda: draft(store, None, 139902, "زهرا")) == "month_not_stored"
    final(store)
    assert refused(lambda: draft(store, None, MONTH, " ")) == "name_needed"
    assert letter_rows.letters(store, 1).empty


def test_a_letter_is_sent_once_under_a_number_and_answered_after_that(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    assert refused(lambda: letters.mark_answered(store, key, "برنامه آمد", LATER, "زهرا")) == "letter_not_sent"
    assert refused(lambda: letters.mark_sent(store, key, " ", LATER, "زهرا")) == "number_needed"
    assert refused(lambda: letters.mark_sent(store, 99, "1", LATER, "زهرا")) == "letter_unknown"
    letters.mark_sent(store, key, "۱۲/۳۴", LATER, "زهرا")
    assert refused(lambda: letters.mark_sent(store, key, "2", LATER, "زهرا")) == "letter_not_drafted"
    assert refused(lambda: letters.withdraw(store, key, "اشتباه", "زهرا")) == "letter_not_drafted"
    letters.mark_answered(store, key, "برنامه آمد", LATER, "زهرا")
    row = drafted(store)["A3", "warning"]
    assert (row["status"], row["number"], row["sent_on"], row["answered_on"]) == (
        "answered",
        "۱۲/۳۴",
        "2020-06-01",
        "2020-06-01",
    )
    assert draft(store, None, MONTH, "زهرا") == Drafted() and verify(store) == []


def test_a_withdrawn_draft_may_be_drafted_again(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A1", "best"]["letter_key"]
    assert refused(lambda: letters.withdraw(store, key, " ", "زهرا")) == "reason_needed_to_withdraw"
    letters.withdraw(store, key, "نام اشتباه", "زهرا")
    assert draft(store, None, MONTH, "زهرا") == Drafted(1)


def test_a_correction_that_touches_a_sent_letter_shows_on_its_row_and_before_the_import(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    letters.mark_sent(store, key, "12", LATER, "زهرا")
    reopened(store)
    corrected = [*FULL_ROWS[:2], ["بهزیستی", 2, 1, 1], FULL_ROWS[3]]
    impact = rehearse(store, [preview(store, "corrected.xlsx", score_book(corrected))])
    assert impact.letters["letter_key"].tolist() == [key]
    assert drafted(store)["A3", "warning"]["standing"] == "holds"
    import_rows(store, corrected, name="corrected.xlsx")
    assert drafted(store)["A3", "warning"]["standing"] == "own" and drafted(store)["A1", "best"]["standing"] == "open"
    final(store)
    assert draft(store, None, MONTH, "زهرا") == Drafted()  # what was sent stays what it is


def test_a_draft_whose_figures_changed_is_not_sent_but_drafted_anew(store):
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    reopened(store)
    assert refused(lambda: letters.mark_sent(store, key, "12", LATER, "زهرا")) == "month_not_final"
    import_rows(store, [*FULL_ROWS[:2], ["بهزیستی", 2, 1, 1], FULL_ROWS[3]], name="corrected.xlsx")
    final(store)
    assert refused(lambda: letters.mark_sent(store, key, "12", LATER, "زهرا")) == "letter_outdated"
    assert draft(store, None, MONTH, "زهرا") == Drafted(0, 1)
    letters.mark_sent(store, key, "12", LATER, "زهرا")
    assert json.loads(drafted(store)["A3", "warning"]["basis"])["total"] == 20.0


def test_a_notice_becomes_a_letter_when_a_recipient_is_known_and_a_corrected_one_is_taken_over(store):
    def recipient(text: str) -> None:
        with store.transaction() as change:
            change.run("UPDATE unit SET letter_recipient = $text WHERE unit_id = 'A3'", text=text)

    recipient("")
    assert draft(store, None, MONTH, "زهرا") == Drafted(3) and ("A3", "notice") in drafted(store)
    recipient("وزیر محترم")
    assert draft(store, None, MONTH, "زهرا", date(2020, 9, 5), today=LATER) == Drafted(0, 1)
    assert set(drafted(store)) == {("A3", "warning"), ("A1", "best"), ("G1", "best")}
    recipient("رئیس محترم سازمان")
    assert draft(store, None, MONTH, "زهرا") == Drafted(0, 1)
    row = drafted(store)["A3", "warning"]
    assert (row["recipient"], row["deadline"]) == ("رئیس محترم سازمان", "2020-09-05")
    letters.mark_sent(store, row["letter_key"], "12", LATER, "زهرا")
    recipient("")
    assert draft(store, None, MONTH, "زهرا") == Drafted()


def test_a_draft_that_the_month_no_longer_calls_for_is_withdrawn(store):
    draft(store, None, MONTH, "زهرا")
    reopened(store)
    import_rows(store, [*FULL_ROWS[:2], ["بهزیستی", 6, 4, 8], FULL_ROWS[3]], name="corrected.xlsx")
    final(store)
    assert drafted(store)["A3", "warning"]["standing"] == "not_called"  # it goes into no archive
    assert draft(store, None, MONTH, "زهرا").withdrawn == 1
    assert drafted(store)["A3", "warning"]["status"] == "withdrawn" and verify(store) == []


def test_thanks_for_an_improvement_that_is_none_any_more_are_not_sent():
    store = small_store()
    import_rows(store, [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 3, 2, 5], *FULL_ROWS[2:]])
    better = [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 6, 2, 5], *FULL_ROWS[2:]]
    import_rows(store, better, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    final(store)
    final(store, 139902)
    draft(store, None, 139902, "زهرا")
    key = drafted(store)["A2", "improved"]["letter_key"]
    reopened(store)
    base = [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 6, 4, 5], *FULL_ROWS[2:]]
    import_rows(store, base, name="base.xlsx")
    final(store)
    assert refused(lambda: letters.mark_sent(store, key, "12", LATER, "زهرا")) == "letter_outdated"


def test_nobody_is_thanked_for_being_weak():
    store = small_store()
    import_rows(store, [["اداره کل راه", 1, 1, 1], ["دانشگاه علوم پزشکی", 1, 0, 1], *FULL_ROWS[2:]])
    final(store)
    draft(store, None, MONTH, "زهرا")
    assert {unit for unit, kind in drafted(store) if kind == "best"} == {"G1"}


def test_numbers_are_given_once_and_days_are_in_order(store):
    draft(store, None, MONTH, "زهرا")
    first, second = (drafted(store)[key]["letter_key"] for key in (("A3", "warning"), ("A1", "best")))
    assert refused(lambda: letters.mark_sent(store, first, "12", date(2020, 6, 2), "زهرا", today=LATER)) == "day_ahead"
    letters.mark_sent(store, first, "12", LATER, "زهرا")
    assert refused(lambda: letters.mark_sent(store, second, "12", LATER, "زهرا")) == "number_taken"
    early = date(2020, 5, 31)
    assert refused(lambda: letters.mark_answered(store, first, "آمد", early, "زهرا")) == "answer_before_sending"


def test_a_sent_letter_keeps_the_template_that_it_was_sent_on(store):
    own = edited(lambda document: document.add_paragraph("سربرگ یک"))
    store_template(store, None, "fa", "warning", "1.docx", own, "زهرا")
    draft(store, None, MONTH, "زهرا")
    key = drafted(store)["A3", "warning"]["letter_key"]
    letters.mark_sent(store, key, "12", LATER, "زهرا")
    store_template(store, None, "fa", "warning", "2.docx", edited(lambda document: None), "زهرا")
    until = int(drafted(store)["A3", "warning"]["template_key"])
    assert template(store, 1, "fa", "warning", until) == ("1.docx", own) != template(store, 1, "fa", "warning")


def test_a_month_that_was_reverted_and_came_again_keeps_its_register(store):
    from data.office.reverting import revert

    draft(store, None, MONTH, "زهرا")
    reopened(store)
    revert(store, 1, "زهرا", "فایل اشتباه")
    import_rows(store, FULL_ROWS, name="again.xlsx")
    final(store)
    assert len(letter_rows.letters(store, 1)) == 3 and draft(store, None, MONTH, "زهرا") == Drafted(0)
    assert verify(store) == []


def test_what_became_of_a_unit_stands_in_the_register(store):
    draft(store, None, MONTH, "زهرا")
    import_rows(store, [*FULL_ROWS[:2], ["بهزیستی", 6, 4, 2], FULL_ROWS[3]], "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    key = drafted(store)["A3", "warning"]["letter_key"]
    assert letter_rows.effects(store, 1)[key] == [(139902, 45.0)]


def test_months_in_a_row_end_at_a_gap_and_are_judged_by_each_months_own_scheme():
    import pandas as pd

    scheme = parse_scheme(SMALL_SCHEME)
    rows = [(month, unit, "low") for month in (139901, 139902, 139904, 139905) for unit in ("A1", "A2")]
    rows += [(139903, "A1", "low"), (139903, "A2", "mid")]
    units = pd.DataFrame(rows, columns=["month", "unit_id", "band"]).assign(kind="agency", rank=1)
    by_month = dict.fromkeys(range(139901, 139906), scheme)
    assert months_in_a_row(units, by_month, 139905).to_dict() == {"A1": 5, "A2": 2}
    no_letters = parse_scheme(SMALL_SCHEME.replace("letter = true", "letter = false"))
    assert months_in_a_row(units, by_month | {139904: no_letters}, 139905).to_dict() == {"A1": 1, "A2": 1}
    other = units.replace({"band": {"low": "mid"}})
    two_levels = parse_scheme(SMALL_SCHEME.replace("from = 50", "from = 50\nletter = true"))
    changed = pd.concat([units[units["month"] == 139905], other[other["month"] < 139905]])
    assert months_in_a_row(changed, dict.fromkeys(by_month, two_levels), 139905).to_dict() == {"A1": 1, "A2": 1}
