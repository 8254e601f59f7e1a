"""What is told where: a backup that failed after a move, an error nobody expected, a notice on every page, health."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import time
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import pytest

import cli
from data.keeping import logs
from data.keeping.move_and_back_up import move_and_back_up
from data.keeping.verify import verify_newest
from data.office.reverting import revert
from data.problems import refusal
from data.store.disk.swapping import ANCHOR, beside
from data.store.store import Store
from i18n.words import Words
from tests.support.browser.browsing import ROOT, settle
from tests.support.browser.serving import free_port, running, wait_until_served
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.doors import command_line
from tests.support.doors.command_line import command
from tests.support.doors.page_runs import one, run, texts
from tests.support.office.small_months import final_month, open_month
from tests.support.papers.reading_back import plain
from tests.support.store.months import add_month
from tests.support.store.prepared import prepared_at

NO_BACKUP = "no backup could be made. A file stands where a folder is needed"
NUMBER = re.compile(r"\b[0-9a-f]{8}\b")


def block_backups(store: Store) -> None:
    """A file where the folder of the backups would be made."""
    store.backups.write_text("a file")


def assert_told(said: str) -> None:
    said = plain(said)
    assert NO_BACKUP in said and "Then make a backup by hand" in said and "Nothing was changed" not in said


# A failed backup


def test_the_page_of_months_tells_a_backup_that_failed(draft_store):
    block_backups(draft_store)
    at = run("months", lang="en")
    at.text_input(key="who_months").set_value("Zahra").run()
    at.text_input(key="step_objections_until_139901_0").set_value((date.today() + timedelta(days=30)).isoformat()).run()
    at.button(key="step_objections_do_139901_0").click().run()
    assert "is now open to objections" in plain(texts(at))
    assert_told(texts(at))


def test_the_page_that_publishes_tells_a_backup_that_failed(final_store):
    block_backups(final_store)
    at = run("public", lang="en")
    at.text_input(key="who_public").set_value("Zahra").run()
    one(at.text_input, "public_contact_").set_value("x").run()
    one(at.checkbox, "public_looked_").check().run()
    one(at.button, "public_do_").click().run()
    assert "is published" in plain(texts(at))
    assert_told(texts(at))
    assert final_store.rows("SELECT state FROM month") == [("published",)]


@pytest.fixture
def final_path(tmp_path) -> Path:
    store = Store(prepared_at(tmp_path / "s.duckdb", open_month, date(2020, 5, 1), date(2020, 4, 25)))
    block_backups(store)
    store.close()
    return tmp_path / "s.duckdb"


def spoken(*arguments: object) -> subprocess.CompletedProcess:
    """What a command says in English, as texts."""
    done = command_line.run(*arguments, "--lang", "en")
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_command_line_tells_a_backup_that_failed_wherever_it_moves(final_path, tmp_path):
    moved = spoken("month", "set", "--db", final_path, "--month", "1399-01", "final")
    assert moved.returncode == 0 and "is now final" in moved.stderr
    assert_told(moved.stderr)
    decided = ("--weak-names", "no", "--contact", "x", "--out", tmp_path / "out")
    published = spoken("publish", "--db", final_path, "--month", "1399-01", *decided)
    assert published.returncode == 0 and "is published" in published.stderr
    assert_told(published.stderr)


def test_a_store_whose_figures_were_forged_publishes_nothing_and_says_what_differs(tmp_path):
    store = Store(prepared_at(tmp_path / "s.duckdb", final_month))
    store._root.execute("UPDATE unit_total SET total = 95, band = 'good', rank = 1 WHERE unit_key = 1")
    store.close()
    decided = ("--weak-names", "no", "--contact", "x", "--out", tmp_path / "out")
    told = spoken("publish", "--db", tmp_path / "s.duckdb", "--month", "1399-01", *decided)
    said = plain(told.stderr)
    assert told.returncode == 1 and "aren't those of its scores" in said and "Nothing was stored" in said
    assert not (tmp_path / "out").exists()


def test_whoever_moves_a_month_asks_what_became_of_its_backup():
    """Every caller looks at `trouble`, or hands the Moved on to who does."""
    callers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("ui", "terminal", "pages", "data")
        for path in (ROOT / folder).rglob("*.py")
        if "move_and_back_up(" in path.read_text(encoding="utf-8")
    }
    assert callers == {
        "data/keeping/move_and_back_up.py",
        "ui/asking/month_acts.py",
        "terminal/months.py",
        "terminal/publishing.py",
    }
    for path in (
        "terminal/months.py",
        "terminal/publishing.py",
        "ui/screens/office/months.py",
        "ui/screens/papers/public.py",
    ):
        assert "backup_trouble(" in (ROOT / path).read_text(encoding="utf-8"), path


def test_why_a_backup_was_made_stands_in_the_log(final_path):
    (final_path.parent / "backups").unlink()
    made = command("backup", "--db", final_path)
    (line,) = made.stderr.splitlines()
    assert "INFO data.keeping.backup: backup" in line and line.endswith("(command line)")
    assert made.stdout.strip() in line


# Errors that nobody expects


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_an_error_no_page_expects_bears_a_number_of_the_log(draft_store, monkeypatch, caplog, lang):

    def fail(*values):
        raise KeyError("139907")

    monkeypatch.setattr("ui.screens.office.months.missing", fail)
    with caplog.at_level(logging.ERROR, logger="sanjeh"):
        at = run("months", lang=lang)
    (record,) = [record for record in caplog.records if record.name == "sanjeh"]
    number = NUMBER.search(record.getMessage())[0]
    assert number in texts(at) and "139907" not in texts(at) and record.exc_info[1].args == ("139907",)
    assert Words(lang)("trouble.unexpected", number=number) in texts(at)


def test_what_a_page_is_refused_outside_an_act_is_told_in_its_own_words(draft_store, monkeypatch):
    """A month that another session took back between two questions of a page."""

    def gone(*values):
        revert(draft_store, 1, "tester", "wrong file") if draft_store.rows("SELECT 1 FROM month") else None
        raise refusal("month_not_stored", month=139901)

    monkeypatch.setattr("ui.screens.office.months.missing", gone)
    at = run("months", lang="en")
    assert "Something went wrong" not in texts(at)
    assert Words("en")("problem.month_not_stored.try") in texts(at)


def test_the_command_line_gives_a_number_that_stands_in_the_log(monkeypatch, capsys, tmp_path):
    path = tmp_path / "s.duckdb"
    small_store(path).close()
    monkeypatch.setattr("terminal.checking.verify_store", lambda store, known: 1 / 0)
    assert cli.main(["verify", "--db", str(path), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    (sentence,) = [line for line in said.splitlines() if line.startswith("Something went wrong")]
    number = NUMBER.search(sentence)[0]
    assert f"unexpected error {number}" in said and "ZeroDivisionError" in said and "Traceback" in said


def test_a_line_of_the_log_is_one_line(capsys):
    logs.to_stderr()
    logs.to_stderr()
    logging.getLogger("data.keeping.backup").info("a name\nwith \x1b[31m ends")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("INFO data.keeping.backup: a name with  [31m ends")


CALLBACK_APP = """
import sys
import streamlit as st
from ui.kit import frame
from ui.server import mishaps
from ui.kit.dom import el, show

