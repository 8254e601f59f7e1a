"""Names that want to be more than names: at every place that shows or writes them they stay texts."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import unicodedata
import zipfile

import openpyxl
import pandas as pd
import pytest

from data.asking import catalogue
from data.files.workbook import read_book
from data.imports.importing import commit, preview
from data.imports.unit_lists import add_alias, compare
from data.problems import Problem
from data.registry.provinces import province_key
from data.registry.schemes import schemes
from data.store.store import Store
from data.text import LONGEST_NAME, clean, key, skeleton
from data.units.unit_list_files import heads, read_units
from figures.lines import LONGEST_OF_MANY, end_name
from figures.look import label, plain
from i18n.words import Words
from reports.csv_file import csv_bytes
from reports.office.score_template import score_template
from reports.office.unit_workbook import unit_table, unit_workbook
from reports.tables import problems_table
from tests.support.browser.browsing import ROOT, SIZES, running, settle
from tests.support.browser.hands import choose
from tests.support.builders import UNITS, books, csv_file, small_store, units_file

# Every address among them is of evil.test; whatever ran would set window.planted, open a dialog or leave #planted.
PAYLOADS = [
    "<script>window.planted=1</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="http://evil.test/a.png">',
    "<svg onload=alert(1)><circle r=9 />",
    '<iframe src="http://evil.test/frame"></iframe>',
    '<object data="http://evil.test/o"></object>',
    '<style>@import "http://evil.test/s.css"; body{display:none}</style>',
    '<link rel=stylesheet href="http://evil.test/l.css">',
    '<meta http-equiv=refresh content="0;url=http://evil.test/m">',
    '<base href="http://evil.test/">',
    '<form action="http://evil.test/f"><input name=a>',
    '<a href="http://evil.test/b">bold</a>',
    "<div id=planted style='position:fixed;inset:0;background:red'>x</div>",
    "<details open ontoggle=alert(1)>",
    '"><b id=planted>',
    "' onmouseover='alert(1)",
    "<!-- never closed",
    "<b>bold</b><br>next<i>it</i><sub>2</sub>",
    '<a href="javascript:alert(1)">go</a>',
    "&lt;b&gt; &amp;amp; &#60;img&#62; &copy",
    "![picture](http://evil.test/p.png)",
    "[link](http://evil.test/l)",
    "[link](javascript:alert(1))",
    "[link](data:text/html,<script>alert(1)</script>)",
    "<http://evil.test/auto>",
    "http://evil.test/bare",
    "www.evil.test",
    "someone@evil.test",
    "mailto:someone@evil.test",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "# a heading",
    "- a list",
    "1. a list",
    "> a quote",
    "**bold** _leaning_ ~~gone~~ `code`",
    "```\ncode\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |".replace("|", "¦"),
    ":material/delete: :red[red] :blue-background[blue]",
    ":rainbow[x] :streamlit: :smile: :shortcode:",
    "-> <- --> (c) ...",
    r"$\frac{1}{2}$ $$x^2$$ \(y\) \[z\]",
    r"$\def\a{\a\a}\a$",
    r"$\href{http://evil.test/k}{x}\includegraphics{http://evil.test/i}$",
    "{{ 7*7 }} {% raw %} {0} {file} {",
    "${7*7} #{7*7} <%= 7*7 %>",
    "%s %d %n %(name)s %0A%0D %00",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\u200f=1+1",
    "\u3164=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    '=HYPERLINK("http://evil.test/x","click")',
    "=cmd|'/C calc'!A0".replace("|", "¦"),
    '=WEBSERVICE("http://evil.test/w")',
    "_x0041__x000D_",
    "a;=1+1,=2+2",
    "turned \u202egnp.exe",
    "isolated \u2066\u2067\u2068 and never ended",
    "marks \u200e\u200f\u061c in \u00adbetween \ufeff",
    "half\u200cspace join\u200der",
    "z" + "\u0301\u0316" * 60,
    "NUL\x00 BEL\x07 BS\x08 DEL\x7f CSI\x9b31m",
    "\x1b[31mred\x1b[2J\x1b]0;title\x07",
    "two\nlines\r\nthree\u2028four\u2029five\x85six",
    "\U000e0001\U000e0041tags \ue000private \U0010ffff",
    "👩\u200d🚒 🏳️\u200d🌈 🇮🇷 👍🏽",
    "a" * 190,
    "م" * 190,
    "'; DROP TABLE unit; --",
    "\" OR ''='",
    "../../etc/passwd",
    "C:\\Windows\\system32",
    "null undefined NaN True 0",
    "__proto__ constructor",
    "Rоads",  # a Cyrillic о
    "ﷺ ﻻ ﺍﺩﺍﺭﻩ",
    "اداره\u202b كل\u202c ي",
]
NAMES = [f"{payload} n{number:02}" for number, payload in enumerate(PAYLOADS)]
UNIT_IDS = [f"U{number:02}" for number in range(len(NAMES))]
SHOWN = dict(zip(UNIT_IDS, map(clean, NAMES), strict=True))
FILE_NAME = "<img src=x onerror=alert(1)> **b** $x$ [l](http:evil.test) =1+1 \u202e.xlsx"
SHEET_NAME = "<b id=planted>$x$ _m_ =1 {0}"
NOTE = "![n](http://evil.test/n.png) <script>alert(1)</script>\x1b[31m\x00"
LIVE = re.compile(r"\s*[=+\-@＝＋－＠]")
HEADER = ["unit_id", "N1", "N2", "P1"]


def hidden_in(text: str) -> set[str]:
    """Characters that nobody sees: controls, directions, surrogates, private ones (but the half-space)."""
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")} - {
        "\u200c"
    }


def guarded(text: str) -> str:
    """What stands in a CSV: a text that a spreadsheet would run begins with an apostrophe."""
    return f"'{text}" if LIVE.match(text) else text


def hostile_units(names: list[str] = NAMES) -> list[tuple]:
    """Rows of a unit list: names, recipients and aliases; some names as sectors; every tenth unit a governorate."""
    rows = []
    names = [name.replace("\x00", "") for name in names]  # a CSV that holds a NUL is refused as a whole
    for number, (unit_id, name) in enumerate(zip(UNIT_IDS, names, strict=True)):
        kind = "governorate" if number % 10 == 0 else "agency"
        sector = name if number % 7 == 1 else ""
        rows.append((unit_id, "home", kind, sector, name, name, name, "", "", f"{name[:180]} alias"))
    return rows


def score_rows(shift: float = 0.0) -> list[list]:
    """A total of its own for every unit."""
    return [[unit_id, 3, 2, round(0.1 * number + shift, 2)] for number, unit_id in enumerate(UNIT_IDS)]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A store whose units, files, sheets and notes bear the names; two scored months, one of them corrected."""
    path = tmp_path_factory.mktemp("hostile") / "s.duckdb"
    store = small_store(path, units=hostile_units())
    for month, shift in (("فروردین", 0.0), ("اردیبهشت", 0.5), ("اردیبهشت", 0.6)):
        content = books([(SHEET_NAME, [[f"نتایج {month} ۱۳۹۹"], HEADER, *score_rows(shift)])])
        commit(store, preview(store, FILE_NAME, content), "tester", NOTE)
    store.close()
    return path


