"""Files that crash, fill or never leave their parser cost one clear refusal, and nothing else."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from data.files.parsing import wire
from data.files.parsing_processes import Parsers
from data.files.processes import AT_ONCE
from data.files.sheets import Book, Sheet
from data.problems import Problem, Refused
from tests.support.builders import FULL_ROWS, HEADER, score_book
from tests.support.files.repacking import SHEET_PART, rezipped
from tests.support.files.workbooks import xlsb

ROOT = Path(__file__).resolve().parents[2]
GOOD = score_book(FULL_ROWS)
LINUX = sys.platform.startswith("linux")


@pytest.fixture
def parsers():
    own = Parsers()
    yield own
    own.workers.close()


def refusal_of(parsers: Parsers, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        parsers.read("x", content)
    return refused.value.problems[0].code


def impostor(code: str, *arguments: str) -> subprocess.Popen:
    """A process in the parser's place that does something else."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def test_a_book_comes_back_as_it_was_read_to_the_last_bit():
    rows = [[None, "متن", "متن", 0.1 + 0.2, 10**30, True, float("inf"), -0.0, "\ud83d"], []]
    sheet = Sheet("برگه", rows, {(1, 2): "date"}, frozenset({2}), frozenset({3}), frozenset({(1, 1)}),
                  frozenset({(1, 2)}), frozenset({(1, 3)}), ((1, 1, 2, 2),))  # fmt: skip
    book = Book("نام", (sheet,), (Problem("read_as_1256", "warning", slots={"part": "x"}),))
    again = wire.unpack(wire.pack_book(book))
    assert again == book and repr(again.sheets[0].rows) == repr(rows)


def test_a_text_used_a_hundred_thousand_times_costs_little_more_than_once():
    shared = "x" * 2_000
    packed = wire.pack_book(Book("", (Sheet("", [[shared] * 100] * 1_000),)))
    assert len(packed) < 2_000_000


def test_a_process_serves_many_ordinary_files_and_ends_after_any_other(parsers):
    parsers.read("x", GOOD)
    (first,) = parsers.workers._waiting
    parsers.read("x", b"a,b")
    assert parsers.workers._waiting == [first]
    parsers.read("x", xlsb([("Sheet", [HEADER, *FULL_ROWS])]))
    assert parsers.workers._waiting == [] and first.poll() is not None


def test_a_parser_that_never_ends_is_ended(monkeypatch):
    own = Parsers(seconds=1.0)
    monkeypatch.setattr("data.files.processes._start", lambda _: impostor("import time; time.sleep(60)"))
    start = time.monotonic()
    assert refusal_of(own, GOOD) == "parser_slow"
    assert time.monotonic() - start < 20
    monkeypatch.undo()
    assert own.read("x", GOOD).sheets  # the next file is read


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "import sys; sys.exit(3)",
        "import sys; sys.stdin.buffer.read(40); sys.stdout.buffer.write(b'x' * 8); sys.stdout.flush()",
        "import sys; sys.stdout.buffer.write((1).to_bytes(8, 'little') + b'+' + (2**60).to_bytes(8, 'little'))",
        "import sys; sys.stdout.buffer.write((1).to_bytes(8, 'little') + b'+' + (2).to_bytes(8, 'little') + b'[]')",
    ],
)
def test_a_parser_that_crashes_or_talks_nonsense_is_one_refusal(monkeypatch, code):
    own = Parsers(seconds=20)
    monkeypatch.setattr("data.files.processes._start", lambda _: impostor(code))
    assert refusal_of(own, GOOD) == "parser_crashed"
    own.workers.close()
    monkeypatch.undo()
    assert own.read("x", GOOD).sheets


@pytest.mark.skipif(not LINUX, reason="the system limits the memory of a process as Linux does")
def test_a_parser_that_fills_its_memory_is_one_refusal(parsers):
    """A sheet within every measure whose cells all hold their own long text, many times as large when opened."""
    cell = b'<c t="inlineStr"><is><r><rPr><b/></rPr><t>x</t></r></is></c>'
    rows = b"".join(b"<row>" + cell * 290 + b"</row>" for _ in range(2_000))
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    content = rezipped(GOOD, lambda parts: parts.update({SHEET_PART: sheet}))
    limited = "import data.files.parsing.__main__ as m; m.MEMORY_LIMIT = 150 * 2**20; m.main()"
    own = Parsers()
    import data.files.processes

    original, data.files.processes._start = data.files.processes._start, lambda _: impostor(limited)
    try:
        assert refusal_of(own, content) in ("parser_memory", "parser_crashed")
    finally:
        data.files.processes._start = original
    assert own.read("x", GOOD).sheets
    own.workers.close()


