"""What the log says to whoever looks after Sanjeh: who did what, what was refused, where a page failed, and no more."""

from __future__ import annotations

import logging
import re
import stat

import pytest

import cli
from data.keeping import logs
from data.keeping.accepting import accept_anchor
from data.problems import refusal
from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store
from i18n.words import Words
from tests.support.builders import FULL_ROWS, import_rows, small_store
from ui.asking.acting import carry_out


def move_month(store):
    raise refusal("month_changed", month=139901, who="Sara")


@pytest.fixture
def lines(tmp_path):
    """Gives the lines of the log; its files are let go at the end."""
    logs.to_files(tmp_path / "log")
    yield lambda: (tmp_path / "log" / logs.FILE).read_text(encoding="utf-8").splitlines()
    for name in logs.OURS:
        for handler in [each for each in logging.getLogger(name).handlers if isinstance(each, logs._InFiles)]:
            logging.getLogger(name).removeHandler(handler)
            handler.close()


def test_an_import_is_one_line_with_who_what_which_month_and_how_long(lines):
    store = small_store()
    before = len(lines())
    import_rows(store, FULL_ROWS, name="scores of Sara.xlsx")
    (line,) = lines()[before:]
    assert re.search(r"INFO sanjeh\.acts: import( home)? 139901 by tester, \d+ ms$", line), line
    for kept_out in ("Sara", "بهزیستی", "a test", "1.0"):
        assert kept_out not in line


def test_a_change_that_is_refused_or_undone_is_no_act(lines):
    store = small_store()
    before = len(lines())
    with pytest.raises(ZeroDivisionError), store.transaction() as change:
        change.acts.append("import by nobody")
        raise ZeroDivisionError
    with store.rehearsal() as change:
        change.acts.append("import by nobody")
    assert lines()[before:] == []


def test_a_refused_act_is_a_line_with_its_code_and_no_value(lines, monkeypatch, tmp_path):
    small_store(tmp_path / "s.duckdb").close()
    monkeypatch.setenv("SANJEH_DB", str(tmp_path / "s.duckdb"))
    before = len(lines())
    assert carry_out(move_month, Words("en")).refused
    assert lines()[before:][-1].endswith("refused move_month: month_changed")


def test_the_files_are_their_owners_alone_and_the_oldest_lines_go(lines, tmp_path, monkeypatch):
    monkeypatch.setattr(logs, "LARGEST_FILE", 2000)
    logs.to_files(tmp_path / "log")
    for number in range(200):
        logging.getLogger("sanjeh").info("line %d of many, which are as long as lines are", number)
    files = sorted((tmp_path / "log").iterdir())
    assert len(files) == 1 + logs.FILES_KEPT and "line 199 " in lines()[-1]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


@pytest.mark.parametrize(("level", "written"), [("", True), ("info", True), ("WARNING", False), ("loud", True)])
def test_the_environment_says_how_much_is_written(lines, tmp_path, monkeypatch, level, written):
    monkeypatch.setenv(logs.LEVEL, level)
    logs.to_files(tmp_path / "log")
    logging.getLogger("sanjeh").info("as usual")
    logging.getLogger("sanjeh").warning("to be looked at")
    said = "\n".join(lines())
    assert ("as usual" in said) == written and "to be looked at" in said
    assert ("is none of DEBUG" in said) == (level == "loud")
    monkeypatch.delenv(logs.LEVEL)
    logs.to_files(tmp_path / "log")


def test_a_disk_that_refuses_leaves_the_lines_on_stderr(tmp_path, caplog):
    (tmp_path / "log").write_text("a file where the folder should be")
    logs.to_files(tmp_path / "log")
    assert "no log is written into" in caplog.text


def test_what_the_command_line_refuses_stands_in_the_log_by_its_code(tmp_path, capsys):
    database = tmp_path / "s.duckdb"
    small_store(database).close()
    assert cli.main(["backup", "--db", str(tmp_path / "none.duckdb"), "--lang", "en"]) == 1
    assert cli.main(["month", "set", "--db", str(database), "--month", "1399-01", "final", "--lang", "en"]) == 1
    assert "refused" not in capsys.readouterr().err
    said = (tmp_path / logs.FOLDER / logs.FILE).read_text(encoding="utf-8")
    assert "sanjeh.acts: refused month set: month_not_stored" in said


def test_an_accepted_anchor_is_an_act_too(lines, tmp_path):
    path = tmp_path / "s.duckdb"
    store = small_store(path)
    import_rows(store, FULL_ROWS)
    store.close()
    beside(path, ANCHOR).unlink()
    store, before = Store(path), len(lines())
    accept_anchor(store, "Sara", "the file was lost")
    store.close()
    assert any("sanjeh.acts: anchor by Sara, " in line for line in lines()[before:])
