"""What is odd about a file without making it unreadable is told with its cells, and changes no score."""

from __future__ import annotations

import pytest
from openpyxl.comments import Comment

from data.imports.importing import preview
from tests.support.builders import FULL_ROWS, HEADER, csv_file, problems, score_book, small_store
from tests.support.files.repacking import changed


def points_of(store, content: bytes) -> list[float]:
    return preview(store, "s.xlsx", content).months[0].scores["points"].tolist()


def hide(sheet) -> None:
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True


def note(sheet) -> None:
    sheet["B3"].comment = Comment("7", "x")
    sheet["A3"].comment = Comment("not on a score", "x")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (hide, {"hidden_rows": "4", "hidden_columns": "C"}),
        (note, {"notes_ignored": "B3"}),
        (lambda sheet: sheet.column_dimensions.group("B", "D", hidden=True), {"hidden_columns": "B C D"}),
    ],
)
def test_hidden_rows_and_columns_and_notes_are_named_and_change_no_score(edit, expected):
    store = small_store()
    content = changed(edit)
    found = problems(store, content)
    assert {code: problem[3] for code, problem in found.items()} == expected
    assert {problem[0] for problem in found.values()} == {"warning"}
    assert points_of(store, content) == points_of(store, score_book(FULL_ROWS))


TOTALS = [*HEADER, "جمع کل"]


@pytest.mark.parametrize(
    ("given", "agrees"),
    [
        (20, True),
        ("۲۰", True),
        (100, True),
        ("۱۰۰٫۰", True),
        (19, False),
        ("نامعلوم", True),
        (None, True),
        (19.96, False),
    ],
)
def test_the_files_own_total_is_compared_and_never_taken(given, agrees):
    store = small_store()
    rows = [[*FULL_ROWS[0], given], *FULL_ROWS[1:]]
    found = problems(store, score_book(rows, header=TOTALS))
    assert ("total_differs" in found) is not agrees
    if not agrees:
        assert found["total_differs"][:3] == ("warning", "Sheet", "E3")


@pytest.mark.parametrize(
    ("given", "agrees"),
    [(10.3, True), (10.25, True), (10, True), (10.1, False), (51.3, True), (51.25, True), (51.4, False)],
)
def test_a_rounded_total_agrees_as_far_as_its_decimals_say(given, agrees):
    rows = [["اداره کل راه", 3.25, 2, 5, given]]  # 10.25 of 20 points: 51.25 percent
    assert ("total_differs" in problems(small_store(), score_book(rows, header=TOTALS))) is not agrees


def test_scores_that_all_lie_below_one_are_told():
    store = small_store()
    rows = [[row[0], 0.5, 1, 0.25] for row in FULL_ROWS]
    assert problems(store, score_book(rows))["scale_suspicious"][0] == "warning"
    assert "scale_suspicious" not in problems(store, score_book([[row[0], 0, 1, 0] for row in FULL_ROWS]))
    assert "scale_suspicious" not in problems(store, score_book([[row[0], 0.5, 1, 2] for row in FULL_ROWS]))


def test_a_csv_of_the_old_windows_encoding_is_read_and_said_so():
    store = small_store()
    arabic = str.maketrans("یک", "يك")  # the encoding has no Persian yeh
    rows = [["نتایج فروردین 1399"], HEADER, *[[str(value) for value in row] for row in FULL_ROWS[:3]]]
    text = csv_file(rows).decode().translate(arabic)
    read = preview(store, "s.csv", text.encode("cp1256"))
    assert "read_as_1256" in {problem.code for problem in read.problems}
    assert read.months[0].scores["points"].tolist() == [6, 4, 10, 3, 2, 5, 1, 1, 1]
    same = preview(store, "s.csv", text.encode("utf-8"))
    assert same.months[0].scores.equals(read.months[0].scores)
