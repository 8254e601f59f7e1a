"""The pages of papers without a browser: what they draw is the oracle's, what they store is what was decided."""

from __future__ import annotations

from datetime import date

import pytest

from data.decisions import decisions
from data.demo.load import MONTH_FILES
from data.letters import letters
from data.months import move
from data.publications import revisions
from data.tenures import tenures
from data.verify import verify
from i18n.words import Words
from tests.builders import FULL_ROWS, import_rows
from tests.reading_back import plain
from tests.test_demo import oracle_results
from tests.test_pages import database, own_store, rows_of, run, texts  # noqa: F401


def final(store, month: int = 139901) -> None:
    for state in ("objections", "final"):
        move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("page", ["letters", "points", "public", "narrative", "meeting", "conference"])
def test_a_store_without_a_final_month_says_what_is_missing(own_store, page, lang):  # noqa: F811
    import_rows(own_store, FULL_ROWS)
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


def test_a_letter_from_draft_to_answer_and_nothing_without_a_name(own_store):  # noqa: F811
    import_rows(own_store, FULL_ROWS)
    final(own_store)
    at = run("letters", lang="en")
    at.button(key="letters_draft").click().run()
    assert "It isn't said who acts" in plain(texts(at)) and letters(own_store, 1).empty
    at.text_input(key="who_letters").set_value("Zahra").run()
    at.text_input(key="letters_deadline").set_value("1399/06/15").run()
    at.button(key="letters_draft").click().run()
    assert not at.exception and "Drafted: 3; drafted anew: 0" in plain(texts(at))
    found = letters(own_store, 1).set_index(["unit_id", "kind"])
    assert found.loc[("A3", "notice"), "deadline"] == "2020-09-05"
    key = int(found.loc[("A3", "notice"), "letter_key"])
    at.selectbox(key="letter_key").set_value(key)
    at.text_input(key="letter_number").set_value("12/34")
    at.button(key="letter_sent").click().run()
    assert "marked as sent" in plain(texts(at))
    at.selectbox(key="letter_key").set_value(key)
    at.text_input(key="letter_text").set_value("A plan came")
    at.button(key="letter_answered").click().run()
    row = letters(own_store, 1).set_index("letter_key").loc[key]
    assert (row["status"], row["number"], row["answer"]) == ("answered", "12/34", "A plan came")
    assert "A plan came" in texts(at) and verify(own_store) == []


def test_a_correction_shows_beside_a_sent_letter_and_in_the_check(own_store):  # noqa: F811
    from data.drafting import draft
    from data.letters import mark_sent

    import_rows(own_store, FULL_ROWS)
    final(own_store)
    draft(own_store, None, 139901, "زهرا")
    for key in letters(own_store, 1)["letter_key"]:
        mark_sent(own_store, int(key), str(key), date(2020, 6, 2), "زهرا")
    move(own_store, None, 139901, "draft", "زهرا", "اشتباه")
    import_rows(own_store, [*FULL_ROWS[:2], ["بهزیستی", 2, 1, 1], FULL_ROWS[3]], name="corrected.xlsx")
    final(own_store)
    said = plain(texts(run("letters", lang="en")))
    assert "Sent letters whose figures have changed since: 1." in said
    assert "It was sent with other figures than now." in said


def test_the_points_page_shows_the_oracles_means_and_who_is_in_office(own_store):  # noqa: F811
    import_rows(own_store, FULL_ROWS)
    final(own_store)
    at = run("points", lang="en")
    rows = {row[0]: [plain(cell) for cell in row[1:]] for row in rows_of(at, "points")}
    assert rows["Roads"] == ["agency", "100.0", "10.00", "10.00", "1"]
    at.text_input(key="who_points").set_value("Zahra").run()
    at.selectbox(key="tenure_unit_0").set_value("A1").run()
    at.text_input(key="tenure_name_0_None").set_value("مدیر").run()
    at.button(key="tenure_store").click().run()
    assert "The first month is missing" in plain(texts(at)) and tenures(own_store, 1).empty
    at.selectbox(key="tenure_first_0_None_number").set_value(1).run()
    at.selectbox(key="tenure_first_0_None_year").set_value(1399).run()
    at.button(key="tenure_store").click().run()
    assert not at.exception and tenures(own_store, 1)["manager"].tolist() == ["مدیر"]
    assert rows_of(at, "tenures")[0][1] == "مدیر" and plain(rows_of(at, "tenures")[0][4]) == "10.00"