def script():
    def fail():
        raise ValueError("only the log says so")

    @st.fragment
    def part():
        if st.button("inside", key="inside"):
            fail()

    st.button("callback", key="callback", on_click=fail)
    if st.button("rerun", key="rerun"):
        st.rerun()
    part()
    show(el("p", "drawn"), key="drawn")
"""


@pytest.mark.browser
def test_what_a_callback_or_a_part_of_a_page_raises_is_told_too(desks, tmp_path):
    script, app = tmp_path / "script.py", tmp_path / "served.py"
    script.write_text(CALLBACK_APP + "\nscript()\n", encoding="utf-8")
    app.write_text(
        "import streamlit as st\nfrom starlette.responses import PlainTextResponse\n"
        "from starlette.routing import Route\nfrom ui.server import mishaps\n"
        "async def health(request): return PlainTextResponse('ok')\n"
        f"app = st.App({str(script)!r}, routes=[Route('/healthz', health)],\n"
        "    on_script_error=mishaps.tell_of_callback)\n",
        encoding="utf-8",
    )
    port = free_port()
    line = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(line, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_served(f"http://127.0.0.1:{port}", process)
        page = desks.page()
        for key in ("callback", "inside"):
            page.goto(f"http://127.0.0.1:{port}")
            settle(page)
            page.locator(f".st-key-{key} button").click()
            settle(page)
            said = page.locator("[role=alert]").inner_text()
            assert "خطای پیش‌بینی‌نشده" in said and NUMBER.search(said)[0] in (tmp_path / "log").read_text()
        desks.leave(page)
    finally:
        process.terminate()
        process.wait(timeout=20)


# The look after the start


@pytest.fixture
def three_months(tmp_path) -> Path:
    return prepared_at(tmp_path / "s.duckdb", first_months)


def first_months(path: Path) -> Store:
    store = small_store(path)
    for month in range(1, 6):
        add_month(store, month)
    return store


def forge(path: Path, month: int) -> None:
    store = Store(path)
    store._root.execute(f"UPDATE unit_total SET total = total + 1 WHERE month = {month:d}")
    store.close()


def test_the_look_after_the_start_takes_the_newest_months_alone(three_months):
    for month, found in ((139901, []), (139905, ["results_changed"])):
        forge(three_months, month)
        store = Store(three_months)
        assert [finding.code for finding in verify_newest(store)] == found
        assert verify_newest(store, lambda: True) == []
        store.close()


def test_the_started_app_says_what_it_found_on_health(three_months):
    forge(three_months, 139905)
    with running(three_months) as address:
        for _ in range(100):
            with urllib.request.urlopen(f"{address}/healthz", timeout=20) as answer:
                told = json.load(answer)
            if not told["ok"]:
                break
            time.sleep(0.1)
    assert told == {"ok": False, "why": "unsound"}


def test_every_page_says_what_the_look_found_and_nothing_stale(draft_store):
    from ui.asking import watch

    draft_store._root.execute("UPDATE unit_total SET total = total + 1")
    watch.look(draft_store)
    try:
        for page in ("overview", "months"):
            assert "The check at the start found" in texts(run(page, lang="en"))
        with draft_store.transaction() as change:
            from data.imports.results import store_results

            store_results(change, 1, 139901)
        import_rows(draft_store, [["بهزیستی", 6, 4, 10]], name="later.xlsx")
        assert "The check at the start found" not in texts(run("overview", lang="en"))
    finally:
        watch._WATCH.found = ()


def test_a_torn_end_of_the_anchor_stands_on_every_page_until_a_change_completes_it(draft_store):
    from ui.asking import watch

    with draft_store.anchor.path.open("ab") as file:
        file.write(b"\0\0")
    watch.look(draft_store)
    try:
        said = texts(run("overview", lang="en"))
        assert "is not whole" in said and "The check at the start found" not in said
        import_rows(draft_store, [["بهزیستی", 6, 4, 10]], name="later.xlsx")
        assert "is not whole" not in texts(run("overview", lang="en"))
    finally:
        watch._WATCH.found = ()


def test_an_alarm_and_a_late_anchor_stand_on_every_page(own_store, monkeypatch):
    def refuse(self, file, chain):
        raise OSError(28, os.strerror(28), str(self.path))

    with monkeypatch.context() as patched:
        patched.setattr("data.store.anchor.Anchor.complete", refuse)
        import_rows(own_store, FULL_ROWS)
        said = plain(texts(run("months", lang="en")))
    assert "The last changes are stored, but they could not be written into the control file" in said
    assert "The disk is full" in said and "Free some space" in said
    assert "could not be written" not in plain(texts(run("months", lang="en")))
    own_store.alarm = "missing"
    said = plain(texts(run("months", lang="en")))
    assert "is missing or empty" in said and "cli.py anchor accept --reason" in said


def test_health_asks_the_database(own_store):
    from ui.asking import watch

    assert watch.health() == (None, True)
    own_store._root.close()
    assert watch.health() == ("store_broken", False)


def test_moves_that_are_backed_up_say_nothing_of_it(tmp_path):
    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    moved = move_and_back_up(store, None, 139901, "objections", "x", until=date(2020, 5, 1), today=date(2020, 4, 25))
    store.close()
    assert moved.trouble is None and beside(moved.backup, ANCHOR).exists()
