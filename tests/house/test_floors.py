"""The floors inside data/, ui/ and reports/: a module imports its own room and what stands below it. And how large the
house's parts may be."""

from __future__ import annotations

import ast

import pytest

from tests.support.house.imports_read import ROOT, import_graph, modules

# room: (its floor, why it stands there); files of the folder itself are rooms of their own
FLOORS = {
    "data": {
        "text": (0, "words and letters, which everything is made of"),
        "problems": (0, "what is wrong, told by whoever finds it"),
        "vocabulary": (1, "the words that are recognised, in the letters of text"),
        "month_words": (2, "months as people write them, of words and letters"),
        "files": (3, "bytes to cells: knows no unit, no score, no store"),
        "units": (4, "a unit and its list, read from cells"),
        "store": (5, "the file on disk: knows no score, so that any room above may keep what it has there"),
        "reading": (6, "cells to scores, in a process that has no store"),
        "registry": (6, "what is set up once in a store: what the rooms above hang on"),
        "asking": (7, "questions change nothing, so every act may ask them"),
        "imports": (8, "scores into the store; corrections are imports, so the office stands on them"),
        "office": (9, "the acts of people on what is stored"),
        "keeping": (10, "looks at everything that stands below: verify, backups, restores"),
        "demo": (10, "does what an office does, from files of its own"),
    },
    "ui": {
        "asking": (0, "the only room that calls data: it knows no screen, no session"),
        "session": (1, "what a browser's session remembers; who acts is made here and handed in below"),
        "kit": (2, "what screens are built of; it knows no screen"),
        "screens": (3, "one module a page; a screen knows no other one"),
        "server": (3, "the shell around the app; it knows no screen"),
    },
    "reports": {
        "plain_text": (0, "texts that a file may hold"),
        "glyphs": (0, "what the fonts can draw"),
        "csv_file": (0, "the plainest file of a table"),
        "tables": (0, "the tables that every file says"),
        "office": (1, "files for Excel and Word, of tables"),
        "typeset": (2, "pages and drawings; the card of an open month comes with its workbook"),
        "meeting": (3, "slides are drawn and typeset"),
        "web": (3, "the report to the people is drawn and typeset"),
    },
}


LONGEST_FILE, LONGEST_FUNCTION, SIDE_BY_SIDE = 300, 40, 14
SAY_NOTHING = (
    "seen recorded moving recognised layout titles cells rows replacing checks parsers utils helpers common".split()
)


def room(module: str) -> tuple[str, str]:
    """A module's folder and its room there: `data.store.disk.swapping` stands in (data, store)."""
    folder, _, rest = module.partition(".")
    return folder, rest.partition(".")[0]


@pytest.mark.parametrize("folder", FLOORS)
def test_a_module_imports_its_own_room_and_what_stands_below(folder):
    floors = {name: floor for name, (floor, _) in FLOORS[folder].items()}
    up = []
    for module, imported in import_graph().items():
        for other in imported:
            (mine, here), (theirs, there) = room(module), room(other)
            if mine == theirs == folder and here != there and floors[there] >= floors[here]:
                up.append(f"{module} imports {other}")
    assert up == []


@pytest.mark.parametrize("folder", FLOORS)
def test_every_room_has_its_row_with_a_reason(folder):
    rooms = {room(module)[1] for module in import_graph() if room(module)[0] == folder} - {""}
    assert rooms == set(FLOORS[folder])
    assert all(len(reason) > 20 for _, reason in FLOORS[folder].values())


def test_a_screen_imports_no_other_screen():
    """Modules of one screen begin with its name: `unit`, `unit_charts`."""
    for module, imported in import_graph().items():
        for other in imported:
            if module.startswith("ui.screens.") and other.startswith("ui.screens."):
                assert screen(module) == screen(other), f"{module} imports {other}"


def screen(module: str) -> str:
    return module.rsplit(".", 1)[1].removesuffix("s").partition("_")[0].removesuffix("s")


def product_files():
    return [path for path in modules() if path.name != "__init__.py"]


def test_no_file_is_longer_than_what_one_reads_at_once():
    sizes = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {str(path): size for path, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen():
    long = []
    for path in modules():
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                long += [f"{path}: {node.name}, {lines} lines"] if lines > LONGEST_FUNCTION else []
    assert long == []


def test_a_room_holds_no_more_than_one_sees_side_by_side():
    full = {}
    for top in ("data", "ui", "reports", "tests"):
        for folder in [ROOT / top, *(ROOT / top).rglob("*")]:
            if folder.is_dir() and folder.name != "__pycache__":
                inside = [each for each in folder.iterdir() if each.suffix == ".py" or (each / "__init__.py").exists()]
                count = sum(each.name not in ("__init__.py", "conftest.py") for each in inside)
                if count > SIDE_BY_SIDE:
                    full[str(folder.relative_to(ROOT))] = count
    assert full == {}


def test_every_name_says_something():
    assert [str(path) for path in modules() if path.stem in SAY_NOTHING] == []
