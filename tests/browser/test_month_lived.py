"""An office lives through a month in a real browser: objections, an answer, final, published, opened again, history."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.keeping.verify import verify
from data.store.store import Store
from tests.support.browser.browsing import settle, visible_text
from tests.support.browser.hands import at, downloaded, fill, go, pick, plain, press
from tests.support.browser.serving import running
from tests.support.builders import FULL_ROWS, import_rows, small_store

pytestmark = pytest.mark.browser


@pytest.fixture
def database(tmp_path) -> Path:
    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    store.close()
    return tmp_path / "s.duckdb"


def test_a_month_from_draft_to_published_and_back_with_an_objection(database, visit):
    with running(database) as address:
        page = visit(f"{address}/months?lang=en")
        open_the_month_to_objections(page)
        record_an_objection(page)
        answer_it_with_other_points(page)
        make_the_month_final(page)
        publish_it(page)
        look_at_what_was_published(page, address)
        look_at_the_history_of_the_answered_score(page, address)
        open_the_month_again(page, address)
        take_the_answer_back(page, address)
        find_both_acts_in_the_chain(page)
    store = Store(database)
    assert verify(store) == []
    assert store.rows("SELECT total FROM unit_total t JOIN unit u USING (unit_key) WHERE u.unit_id = 'A3'") == [(15.0,)]
    store.close()


def open_the_month_to_objections(page) -> None:
    assert "draft" in visible_text(page) and "Every listed unit is complete." in visible_text(page)
    page.locator("summary", has_text="Signals").click()
    assert "Medical University: every indicator has exactly" in visible_text(page)
    fill(page, "step_objections_until_", (date.today() + timedelta(days=30)).isoformat())
    press(page, "step_objections_do_")
    assert "Your name is missing." in visible_text(page)
    fill(page, "who_months", "Zahra")
    press(page, "step_objections_do_")
    assert "Farvardin 1399 is now open to objections." in visible_text(page)


def record_an_objection(page) -> None:
    """While it is open the month can't become final."""
    pick(page, f"{at('objection_unit_')} input", "Welfare", exact=False)
    pick(page, f"{at('objection_indicator_')} input", "News items", exact=False)
    fill(page, "objection_text_", "Two items were left out")
    fill(page, "objection_by_", "Welfare <b>office</b>")
    press(page, "objection_do_")
    assert "The objection is recorded." in plain(page), plain(page)
    assert "Welfare <b>office</b>" in plain(page)
    press(page, "step_final_do_")
    assert "has 1 open objections" in plain(page)


def answer_it_with_other_points(page) -> None:
    """More than the maximum is refused; what it would change is shown, and nothing is stored before it is confirmed."""
    assert "Recorded points: 1 of 6" in plain(page)
    fill(page, "answer_points_points_", "7")
    fill(page, "answer_points_text_", "counted again")
    press(page, "answer_points_look_")
    assert "above the maximum" in visible_text(page)
    fill(page, "answer_points_points_", "3")
    press(page, "answer_points_look_")
    page.locator(".st-key-answer_impact summary", has_text="total, band or rank").click()
    text = plain(page)
    assert "15.0 → 25.0" in text and "the correction is in force" not in text
    assert "Accept objection 1: Welfare" in text
    press(page, "answer_points_do_")
    assert "the correction is in force" in visible_text(page)


def make_the_month_final(page) -> None:
    fill(page, "step_final_why_", "nobody else objects")
    press(page, "step_final_do_")
    assert "Farvardin 1399 is now final." in visible_text(page)
    assert "only a late objection can be recorded" in visible_text(page)


def publish_it(page) -> None:
    press(page, "step_published_go")
    fill(page, "who_public", "Zahra")
    fill(page, "public_contact_", "Tel. 12")
    press(page, "public_do_")
    assert "hasn't been looked at and approved" in visible_text(page)
    page.locator(f"{at('public_looked_')} label").click()
    settle(page)
    press(page, "public_do_")
    assert "is published, and its report is kept" in visible_text(page)


def look_at_what_was_published(page, address: str) -> None:
    go(page, f"{address}/overview?lang=en")
    assert "published" in visible_text(page)

    go(page, f"{address}/trends?lang=en")
    assert "not final" not in visible_text(page)


def look_at_the_history_of_the_answered_score(page, address: str) -> None:
    go(page, f"{address}/unit?lang=en&one=A3")
    page.locator("summary", has_text="Objections of this unit").click()
    assert "counted again" in visible_text(page)
    page.locator("summary", has_text="the cell that each was read from").click()
    page.get_by_role("button", name="News items").click()
    settle(page)
    text = visible_text(page)
    assert "one=A3" in page.url and "indicator=N1" in page.url and "month=139901" in page.url
    assert "in force" in text and "replaced" in text and "Zahra" in text and "counted again" in text


def open_the_month_again(page, address: str) -> None:
    """While it is published nothing of it can be taken back."""
    fill(page, "who_history", "Reza")
    pick(page, ".st-key-revert_number input", "correction", exact=False)
    assert "nothing can be imported, corrected or reverted" in visible_text(page)
    go(page, f"{address}/months?lang=en")
    fill(page, "who_months", "Reza")
    fill(page, "step_draft_why_", "the answer was wrong")
    press(page, "step_draft_do_")
    go(page, f"{address}/trends?lang=en")
    assert "not final: Farvardin 1399" in visible_text(page)


def take_the_answer_back(page, address: str) -> None:
    """What it changes is shown before; then the objection is open again."""
    go(page, f"{address}/history?lang=en")
    fill(page, "who_history", "Reza")
    pick(page, ".st-key-revert_number input", "correction", exact=False)
    page.locator(".st-key-revert_impact summary", has_text="total, band or rank").click()
    assert "25.0 → 15.0" in plain(page)
    fill(page, "revert_why_", "wrong answer")
    press(page, "revert_do_")
    assert "Objection 1 is open again" in plain(page)
    assert "is out of force; the earlier values are back." in visible_text(page)


def find_both_acts_in_the_chain(page) -> None:
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "csv_chain").decode("utf-8-sig"))))
    assert [row["action"] for row in rows[:2]] == ["objection", "revert"] and rows[0]["actor"] == "Reza"
