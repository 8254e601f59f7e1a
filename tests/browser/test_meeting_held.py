"""The meeting is held in a real browser with the keyboard alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.keeping.verify import verify
from data.office.decisions import decisions
from data.office.months import move
from data.store.store import Store
from tests.support.browser.browsing import holds, settle, visible_text
from tests.support.browser.hands import fill, plain, press
from tests.support.browser.serving import running
from tests.support.builders import FULL_ROWS, import_rows, small_store

pytestmark = pytest.mark.browser


@pytest.fixture
def database(tmp_path) -> Path:
    store = small_store(tmp_path / "s.duckdb")
    for number, title in ((1, "نتایج فروردین ۱۳۹۹"), (2, "نتایج اردیبهشت ۱۳۹۹")):
        import_rows(store, [["اداره کل راه", 6, 4, 8 + number], *FULL_ROWS[1:]], title, f"{number}.xlsx")
        for state in ("objections", "final"):
            move(store, None, 139900 + number, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    store.close()
    return tmp_path / "s.duckdb"


def slide(page) -> str:
    return page.locator(".sjm").get_attribute("data-slide")


def test_the_meeting_by_keyboard_in_both_languages_and_at_two_sizes(database, visit):
    with running(database) as address:
        for lang, forward, backward, size in (
            ("fa", "ArrowLeft", "ArrowRight", (1920, 1080)),
            ("en", "ArrowRight", "ArrowLeft", (1280, 720)),
        ):
            page = begun(visit(f"{address}/meeting?lang={lang}&month=139902"), size)
            seen = go_through_every_slide(page, forward)
            go_back_to_full_screen_and_to_the_end(page, backward, seen[-1])
            find_welfare_by_its_name(page, lang)
        decide_on_a_day_that_is_refused_first(page)
        follow_the_link_of_the_last_slide(page, visit)
        copy_and_decide_at_the_conference(visit(f"{address}/conference?lang=en&month=139902&slide=headline"))
    store = Store(database)
    found = decisions(store, 1, 139902, date(2020, 9, 1))
    assert found["text"].tolist() == ["Train", "Visit <b>Welfare</b>"] and found["until"].iloc[1] == "2020-09-05"
    assert verify(store) == []
    store.close()


def begun(page, size: tuple[int, int]):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    fill(page, "who_meeting", "Zahra")
    page.locator(".st-key-meeting_start button").click()
    settle(page)
    assert slide(page) == "title"
    return page


def go_through_every_slide(page, forward: str) -> list[str]:
    """Each fits on the stage, lies over everything else and is painted in time."""
    seen = []
    while slide(page) not in seen:
        seen.append(slide(page))
        stage = page.locator(".sjm-stage")
        assert stage.evaluate("(node) => node.scrollHeight <= node.clientHeight + 1"), slide(page)
        assert page.evaluate("document.elementFromPoint(innerWidth / 2, 8).closest('.sjm') !== null")
        page.keyboard.press(forward)
        page.wait_for_timeout(60)
        assert int(page.locator(".sjm").get_attribute("data-painted")) < 300
    assert {"headline", "levels", "domains", "best", "weakest", "narrative"} <= set(seen)
    return seen


def go_back_to_full_screen_and_to_the_end(page, backward: str, last: str) -> None:
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    page.keyboard.press(backward)
    assert slide(page) == "title"
    page.keyboard.press("f")
    holds(page, "document.fullscreenElement !== null")
    page.keyboard.press("f")
    holds(page, "document.fullscreenElement === null")
    page.keyboard.press("End")
    assert slide(page) == last


def find_welfare_by_its_name(page, lang: str) -> None:
    page.keyboard.press("Home")
    page.keyboard.press("/" if lang == "fa" else "Control+k")
    page.keyboard.type("بهز" if lang == "fa" else "welf")
    page.keyboard.press("Enter")
    holds(page, "document.querySelector('.sjm').dataset.slide === 'unit A3'")
    assert ("۱۵٫۰" if lang == "fa" else "15.0") in visible_text(page)
    page.keyboard.press("Escape")
    assert slide(page) == "title"


def decide_on_a_day_that_is_refused_first(page) -> None:
    page.keyboard.press("d")
    page.keyboard.type("Visit <b>Welfare</b>")
    page.get_by_label("Until (1399/06/15)").fill("1399/13/01")
    page.keyboard.press("Enter")
    page.locator(".sjm-refused").filter(has_text="1399/13/01").wait_for()
    assert page.get_by_label("What is decided").input_value() == "Visit <b>Welfare</b>"
    page.get_by_label("Until (1399/06/15)").fill("1399/06/15")
    page.keyboard.press("Enter")
    page.locator(".sjm-told").wait_for()
    assert page.locator(".sjm-box").count() == 0
    assert "The decision is stored." in page.locator(".sjm-told").inner_text()


def follow_the_link_of_the_last_slide(page, visit) -> None:
    page.keyboard.press("End")
    page.wait_for_timeout(1500)
    settle(page)
    assert "slide=narrative" in page.url
    linked = visit(page.url)
    assert slide(linked) == page.url.split("slide=")[1] and linked.locator(".sjm-counter").inner_text() != ""
    page.keyboard.press("Escape")
    settle(page)
    assert page.locator(".sjm").count() == 0 and "Visit <b>Welfare</b>" in plain(page)


def copy_and_decide_at_the_conference(conference) -> None:
    conference.context.grant_permissions(["clipboard-read", "clipboard-write"])
    conference.locator(".sjm-copy").last.click()
    conference.wait_for_timeout(300)
    copied = conference.evaluate("navigator.clipboard.readText()")
    assert "Agencies, Ordibehesht 1399: 1 of 3 evaluated units are weak. Only 3 agencies are evaluated" in copied
    conference.mouse.move(300, 300)
    assert conference.locator(".sjm-pointer").is_visible()
    conference.keyboard.press("d")
    conference.keyboard.type("Zahra")
    conference.get_by_label("What is decided").fill("Train")
    conference.keyboard.press("Enter")
    conference.locator(".sjm-told").wait_for()


def test_slides_go_up_and_off_by_keyboard_and_the_order_is_kept(database, visit):
    with running(database) as address:
        page = visit(f"{address}/meeting?lang=en&month=139902")
        fill(page, "who_meeting", "Zahra")
        page.get_by_role("button", name="Up: Bands").focus()
        for _ in range(2):
            page.keyboard.press("Enter")
            page.wait_for_timeout(400)
            settle(page)
        page.get_by_role("button", name="Leave out: Title").click()
        settle(page)
        press(page, "meeting_keep")
        again = visit(f"{address}/meeting?lang=en&month=139902")
        rows = again.locator(".sj-order li > span").all_inner_texts()
        assert rows[:2] == ["Bands", "Decisions of earlier meetings"] and rows[-1] == "Title"
        again.locator(".st-key-meeting_start button").click()
        settle(again)
        assert slide(again) == "levels"
