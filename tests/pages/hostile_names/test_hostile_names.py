"""Names that want to be more than names: at every place that writes them they stay texts."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from data.asking import catalogue
from data.files.workbook import read_book
from data.problems import Problem
from data.registry.provinces import province_key
from data.registry.schemes import schemes
from data.store.store import Store
from data.text import LONGEST_NAME, clean
from data.units.unit_list_files import heads, read_units
from figures.look import label, plain
from i18n.words import Words
from reports.csv_file import csv_bytes
from reports.office.score_template import score_template
from reports.office.unit_workbook import unit_table, unit_workbook
from reports.tables import problems_table
from tests.support.builders import csv_file
from tests.support.doors.command_line import as_process
from tests.support.hostile_names import (
    FILE_NAME,
    HEADER,
    NAMES,
    NOTE,
    SHEET_NAME,
    SHOWN,
    assert_harmless,
    guarded,
    hidden_in,
    hostile_units,
)


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


def test_the_command_line_prints_the_names_and_no_control_character(database):
    for command in (["units", "export"], ["totals"], ["scores"]):
        result = as_process(*command, "--db", database)
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
    result = as_process("import", "--db", database, "--month", "1399-04", file)
    text = assert_harmless(result.stderr)
    assert result.returncode == 1 and all(clean(f"{name} x") in text for name in NAMES)
    for arguments in ([file], ["--month", "\x1b[31m"], ["--\x1b[31m"]):
        result = as_process("import", "--db", tmp_path / "none.duckdb", *arguments)
        assert result.returncode in (1, 2)
        assert_harmless(result.stderr)
    result = as_process(
        "alias", "add", "--db", database, "--unit", "U75", "--note", b"\xff\x1b[0m", b"alias\xff\x1b[31m"
    )
    assert result.returncode == 0 and "“alias[31m”" in assert_harmless(result.stderr)