@pytest.mark.parametrize("payload", [*NAMES, "\ud800lone\udfff", "x" * 10_000, FILE_NAME, NOTE])
def test_cleaning_leaves_nothing_that_turns_or_hides(payload):
    cleaned = clean(payload)
    assert clean(cleaned) == cleaned and not hidden_in(cleaned) and len(cleaned) <= LONGEST_NAME


@pytest.mark.parametrize("name", SHOWN.values())
def test_a_label_of_a_chart_is_no_markup_and_reads_back(name):
    text = label(name)
    assert plain(text) == name and not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text)


def test_a_csv_holds_the_names_and_no_formula():
    table = pd.DataFrame({"name": list(SHOWN.values())})
    problems = [Problem("unknown_unit", sheet=name, value=name, slots={"file": name}) for name in SHOWN.values()]
    reported = problems_table(zip(SHOWN.values(), ([problem] for problem in problems), strict=True), Words("fa"))
    for frame in (table, reported):
        rows = list(csv.reader(io.StringIO(csv_bytes(frame).decode("utf-8-sig"), newline="")))
        for row, values in zip(rows[1:], frame.itertuples(index=False), strict=True):
            for cell, value in zip(row, values, strict=True):
                assert cell == guarded(value or "")


def workbooks(store: Store) -> dict[str, bytes]:
    """Every workbook that leaves the house."""
    units = catalogue.unit_list(store, province_key(store, "home"))
    scheme = next(iter(schemes(store).values()))
    book = {"units": unit_workbook(unit_table(units), heads("en"), Words("en"))}
    for lang in ("fa", "en"):
        book[f"template {lang}"] = score_template(units, scheme, 139903, SHOWN["U00"], Words(lang))
    return book


