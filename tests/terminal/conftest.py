"""The files that an office begins with, and a store that was begun with them."""

from __future__ import annotations

import pytest

from tests.support.builders import FULL_ROWS, SMALL_SCHEME, score_book, units_file
from tests.support.doors.command_line import run


@pytest.fixture
def place(tmp_path):
    (tmp_path / "scheme.toml").write_text(SMALL_SCHEME, encoding="utf-8")
    (tmp_path / "units.csv").write_bytes(units_file())
    (tmp_path / "1399-01.xlsx").write_bytes(score_book(FULL_ROWS))
    worse = [["اداره کل راه", "۶", "-", "۱۰"], ["دانشگاه علوم پزشکی", 3, 2, "بدون موضوع"], ["بهزیستی", 1, 1, 1]]
    (tmp_path / "second.xlsx").write_bytes(score_book(worse, "نتایج", sheet="برگهٔ دوم"))
    return tmp_path


@pytest.fixture
def store(place):
    db = place / "s.duckdb"
    assert run("init", "--db", db, "--scheme", place / "scheme.toml", "--units", place / "units.csv").returncode == 0
    return db
