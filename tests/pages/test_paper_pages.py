"""The pages of papers without a browser: what they draw is the oracle's, what they store is what was decided."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.demo.load import MONTH_FILES
from data.keeping.verify import verify
from data.office.decisions import decisions
from data.office.letters.letter_rows import letters
from data.office.managers.tenures import tenures
from data.office.months import move
from data.office.publications import Publishing, revisions
from data.store.store import Store
from i18n.months import typed_day
from i18n.words import Words
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.demo.by_hand import oracle_results
from tests.support.doors.page_runs import one, rows_of, run, texts
from tests.support.office.drafted_letters import final
from tests.support.papers.reading_back import plain
from tests.support.store.behind_pages import prepared_behind


@pytest.fixture
def published_store(tmp_path, monkeypatch):
    with prepared_behind(tmp_path / "own.duckdb", monkeypatch, two_published_months) as store:
        yield store


def two_published_months(path: Path) -> Store:
    store = small_store(path)
    for month, title in ((139901, "نتایج فروردین ۱۳۹۹"), (139902, "نتایج اردیبهشت ۱۳۹۹")):
        import_rows(store, FULL_ROWS, title, f"{month}.xlsx")
        final(store, month)
        move(store, None, month, "published", "زهرا", publishing=Publishing(True, "تلفن ۱۲"))
    return store


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("page", ["letters", "points", "public", "narrative", "meeting", "conference"])
def test_a_store_without_a_final_month_says_what_is_missing(draft_store, page, lang):
    assert Words(lang)("papers.none_final") in texts(run(page, lang=lang))


def test_the_desk_lists_the_oracles_very_weak_units_with_their_months_in_a_row():
    rows = {row[0]: row for row in rows_of(run("letters", lang="fa"), "letters_month")}
    by_month = [oracle_results(path.read_bytes())[0] for path in MONTH_FILES]
    very_weak = [name for name, result in by_month[-1].items() if result["total"] < 30]
    assert len(rows) == len(very_weak) == 3
    for name in very_weak:
        row = next(row for said, row in rows.items() if said.startswith(name))
        in_a_row = 0
        for results in reversed(by_month):
            if results[name]["total"] is None or results[name]["total"] >= 30:
                break
            in_a_row += 1
        assert plain(row[3]) == str(in_a_row)


def choose(at, key: int):
    at.selectbox(key="letter_key").set_value(key).run()
    assert not at.exception


def test_a_letter_from_draft_to_answer_and_nothing_without_a_name(final_store):
    at = run("letters", lang="en")
    ahead = date.today() + timedelta(days=20)
    one(at.text_input, "letters_draft_until_").set_value(typed_day(ahead.isoformat(), "fa"))
    one(at.button, "letters_draft_do_").click().run()
    assert "Your name is missing" in plain(texts(at)) and letters(final_store, 1).empty
    assert one(at.text_input, "letters_draft_until_").value == typed_day(ahead.isoformat(), "fa")  # kept
    at.text_input(key="who_letters").set_value("Zahra").run()
    one(at.button, "letters_draft_do_").click().run()
    assert not at.exception and "Drafted: 3" in plain(texts(at))
    found = letters(final_store, 1).set_index(["unit_id", "kind"])
    assert found.loc[("A3", "notice"), "deadline"] == ahead.isoformat()
    key = int(found.loc[("A3", "notice"), "letter_key"])
    choose(at, key)
    one(at.text_input, "letter_sent_number_").set_value("12/34")
    one(at.button, "letter_sent_do_").click().run()
    assert "marked as sent" in plain(texts(at))
    one(at.text_input, "letter_answered_text_").set_value("A plan came")
    one(at.button, "letter_answered_do_").click().run()
    row = letters(final_store, 1).set_index("letter_key").loc[key]
    assert (row["status"], row["number"], row["answer"]) == ("answered", "12/34", "A plan came")
    assert "A plan came" in texts(at) and verify(final_store) == []


def test_a_refused_entry_keeps_the_letter_that_was_chosen_and_all_that_was_typed(final_store):
    at = run("letters", lang="en")
    at.text_input(key="who_letters").set_value("Zahra").run()
    one(at.button, "letters_draft_do_").click().run()
    keys = letters(final_store, 1).set_index(["unit_id", "kind"])["letter_key"]
    chosen = int(keys["A3", "notice"])
    choose(at, chosen)
    assert "Welfare" in plain(one(at.button, "letter_sent_do_").label)  # the button says for whom
    one(at.text_input, "letter_sent_day_").set_value("1399/13/40")
    one(at.button, "letter_sent_do_").click().run()
    assert "is not a day" in plain(texts(at))
    one(at.text_input, "letter_sent_day_").set_value("1399/06/20")
    one(at.button, "letter_sent_do_").click().run()
    assert "number" in plain(texts(at)) and at.selectbox(key="letter_key").value == chosen
    assert one(at.text_input, "letter_sent_day_").value == "1399/06/20"
    one(at.text_input, "letter_sent_number_").set_value("12")
    one(at.button, "letter_sent_do_").click().run()
    found = letters(final_store, 1).set_index("letter_key")
    assert found["status"].to_dict() == {key: "sent" if key == chosen else "drafted" for key in found.index}
    choose(at, int(keys["A1", "best"]))
    assert one(at.text_input, "letter_sent_number_").value == ""  # nothing of another letter's form


def test_a_letter_that_moved_on_meanwhile_is_told_with_what_was_typed(final_store):
    from data.office.letters.letter_drafting import draft
    from data.office.letters.letter_register import mark_sent

    draft(final_store, None, 139901, "سارا")
    key = int(letters(final_store, 1).set_index(["unit_id", "kind"])["letter_key"]["A3", "notice"])
    at = run("letters", lang="en")
    at.text_input(key="who_letters").set_value("Zahra").run()
    choose(at, key)
    mark_sent(final_store, key, "7", date(2020, 6, 2), "سارا")
    one(at.text_input, "letter_sent_number_").set_value("12/34/56")
    one(at.button, "letter_sent_do_").click().run()
    said = plain(texts(at))
    assert "has changed since the page showed it" in said and "12/34/56" in said and not at.exception
    assert letters(final_store, 1).set_index("letter_key").loc[key, "number"] == "7"


def test_a_correction_shows_beside_a_sent_letter_in_the_check_and_in_the_archive(final_store):
    from data.office.letters.letter_drafting import draft
    from data.office.letters.letter_register import mark_sent

    draft(final_store, None, 139901, "زهرا")
    keys = letters(final_store, 1).set_index(["unit_id", "kind"])["letter_key"]
    mark_sent(final_store, int(keys["A3", "notice"]), "5", date(2020, 6, 2), "زهرا")
    move(final_store, None, 139901, "draft", "زهرا", "اشتباه")
    better = [["اداره کل راه", 6, 4, 9.5], FULL_ROWS[1], ["بهزیستی", 2, 1, 1], FULL_ROWS[3]]
    import_rows(final_store, better, name="corrected.xlsx")
    final(final_store)
    said = plain(texts(run("letters", lang="en")))
    assert "Sent letters that say what is no longer so: 1." in said
    assert "The unit's results in Farvardin 1399 were corrected since." in said
    assert "The archive holds 2 of the 3 letters of this month. Left out:" in said
    assert "Appreciation, first: Roads (Farvardin 1399): The unit's results in Farvardin 1399 were corrected" in said
    assert "corrected: 20.0, Low" in said


def test_the_points_page_shows_the_oracles_means_and_who_is_in_office(final_store):
    at = run("points", lang="en")
    rows = {row[0]: [plain(cell) for cell in row[1:]] for row in rows_of(at, "points")}
    assert rows["Roads"] == ["agency", "100.0", "10.00", "10.00", "1"]
    at.text_input(key="who_points").set_value("Zahra").run()
    one(at.selectbox, "tenure_unit_").set_value("A1").run()
    one(at.text_input, "tenure_name_").set_value("مدیر").run()
    one(at.button, "tenure_do_").click().run()
    assert "The first month is missing" in plain(texts(at)) and tenures(final_store, 1).empty
    one(at.selectbox, "tenure_first_new__0_number").set_value(1).run()
    one(at.selectbox, "tenure_first_new__0_year").set_value(1399).run()
    one(at.button, "tenure_do_").click().run()
    assert not at.exception and tenures(final_store, 1)["manager"].tolist() == ["مدیر"]
    assert rows_of(at, "tenures")[0][1] == "مدیر" and plain(rows_of(at, "tenures")[0][4]) == "10.00"


def looked(at) -> None:
    """The box that says that the report was looked at."""
    one(at.checkbox, "public_looked_").set_value(True).run()


def test_publishing_asks_for_a_name_a_contact_and_a_look_and_keeps_what_was_decided(final_store):
    at = run("public", lang="en")
    one(at.button, "public_do_").click().run()
    assert "hasn't been looked at" in plain(texts(at))
    looked(at)
    one(at.button, "public_do_").click().run()
    assert "Your name is missing" in plain(texts(at)) and revisions(final_store, 1, 139901) == []
    at.text_input(key="who_public").set_value("Zahra").run()
    one(at.button, "public_do_").click().run()
    assert "contact" in plain(texts(at)) and revisions(final_store, 1, 139901) == []
    at.toggle(key="public_names_home_139901_0").set_value(True).run()
    at.text_input(key="public_contact_home_139901_0").set_value("Tel. 12").run()
    one(at.button, "public_do_").click().run()  # another choice must be looked at again
    assert "hasn't been looked at" in plain(texts(at)) and revisions(final_store, 1, 139901) == []
    looked(at)
    one(at.button, "public_do_").click().run()
    assert not at.exception and "is published" in plain(texts(at))
    found = revisions(final_store, 1, 139901)
    assert [(each.revision, each.publishing.weak_names, each.publishing.contact) for each in found] == [
        (1, True, "Tel. 12")
    ]
    assert not [button for button in at.button if (button.key or "").startswith("public_do")]
    assert verify(final_store) == []


def test_a_month_that_was_changed_meanwhile_is_not_published_as_it_was_on_screen(final_store):
    at = run("public", lang="en")
    at.text_input(key="who_public").set_value("Zahra").run()
    at.text_input(key="public_contact_home_139901_0").set_value("Tel. 12").run()
    looked(at)
    move(final_store, None, 139901, "draft", "سارا", "اشتباه")
    import_rows(final_store, [["اداره کل راه", 1, 1, 1], *FULL_ROWS[1:]], name="corrected.xlsx")
    final(final_store)
    one(at.button, "public_do_").click().run()
    assert revisions(final_store, 1, 139901) == [] and "has changed" in plain(texts(at)) and not at.exception


def test_reports_that_a_correction_has_moved_are_published_again_together(published_store):
    assert not [button for button in run("public", lang="en").button if (button.key or "").startswith("again_")]
    move(published_store, None, 139901, "draft", "زهرا", "اشتباه")
    import_rows(published_store, [["بهزیستی", 6, 4, 10]], name="corrected.xlsx")
    said = plain(texts(run("public", lang="en")))
    assert "Ordibehesht 1399 waits until these months are final: Farvardin 1399" in said
    final(published_store)
    at = run("public", lang="en")
    at.text_input(key="who_public").set_value("Sara").run()
    then, now = (
        "weak units of the evaluated ones: 1 of 3 · Base month, Farvardin 1399: 1 of 3",
        "Base month, Farvardin 1399: 0 of 3",
    )
    assert (
        then in plain(texts(at)) and now in plain(texts(at)) and one(at.text_input, "again_contact_").value == "تلفن ۱۲"
    )
    one(at.button, "again_do_").click().run()
    assert "hasn't been looked at" in plain(texts(at))
    one(at.checkbox, "again_looked_").set_value(True).run()
    one(at.button, "again_do_").click().run()
    assert "The people aren't told what was corrected" in plain(texts(at))
    one(at.text_input, "again_note_").set_value("Welfare was corrected").run()
    one(at.button, "again_do_").click().run()
    assert "Revision 2 of the report of Ordibehesht 1399 is published." in plain(texts(at)) and not at.exception
    assert [each.revision for each in revisions(published_store, 1, 139902)] == [1, 2] and verify(published_store) == []


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_draft_month_offers_no_card_and_no_workbook_and_a_final_one_both(draft_store, lang):
    words = Words(lang)
    assert words("papers.card_not_final") in texts(run("unit", lang=lang))
    offered = {element.proto.label for element in run("months", lang=lang).get("download_button")}
    assert words("papers.workbook") not in offered
    final(draft_store)
    offered = {element.proto.label for element in run("months", lang=lang).get("download_button")}
    assert words("papers.workbook") in offered
    assert words("papers.card") in {element.proto.label for element in run("unit", lang=lang).get("download_button")}


def test_a_decision_is_taken_and_answered_on_the_page(final_store):
    at = run("meeting", lang="en")
    at.text_input(key="who_meeting").set_value("Zahra").run()
    one(at.text_input, "decision_until_").set_value("1399/06/15")
    one(at.button, "decision_do_").click().run()
    assert one(at.text_input, "decision_until_").value == "1399/06/15"  # refused without a text, and kept
    one(at.text_input, "decision_text_").set_value("Visit Welfare")
    one(at.button, "decision_do_").click().run()
    assert one(at.text_input, "decision_text_").value == ""
    assert [plain(cell) for cell in rows_of(at, "decisions")[0]][-2:] == ["overdue", ""]  # long ago
    at.selectbox(key="decision_which").set_value(1).run()
    one(at.text_input, "decision_answer_said_").set_value("Visited")
    one(at.button, "decision_answer_do_").click().run()
    assert not at.exception and [plain(cell) for cell in rows_of(at, "decisions")[0]][-2:] == ["done", "Visited"]
    found = decisions(final_store, 1, 139901, date(2026, 1, 1))
    assert found[["text", "until", "standing", "answer"]].values.tolist() == [
        ["Visit Welfare", "2020-09-05", "done", "Visited"]
    ]
    assert verify(final_store) == []