def test_a_workbook_holds_the_names_and_neither_formula_nor_link(database):
    store = Store(database)
    try:
        made = workbooks(store)
    finally:
        store.close()
    for what, content in made.items():
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sheets = [parts.read(name).decode() for name in parts.namelist() if "/worksheets/" in name]
            assert not any("hyperlink" in sheet or "<f>" in sheet or "<f " in sheet for sheet in sheets), what
            assert not [name for name in parts.namelist() if "external" in name.lower()], what
        cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
        texts = {str(cell.value).replace("_x005F_", "_") for cell in cells if cell.data_type == "s"}
        assert set(SHOWN.values()) <= texts, what
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink], what
    again = {unit.unit_id: unit.name_fa for unit in read_units(read_book("units.xlsx", made["units"]))}
    assert again == SHOWN


def told(*arguments: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "cli.py", *(each if isinstance(each, bytes) else str(each) for each in arguments)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120)


def assert_harmless(stream: bytes) -> str:
    """Nothing that moves a terminal's cursor, colours or direction (but the isolates that stand around a number)."""
    text = stream.decode("utf-8")
    assert not hidden_in(text) - set("\n\u2066\u2068\u2069"), hidden_in(text)
    return text


def test_the_command_line_prints_the_names_and_no_control_character(database):
    for command in (["units", "export"], ["totals"], ["scores"]):
        result = told(*command, "--db", database)
        assert result.returncode == 0 and assert_harmless(result.stderr) == ""
        rows = list(csv.DictReader(io.StringIO(assert_harmless(result.stdout))))
        if command != ["scores"]:
            column = "name_fa" if command == ["units", "export"] else "unit_name_fa"
            names = {row["unit_id"]: row[column] for row in rows}
            assert names == {unit_id: guarded(name) for unit_id, name in SHOWN.items()}
        else:
            assert {(row["file"], row["sheet"]) for row in rows} == {(clean(FILE_NAME), clean(SHEET_NAME))}


@pytest.mark.skipif(os.name == "nt", reason="such file names can't be made there")
def test_problems_and_arguments_on_the_command_line_are_harmless(database, tmp_path):
    file = tmp_path / "\x1b[31m<b>\u202e\n.csv"
    file.write_bytes(csv_file([["نام دستگاه", *HEADER[1:]], *([f"{row[4]} x", 1, 1, 1] for row in hostile_units())]))
    result = told("import", "--db", database, "--month", "1399-04", file)
    text = assert_harmless(result.stderr)
    assert result.returncode == 1 and all(clean(f"{name} x") in text for name in NAMES)
    for arguments in ([file], ["--month", "\x1b[31m"], ["--\x1b[31m"]):
        result = told("import", "--db", tmp_path / "none.duckdb", *arguments)
        assert result.returncode in (1, 2)
        assert_harmless(result.stderr)
    result = told("alias", "add", "--db", database, "--unit", "U75", "--note", b"\xff\x1b[0m", b"alias\xff\x1b[31m")
    assert result.returncode == 0 and "“alias[31m”" in assert_harmless(result.stderr)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Roads", "Rоads"),
        ("Roads", "Rοads"),
        ("Roads", "R0ads"),
        ("ILAM", "1LAM"),
        ("Ilam", "llam"),
        ("BANK", "ВΑΝК"),
        ("Welfare", "Wе1fаrе"),
        ("Harm", "Harrn"),
        ("اداره ه", "اداره o"),
        ("Roads", "ROADS"),
        ("Roads", "Ｒｏａｄｓ"),
        ("كار", "ڪار"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("منطقه ۱", "منطقه ۱۰"), ("شهر", "سهر"), ("کار", "گار"), ("چای", "جای"), ("Roads", "Roods"), ("Unit 2", "Unit 3")],
)
def test_names_that_an_eye_tells_apart_have_skeletons_of_their_own(one, other):
    assert skeleton(one) != skeleton(other)


