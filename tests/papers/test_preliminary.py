"""What the units are sent while they may object: their own scores with the mark on every page, and nothing else."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pypdfium2
import pytest

from data.asking.open_months import open_month
from data.office.months import move
from data.office.publications import Publishing
from data.problems import Refused
from data.store.store import Store
from i18n.words import Words
from reports.typeset.preliminary_card import (
    preliminary_card,
    preliminary_data,
    preliminary_files,
    preliminary_name,
    preliminary_workbook,
)
from tests.support.browser.hands import downloaded, press
from tests.support.browser.serving import running
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, UNITS, import_rows, small_store
from tests.support.demo.copies import demo_store
from tests.support.doors.command_line import run
from tests.support.papers.reading_back import pdf_text, plain

UNTIL = date(2026, 12, 15)  # 24 Azar 1405
ROWS = [
    ["اداره کل راه", "۲٫۵", 4, "بدون موضوع"],
    ["دانشگاه علوم پزشکی", 3, None, "-"],
    ["بهزیستی", 1, 1, 1],
]


def waiting(store: Store, month: int = 139901) -> Store:
    move(store, None, month, "objections", "زهرا", until=UNTIL)
    return store


@pytest.fixture
def store():
    opened = small_store()
    import_rows(opened, ROWS)
    return waiting(opened)


def row_of(data: dict, code: str) -> tuple[str, str, str, str]:
    row = next(each for each in data["indicators"] if each["code"] == code)
    return tuple(plain(row[name]) for name in ("points", "ceiling", "typed", "place"))


def test_a_unit_gets_every_score_with_its_maximum_the_typed_text_and_the_cell(store):
    facts = open_month(store, 1, 139901)
    data = preliminary_data(facts, "A1", Words("en"))
    assert row_of(data, "N1") == ("2.5", "6", "2.5", "Sheet, B3")
    assert row_of(data, "N2") == ("4", "4", "4", "Sheet, C3")
    assert row_of(data, "P1") == ("not applicable", "10", "بدون موضوع", "Sheet, D3")
    assert (plain(data["total"]), plain(data["sum"])) == ("65.0", "6.5 points of a maximum of 10")
    assert data["files"] == ["scores.xlsx"]
    second = preliminary_data(facts, "A2", Words("fa"))
    assert row_of(second, "N2")[0] == "گزارش‌نشده" and second["total"] == "" and second["band"] is None
    absent = preliminary_data(facts, "G1", Words("en"))  # listed, in no file
    assert row_of(absent, "N1") == ("not reported", "6", "", "") and absent["status"]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_mark_stands_on_every_page_and_other_units_on_none(lang):
    long = SMALL_SCHEME.replace("[[band]]", "".join(_indicator(number) for number in range(90)) + "[[band]]", 1)
    opened = small_store(scheme=long)
    header = [*(f"X{number}" for number in range(90)), "N1", "N2", "P1"]
    content = [["نام دستگاه", *header], *([name, *[1] * 93] for name in ("اداره کل راه", "بهزیستی"))]
    import_rows_of(opened, content)
    facts = open_month(waiting(opened), 1, 139901)
    document = pypdfium2.PdfDocument(preliminary_card(facts, "A1", Words(lang)))
    pages = [plain(page.get_textpage().get_text_range()) for page in document]
    day = "24" if lang == "en" else "۲۴".translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert len(pages) > 1 and all(day in page and "1405" in page for page in pages)
    text = plain(pdf_text(preliminary_card(facts, "A1", Words("en"))))
    assert text.count("Preliminary, for objections until 24 Azar 1405") == len(pages)
    assert "Welfare" not in text and "rank" not in text.casefold() and "manager" not in text.casefold()


def _indicator(number: int) -> str:
    return f'[[indicator]]\ncode = "X{number}"\ndomain = "news"\nname_en = "Extra {number}"\nmax_points = 1\n'


def import_rows_of(store: Store, rows: list[list]) -> None:
    from data.imports.importing import commit, preview
    from tests.support.builders import books

    content = books([("Sheet", [["نتایج فروردین ۱۳۹۹"], *rows])])
    commit(store, preview(store, "scores.xlsx", content), "tester", note="a test")


@pytest.mark.parametrize("state", ["draft", "final", "published"])
def test_only_a_month_in_its_objections_time_has_them(store, state):
    if state == "draft":
        move(store, None, 139901, "draft", "زهرا", "اشتباه")
    else:
        move(store, None, 139901, "final", "زهرا", today=date(2027, 1, 1))
    if state == "published":
        move(store, None, 139901, "published", "زهرا", publishing=Publishing(False, "تلفن ۱۲", ""))
    with pytest.raises(Refused) as refused:
        open_month(store, 1, 139901)
    assert refused.value.problems[0].code == "month_not_in_objections"
    with pytest.raises(Refused) as refused:
        open_month(store, 1, 139902)
    assert refused.value.problems[0].code == "month_not_stored"


def test_names_and_texts_that_look_like_formulas_or_markup_stay_texts():
    units = [("A1", "home", "agency", "", "=1+1 #link[x] & <b>", "=HYPERLINK(1)", "", "", "", ""), *UNITS[1:]]
    opened = small_store(units=units)
    import_rows(opened, [["=1+1 #link[x] & <b>", 6, 4, "N/A"]], name="=cmd|' /C calc'!A0.xlsx")
    facts = open_month(waiting(opened), 1, 139901)
    assert "=HYPERLINK(1)" in pdf_text(preliminary_card(facts, "A1", Words("en")))
    assert preliminary_data(facts, "A1", Words("fa"))["unit"] == "=1+1 #link[x] & <b>"
    assert "link" in pdf_text(preliminary_card(facts, "A1", Words("fa")))
    sheet = openpyxl.load_workbook(io.BytesIO(preliminary_workbook(facts, "A1", Words("en")))).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "=HYPERLINK(1)" in sheet["A1"].value and sheet.oddHeader.center.text.startswith("Preliminary")


def test_the_workbook_holds_the_scores_as_numbers(store):
    facts = open_month(store, 1, 139901)
    sheet = openpyxl.load_workbook(io.BytesIO(preliminary_workbook(facts, "A1", Words("fa")))).active
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=8)}
    assert [rows[code][2].value for code in ("N1", "N2")] == [2.5, 4]
    assert rows["P1"][2].value == "بدون موضوع" and rows["N1"][3].value == 6 and sheet.sheet_view.rightToLeft


def test_demo_scores_say_so_and_a_real_month_does_not(store):
    demo = demo_store()
    move(demo, None, 139905, "draft", "x", "a test")
    said = plain(pdf_text(preliminary_card(open_month(waiting(demo, 139905), 1, 139905), "A22", Words("en"))))
    assert "Demo" in said  # the text layer turns the words of a line in two directions
    assert "Demo" not in plain(pdf_text(preliminary_card(open_month(store, 1, 139901), "A1", Words("en"))))


def test_the_command_line_writes_two_files_a_unit(tmp_path):
    db = tmp_path / "s.duckdb"
    opened = small_store(db)
    import_rows(opened, FULL_ROWS)
    waiting(opened).close()
    done = run("preliminary", "--db", db, "--month", "1399-01", "--out", tmp_path / "out")
    assert done.returncode == 0 and len(list((tmp_path / "out").iterdir())) == 8
    one = run("preliminary", "--db", db, "--month", "1399-01", "--unit", "G1", "--out", tmp_path / "one")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert one.returncode == 0 and names == ["preliminary-home-1399-01-G1.pdf", "preliminary-home-1399-01-G1.xlsx"]
    refused = run("preliminary", "--db", db, "--month", "1399-01", "--unit", "Z", "--out", tmp_path / "none")
    assert refused.returncode == 1 and not (tmp_path / "none").exists()


@pytest.mark.browser
def test_the_months_page_hands_out_a_zip_while_the_units_may_object(tmp_path, visit):
    opened = small_store(tmp_path / "s.duckdb")
    import_rows(opened, FULL_ROWS)
    waiting(opened).close()
    with running(tmp_path / "s.duckdb") as address:
        page = visit(f"{address}/months?lang=fa")
        press(page, "preliminary_zip_ask")
        archive = zipfile.ZipFile(io.BytesIO(downloaded(page, "preliminary_zip_take")))
        assert len(archive.namelist()) == 8 and "preliminary-home-1399-01-A1.pdf" in archive.namelist()
        assert "24" in plain(pdf_text(archive.read("preliminary-home-1399-01-A1.pdf")))


def test_every_listed_unit_has_its_files_and_a_stranger_none(store):
    facts = open_month(store, 1, 139901)
    named = [name for unit in facts.units["unit_id"] for name, _ in preliminary_files(facts, unit, Words("en"))]
    assert len(named) == len(set(named)) == 2 * len(UNITS)
    assert preliminary_name(facts, "A1") == "preliminary-home-1399-01-A1.pdf"
    with pytest.raises(KeyError):
        list(preliminary_files(facts, "A9", Words("en")))
