"""The commands that write papers: the folder is made, the names are printed, a draft month is refused."""

from __future__ import annotations

import csv
import math
import shutil
import zipfile
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from data.demo.load import MONTH_FILES
from data.problems import Refused
from i18n.months import day, typed_day
from terminal.output import write_files
from tests.support.demo.by_hand import oracle_results
from tests.support.demo.copies import demo_database
from tests.support.doors.command_line import run
from tests.support.papers.reading_back import docx_text, pdf_text, plain

AHEAD = date.today() + timedelta(days=30)
FUTURE = typed_day(AHEAD.isoformat(), "en")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("papers") / "s.duckdb"
    demo_database(path)
    return path


@pytest.fixture(scope="module")
def draft_db(demo, tmp_path_factory):
    """The demo with its last month as a draft."""
    path = copied(demo, tmp_path_factory.mktemp("again"))
    run("month", "set", "--db", path, "--month", "1399-05", "--reason", "اشتباه", "--by", "زهرا", "draft")
    return path


def copied(path: Path, folder: Path) -> Path:
    for part in path.parent.iterdir():
        if part.is_file():
            shutil.copy(part, folder / part.name)
    return folder / path.name


@pytest.fixture
def db(demo, tmp_path):
    return copied(demo, tmp_path)


def said(done) -> str:
    """What a command says on stderr."""
    return plain(done.stderr.decode())


def test_letters_are_drafted_once_and_written_in_both_languages(db, tmp_path):
    out = tmp_path / "made" / "here"
    done = run("letters", "--db", db, "--month", "1399-05", "--out", out, "--deadline", FUTURE, "--by", "زهرا")
    assert done.returncode == 0 and "Letters drafted: 7 (of retraction: 0);" in said(done)
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 7 and all(name in said(done) for name in names)
    warning = next(path for path in out.iterdir() if "A22-warning" in path.name)
    assert "23.0" in docx_text(warning.read_bytes()) and day(AHEAD.isoformat(), "en") in docx_text(warning.read_bytes())
    again = run("letters", "--db", db, "--month", "1399-05", "--out", out, "--lang", "fa", "--by", "زهرا")
    assert "پیش‌نویس جدید: 0" in said(again) and len(list(out.glob("*-fa.docx"))) == 7


def test_manager_points_as_csv_and_workbook(db, tmp_path):
    done = run("manager-points", "--db", db, "--month", "1399-05", "--out", tmp_path / "out")
    assert done.returncode == 0
    rows = list(csv.DictReader((tmp_path / "out" / "manager-points-ilam-1399-05.csv").open(encoding="utf-8-sig")))
    totals = [oracle_results(path.read_bytes())[0]["گمرک استان"]["total"] for path in MONTH_FILES]
    row = next(row for row in rows if row["unit_id"] == "A22")
    year = (sum(totals) / 50).__round__(9)
    assert row["year_points"] == f"{math.floor(year * 100 + Fraction(1, 2)) / 100:.2f}" and row["months"] == "5"
    assert row["note"].endswith("demo data")
    assert len(openpyxl.load_workbook(tmp_path / "out" / "manager-points-ilam-1399-05.xlsx").sheetnames) == 2


def test_publishing_moves_a_final_month_once_and_writes_the_same_folder_again(db, tmp_path):
    out = tmp_path / "site"
    arguments = ("--db", db, "--month", "1399-05", "--out", out, "--by", "زهرا")
    done = run("publish", *arguments, "--weak-names", "yes", "--contact", "دفتر")
    assert done.returncode == 0 and "is published" in said(done)
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    data = {f"data/{name}" for name in ("shares.csv", "bands.csv", "units.csv", "dictionary.csv", "report.json")}
    assert names == {"index.html", "en.html", "card-fa.png", "card-en.png"} | data
    first = (out / "index.html").read_bytes()
    assert "گمرک".encode() in first and "نسخهٔ" in first.decode() and "دفتر" in first.decode()
    assert run("publish", *arguments, "--contact", "x").returncode == 0  # written again as it was published
    again = run("publish", *arguments)
    assert again.returncode == 0 and "is published" not in said(again)
    assert (out / "index.html").read_bytes() == first
    listed = run("month", "list", "--db", db)
    assert "1399-05,ilam,published" in listed.stdout.decode()


def test_publishing_asks_for_both_decisions_and_looking_publishes_nothing(db, tmp_path):
    arguments = ("--db", db, "--month", "1399-05", "--out", tmp_path / "site", "--by", "زهرا")
    for missing in ((), ("--weak-names", "no"), ("--contact", "دفتر"), ("--weak-names", "no", "--contact", " ")):
        refused = run("publish", *arguments, *missing)
        assert refused.returncode == 1 and not (tmp_path / "site").exists()
    looked = run("publish", *arguments, "--look", "--weak-names", "no", "--contact", "دفتر")
    assert looked.returncode == 0 and "Not published yet" in (tmp_path / "site" / "en.html").read_text(encoding="utf-8")
    assert "1399-05,ilam,final" in run("month", "list", "--db", db).stdout.decode()
    assert run("month", "set", "--db", db, "--month", "1399-05", "published").returncode == 2