def test_no_two_names_of_the_demo_look_alike():
    units = read_units(read_book("units.csv", (ROOT / "data" / "demo" / "units.csv").read_bytes()))
    names = {name for unit in units for name in (unit.name_fa, unit.name_en, *unit.aliases)}
    assert len({skeleton(name) for name in names}) == len({key(name) for name in names})


def test_a_list_warns_of_a_new_name_that_looks_like_another_units():
    store = small_store()
    rows = [list(row) for row in UNITS]
    rows[1][5], rows[2][9] = "Rоads", "Darrеh Shahr"
    rows += [["A9", "home", "agency", "HLT", "بهزيستی ۲", "Wе1fаrе", "", "", "", ""]]
    read = read_units(read_book("units.csv", units_file(rows)))
    found = [(each.value, each.slots["unit_id"], each.slots["other"]) for each in compare(store, read).warnings]
    assert found == [("Rоads", "A2", "A1"), ("Darrеh Shahr", "A3", "G1"), ("Wе1fаrе", "A9", "A3")]
    assert compare(store, read_units(read_book("units.csv", units_file()))).warnings == ()


def test_an_alias_that_looks_like_another_units_name_is_stored_with_a_warning():
    store = small_store()
    assert add_alias(store, "home", "A1", "Ways", "tester") == []
    (warning,) = add_alias(store, "home", "A2", "Wауs", "tester")
    assert (warning.code, warning.severity, warning.slots["other"]) == ("looks_like", "warning", "A1")
    assert add_alias(store, "home", "A2", "Wауs", "tester") == []  # it is known now


def test_the_command_line_warns_of_look_alikes_and_stores_them(tmp_path):
    small_store(tmp_path / "s.duckdb").close()
    rows = [*UNITS, ("A9", "home", "agency", "", "بهزیستی ۲", "Wеlfаrе", "", "", "", "")]
    (tmp_path / "units.csv").write_bytes(units_file(rows))
    listed = told("units", "import", "--db", tmp_path / "s.duckdb", "--lang", "en", tmp_path / "units.csv")
    added = told("alias", "add", "--db", tmp_path / "s.duckdb", "--lang", "en", "--unit", "A2", "Rоads")
    for result, said in ((listed, "a name of the unit A3"), (added, "a name of the unit A1")):
        text = assert_harmless(result.stderr)
        assert result.returncode == 0 and "Warning: " in text and said in text and "Nothing was stored" not in text


BROWSER = [pytest.mark.browser, pytest.mark.xdist_group("third browser")]
LEAVES = """[...document.querySelectorAll('body *')].filter((node) => !node.children.length).flatMap(
  (node) => [node.textContent, node.value ?? ''])"""
SUSPECTS = (
    "#planted, base, iframe, object, embed, form, .katex, [onerror], [onload], [ontoggle], [onmouseover]"
    ", img, image, use, link, script, style, meta, a"
)
PLANTED = f"""[...document.querySelectorAll('{SUSPECTS}')].filter((node) => node.matches('#planted, .katex') ||
  /evil|javascript:|data:text|alert\\(|planted/.test(node.outerHTML + (node.href ?? '') + (node.src ?? '')))
  .map((node) => node.outerHTML.slice(0, 300))"""
FA_EN = ("fa", "en")
LONG = bool(os.environ.get("SANJEH_LONG"))
LANGUAGES = FA_EN if LONG else ("fa",)
# Charts know a markup of their own: its tags, a link and a link that runs are among the names of these sets.
SETS = range(9) if LONG else (0, 1, 3)


@pytest.fixture(scope="module")
def address(database):
    with running(database) as served:
        yield served
    assert_harmless(database.with_suffix(".log").read_bytes())


@pytest.fixture
def visit(chromium, address):
    """Opens pages one after the other in one browser of a size; afterwards nothing may have run or phoned home."""
    contexts, faults = [], []

    def go(size: str = "desk"):
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-US")
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note(faults, request.url, address))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda popup: faults.append(f"popup: {popup.url}"))
        return page

    yield go
    for context in contexts:
        context.close()
    assert faults == []


