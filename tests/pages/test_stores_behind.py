"""The store behind the pages: held by another program, half a demo, somebody's own, empty."""

from __future__ import annotations

import subprocess
import sys

from data.demo.clearing import clear_demo
from data.demo.load import MONTH_FILES, load_demo
from data.imports.importing import commit, preview
from data.problems import refusal
from data.store.store import Store
from i18n.words import Words
from tests.support.browser.browsing import ROOT
from tests.support.builders import FULL_ROWS, score_book, small_store
from tests.support.demo.copies import demo_database
from tests.support.doors.page_runs import charts, run, texts
from ui.asking import setup_queries, the_store


def test_a_store_that_another_program_holds_is_a_sentence_on_the_page(tmp_path, monkeypatch):
    path = tmp_path / "held.duckdb"
    script = "import time; from data.store.store import Store; "
    script += f"held = Store({str(path)!r}); print(1, flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        monkeypatch.setenv("SANJEH_DB", str(path))
        assert "Another process holds the database" in texts(run("overview", lang="en"))
    finally:
        holder.kill()
        holder.wait()


def test_an_interrupted_first_start_goes_on_at_the_next(tmp_path, monkeypatch):
    path = tmp_path / "half.duckdb"
    store = Store(path)
    monkeypatch.setattr("data.demo.load.MONTH_FILES", MONTH_FILES[:2])
    load_demo(store)
    store.close()
    monkeypatch.undo()
    monkeypatch.setenv("SANJEH_DB", str(path))
    assert len(charts(run("overview", lang="en"))[0]["data"][0]["y"]) == 5


def test_a_store_of_a_person_called_demo_opens(tmp_path, monkeypatch):
    path = tmp_path / "theirs.duckdb"
    store = small_store(path, actor="demo")
    file = preview(store, "scores.xlsx", score_book(FULL_ROWS))
    commit(store, file, "demo")
    store.close()
    monkeypatch.setenv("SANJEH_DB", str(path))
    assert len(charts(run("overview", lang="en"))) == 3


def test_a_store_in_which_the_demo_can_not_be_loaded_opens_as_it_is(tmp_path, monkeypatch, caplog):
    def refuse(store: Store) -> int:
        raise refusal("demo_beside_real")

    monkeypatch.setattr("ui.asking.the_store.load_demo", refuse)
    monkeypatch.setenv("SANJEH_DB", str(tmp_path / "new.duckdb"))
    assert Words("en")("empty.no_units") in texts(run("overview", lang="en"))
    assert "demo_beside_real" in caplog.text


def test_an_empty_store_leads_to_the_units_page_and_a_list_without_months_to_the_import(tmp_path, monkeypatch):
    path = tmp_path / "empty.duckdb"
    store = Store(demo_database(path))
    clear_demo(store, "x")
    store.close()
    monkeypatch.setenv("SANJEH_DB", str(path))
    at = run("overview", lang="en")
    assert "go_units" in {button.key for button in at.button}
    at = run("units", lang="en")
    assert {"default_scheme"} <= {button.key for button in at.button}
    at.button(key="default_scheme").click().run()
    assert "name is missing" in texts(at) and "default_scheme" in {button.key for button in at.button}
    at.text_input(key="who_start").input("Sara").run()
    at.button(key="default_scheme").click().run()
    assert not at.exception and "default_scheme" not in {button.key for button in at.button}

    assert setup_queries.scheme_versions()["scheme_id"].tolist() == ["ilam-1399"]
    the_store.store().close()
    the_store._opened.cache_clear()
