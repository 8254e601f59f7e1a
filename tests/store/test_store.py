"""The store: all or nothing, what is in force, history that stays, two provinces that never mix."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from data.asking import stored_counts, stored_results, stored_scores
from data.asking.chosen import Chosen
from data.files.workbook import read_book
from data.imports.importing import commit, preview
from data.imports.results import rebuild
from data.keeping.verify import verify
from data.problems import Refused
from data.registry.unit_rows import add_units
from data.store.store import Store, StoreError
from data.units.unit_list_files import read_units
from tests.support.builders import (
    FULL_ROWS,
    SMALL_SCHEME,
    UNITS,
    import_rows,
    problems,
    score_book,
    small_store,
    units_file,
)

ALL = Chosen()


def totals(store: Store, month: int = 139901, province: int = 1) -> dict:
    frame = stored_results.unit_totals(store, province, ALL, month)
    return dict(zip(frame["unit_id"], frame["total"], strict=True))


def test_a_file_becomes_totals_bands_and_ranks():
    store = small_store()
    import_rows(store, FULL_ROWS)
    frame = stored_results.unit_totals(store, 1, ALL, 139901).set_index("unit_id")
    assert totals(store) == {"A1": 100.0, "A2": 50.0, "A3": 15.0, "G1": 50.0}
    assert frame["band"].to_dict() == {"A1": "high", "A2": "mid", "A3": "low", "G1": "mid"}
    assert frame["rank"].to_dict() == {"A1": 1, "A2": 2, "A3": 3, "G1": 1}
    assert frame["ranked_units"].to_dict() == {"A1": 3, "A2": 3, "A3": 3, "G1": 1}
    assert verify(store) == []


def test_the_newest_import_that_holds_a_row_for_the_unit_gives_all_its_indicators():
    store = small_store()
    import_rows(store, FULL_ROWS)
    import_rows(store, [["بهزیستی", 6, None, 10]], name="correction.xlsx", note="اصلاح")
    frame = stored_results.unit_totals(store, 1, ALL, 139901).set_index("unit_id")
    assert frame.loc["A3", "status"] == "incomplete"
    assert (frame.loc["A3", "points"], frame.loc["A3", "ceiling"], frame.loc["A3", "coverage"]) == (16, 16, 0.8)
    assert totals(store)["A1"] == 100.0 and frame.loc["A1", "ranked_units"] == 2
    files = stored_scores.scores(store, 1, ALL).groupby("unit_id")["file_name"].first().to_dict()
    assert files == {"A1": "scores.xlsx", "A2": "scores.xlsx", "A3": "correction.xlsx", "G1": "scores.xlsx"}


def test_identical_bytes_change_nothing_while_in_force_and_are_a_new_import_afterwards():
    store = small_store()
    first = score_book(FULL_ROWS)
    other = score_book([["بهزیستی", 6, 4, 10]])
    assert commit(store, preview(store, "a.xlsx", first), "x")[0].import_key == 1
    assert commit(store, preview(store, "again.xlsx", first), "x")[0].import_key is None
    assert commit(store, preview(store, "b.xlsx", other), "x", "a test")[0].import_key == 2
    assert totals(store)["A3"] == 100.0
    assert commit(store, preview(store, "a.xlsx", first), "x", "a test")[0].import_key == 3
    assert totals(store)["A3"] == 15.0


def test_a_file_with_an_error_stores_nothing():
    store = small_store()
    before = store.revision()
    with pytest.raises(Refused):
        import_rows(store, [*FULL_ROWS[:3], ["فرمانداری دره‌شهر", 99, 1, 1]])
    assert store.revision() == before
    assert store.rows("SELECT count(*) FROM score") == [(0,)] == store.rows("SELECT count(*) FROM import")


def test_a_failure_in_the_middle_of_a_file_of_two_months_leaves_the_old_state(monkeypatch):
    store = small_store()
    from tests.support.builders import HEADER, books

    content = books([("تیر ۹۹", [HEADER, *FULL_ROWS]), ("خرداد ۹۹", [HEADER, *FULL_ROWS])])
    read = preview(store, "two.xlsx", content)
    store_results = sys.modules["data.imports.importing"].store_results

    def fail_on_the_second(change, province, month):
        if month == 139904:
            raise RuntimeError("power cut")
        return store_results(change, province, month)

    monkeypatch.setattr("data.imports.importing.store_results", fail_on_the_second)
    with pytest.raises(RuntimeError):
        commit(store, read, "x")
    assert store.rows("SELECT count(*) FROM import") == [(0,)] == store.rows("SELECT count(*) FROM month")
    monkeypatch.undo()
    assert [month.month for month in commit(store, read, "x")] == [139903, 139904]
    assert verify(store) == []


def test_missing_units_are_listed_and_counted_apart():
    store = small_store()
    import_rows(store, [FULL_ROWS[2], FULL_ROWS[3]])
    counts = stored_counts.month_counts(store, 1, ALL).set_index("kind")
    assert counts.loc["agency"].to_dict() == {
        "month": 139901,
        "listed": 3,
        "evaluated": 1,
        "incomplete": 0,
        "missing": 2,
        "weak": 1,
    }
    assert problems(store, score_book(FULL_ROWS[2:]))["units_absent"][0] == "warning"


def test_a_later_edit_of_the_unit_list_never_rewrites_history():
    store = small_store()
    import_rows(store, FULL_ROWS)
    with store.transaction() as change:
        change.run("UPDATE unit SET kind = 'governorate', sector = 'X' WHERE unit_id = 'A1'")
    rebuild(store)
    frame = stored_results.unit_totals(store, 1, ALL, 139901).set_index("unit_id")
    assert (frame.loc["A1", "kind"], frame.loc["A1", "sector"]) == ("agency", "INF")
    import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    later = stored_results.unit_totals(store, 1, ALL, 139902).set_index("unit_id")
    assert later.loc["A1", "kind"] == "governorate"


def test_a_month_keeps_the_scheme_it_was_scored_with():
    store = small_store()
    import_rows(store, FULL_ROWS)
    from data.registry.schemes import add_scheme

    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1399-02"')
    newer = newer.replace("from = 50", "from = 60")
    with store.transaction() as change:
        add_scheme(change, newer, "x")
    import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    import_rows(store, [["بهزیستی", 6, 4, 10]])
    bands = {
        month: stored_results.unit_totals(store, 1, ALL, month).set_index("unit_id")["band"]
        for month in (139901, 139902)
    }
    assert (bands[139901]["A2"], bands[139902]["A2"]) == ("mid", "low")


def test_no_figure_mixes_two_provinces():
    store = small_store()
    away = [(row[0], "away", *row[2:]) for row in UNITS]
    with store.transaction() as change:
        add_units(change, read_units(read_book("units.csv", units_file(away))), "x")
    import_rows_to(store, "home", FULL_ROWS)
    before = {
        table: store.read(f"SELECT * FROM {table} WHERE province_key = 1") for table in ("unit_total", "domain_total")
    }
    counts = stored_counts.month_counts(store, 1, ALL)
    flows = stored_counts.flow_counts(store, 1, {"agency": 139901}, ALL)
    means = stored_results.mean_totals(store, 1, ALL)
    import_rows_to(store, "away", [[row[0], 0, 0, 0] for row in FULL_ROWS])
    for table, frame in before.items():
        assert store.read(f"SELECT * FROM {table} WHERE province_key = 1").equals(frame)
    assert stored_counts.month_counts(store, 1, ALL).equals(counts)
    assert stored_counts.flow_counts(store, 1, {"agency": 139901}, ALL).equals(flows)
    assert stored_results.mean_totals(store, 1, ALL).equals(means)
    assert totals(store, province=2) == dict.fromkeys(["A1", "A2", "A3", "G1"], 0.0)
    assert len(stored_scores.scores(store, 1, ALL)) == len(stored_scores.scores(store, 2, ALL)) == 12
    with pytest.raises(Refused) as refused:
        preview(store, "s.xlsx", score_book(FULL_ROWS))
    assert refused.value.problems[0].code == "province_needed"


def import_rows_to(store: Store, province: str, rows: list) -> None:
    commit(store, preview(store, "s.xlsx", score_book(rows), province_id=province), "x")


def test_filters_choose_rows_and_leave_ranks_alone():
    store = small_store()
    import_rows(store, FULL_ROWS)
    health = stored_results.unit_totals(store, 1, Chosen(sectors=("HLT",)), 139901)
    assert dict(zip(health["unit_id"], health["rank"], strict=True)) == {"A2": 2, "A3": 3}
    counts = stored_counts.month_counts(store, 1, Chosen(sectors=("HLT",)))
    assert counts[["kind", "evaluated", "weak"]].values.tolist() == [["agency", 2, 1]]
    chosen = stored_counts.month_counts(store, 1, Chosen(units=("A1", "G1")))
    assert chosen[["kind", "evaluated", "weak"]].values.tolist() == [["agency", 1, 0], ["governorate", 1, 0]]


def test_the_flow_names_who_left_fell_joined_and_went():
    store = small_store()
    import_rows(store, [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 1, 1, 1], ["بهزیستی", 1, 1, 1]])
    second = [["اداره کل راه", 0, 0, 0], ["دانشگاه علوم پزشکی", 6, 4, 10], ["فرمانداری دره‌شهر", 0, 0, 0]]
    import_rows(store, second, "نتایج اردیبهشت ۱۳۹۹")
    flows = stored_counts.flow_counts(store, 1, {"agency": 139901, "governorate": 139901}, ALL)
    rows = flows[flows["month"] == 139902].set_index("kind").drop(columns="month").to_dict("index")
    assert rows == {
        "agency": {"left_weak": 1, "fell_weak": 1, "joined_weak": 0, "gone_weak": 1},
        "governorate": {"left_weak": 0, "fell_weak": 0, "joined_weak": 1, "gone_weak": 0},
    }


def test_many_readers_see_whole_months_while_imports_go_on():
    store = small_store()
    import_rows(store, FULL_ROWS)
    wrong, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            if store.rows("SELECT count(*) FROM unit_total WHERE month = 139901") != [(4,)]:
                wrong.append(1)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(5):
        import_rows(store, [["بهزیستی", number, 1, 1]], name=f"{number}.xlsx")
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_two_imports_at_once_can_not_both_win(tmp_path):
    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    one, other = store._root.cursor(), store._root.cursor()
    statement = "UPDATE month SET version = version + 1 WHERE month = 139901"
    one.execute("BEGIN")
    one.execute(statement)
    other.execute("BEGIN")
    with pytest.raises(Exception, match="[Cc]onflict"):
        other.execute(statement)
    one.execute("COMMIT")


def test_a_second_process_is_told_who_holds_the_database(tmp_path):
    path = tmp_path / "s.duckdb"
    store = small_store(path)
    command = [sys.executable, "cli.py", "totals", "--db", str(path), "--lang", "en"]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60)
    store.close()
    assert second.returncode == 1 and second.stdout == ""
    assert "Another process holds the database" in second.stderr and "Traceback" not in second.stderr


def test_a_file_that_is_no_database_gets_a_sentence(tmp_path):
    path = tmp_path / "s.duckdb"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError) as refused:
        Store(path)
    assert refused.value.code == "store_broken"


def test_the_database_can_neither_read_nor_write_other_files(tmp_path):
    store = small_store()
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    for sql in (f"SELECT * FROM read_csv('{secret}')", f"COPY unit TO '{tmp_path / 'out.csv'}'", "INSTALL httpfs"):
        with pytest.raises(Exception, match="[Pp]ermission|disabled|not allowed"):
            store.rows(sql)
    assert not (tmp_path / "out.csv").exists()
