"""What takes too long or too much to read is refused, and costs this process nothing."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from data.files import reading_processes
from data.files.reading_processes import READERS
from data.files.workbook import read_book
from data.imports import importing
from data.problems import Refused
from tests.support.builders import HEADER, csv_file
from tests.support.files.repacking import repacked
from tests.support.files.score_files import FULL, codes, read, values, with_cell
from tests.support.files.workbooks import ods, xlsx

HOSTILE = {
    "long texts that look like headers": lambda: xlsx(
        [("s", [[f"{'شمار خبر ' * 220}{row}{column}" for column in range(250)] for row in range(20)])]
    ),
    "a row many thousand times": lambda: repeated(),
    "twenty thousand unknown names": lambda: csv_file(
        [HEADER, *[[f"واحد ناشناختهٔ {number}", 1, 1, 1] for number in range(19_000)]]
    ),
}


def repeated() -> bytes:
    """A small .ods whose one row of long texts is said to stand 19,000 times."""
    plain = ods([("s", [["دستگاه " * 280] * 30])], tail="")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(
                name, text.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="19000">')
            )
    return target.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_what_takes_too_long_to_read_is_ended_and_costs_this_process_nothing(store, monkeypatch, name):
    """Read by another process, ended after its time: a refusal, and hardly any time of ours."""
    monkeypatch.setattr(reading_processes.READERS.workers, "_seconds", 1.5)
    books = []
    monkeypatch.setattr(importing, "read_book", lambda *given: books.append(read_book(*given)) or books[-1])
    before = time.process_time()
    found = codes(store, HOSTILE[name](), month=139901)
    assert found and time.process_time() - before < 5.0
    (book,) = books
    with pytest.raises(Refused):
        READERS.read("units", book)
    monkeypatch.undo()
    assert values(read(store, with_cell(10))) == FULL  # and the next file is read


@pytest.mark.parametrize("blocks", [25_000, 3])
def test_merged_blocks_are_measured_before_anything_opens_them(store, blocks):
    one = b'<mergeCell ref="A1:XFD1000000"/>' if blocks == 3 else b'<mergeCell ref="A9:B9"/>'
    merged = b"</sheetData><mergeCells>" + one * blocks + b"</mergeCells>"
    content = repacked(with_cell(10), sheet1=(b"</sheetData>", merged))
    start = time.monotonic()
    assert codes(store, content) == [("too_many_merged", None)] and time.monotonic() - start < 10
