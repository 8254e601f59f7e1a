"""Totals, changes, percents and shares are compared as they are judged, at nine decimals; this test reads the code."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd
import pytest

from i18n.numerals import decimals_that_add_up
from i18n.words import Words
from reports.csv_file import csv_text
from scoring.rounding import judged_frame
from tests.support.papers.reading_back import plain

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = "scoring telling data reports ui pages terminal figures i18n".split()
NAMES = set(
    "total totals total_then total_other change changes change_before total_change percent percents coverage decrease"
    " decrease_points points points_then gap gap_points rest ahead gain distance held_down_points value values".split()
)
ORDER = (ast.Lt, ast.Gt, ast.LtE, ast.GtE, ast.Eq, ast.NotEq)
JUDGING = {"judged", "judged_frame", "half_up", "exact_percents", "rounded_percents"}
CARRIERS = {"abs", "float", "min", "max", "round", "to_numpy", "fillna", "astype", "item"}  # what they give is as bare

# (file, function): why a bare comparison is right there
ALLOWED = {
    ("scoring/rounding.py", "_divided"): "whole numbers",
    ("scoring/scheme_tables.py", "number"): "numbers as a scheme file writes them",
    ("scoring/scheme_toml.py", "_value"): "how a number is written, not how large it is",
    ("data/reading/score_cells.py", "_read_number"): "points as a cell writes them",
    ("data/demo/generate.py", "_order"): "the demo is made, not judged",
    ("data/demo/generate.py", "place"): "the demo is made, not judged",
    ("data/demo/generate.py", "_points"): "the demo is made, not judged",
    ("data/demo/generate.py", "_typed"): "the demo is made, not judged",
    ("data/office/letters/letter_drafting.py", "_renew"): "columns of a letter, which are texts",
    ("data/office/letters/letter_register.py", "correct"): "columns of a letter, which are texts",
    ("data/reading/forms/forms.py", "plain_text"): "a cell as a file writes it",
    ("data/imports/importing.py", "changed_scores"): "scores are kept and compared exactly as files write them",
    ("data/reading/oddities.py", "_scale"): "points as a file writes them",
    ("data/files/parsing/xlsx.py", "_sheet"): "a cell as a file writes it",
    ("data/reading/header/marks.py", "said_maximum"): "maxima as a file writes them",
    ("data/reading/maxima.py", "_row_of_maxima"): "maxima as a file writes them",
    ("data/files/parsing/ods.py", "_shows"): "a number beside the text that a file shows for it",
    ("data/text.py", "canonical"): "how a number is written, not how large it is",
    ("reports/office/forms.py", "_put"): "how a number is written, not how large it is",
    ("reports/office/score_template.py", "_number"): "how a number is written, not how large it is",
    ("figures/lines.py", "_lowest"): "whether a label needs room under its point",
    ("figures/lines.py", "_free_side"): "where a label stands",
    ("ui/screens/seeing/unit_advice.py", "what_if"): "whether a slider was moved by a step",
    ("i18n/figure_sentences.py", "_signal_value"): "whether a percent has decimals to show",
}


def is_measured(node: ast.expr, judged_names: set[str]) -> bool:
    """Whether an expression is a total, change, percent or share that nobody has judged."""
    if isinstance(node, ast.Name):
        return (node.id in NAMES or node.id.endswith("_pct")) and node.id not in judged_names
    if isinstance(node, ast.Attribute):
        return node.attr in NAMES or node.attr.endswith("_pct")
    if isinstance(node, ast.Subscript):
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return key.value in NAMES or key.value.endswith("_pct")
        keyed = isinstance(key, ast.Tuple) and any(
            isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value in NAMES for each in key.elts
        )
        return keyed or is_measured(node.value, judged_names)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            carried = node.func.id in CARRIERS
            return carried and any(is_measured(each, judged_names) for each in node.args)
        if isinstance(node.func, ast.Attribute):
            return node.func.attr in CARRIERS and is_measured(node.func.value, judged_names)
    if isinstance(node, ast.BinOp):
        return is_measured(node.left, judged_names) or is_measured(node.right, judged_names)
    return isinstance(node, ast.UnaryOp) and is_measured(node.operand, judged_names)


def names_of(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def judges(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in JUDGING
        for each in ast.walk(node)
    )


def judged_in(function: ast.AST) -> set[str]:
    """The names that a function gives judged values to."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and judges(node.value):
            found |= set().union(*map(names_of, node.targets))
        if isinstance(node, ast.comprehension) and judges(node.iter):
            found |= names_of(node.target)
    return found


def bare_comparisons(source: str) -> list[tuple[str, int]]:
    """(function, line) of every comparison of something measured that nobody has judged."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        known = judged_in(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Compare) or not any(isinstance(each, ORDER) for each in node.ops):
                continue
            sides = [node.left, *node.comparators]
            same = len({ast.dump(side) for side in sides}) == 1  # x != x: whether it is NaN
            texts = any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides)
            if not same and not texts and any(is_measured(side, known) for side in sides):
                found.append((function.name, node.lineno))
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_measured_is_compared_before_it_is_judged(folder):
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        found += [
            f"{name}:{line} in {function}"
            for function, line in bare_comparisons(path.read_text(encoding="utf-8"))
            if (name, function) not in ALLOWED
        ]
    assert found == []


def test_what_is_allowed_is_still_there():
    for name, function in ALLOWED:
        assert function in {each for each, _ in bare_comparisons((ROOT / name).read_text(encoding="utf-8"))}, name


@pytest.mark.parametrize(
    "line",
    [
        'units[units["change"] > 0]',
        "total >= border",
        'share["weak_pct"] < 50',
        'abs(row["change"] - 1) > zone',
        'own.loc[unit, "total"] == 3',
        'units["total"].astype(float) >= 50',
    ],
)
def test_the_reader_finds_a_bare_comparison(line):
    assert bare_comparisons(f"def told():\n    return {line}")


@pytest.mark.parametrize(
    "line",
    [
        'judged(units["change"]) > 0',
        'row["total"] != row["total"]',
        'name == "total"',
        "len(changes) > 0",
    ],
)
def test_the_reader_takes_what_is_judged(line):
    assert not bare_comparisons(f"def told():\n    return {line}")
    assert not bare_comparisons("def told():\n    change = float(judged(now - before))\n    return change > 0")


def test_files_hold_judged_numbers():
    values = [62.14999999999999, 1.42e-14, -1e-15, 49.9999999996, 100 / 3, None]
    table = pd.DataFrame({"total": values})
    written = ["62.15", "0.0", "0.0", "50.0", "33.333333333", ""]
    assert csv_text(table).splitlines()[1:] == [text or '""' for text in written]
    assert [str(value) for value in judged_frame(table)["total"][:5]] == written[:5]


def test_a_figure_that_is_not_nothing_does_not_read_as_nothing():
    words = Words("en")
    assert [plain(words.points(value)) for value in (68.18, -0.4, 0.004, 0.0, 1e-12)] == [
        "68",
        "0.4",
        "0.004",
        "0",
        "0",
    ]


@pytest.mark.parametrize(("parts", "decimals"), [([6.25, 4.75, 3.5, 5.0], 2), ([1.0, 2.0], 1), ([0.25, 0.25], 2)])
def test_rounded_parts_add_up_to_their_rounded_sum(parts, decimals):
    assert decimals_that_add_up(parts) == decimals