def _note(faults: list[str], url: str, address: str) -> None:
    if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
        faults.append(url)


def opened(page, address: str):
    page.goto(address)
    settle(page)
    assert_nothing_came_alive(page)
    return page


def assert_nothing_came_alive(page) -> None:
    assert page.evaluate(PLANTED) == [] and page.evaluate("window.planted") is None
    assert page.locator("[data-testid=stException]").count() == 0


def shown(page) -> set[str]:
    """The text of everything on the page that has no parts, and what stands in its fields."""
    return {re.sub("[\u2066\u2068\u2069]", "", text) for text in page.evaluate(LEAVES)}


class TestInABrowser:
    pytestmark = BROWSER

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_tables_and_lists_show_the_names(self, visit, address, lang):
        page = visit()
        governorates, agencies = set(UNIT_IDS[::10]), set(UNIT_IDS) - set(UNIT_IDS[::10])
        for kind, members in (("agency", agencies), ("governorate", governorates)):
            texts = shown(opened(page, f"{address}/ranking?lang={lang}&ranked={kind}"))
            assert {SHOWN[unit_id] for unit_id in members} - texts == set()
        texts = shown(opened(page, f"{address}/units?lang={lang}"))
        assert set(SHOWN.values()) - texts == set()
        assert {f"{name[:180].strip()} alias" for name in SHOWN.values() if len(name) < 180} - texts == set()
        page = opened(page, f"{address}/?lang={lang}")
        listed = set(page.locator(".sj-name .sj-link").all_inner_texts())
        assert len(listed) >= 15 and listed <= set(SHOWN.values())

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_charts_show_the_names_and_hold_no_link(self, visit, address, lang):
        page = visit()
        for first in SETS:
            units = UNIT_IDS[first::9]  # far enough apart for a pointer
            chosen = "".join(f"&unit={unit_id}" for unit_id in units)
            opened(page, f"{address}/trends?lang={lang}&measure=units{chosen}")
            texts = page.evaluate("[...document.querySelectorAll('.js-plotly-plot text')].map((n) => n.textContent)")
            for unit_id in units:
                name = end_name(SHOWN[unit_id], LONGEST_OF_MANY)
                assert any(name in re.sub("[\u2066-\u2069]", "", text) for text in texts), (name, texts)
            assert {SHOWN[unit_id] for unit_id in units} - shown(page) == set()
            assert page.locator(".js-plotly-plot a, .js-plotly-plot image").count() == 0
            if first == 3:  # one has a name of 200 letters
                self.hover_over_every_point(page, {SHOWN[unit_id] for unit_id in units})

    def test_the_directors_pages_show_the_names_and_nothing_comes_alive(self, visit, address):
        page = visit()
        governorates = set(UNIT_IDS[::10])
        texts = shown(opened(page, f"{address}/indicators?lang=fa&ranked=governorate"))
        assert {SHOWN[unit_id] for unit_id in governorates} - texts == set()
        page.locator(f"[data-action='indicator:N1 {UNIT_IDS[0]}']").click()
        page.get_by_role("dialog").wait_for()
        settle(page)
        assert_nothing_came_alive(page)
        panel = re.sub("[\u2066-\u2069]", "", page.get_by_role("dialog").inner_text())
        assert SHOWN[UNIT_IDS[0]] in panel and clean(FILE_NAME) in panel
        opened(page, f"{address}/shifts?lang=fa")
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
        assert_nothing_came_alive(page)
        assert page.locator(".js-plotly-plot a, .js-plotly-plot image").count() == 0

    def hover_over_every_point(self, page, names: set[str]) -> None:
        said = set()
        for point in page.locator(".js-plotly-plot .point").all():
            box = point.bounding_box()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.wait_for_timeout(120)
            said |= {
                re.sub("[\u2068\u2069]", "", each) for each in page.locator(".hoverlayer text").all_text_contents()
            }
            assert page.locator(".js-plotly-plot a").count() == 0
        assert {name for name in names if any(name in text for text in said)} == names, said

    @pytest.mark.parametrize("lang", ["fa"])
    def test_the_page_of_a_unit_shows_its_name_and_where_its_scores_stood(self, visit, address, lang):
        page = visit()
        for unit_id in UNIT_IDS[:: 17 if LONG else 34]:
            texts = shown(opened(page, f"{address}/unit?lang={lang}&one={unit_id}"))
            assert SHOWN[unit_id] in page.locator(".sj-card h2").inner_text() and SHOWN[unit_id] in texts
            assert any(clean(FILE_NAME) in text and clean(SHEET_NAME) in text for text in texts)

    @pytest.mark.parametrize("lang", FA_EN)
    def test_a_file_of_unknown_names_is_shown_as_it_is(self, visit, address, lang):
        page = opened(visit(), f"{address}/import?lang={lang}")
        rows = [[f"{row[4]} x", 1, 1, 1] for row in hostile_units()] + [["م" * 10_000, 1, 1, 1]]
        unknown = csv_file([["نتایج تیر ۱۳۹۹"], ["نام دستگاه", *HEADER[1:]], *rows])
        choose(page, "score_files", (f"{FILE_NAME[:-5]}.csv", unknown))
        bad = [[UNIT_IDS[0], "**b**", "<b id=planted>", 1], *score_rows(0.7)[1:]]
        content = books([(SHEET_NAME, [["نتایج خرداد ۱۳۹۹"], HEADER, *bad])])
        choose(page, "score_files", (FILE_NAME, content))
        corrected = books([(SHEET_NAME, [["نتایج فروردین ۱۳۹۹"], HEADER, *score_rows(0.9)])])
        choose(page, "score_files", ("fix " + FILE_NAME, corrected))
        assert_nothing_came_alive(page)
        texts = shown(page)
        assert {clean(f"{name} x") for name in NAMES} - texts == set() and "م" * LONGEST_NAME in texts
        assert {clean(FILE_NAME), clean("fix " + FILE_NAME), clean(SHEET_NAME), "<b id=planted>"} - texts == set()
        assert set(SHOWN.values()) - texts == set()  # in the table of what the correction changes

    @pytest.mark.parametrize("lang", FA_EN)
    def test_an_edited_list_shows_old_and_new_names(self, visit, address, lang):
        page = opened(visit(), f"{address}/units?lang={lang}")
        turned = [*NAMES[1:-2], "Rоаds 7", "Roads 7", "plain"]
        choose(page, "unit_file", (f"{FILE_NAME[:-5]}.csv", units_file(hostile_units(turned))))
        assert_nothing_came_alive(page)
        changes = re.sub("[\u2068\u2069]", "", page.locator(".st-key-list_difference").text_content())
        assert [name for name in [*SHOWN.values(), *map(clean, turned)] if name not in changes] == []
        assert "«Roads 7»" in changes or "“Roads 7”" in changes  # looks like the one before it

    @pytest.mark.parametrize("lang", ["fa"])
    def test_no_page_grows_wider_than_a_phone(self, visit, address, lang):
        page = visit("phone")
        long = [UNIT_IDS[NAMES.index(name)] for name in NAMES if len(name) > 150]
        chosen = "".join(f"&unit={unit_id}" for unit_id in long)
        paths = [
            "/",
            "/ranking",
            "/units",
            "/import",
            f"/trends?measure=units{chosen}",
            *[f"/unit?one={each}" for each in long],
        ]
        for path in paths:
            opened(page, f"{address}{path}{'&' if '?' in path else '?'}lang={lang}")
            width = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth, document.body.scrollWidth]")
            assert width[0] <= width[1] + 1 and width[2] <= width[1] + 1, path
            inner = page.evaluate(
                "(() => { const main = document.querySelector('[data-testid=stMain]');"
                " return [main.scrollWidth, main.clientWidth] })()"
            )
            assert inner[0] <= inner[1] + 1, path

    def test_on_a_phone_the_lines_are_named_above_the_chart(self, visit, address):
        chosen = "".join(f"&unit={unit_id}" for unit_id in UNIT_IDS[2::9])
        page = opened(visit("phone"), f"{address}/trends?lang=fa&measure=units{chosen}")
        assert set(page.locator(".sj-legend span").all_text_contents()) == {SHOWN[each] for each in UNIT_IDS[2::9]}
