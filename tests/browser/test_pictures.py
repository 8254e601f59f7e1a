"""A chart is taken away as a picture, and its table as text, without asking the server."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.support.browser.browsing import settle

pytestmark = pytest.mark.browser


def taken(page, chart: str, kind: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.locator(f".st-key-chart_{chart} [data-picture={kind}]").click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_picture_holds_the_drawing_its_title_what_is_filtered_and_the_source(open_page):
    page = open_page("/trends?lang=fa&sector=HLT")
    name, content = taken(page, "trend", "svg")
    said = content.decode()
    texts = [re.sub("<.*?>", "", text) for text in re.findall("<text.*?</text>", said, re.DOTALL)]
    plain = [text.translate(dict.fromkeys(range(0x2066, 0x206A))) for text in texts]
    title, scope, chip = plain[:3]
    assert title == "سهم واحدهای ضعیف به تفکیک ماه: دستگاه‌های سلامت و رفاه (۸ از ۴۴)"
    assert "استان ایلام" in scope and chip == "گروه دستگاه: سلامت و رفاه"
    assert any("۱۳٪" in text for text in plain) and plain[-1].startswith("منبع: سنجه") and "دادهٔ نمایشی" in plain[-2]
    assert "src:url(data:" in said and not re.search("(href|src)=.http", said)
    assert name == "trend-weak-share-ilam-1399-01-1399-05-HLT.svg"
    name, content = taken(page, "trend", "png")
    image = Image.open(io.BytesIO(content)).convert("RGB")
    width = page.locator(".st-key-chart_trend .js-plotly-plot").evaluate("(plot) => plot.clientWidth")
    assert image.width == 2 * (width + 48) and name.endswith("-HLT.png")
    blue = sum(count for count, colour in image.getcolors(1 << 24) if colour == (0x2F, 0x7F, 0xD1))
    assert blue > 2000  # the line is drawn, not only its frame


def test_a_picture_of_bands_names_their_colours(open_page):
    page = open_page("/?lang=en")
    _, content = taken(page, "bands_agency", "png")
    image = Image.open(io.BytesIO(content)).convert("RGB")
    legend = image.crop((0, 0, image.width, 200))
    found = {colour for count, colour in legend.getcolors(1 << 24) if count > 400}
    shown = page.locator(".st-key-chart_bands_agency .sj-legend > span").evaluate_all(
        "(all) => all.map((each) => each.style.getPropertyValue('--c'))"
    )
    assert len(shown) == 5 and {tuple(bytes.fromhex(each[1:])) for each in shown} <= found


def test_the_table_of_a_chart_is_copied_as_text(open_page):
    page = open_page("/?lang=en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy = page.locator(".st-key-chart_bands_governorate [data-copies]")
    copy.click()
    settle(page)
    assert copy.inner_text() == "Table copied"
    rows = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").split("\n")]
    assert rows[0][0] == "Month" and [row[0] for row in rows[1:]] and {len(row) for row in rows} == {len(rows[0])}
    assert rows[-1][0] == "Mordad 1399"
