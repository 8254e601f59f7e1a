"""The office makes its papers in a real browser: letters, points, cards, workbook, and the report to the people."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data.asking.month_facts import month_facts
from data.keeping.verify import verify
from data.office.months import move
from data.store.store import Store
from reports.web.page_model import Edition
from reports.web.public_report import public_report
from tests.support.awkward import NAMES, awkward_store
from tests.support.browser.browsing import settle
from tests.support.browser.faults import faults
from tests.support.browser.hands import at, downloaded, fill, go, pick, plain, press
from tests.support.browser.serving import running
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.papers.reading_back import docx_text, pdf_text

pytestmark = pytest.mark.browser


@pytest.fixture
def database(tmp_path) -> Path:
    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    for state in ("objections", "final"):
        move(store, None, 139901, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    store.close()
    return tmp_path / "s.duckdb"


def test_letters_cards_workbook_and_the_public_report_of_a_month(database, visit, tmp_path):
    with running(database) as address:
        page = visit(f"{address}/letters?lang=en")
        draft_the_letters_and_send_one(page)
        make_cards_and_the_workbook(page, address)
        publish_the_report(page, address)
        press(page, "public_zip_ask")
        zipfile.ZipFile(io.BytesIO(downloaded(page, "public_zip_take"))).extractall(tmp_path / "site")
    store = Store(database)
    assert verify(store) == [] and store.rows("SELECT revision, contact FROM publication") == [(1, "office@example.ir")]
    store.close()
    said = (tmp_path / "site" / "en.html").read_text(encoding="utf-8")
    assert "office@example.ir" in said and "Welfare" not in said  # a weak unit isn't named unless that is decided


def draft_the_letters_and_send_one(page) -> None:
    fill(page, "who_letters", "Zahra")
    press(page, "letters_draft_do_")
    assert "Drafted: 3" in plain(page)
    press(page, "letters_zip_ask")
    archive = zipfile.ZipFile(io.BytesIO(downloaded(page, "letters_zip_take")))
    assert len(archive.namelist()) == 3
    said = docx_text(archive.read(next(name for name in archive.namelist() if "A3" in name)))
    assert "Welfare" in said and "15.0" in said and "DRAFT" in said
    assert "The archive holds all 3 letters of this month." in plain(page)
    pick(page, ".st-key-letter_key input", "Internal notice", exact=False)
    fill(page, "letter_sent_number_", "12")
    press(page, "letter_sent_do_")
    assert "The letter is marked as sent." in plain(page)


def make_cards_and_the_workbook(page, address: str) -> None:
    go(page, f"{address}/unit?lang=en&one=A3")
    assert "15.0" in pdf_text(downloaded(page, "unit_card_pdf"))
    go(page, f"{address}/months?lang=en")
    book = openpyxl.load_workbook(io.BytesIO(downloaded(page, "month_workbook")))
    assert len(book.sheetnames) == 8
    press(page, "cards_zip_ask")
    assert len(zipfile.ZipFile(io.BytesIO(downloaded(page, "cards_zip_take"))).namelist()) == 4


def publish_the_report(page, address: str) -> None:
    """It is looked at before it is published."""
    go(page, f"{address}/public?lang=en")
    fill(page, "who_public", "Zahra")
    fill(page, "public_contact_", "office@example.ir")
    frame = page.frame_locator("iframe[src^='data:text/html']")
    assert "office@example.ir" in frame.locator("body").inner_text()
    page.locator(f"{at('public_looked_')} label").click()
    settle(page)
    press(page, "public_do_")
    assert "is published, and its report is kept as a revision: 1." in plain(page)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The folder of a public report, which is looked at alone."""
    folder = tmp_path_factory.mktemp("site")
    facts = month_facts(awkward_store(), 1, 139902)
    for path, content in public_report(facts, Edition(1, "2020-06-01", True, "")).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.mark.parametrize(("name", "width"), [("index.html", 1440), ("en.html", 390)])
def test_the_public_report_opens_from_a_folder_without_scripts_and_axe_finds_nothing(chromium, site, name, width):
    for scripts in (False, True):  # axe is a script itself
        look = {"viewport": {"width": width, "height": 900}, "java_script_enabled": scripts}
        context = chromium.new_context(**look, bypass_csp=True)
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((site / name).as_uri())
        wide, shown = page.viewport_size["width"], page.locator("main").bounding_box()["width"]
        assert shown <= wide and [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert NAMES["A04"][name == "en.html"] in page.locator("main").inner_text()
        if scripts:
            assert page.evaluate("document.documentElement.scrollWidth") <= wide
            assert page.evaluate("document.fonts.check('16px IBM Plex Sans Arabic')")
            assert faults(page) == set()
        context.close()


def test_the_public_report_prints_whole_with_its_colours_and_margins(chromium, site):
    for name in ("index.html", "en.html"):
        page = chromium.new_page()
        page.goto((site / name).as_uri())
        printed = set(re.findall("[A-Za-z0-9]+", pdf_text(page.pdf(prefer_css_page_size=True))))
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        firsts = {row.split("\t")[0] for row in page.locator("table tbody tr").all_inner_texts()}
        latin = {part for said in firsts for part in re.findall("[A-Za-z0-9]{3,}", said)}
        assert len(latin) > 15 and latin - printed == set(), name
        look = page.locator(".band").first
        page.emulate_media(media="print")
        assert look.evaluate("(band) => getComputedStyle(band).printColorAdjust") == "exact"
        page.close()
