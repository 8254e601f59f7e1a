"""What is typed in a browser finds what Python's own key finds: all spellings that an eye takes for the same."""

from __future__ import annotations

import csv

import pytest

from data.demo.load import UNITS_FILE
from data.text import folding, key
from tests.support.browser.browsing import ROOT
from tests.support.hostile_names import NAMES

pytestmark = pytest.mark.browser
with UNITS_FILE.open(encoding="utf-8-sig") as units:
    UNIT_NAMES = [row["name_fa"] for row in csv.DictReader(units)]
OTHER_SPELLINGS = {
    "without the mark of alef": str.maketrans("آأ", "اا"),
    "Arabic yeh and kaf": str.maketrans("یک", "يك"),
    "alef maksura": str.maketrans("ی", "ى"),
    "a space for the half-space": str.maketrans("\u200c", " "),
    "no space at all": {ord("\u200c"): None, ord(" "): None},
    "Latin digits": str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
    "Arabic digits": str.maketrans("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"),
    "vowels written": {ord("ا"): "ا\u064e", ord("م"): "م\u0651\u064f"},
    "drawn out": {ord("ت"): "ت\u0640\u0640"},
}
LETTERS = [*"ßẞςΣİıŒœǅﬁٱۀةؤئءﻻ²⅓Ⅷ〇", "ΑΣ", "Straße", "A_b-c", "é e\u0301", "\u0645\u0654", "२३"]


@pytest.fixture(scope="module")
def fold(chromium):
    page = chromium.new_page()
    page.add_script_tag(path=ROOT / "ui" / "kit" / "fold.js")
    yield lambda texts: page.evaluate("([folding, texts]) => texts.map(folder(folding))", [folding(), texts])
    page.close()


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS.keys())
def test_a_name_is_found_in_every_spelling(fold, spelling):
    names = [f"{name} ۱۲" for name in UNIT_NAMES]
    assert fold([name.translate(spelling) for name in names]) == [key(name) for name in names]


def test_the_browser_makes_the_same_key_of_every_text(fold):
    texts = [*UNIT_NAMES, *NAMES, *LETTERS]
    made = dict(zip(texts, fold(texts), strict=True))
    assert made == {text: key(text) for text in texts}


PICKED = {
    "بهزيستى": "اداره کل بهزیستی",
    "كتابخانه": "اداره کل کتابخانه‌های عمومی",
    "اموزش و پرو": "اداره کل آموزش و پرورش",
}


@pytest.mark.parametrize(("typed", "found"), PICKED.items(), ids=PICKED.keys())
def test_a_picker_offers_a_unit_as_it_is_typed(open_page, typed, found):
    page = open_page("/unit?lang=fa")
    field = page.locator(".st-key-one input")
    field.click()
    field.press("Control+a")
    page.keyboard.type(typed)
    page.wait_for_timeout(500)
    assert found in page.locator("[role=option]").all_inner_texts()


def test_a_unit_is_found_on_a_slide_as_it_is_typed(open_page):
    page = open_page("/meeting?lang=fa&slide=title")
    page.locator(".sjm-stage h1").wait_for()
    for typed in ("اموزش و پرورش", "آموزش‌وپرورش", "اَموزش   و پرورش"):
        page.keyboard.press("/")
        page.locator(".sjm-field").fill(typed)
        assert page.locator(".sjm-list li").all_inner_texts() == ["اداره کل آموزش و پرورش"], typed
        page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.locator(".sjm-field").fill("a٢٢")
    assert page.locator(".sjm-list li").all_inner_texts() == ["گمرک استان"]