def test_a_third_file_waits_with_a_word_while_two_are_read(monkeypatch):
    """Two parsers at once at the most; whoever comes third is told and served afterwards."""
    own, told, books = Parsers(), [], []
    slow = "import sys, time; time.sleep(1.5); import data.files.parsing.__main__ as m; m.main()"
    starts = []

    def start(_) -> subprocess.Popen:
        starts.append(time.monotonic())
        return impostor(slow)

    monkeypatch.setattr("data.files.processes._start", start)
    threads = [
        threading.Thread(target=lambda: books.append(own.read("x", GOOD, lambda: told.append(True))))
        for _ in range(AT_ONCE + 1)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    assert len(starts) == AT_ONCE and told == [True] and books == []
    for thread in threads:
        thread.join(30)
    assert len(books) == AT_ONCE + 1
    own.workers.close()


def test_a_cell_far_out_in_an_xlsb_never_reaches_the_parser_that_would_abort(parsers):
    """calamine would ask for half a terabyte here; the walk through the records refuses it first."""
    rows = [[None] * 100 for _ in range(3)]
    rows[0][0] = rows[2][99] = 1
    content = xlsb([("Sheet", rows)])
    assert parsers.read("x", content).sheets
    far = struct.pack("<I", 2)

    def move(parts: dict[str, bytes]) -> None:
        part = parts["xl/worksheets/sheet1.bin"]
        at = part.index(b"\x00\x11" + far)  # the header of the third row
        parts["xl/worksheets/sheet1.bin"] = part[: at + 2] + struct.pack("<I", 1_048_575) + part[at + 6 :]

    assert refusal_of(parsers, rezipped(content, move)) == "too_many_cells"


BOMBS = {
    "a billion laughs": lambda parts: parts.update(
        {SHEET_PART: b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'}
    ),
    "an external entity": lambda parts: parts.update(
        {SHEET_PART: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'}
    ),
    "an entity in UTF-16": lambda parts: parts.update(
        {SHEET_PART: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><worksheet/>'.encode("utf-16")}
    ),
    "sixty megabytes of blanks": lambda parts: parts.update({"xl/styles.xml": b" " * (61 * 2**20)}),
    "one cell of fifty megabytes": lambda parts: parts.update(
        {
            SHEET_PART: b'<worksheet><sheetData><row><c t="str"><v>'
            + b"9" * (50 * 2**20)
            + b"</v></c></row></sheetData></worksheet>"
        }
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_and_the_process_that_asked_stays_small(parsers, bomb):
    content = rezipped(GOOD, BOMBS[bomb])
    before = _resident()
    assert refusal_of(parsers, content) in ("unsafe_xml", "too_much_unpacked")
    assert _resident() - before < 30
    assert parsers.read("x", GOOD).sheets


def _resident() -> float:
    """Megabytes that this process holds."""
    path = Path("/proc/self/status")
    if not path.exists():
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in path.read_text().splitlines() if line.startswith("VmRSS"))


def test_the_file_of_an_entity_never_shows_up(parsers):
    """No reader follows a reference out of the file: the secret is in no cell and no message."""
    for change in (BOMBS["an external entity"], BOMBS["a billion laughs"]):
        with pytest.raises(Refused) as refused:
            parsers.read("x", rezipped(GOOD, change))
        assert "root:" not in str(refused.value.problems)


def test_a_parser_knows_no_secret_of_the_environment(monkeypatch):
    monkeypatch.setenv("SANJEH_SECRET", "geheim")
    own = Parsers()
    own.workers.warm_up()
    (process,) = own.workers._waiting
    environment = Path(f"/proc/{process.pid}/environ")
    assert not environment.exists() or b"geheim" not in environment.read_bytes()
    own.workers.close()
    assert process.poll() is not None