def test_a_corrected_month_is_published_again_in_every_later_report_and_the_old_ones_are_kept(db, tmp_path):
    def report(name: str, *more: str) -> bytes:
        arguments = ("--db", db, "--month", "1399-04", "--out", tmp_path / name, "--by", "سارا", *more)
        assert run("publish", *arguments).returncode == 0
        return (tmp_path / name / "data" / "report.json").read_bytes()

    first = report("first")
    set_to = ("month", "set", "--db", db, "--month", "1399-01", "--by", "زهرا", "--reason", "اشتباه")
    assert run(*set_to, "draft").returncode == 0
    book = openpyxl.load_workbook(MONTH_FILES[0])
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if any(cell.value == "گمرک استان" for cell in row))
    row[2].value += 1
    book.save(tmp_path / "corrected.xlsx")
    imported = run("import", "--db", db, "--reason", "اصلاح", "--by", "زهرا", tmp_path / "corrected.xlsx")
    assert imported.returncode == 0, imported.stderr.decode()
    again = ("publish-again", "--db", db, "--out", tmp_path / "again", "--by", "سارا")
    assert run(*again, "--remark", "گمرک").returncode == 1  # the corrected month isn't final yet
    for state in ("objections", "final"):
        assert run(*set_to, "--until", "1399/02/10", state).returncode == 0
    done = run(*again, "--remark", "گمرک")
    assert done.returncode == 0, done.stderr.decode()
    assert {path.name for path in (tmp_path / "again").iterdir()} == {"1399-02-2", "1399-03-2", "1399-04-2"}
    assert report("kept", "--revision", "1") == first
    assert "No published report needs" in said(run(*again))


def test_the_register_from_the_command_line(db, tmp_path):
    run("letters", "--db", db, "--month", "1399-05", "--out", tmp_path / "letters", "--by", "زهرا")

    def letter(action: str, *more: str) -> int:
        return run("letter", action, "--db", db, "--by", "زهرا", *more).returncode

    rows = list(csv.DictReader(run("letter", "list", "--db", db).stdout.decode().splitlines()))
    number = next(row["letter"] for row in rows if row["unit_id"] == "A22")
    assert letter("sent", "--number", "21", "--date", "1399/06/20", number) == 0
    assert letter("correct", "--number", "12", "--reason", "جابه‌جا", number) == 0
    assert letter("answered", "--text", "برنامه آمد", "--date", "1399/07/01", number) == 0
    assert letter("retract", number) == 1 and letter("withdraw", "--reason", "x", number) == 1
    row = next(
        row
        for row in csv.DictReader(run("letter", "list", "--db", db).stdout.decode().splitlines())
        if row["letter"] == number
    )
    assert (row["status"], row["number"], row["answer"], row["standing"]) == ("answered", "12", "برنامه آمد", "holds")
    assert letter("unsent", "--reason", "ارسال نشده بود", number) == 0


def test_cards_of_all_units_or_of_one_and_the_workbook(db, tmp_path):
    done = run("card", "--db", db, "--month", "1399-05", "--out", tmp_path / "cards")
    assert done.returncode == 0 and len(list((tmp_path / "cards").glob("*.pdf"))) == 54
    one = run("card", "--db", db, "--month", "1399-05", "--unit", "A22", "--out", tmp_path / "one", "--lang", "fa")
    assert one.returncode == 0
    assert "۲۳٫۰" in pdf_text((tmp_path / "one" / "card-ilam-1399-05-A22.pdf").read_bytes())
    assert run("card", "--db", db, "--month", "1399-05", "--unit", "X", "--out", tmp_path / "x").returncode == 1
    assert run("workbook", "--db", db, "--month", "1399-05", "--out", tmp_path / "book").returncode == 0
    assert zipfile.is_zipfile(tmp_path / "book" / "month-ilam-1399-05.xlsx")


def test_the_story_on_stdout_and_the_deck_and_handout_in_a_folder(db, tmp_path):
    story = run("narrative", "--db", db, "--month", "1399-05")
    lines = plain(story.stdout.decode()).splitlines()
    assert story.returncode == 0 and "Of 44 evaluated agencies, 10 are weak: 23%." in lines
    for command, name in (("deck", "deck-ilam-1399-05-fa.pptx"), ("handout", "handout-ilam-1399-05-fa.pdf")):
        done = run(command, "--db", db, "--month", "1399-05", "--lang", "fa", "--out", tmp_path / "out")
        assert done.returncode == 0 and name in said(done) and (tmp_path / "out" / name).stat().st_size > 10_000


@pytest.mark.parametrize("command", ["letters", "manager-points", "publish", "card", "workbook", "deck", "handout"])
def test_a_draft_month_and_a_month_that_is_not_there_are_refused_and_nothing_is_written(draft_db, tmp_path, command):
    db = copied(draft_db, tmp_path)
    for month, word in (("1399-05", "draft"), ("1399-09", "1399")):
        done = run(command, "--db", db, "--month", month, "--out", tmp_path / "out", "--by", "زهرا")
        assert done.returncode == 1 and word in said(done) and not (tmp_path / "out").exists()


def test_a_file_that_cant_be_written_is_named_and_none_is_left_half_written(tmp_path):
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(Refused) as refused:
        write_files([(tmp_path / "one.txt", b"one"), (tmp_path / "taken" / "two.txt", b"two")])
    (problem,) = refused.value.problems
    assert problem.code == "unwritable" and "taken" in problem.slots["detail"]
    assert (tmp_path / "one.txt").read_bytes() == b"one" and list(tmp_path.glob("**/*.part")) == []
