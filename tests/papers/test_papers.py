"""Report cards and workbooks: every figure of a unit, in both languages, for awkward names and an incomplete month."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from data.asking.month_facts import month_facts
from data.demo.load import MONTH_FILES
from data.imports.importing import preview
from data.office.months import move
from data.problems import Refused
from data.registry.schemes import add_scheme
from i18n.figure_sentences import base_sentence
from i18n.words import Words
from reports.office.letters.letters import zipped
from reports.office.month_workbook import SHEETS, month_workbook, workbook_name
from reports.plain_text import office_text
from reports.typeset.typesetting import plain
from reports.typeset.unit_card import card_data, card_name, unit_card
from reports.web.page_model import Edition
from reports.web.social_card import social_card
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from tests.support import oracle
from tests.support.awkward import NAMES, UNITS, awkward_store
from tests.support.awkward import UNITS as AWKWARD
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, small_store
from tests.support.builders import UNITS as SMALL_UNITS
from tests.support.demo.by_hand import EXACT, oracle_results, read_by_hand
from tests.support.demo.copies import demo_store
from tests.support.papers.reading_back import pdf_text, shown

SCHEME = load_scheme(DEFAULT_SCHEME)
DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٪", "0123456789.%")
PAGES = re.compile(rb"/Type\s*/Page\b[^s]")


def digits(text: str) -> str:
    return re.sub("[\u2066-\u2069\u200e]", "", text).translate(DIGITS)


def test_a_draft_month_has_no_papers():
    store = small_store()
    import_rows(store, FULL_ROWS)
    with pytest.raises(Refused) as error:
        month_facts(store, 1, 139901)
    assert error.value.problems[0].code == "month_not_final"


def test_a_base_month_that_is_open_again_is_no_base():
    store = awkward_store()
    move(store, None, 139901, "draft", "زهرا", "اشتباه")
    facts = month_facts(store, 1, 139902)
    assert facts.share("agency")["reason"] == "base_not_final" and facts.months == [139902]
    assert facts.league["change"].isna().all() and facts.moves.empty
    assert base_sentence(facts.share("agency"), Words("en")) == ""  # nothing of an open month is said


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_card_says_the_oracles_figures_of_the_weakest_unit(demo, lang):
    words, name = Words(lang), "گمرک استان"
    said = card_data(demo, "A22", words)
    results, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    scores = read_by_hand(MONTH_FILES[4].read_bytes())
    assert digits(said["total"]) == f"{float(results[name]['total']):.1f}" == "23.0"
    assert re.findall(r"\d+", digits(said["rank"])) == [str(results[name]["rank"]), "44"]
    for row, item in zip(said["indicators"], SCHEME.indicators, strict=True):
        points = scores[name][item.name_fa]
        if points == "na":
            assert row["points"] == words("unit.not_applicable")
        else:
            assert float(digits(row["points"])) == pytest.approx(points, abs=0.005)
            others = [scores[other][item.name_fa] for other, kind in kinds.items() if kind == "agency"]
            middle = oracle.median(sorted(oracle.exact(each) for each in others if each != "na"))
            assert float(digits(row["median"])) == pytest.approx(float(middle), abs=0.0051)
    steps = oracle.fewest(EXACT, scores[name], oracle.border(EXACT))
    assert [float(digits(step["gain"]).lstrip("+")) for step in said["ways"][0]["steps"]] == pytest.approx(
        [float(gain) for _, gain in steps], abs=0.0051
    )
    *parts, whole = said["domains"]
    points = [digits(row["points"]).split(" ")[0] for row in said["domains"]]
    assert sum(map(Decimal, points[:-1])) == Decimal(points[-1])
    assert digits(whole["percent"]) == f"{digits(said['total'])}%"
    for row, domain in zip(parts, SCHEME.domains, strict=True):
        assert digits(row["percent"]) == f"{float(results[name]['domains'][domain.code]):.1f}%"
    assert said["demo"] in ("دادهٔ نمایشی", "Demo data") and said["source"].endswith(demo.head[:16])


def test_a_median_of_peers_reads_with_one_decimal(demo):
    """It lies in the middle between two units, where a total would need more decimals."""
    drawn = digits(card_data(demo, "A22", Words("en"))["history"])
    median = demo.medians.query("kind == 'agency' and domain == '' and month == 139905")["median"].iloc[0]
    assert f"{median:.1f}" in drawn and f"{median:.2f}" not in drawn


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_card_of_an_awkward_month_has_two_pages_and_is_tagged(awkward, lang):
    for unit in ("A01", "A02", "A03", "A04", "A05", "A59", "A60", "G1"):
        content = unit_card(awkward, unit, Words(lang))
        assert content.startswith(b"%PDF-1.7") and len(PAGES.findall(content)) == 2, unit
        assert b"/StructTreeRoot" in content and b"pdfuaid" in content


def test_what_a_card_says_of_units_without_a_total(awkward):
    incomplete, missing = (card_data(awkward, unit, Words("en")) for unit in ("A59", "A60"))
    assert incomplete["total"] == "" and incomplete["status"] == "Incomplete" and "7.0" in digits(incomplete["so_far"])
    assert missing["status"] == "Missing" and missing["so_far"] == "" and missing["ways"] == []
    fallen = card_data(awkward, "A02", Words("en"))
    assert "\u2212" in fallen["lines"][1] and digits(fallen["lines"][1]).endswith("75.0")


def test_the_text_of_a_card_can_be_read_by_a_program(demo):
    assert "Customs" in pdf_text(unit_card(demo, "A22", Words("en")))
    said = pdf_text(unit_card(demo, "A22", Words("fa")))
    assert "۲۳٫۰" in said and "گمرک" in said and "نما" in said


def sheets(facts, lang: str) -> dict[str, openpyxl.worksheet.worksheet.Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(month_workbook(facts, Words(lang))))
    first, *others = SHEETS
    return dict(zip([first, "charts", *others], book.worksheets, strict=True))


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_total_can_be_added_up_again_from_the_cells(demo, lang):
    found = sheets(demo, lang)
    sheet = found["indicators"]
    assert sheet.sheet_view.rightToLeft == (lang == "fa")
    results, _ = oracle_results(MONTH_FILES[4].read_bytes())
    totals = {row["unit_id"]: row for row in demo.league.to_dict("records")}
    maxima = [cell.value for cell in sheet[2][3:23]]
    assert maxima == [item.max_points for item in SCHEME.indicators] and sum(maxima) == 100
    rows = list(sheet.iter_rows(min_row=3))
    assert len(rows) == 54
    for row in rows:
        cells = [cell.value for cell in row[3:23]]
        known = [(points, most) for points, most in zip(cells, maxima, strict=True) if isinstance(points, int | float)]
        again = 100 * sum(points for points, _ in known) / sum(most for _, most in known)
        unit = totals[row[0].value]
        assert row[23].value == pytest.approx(again, abs=1e-8) == pytest.approx(unit["total"], abs=1e-8)
        assert float(results[unit["name_fa"]]["total"]) == pytest.approx(again, abs=1e-8)
        own = row[0].row
        assert row[24].value == f"=100*SUM(D{own}:W{own})/SUMPRODUCT(ISNUMBER(D{own}:W{own})*D$2:W$2)"
        assert row[23].number_format.startswith("[$-3000429]" if lang == "fa" else "0.0")


def test_the_headline_and_the_shifts_of_the_workbook_are_the_oracles(demo):
    found = sheets(demo, "en")
    rows = {row[0]: row[1:3] for row in found["headline"].iter_rows(min_row=5, max_row=20, values_only=True)}
    assert (
        rows["Weak"] == (3, 10)
        and rows["Evaluated"] == (10, 44)
        and rows[Words("en")("workbook.col_left_weak")] == (7, 30)
    )
    assert rows["Decrease, percentage points"] == (70, pytest.approx(100 * 30 / 44))
    assert rows["Share not weak, percent"] == (70, pytest.approx(100 * 34 / 44))
    assert rows["No longer weak, of those weak in the base month, percent"] == (70, 75)
    assert rows["Weak in the base month"] == (10, 40)
    (then, _), (now, kinds) = (oracle_results(MONTH_FILES[month].read_bytes()) for month in (0, 4))
    moves = list(oracle.unit_moves(then, now).values())
    said = [row[6] for row in found["shifts"].iter_rows(min_row=2, values_only=True)]
    assert said.count("Moved out of weak") == moves.count("left_weak") == 37
    assert said.count("Stayed weak") == moves.count("stayed_weak") and len(said) == len(kinds) == 54
    assert len(found["charts"]._charts) == 3 and found["ranking"].conditional_formatting


def test_a_workbook_holds_awkward_names_as_text_and_says_who_has_no_total(awkward):
    for lang in ("fa", "en"):
        found = sheets(awkward, lang)
        cells = {row[0].value: row for row in found["ranking"].iter_rows(min_row=2)}
        assert len(cells) == len(UNITS)
        formula = cells["A03"][1]
        assert formula.data_type == "s" and formula.value == office_text(NAMES["A03"][lang == "en"])
        assert cells["A59"][5].value is None and cells["A59"][6].value == Words(lang)("status.incomplete")
        assert cells["A60"][6].value == Words(lang)("status.missing")
        assert cells["A02"][7].value == -75.0
        provenance = [row[1] for row in found["provenance"].iter_rows(values_only=True)]
        assert awkward.head in provenance and "139902.xlsx" in provenance


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_every_part_of_a_workbook_is_well_formed_and_reckons_without_an_error(demo, awkward, lang, tmp_path):
    """Reckoned by LibreOffice where it is installed: no difference between stored and added-up totals."""
    content = month_workbook(awkward, Words(lang))
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None and "xl/charts/chart1.xml" in archive.namelist()
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / workbook_name(awkward)
    path.write_bytes(content)
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [
        office,
        home,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        tmp_path / "out",
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    sheet = openpyxl.load_workbook(tmp_path / "out" / path.name, data_only=True).worksheets[4]
    rows = [row for row in sheet.iter_rows(min_row=3, values_only=True) if row[6] is not None]
    assert len(rows) == 59 and all(row[8] == 0 and row[7] == pytest.approx(row[6], abs=1e-6) for row in rows)


def test_letters_that_the_font_lacks_are_written_plainer_and_stop_no_card():
    names = {"A1": "دفتر ☎ ۱\u2011۲ Ⅳ ① 中 \U0001f600", "A2": "<svg دانشگاه"}
    units = [(*row[:4], names.get(row[0], row[4]), *row[5:]) for row in SMALL_UNITS]
    store = small_store(units=units)
    rows = [[names.get(unit[0], name), *scores] for unit, (name, *scores) in zip(units, FULL_ROWS, strict=True)]
    import_rows(store, rows)
    for state in ("objections", "final"):
        move(store, None, 139901, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    facts = month_facts(store, 1, 139901)
    assert plain(card_data(facts, "A1", Words("fa")))["unit"] == "دفتر ? ۱-۲ IV 1 ? ?"
    for unit in names:
        assert len(PAGES.findall(unit_card(facts, unit, Words("fa")))) == 2


def test_a_level_that_starts_at_a_fraction_and_a_renamed_one_keep_their_months():
    scheme = SMALL_SCHEME.replace("from = 50", "from = 42.5")
    store = small_store(scheme=scheme)
    import_rows(store, FULL_ROWS)
    newer = scheme.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    with store.transaction() as change:
        add_scheme(change, newer.replace('name_en = "Middle"', 'name_en = "Medium"'), "x")
    import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹", "2.xlsx")
    for month in (139901, 139902):
        for state in ("objections", "final"):
            move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    found = sheets(month_facts(store, 1, 139902), "en")
    border = next(row for row in found["scheme"].iter_rows() if row[0].value == "mid")[2]
    assert border.value == 42.5 and shown(border) == "42.5"
    cells = [cell.value for row in found["headline"].iter_rows() for cell in row]
    assert cells.count("Farvardin 1399") >= 3  # shares, and the levels of both kinds


def test_many_firsts_fit_on_the_picture():
    store = small_store(units=AWKWARD)
    import_rows(store, [[row[4], 6, 4, 10] for row in AWKWARD])
    for state in ("objections", "final"):
        move(store, None, 139901, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    facts = month_facts(store, 1, 139901)
    for lang in ("fa", "en"):
        content = social_card(facts, Edition(1, None, True, ""), Words(lang))
        assert struct.unpack(">II", content[16:24]) == (1080, 1350)


def test_all_cards_go_into_one_archive(awkward):
    units, done = ["A01", "A60"], []
    files = ((card_name(awkward, unit), unit_card(awkward, unit, Words("fa"))) for unit in units)
    archive = zipfile.ZipFile(io.BytesIO(zipped(files, lambda: done.append(1))))
    assert archive.namelist() == ["card-home-1399-02-A01.pdf", "card-home-1399-02-A60.pdf"] and done == [1, 1]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_months_workbook_can_be_read_again_as_the_scores_that_it_was_made_of(lang):
    store = demo_store()
    facts = month_facts(store, 1, 139905)
    read = preview(store, workbook_name(facts), month_workbook(facts, Words(lang)))
    assert [month.month for month in read.months] == [139905]
    assert {problem.code for problem in read.problems} == {"column_ignored"}
    kept = store.rows("SELECT count(*) FROM score JOIN import USING (import_key) WHERE month = 139905")
    assert len(read.months[0].scores) == kept[0][0]