def test_publishing_asks_for_a_name_and_keeps_what_was_decided(own_store):  # noqa: F811
    import_rows(own_store, FULL_ROWS)
    final(own_store)
    at = run("public", lang="en")
    at.button(key="public_publish").click().run()
    assert "It isn't said who acts" in plain(texts(at)) and revisions(own_store, 1, 139901) == []
    at.text_input(key="who_public").set_value("Zahra").run()
    at.toggle(key="public_names_home_139901").set_value(True).run()
    at.text_input(key="public_contact_home_139901").set_value("Tel. 12").run()
    at.button(key="public_publish").click().run()
    assert not at.exception and "is published" in plain(texts(at))
    found = revisions(own_store, 1, 139901)
    assert [(each.revision, each.publishing.weak_names, each.publishing.contact) for each in found] == [
        (1, True, "Tel. 12")
    ]
    assert "public_publish" not in {button.key for button in at.button} and verify(own_store) == []


def test_a_month_that_was_changed_meanwhile_is_not_published_as_it_was_on_screen(own_store):  # noqa: F811
    import_rows(own_store, FULL_ROWS)
    final(own_store)
    at = run("public", lang="en")
    at.text_input(key="who_public").set_value("Zahra").run()
    move(own_store, None, 139901, "draft", "سارا", "اشتباه")
    import_rows(own_store, [["اداره کل راه", 1, 1, 1], *FULL_ROWS[1:]], name="corrected.xlsx")
    final(own_store)
    at.button(key="public_publish").click().run()
    assert revisions(own_store, 1, 139901) == [] and "has changed" in plain(texts(at)) and not at.exception


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_draft_month_offers_no_card_and_no_workbook_and_a_final_one_both(own_store, lang):  # noqa: F811
    import_rows(own_store, FULL_ROWS)
    words = Words(lang)
    assert words("papers.card_not_final") in texts(run("unit", lang=lang))
    offered = {element.proto.label for element in run("months", lang=lang).get("download_button")}
    assert words("papers.workbook") not in offered
    final(own_store)
    offered = {element.proto.label for element in run("months", lang=lang).get("download_button")}
    assert words("papers.workbook") in offered
    assert words("papers.card") in {element.proto.label for element in run("unit", lang=lang).get("download_button")}


def test_a_decision_is_taken_and_answered_on_the_page(own_store):  # noqa: F811
    import_rows(own_store, FULL_ROWS)
    final(own_store)
    at = run("meeting", lang="en")
    at.text_input(key="who_meeting").set_value("Zahra").run()
    at.text_input(key="decision_text").set_value("Visit Welfare")
    at.text_input(key="decision_until").set_value("1399/06/15")
    at.button(key="decision_store").click().run()
    assert [plain(cell) for cell in rows_of(at, "decisions")[0]][-2:] == ["overdue", ""]  # long ago
    at.text_input(key="decision_answer").set_value("Visited")
    at.button(key="decision_done").click().run()
    assert not at.exception and [plain(cell) for cell in rows_of(at, "decisions")[0]][-2:] == ["done", "Visited"]
    found = decisions(own_store, 1, 139901, date(2026, 1, 1))
    assert found[["text", "until", "standing", "answer"]].values.tolist() == [
        ["Visit Welfare", "2020-09-05", "done", "Visited"]
    ]
    assert verify(own_store) == []
