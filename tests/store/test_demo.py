"""The demo: made again by its generator, read by the ordinary way in, shaped as published."""

from __future__ import annotations

import io

import openpyxl
import pytest

from data.asking import stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.demo.clearing import clear_demo
from data.demo.generate import BANDS, generate
from data.demo.load import MONTH_FILES, is_unfinished_demo, load_demo
from data.imports.importing import commit, preview
from data.office.months import move
from data.problems import Refused
from data.registry.provinces import province_ids
from data.registry.schemes import add_scheme, schemes
from data.store.store import Store
from scoring.scheme import DEFAULT_SCHEME
from tests.support import oracle
from tests.support.builders import SMALL_SCHEME, small_store
from tests.support.demo.by_hand import oracle_results
from tests.support.demo.copies import demo_store

ALL = Chosen()
BAND_CODES = ("very_weak", "weak", "average", "good", "very_good")


@pytest.fixture(scope="module")
def store():
    return demo_store()


def cells(path) -> list[list]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]


def test_the_generator_makes_the_committed_files_again(tmp_path):
    generate(tmp_path)
    for path in MONTH_FILES:
        assert cells(tmp_path / path.name) == cells(path), path.name
    assert len(MONTH_FILES) == 5


def test_the_files_give_the_published_shares_and_bands(store):
    counts = stored_counts.month_counts(store, 1, ALL)
    weak = {kind: counts[counts["kind"] == kind]["weak"].tolist() for kind in ("agency", "governorate")}
    assert weak == {"agency": [40, 40, 25, 18, 10], "governorate": [10, 9, 7, 5, 3]}
    assert counts["incomplete"].sum() == counts["missing"].sum() == 0
    bands = stored_counts.band_counts(store, 1, ALL).set_index(["kind", "month", "band"])["units"]
    for kind, months in BANDS.items():
        for month, sizes in zip(range(139901, 139906), months, strict=True):
            assert [bands.get((kind, month, code), 0) for code in BAND_CODES] == list(sizes)


def test_every_total_band_and_rank_is_the_oracles_recomputed_from_the_cells(store):
    for month, path in zip(range(139901, 139906), MONTH_FILES, strict=True):
        expected, _ = oracle_results(path.read_bytes())
        found = stored_results.unit_totals(store, 1, ALL, month).set_index("name_fa")
        assert set(found.index) == set(expected)
        for name, wanted in expected.items():
            assert found.loc[name, "total"] == pytest.approx(float(wanted["total"]), abs=1e-9)
            assert (found.loc[name, "band"], found.loc[name, "rank"]) == (wanted["band"], wanted["rank"])


def test_one_unit_is_very_weak_three_months_running_and_crisis_is_rarely_applicable(store):
    totals = stored_results.unit_totals(store, 1, ALL)
    last = totals[(totals["month"] >= 139903) & (totals["band"] == "very_weak")].groupby("unit_id").size()
    assert last[last == 3].index.tolist() == ["A22"]
    crisis = stored_scores.scores(store, 1, ALL).query("indicator == 'N03'")["mark"].value_counts(normalize=True)
    assert crisis["not_applicable"] > 0.5


def test_editing_one_cell_of_a_demo_file_moves_the_share(store):
    content = MONTH_FILES[4].read_bytes()
    results, kinds = oracle_results(content)
    governorates = [name for name, kind in kinds.items() if kind == "governorate"]
    barely = min((name for name in governorates if not results[name]["weak"]), key=lambda name: results[name]["total"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    row = next(row for row in sheet.iter_rows(min_row=3) if row[1].value == barely)
    best = max((cell for cell in row[2:] if isinstance(cell.value, int | float)), key=lambda cell: cell.value)
    best.value = 0
    target = io.BytesIO()
    book.save(target)
    edited, _ = oracle_results(target.getvalue())
    opened = demo_store()
    move(opened, None, 139905, "draft", "x", "a test")
    commit(opened, preview(opened, "1399-05-edited.xlsx", target.getvalue()), "x", "a test")
    counts = stored_counts.month_counts(opened, 1, ALL).set_index(["month", "kind"])["weak"]
    assert oracle.share(edited, governorates)[0] == counts[139905, "governorate"]
    total = stored_results.unit_totals(opened, 1, ALL, 139905).set_index("name_fa").loc[barely, "total"]
    assert total == pytest.approx(float(edited[barely]["total"]), abs=1e-9) != float(results[barely]["total"])
    assert counts[139905, "governorate"] == 3 + edited[barely]["weak"] == 4


def test_demo_data_is_never_put_beside_real_data():
    with pytest.raises(Refused) as refused:
        load_demo(small_store())
    assert refused.value.problems[0].code == "demo_beside_real"


def test_a_person_called_demo_has_a_store_of_their_own():
    assert is_unfinished_demo(Store(":memory:")) and not is_unfinished_demo(small_store(actor="demo"))
    begun = Store(":memory:")
    with begun.transaction() as change:
        add_scheme(change, DEFAULT_SCHEME.read_text(encoding="utf-8"), "demo")  # the first step of one's own province
    assert not is_unfinished_demo(begun)


def test_a_demo_that_somebody_has_worked_on_is_never_loaded_again():
    store = demo_store()
    assert not is_unfinished_demo(store)
    move(store, None, 139905, "draft", "demo", "a second look")
    assert not is_unfinished_demo(store)


def test_an_interrupted_loading_goes_on_wherever_it_stopped(monkeypatch):
    half = Store(":memory:")
    monkeypatch.setattr("data.demo.load.MONTH_FILES", MONTH_FILES[:3])
    load_demo(half)
    monkeypatch.undo()
    assert is_unfinished_demo(half)
    load_demo(half)
    assert not is_unfinished_demo(half) and len(half.rows("SELECT 1 FROM import")) == 5


def test_clearing_the_demo_leaves_a_scheme_of_a_person_called_demo():
    store = demo_store()
    with store.transaction() as change:
        add_scheme(change, SMALL_SCHEME.replace('"small"', '"small"\nvalid_from = "1401-01"'), "demo")
    clear_demo(store, "tester")
    assert [scheme.scheme_id for scheme in schemes(store).values()] == ["small"] and province_ids(store) == []
