"""The benchmarks' own store is a sound store, and both sides of every comparison say the same."""

from __future__ import annotations

import inspect

import pytest

from benchmarks import asked, builder, duel, frames, imports, papers, rivals
from benchmarks.sizes import Size
from benchmarks.table import Table
from data.asking import catalogue, stored_counts, stored_results, stored_scores
from data.imports.results import all_months, differing_rows
from data.keeping.verify import verify
from data.store.store import Store

TINY = Size("tiny", provinces=2, units=12, months=3, not_reported=0.02, missing=0.15)


@pytest.fixture(scope="module")
def tiny():
    store = Store(":memory:")
    builder.fill(store, TINY)
    yield store
    store.close()


def test_a_built_store_holds_what_years_of_imports_would_have_left(tiny):
    counts = builder.row_counts(tiny)
    assert (counts["province"], counts["unit"], counts["scheme"], counts["month"]) == (2, 12, 1, 6)
    assert counts["month_unit"] == counts["unit_total"] == 12 * 3
    missing = tiny.rows("SELECT count(*) FROM unit_total WHERE status = 'missing'")[0][0]
    present = 12 * 3 - missing
    assert (counts["score"], counts["domain_total"]) == (20 * present, 3 * present)
    assert counts["import"] == 6 and counts["event"] == 1 + 2 + 6
    assert [differing_rows(tiny, *where) for where in all_months(tiny)] == [0] * 6
    assert verify(tiny) == []


def test_a_built_store_has_every_status_and_mark(tiny):
    assert tiny.rows("SELECT DISTINCT status FROM unit_total ORDER BY 1") == [
        ("evaluated",),
        ("incomplete",),
        ("missing",),
    ]
    assert tiny.rows("SELECT DISTINCT mark FROM score ORDER BY 1") == [
        ("not_applicable",),
        ("not_reported",),
        ("scored",),
    ]


def test_pandas_and_the_store_answer_every_question_alike(tiny):
    in_memory = frames.load(tiny)
    for question in asked.all_asked(tiny):
        theirs = getattr(rivals, question.name)(in_memory, *question.arguments)
        duel.check_same(question.label, question.ask(tiny), theirs)


def test_no_question_is_left_out(tiny):
    of_a_store = {
        found
        for module in (catalogue, stored_counts, stored_results, stored_scores)
        for found in vars(module).values()
        if inspect.isfunction(found)
        and not found.__name__.startswith("_")
        and found.__module__ == module.__name__
        and next(iter(inspect.signature(found).parameters)) == "store"
    }
    assert of_a_store == {question.question for question in asked.all_asked(tiny)} - {Store.revision}


def test_answers_that_differ_stop_the_benchmark(tiny):
    totals = stored_results.unit_totals(tiny, 1, asked.EVERYONE, 139901)
    duel.check_same("totals", totals, totals.copy())
    for other in (totals.iloc[::-1], totals.iloc[1:], totals.assign(total=totals["total"] + 1e-6)):
        with pytest.raises(duel.Disagreement):
            duel.check_same("totals", totals, other)


def test_the_large_imports_are_read_whole_and_measured(tmp_path, monkeypatch):
    database = tmp_path / "s.duckdb"
    store = Store(database)
    builder.fill(store, TINY)
    store.close()
    monkeypatch.setattr(imports, "MANY_UNITS", 9)
    monkeypatch.setattr(imports, "MANY_FILES", 3)
    for measure in (imports.large_file, imports.many_files):
        found = measure(database, tmp_path)
        assert min(found.preview_s, found.rehearse_s, found.store_s) > 0


def test_every_paper_is_measured(tiny):
    assert all(milliseconds > 0 for milliseconds in papers.paper_times(tiny).values())


def test_the_table_says_where_a_goal_was_missed():
    table = Table(["S", "M"])
    table.add("Questions", "one", "S", 3.25, {"M": 10})
    table.add("Questions", "one", "M", 12.0, {"M": 10}, " (24.0, 2.0×)")
    assert table.missed() == ["one: missed at M"]
    assert "| one | 3.2 | 12 (24.0, 2.0×) | M ≤ 10 | missed at M |" in table.markdown()
    assert "one  3.2  12 (24.0, 2.0×)  M ≤ 10  missed at M" in table.text()
