"""CSV: nine decimals, Latin, tidy, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from reports.csv_file import csv_bytes, csv_text, safe_text
from reports.tables import DEMO_LABEL, Labels, labelled


def test_numbers_are_written_as_they_are_judged_and_nulls_are_empty():
    frame = pd.DataFrame(
        {
            "total": [100 / 3, None],
            "rank": pd.array([1, None], "Int64"),
            "is_weak": pd.array([True, None], "boolean"),
            "n": [1, 2],
        }
    )
    assert csv_text(frame) == "total,rank,is_weak,n\n33.333333333,1,1,1\n,,,2\n"


def test_a_download_has_a_byte_order_mark_and_windows_line_ends():
    content = csv_bytes(pd.DataFrame({"name": ["اداره، «کل»"]}))
    assert content == "\ufeffname\r\nاداره، «کل»\r\n".encode()


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\u200f=1+1", "\t=x", " =1", "＝1+1"])
def test_formulas_are_defused(text):
    assert safe_text(text) == f"'{text}"
    row = next(iter(csv.reader(io.StringIO(csv_text(pd.DataFrame({"a": [text]}))[2:]))))
    assert row[0].startswith("'")


@pytest.mark.parametrize("text", ["-", "اداره", "A01", "3.5", ""])
def test_ordinary_texts_stay_as_they_are(text):
    assert safe_text(text) == text


def test_demo_data_is_labelled_in_every_row():
    frame = pd.DataFrame({"a": [1, 2]})
    plain, demo = Labels(False, {}, "f" * 64), Labels(True, {}, "f" * 64)
    assert labelled(frame, demo)["note"].tolist() == [DEMO_LABEL] * 2
    assert list(labelled(frame, plain).columns) == ["a", "chain_head"]
    months = pd.DataFrame({"month": ["1399-01", "1399-02"], "province_id": "ilam"})
    said = labelled(months, Labels(False, {("ilam", "1399-01"): "final", ("away", "1399-02"): "draft"}, "abc"))
    assert said["state"].iloc[0] == "final" and said["state"].isna().tolist() == [False, True]
    assert said["chain_head"].tolist() == ["abc", "abc"]
