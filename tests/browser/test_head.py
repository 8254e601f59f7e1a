"""The head of every page: where one is, what month is shown, search over everything, the projector's button; one step
of the visitor is one step of the browser."""

from __future__ import annotations

import re

import pytest

from tests.support.browser.browsing import settle, visible_text
from tests.support.browser.hands import pick
from ui.kit.head.navigation import GROUPS, PAGES

pytestmark = pytest.mark.browser


def asked(address: str) -> dict[str, str]:
    return dict(re.findall("([a-z]+)=([^&]*)", address))


def test_the_head_says_where_one_is_and_what_is_shown(open_page):
    page = open_page("/ranking?lang=en&month=139904")
    assert page.title() == "Ranking · Sanjeh"
    head = page.locator(".sjh")
    assert head.locator("[aria-current=page]").all_inner_texts() == ["Ranking"]
    assert head.locator("summary").count() == len(GROUPS) == 3
    assert head.locator(".sjh-page").count() == len(PAGES)
    assert head.locator(".sjh-where").inner_text().split("\n") == ["Sanjeh", "Ilam"]
    said = head.locator(".sjh-month").inner_text()
    assert said.startswith("Tir 1399\npublished\nLast change: ")
    head.locator("summary", has_text="Data and months").click()
    head.locator(".sjh-page", has_text="Months").click()
    page.wait_for_url("**/months**")
    settle(page)
    assert page.title() == "Months · Sanjeh"
    assert head.locator("[aria-current=page]").all_inner_texts() == ["Months"]
    assert page.locator("section[data-testid=stSidebar]").count() == 0


def test_everything_is_found_as_it_is_typed(open_page):
    page = open_page("/?lang=fa")
    for opened, typed, shown, goes, said in (
        ("/", "گمرك", "گمرک استان", {"one": "A22"}, "کارنامه"),
        ("Control+k", "رتبه", "رتبه‌بندی", {}, "رتبه‌بندی"),
        ("/", "توليد خبر", "تولید خبر و گزارش", {"measure": "indicator", "indicator": "I01"}, "روندها"),
        ("/", "تير ۱۳۹۹", "تیر ۱۳۹۹", {"to": "139904"}, "روندها"),  # the page has a month of its own
        ("Control+k", "رتبه", "رتبه‌بندی", {"month": "139904"}, "رتبه‌بندی"),
        ("/", "A22", "گمرک استان", {"one": "A22", "month": "139904"}, "کارنامه"),
    ):
        page.keyboard.press(opened)
        page.keyboard.type(typed)
        first = page.locator(".sjf-item").first
        assert first.locator("bdi").inner_text() == shown and first.get_attribute("aria-selected") == "true"
        page.keyboard.press("Enter")
        settle(page)
        assert page.locator("h1.sj-title").inner_text() == said, typed
        assert goes.items() <= asked(page.url).items(), typed


def test_search_says_where_nothing_is_found_and_is_closed(open_page):
    page = open_page("/trends?lang=en")
    page.locator(".sjh-find").click()
    page.keyboard.type("zzzz")
    assert page.locator(".sjf-list").inner_text() == "Nothing was found"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator(".sjf-box").count() == 0 and "/trends" in page.url
    assert page.evaluate("document.activeElement.className").startswith("sjh-tool sjh-find")


def test_the_projectors_button_is_its_key(open_page):
    page = open_page("/?lang=fa")
    page.locator(".sjh-show").click()
    settle(page)
    assert page.locator(".sjh").is_hidden() and page.locator("h1.sj-title").is_visible()
    page.keyboard.press("Escape")
    settle(page)
    assert page.locator(".sjh").is_visible()


def test_back_and_forward_go_one_step_each_and_the_address_says_what_is_shown(open_page):
    page = open_page("/?lang=en")
    pick(page, ".st-key-month input", "Khordad 1399")
    page.locator(".sjh-page", has_text="Ranking").click()
    page.wait_for_url("**/ranking**")
    settle(page)
    pick(page, ".st-key-month input", "Tir 1399")
    steps = []
    for way in ("back", "back", "back", "forward", "forward", "forward"):
        page.evaluate(f"history.{way}()")
        page.wait_for_timeout(300)
        settle(page)
        shown = page.locator("h1.sj-title").inner_text(), asked(page.url)["month"]
        assert shown[1] == page.locator(".sjh-page", has_text="Overview").get_attribute("href")[-6:]
        assert ("back=" in page.url) is False
        steps.append(shown)
    overview, ranking = "Overview", "Ranking"
    assert steps == [
        (ranking, "139903"),
        (overview, "139903"),
        (overview, "139905"),
        (overview, "139903"),
        (ranking, "139903"),
        (ranking, "139904"),
    ]


def test_on_a_phone_a_group_opens_over_the_page_and_closes_with_the_choice(open_page):
    page = open_page("/?lang=fa", size="phone")
    page.locator(".sjh summary", has_text="جلسه").click()
    page.locator(".sjh-page", has_text="نامه‌ها").click()
    page.wait_for_url("**/letters**")
    settle(page)
    assert page.locator(".sjh-pages:visible").count() == 0
    assert page.locator("h1.sj-title").bounding_box()["y"] < 500
    assert "نامه‌ها" in visible_text(page)
