"""The audit chain: whatever is changed behind the store's back is found."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from data.demo.clearing import clear_demo
from data.demo.load import load_demo
from data.imports.importing import commit, preview
from data.imports.results import computed, rebuild
from data.keeping.verify import verify
from data.office import decisions
from data.office.corrections import Correction
from data.office.letters import letter_register
from data.office.letters.letter_drafting import Drafted, draft
from data.office.letters.letter_templates import store_template
from data.office.managers import tenures
from data.office.months import move
from data.office.objections import Raised, accept, add
from data.office.publications import Publishing
from data.office.reverting import revert
from data.store.store import Store, StoreError
from scoring.rounding import rounded_percents
from tests.support.builders import FULL_ROWS, import_rows, score_book, small_store
from tests.support.demo.copies import demo_store
from tests.support.doors import warm_processes


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Two months: the first open to objections with two of them, one answered; the second with a reverted import,
    published, with letters, a letter of the office's own and a manager."""
    folder = tmp_path_factory.mktemp("template")
    store = small_store(folder / "s.duckdb")
    import_rows(store, FULL_ROWS)
    import_rows(store, FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    move(store, None, 139901, "objections", "زهرا", "دلیل", until=date(2020, 5, 1))
    late = Raised("A2", "N1", "نمرهٔ خبر", "روابط عمومی دانشگاه", date(2020, 5, 3), late=True)
    add(store, None, 139901, late, "زهرا")
    add(store, None, 139901, Raised("A2", "N1", "نمرهٔ سرعت", "روابط عمومی دانشگاه", date(2020, 4, 20)), "زهرا")
    accept(store, 1, Correction(points="3.5"), "دو خبر از قلم افتاده بود", "زهرا")
    import_rows(store, FULL_ROWS[:1], "نتایج اردیبهشت ۱۳۹۹", "again.xlsx")
    import_rows(store, [["اداره کل راه", 1, 1, 1]], "نتایج اردیبهشت ۱۳۹۹", "wrong.xlsx")
    revert(store, store.rows("SELECT max(import_key) FROM import")[0][0], "رضا", "پروندهٔ نادرست")
    for state in ("objections", "final"):
        move(store, None, 139902, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=date(2020, 6, 1))
    assert draft(store, None, 139902, "زهرا", date(2020, 9, 5), today=date(2020, 6, 1)) == Drafted(3)
    letter_register.mark_sent(store, 1, "12", date(2020, 6, 2), "زهرا")
    letter_register.mark_answered(store, 1, "برنامه آمد", date(2020, 6, 9), "زهرا")
    store_template(store, None, "fa", "warning", "نامه.docx", b"a letter", "زهرا")
    tenures.add(store, None, tenures.Tenure("A1", "نام", 139901, 139903), "زهرا")
    decisions.decide(store, None, 139902, decisions.Decision("بازدید", "مدیرکل", date(2020, 9, 1)), "زهرا")
    decisions.answer(store, 1, "انجام شد", date(2020, 9, 2), "زهرا")
    decisions.keep_order(store, None, ["title"], "زهرا")
    move(store, None, 139902, "published", "زهرا", publishing=Publishing(True, "تلفن", "سخن"), today=date(2020, 6, 3))
    store.close()
    return folder


@pytest.fixture
def path(template, tmp_path):
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return tmp_path / "s.duckdb"


def tampered(path, sql: str) -> list[str]:
    """The findings after a statement that no event records."""
    store = Store(path)
    store._root.execute(sql)
    found = [finding.code for finding in verify(store)]
    store.close()
    return found


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        (
            "UPDATE score SET points = points + 1 WHERE import_key = 1 AND unit_key = 3 AND indicator_key = 1",
            "import_changed",
        ),
        ("UPDATE score SET mark = 'not_applicable' WHERE import_key = 1 AND unit_key = 3", "import_changed"),
        ("UPDATE score SET row_no = 99 WHERE import_key = 2 AND unit_key = 1 AND indicator_key = 1", "import_changed"),
        ("UPDATE score SET typed = 'x' WHERE import_key = 2 AND unit_key = 1 AND indicator_key = 1", "import_changed"),
        ("DELETE FROM score WHERE import_key = 1 AND unit_key = 1 AND indicator_key = 2", "import_changed"),
        (
            "INSERT INTO score SELECT 77, unit_key, indicator_key, points, mark, 1, 1, 1, NULL FROM score LIMIT 1",
            "scores_unrecorded",
        ),
        ("UPDATE import SET bytes = 'x'::BLOB WHERE import_key = 1", "bytes_changed"),
        ("UPDATE import SET file_name = 'other.xlsx' WHERE import_key = 1", "import_changed"),
        ("UPDATE import SET demo = true WHERE import_key = 1", "import_changed"),
        ("UPDATE import SET reverted_seq = 3 WHERE import_key = 1", "revert_unrecorded"),
        ("DELETE FROM import WHERE import_key = 2", "import_missing"),
        ("UPDATE month_unit SET kind = 'governorate' WHERE unit_key = 1 AND month = 139901", "import_changed"),
        ("UPDATE month SET state = 'final' WHERE month = 139901", "month_changed"),
        ("UPDATE month SET state = 'draft' WHERE month = 139901", "month_changed"),
        ("UPDATE month SET objections_until = '2030-01-01' WHERE month = 139901", "month_changed"),
        ("UPDATE objection SET text = 'x' WHERE objection_key = 2", "objection_changed"),
        ("UPDATE objection SET status = 'rejected' WHERE objection_key = 1", "objection_changed"),
        ("UPDATE objection SET answer = 'x' WHERE objection_key = 1", "objection_changed"),
        ("DELETE FROM objection WHERE objection_key = 2", "objection_changed"),
        ("UPDATE import SET reverted_seq = NULL WHERE file_name = 'wrong.xlsx'", "revert_unrecorded"),
        ("UPDATE month SET version = 9 WHERE month = 139901", "month_changed"),
        ("DELETE FROM month WHERE month = 139901", "month_changed"),
        ("UPDATE unit SET name_fa = 'دیگر' WHERE unit_id = 'A1'", "units_changed"),
        ("DELETE FROM unit_alias WHERE unit_key = 1", "units_changed"),
        ("UPDATE province SET name_fa = 'دیگر'", "units_changed"),
        ("UPDATE scheme SET toml = replace(toml, 'from = 50', 'from = 40')", "scheme_changed"),
        ("UPDATE indicator SET code = 'N9' WHERE code = 'N1'", "scheme_changed"),
        ("UPDATE unit_total SET total = total + 1 WHERE unit_key = 2 AND month = 139901", "results_changed"),
        ("UPDATE unit_total SET is_weak = NOT is_weak WHERE unit_key = 2 AND month = 139901", "results_changed"),
        (
            "UPDATE domain_total SET percent = 0 WHERE unit_key = 1 AND month = 139901 AND domain_key = 1",
            "results_changed",
        ),
        ("DELETE FROM unit_total WHERE unit_key = 1 AND month = 139901", "results_changed"),
        ("UPDATE event SET actor = 'somebody' WHERE seq = 2", "chain_broken"),
        ("UPDATE event SET why = 'because' WHERE seq = 3", "chain_broken"),
        ("DELETE FROM event WHERE seq = 3", "chain_broken"),
    ],
)
def test_any_change_behind_the_stores_back_is_found(path, sql, code):
    assert code in tampered(path, sql)


def test_a_changed_score_is_found_even_after_a_rebuild(path):
    store = Store(path)
    store._root.execute("UPDATE score SET points = 0 WHERE import_key = 1 AND unit_key = 1 AND indicator_key = 1")
    assert [finding.code for finding in verify(store)] == ["import_changed", "results_changed"]
    assert rebuild(store) > 0
    assert [finding.code for finding in verify(store)] == ["import_changed"]
    assert rebuild(store) == 0
    store.close()


def test_results_are_rebuilt_bit_for_bit(path):
    store = Store(path)
    before = store.rows("SELECT * FROM unit_total ORDER BY month, unit_key")
    assert rebuild(store) == 0
    store._root.execute("UPDATE unit_total SET total = 1, band = 'low' WHERE unit_key = 1")
    assert rebuild(store) == 4
    assert store.rows("SELECT * FROM unit_total ORDER BY month, unit_key") == before
    store.close()


def test_a_database_that_lost_its_last_work_is_an_alarm_and_refuses_changes(path, tmp_path):
    old = tmp_path / "old.duckdb"
    shutil.copyfile(path, old)
    store = Store(path)
    import_rows(store, FULL_ROWS, "نتایج خرداد ۱۳۹۹")
    store.close()
    shutil.copyfile(old, path)
    store = Store(path)
    assert store.alarm == "behind"
    assert [finding.code for finding in verify(store)] == ["anchor_behind"]
    with pytest.raises(StoreError) as refused:
        import_rows(store, FULL_ROWS, "نتایج تیر ۱۳۹۹")
    assert refused.value.code == "alarm"
    store.close()


def test_a_deleted_write_ahead_log_is_found(path):
    script = (
        "import os\nfrom data.store.store import Store\nfrom tests.support.builders import *\n"
        f"store = Store({str(path)!r})\nimport_rows(store, FULL_ROWS, 'نتایج خرداد ۱۳۹۹')\nos._exit(9)"
    )
    assert warm_processes.run(["-c", script]).returncode == 9
    log = path.with_name(path.name + ".wal")
    assert log.exists(), "the process ended without a checkpoint, so its work is in the log"
    log.unlink()
    store = Store(path)
    assert store.alarm == "behind"
    store.close()


def test_another_history_of_the_same_length_is_forked(path, tmp_path):
    other = tmp_path / "other.duckdb"
    for ending in ("", ".anchor"):
        shutil.copyfile(f"{path}{ending}", f"{other}{ending}")
    store = Store(path)
    import_rows(store, FULL_ROWS, "نتایج خرداد ۱۳۹۹")
    store.close()
    store = Store(other)
    import_rows(store, FULL_ROWS, "نتایج تیر ۱۳۹۹")
    store.close()
    shutil.copyfile(other, path)
    store = Store(path)
    assert store.alarm == "forked"
    store.close()


def test_a_database_ahead_of_its_anchor_is_sound_and_completes_it(path):
    anchor = path.with_name(path.name + ".anchor")
    lines = anchor.read_text().splitlines(keepends=True)
    anchor.write_text("".join(lines[:-1]) + lines[-1][:20])
    store = Store(path)
    assert store.alarm is None and verify(store) == []
    store.close()
    assert anchor.read_text().splitlines(keepends=True) == lines


def test_an_anchor_with_a_damaged_line_is_an_alarm(path):
    anchor = path.with_name(path.name + ".anchor")
    lines = anchor.read_text().splitlines(keepends=True)
    anchor.write_text("".join([lines[0], lines[1][:-2] + "\n", *lines[2:]]))
    store = Store(path)
    assert store.alarm == "forked"
    store.close()


def test_a_row_that_stands_twice_is_found_and_a_rebuild_counts_it(path):
    store = Store(path)
    store._root.execute("INSERT INTO unit_total SELECT * FROM unit_total WHERE month = 139901 AND unit_key = 2")
    assert [finding.code for finding in verify(store)] == ["results_changed"]
    assert rebuild(store) == 1 and verify(store) == []
    store.close()


TABLES = """schema_version province unit unit_alias scheme indicator domain month import score month_unit unit_total
    domain_total event objection letter letter_template tenure publication
    decision slide_order""".split()


def test_every_table_of_the_store_is_tampered_with_below(path):
    store = Store(path)
    assert sorted(name for (name,) in store.rows("SELECT table_name FROM duckdb_tables()")) == sorted(TABLES)
    assert all(store.rows(f'SELECT count(*) FROM "{table}"')[0][0] for table in TABLES)
    store.close()


@pytest.mark.parametrize("table", TABLES)
def test_any_single_column_changed_in_any_table_is_found(path, table):
    """Every column of a row in turn: made null, or another value of its type; and the row taken away."""
    store = Store(path)
    missed = []
    first = store.rows(f'DESCRIBE "{table}"')[0][0]
    assert not _found(store, f'UPDATE "{table}" SET {first} = {first}', table)
    for name, kind, *_ in store.rows(f'DESCRIBE "{table}"'):
        other = {"VARCHAR": "'x'", "BOOLEAN": f"NOT {name}", "TIMESTAMP": "TIMESTAMP '2001-01-01'", "BLOB": "'x'::BLOB"}
        if not _found(store, f'UPDATE "{table}" SET {name} = {other.get(kind, f"coalesce({name}, 0) + 77")}', table):
            missed.append(name)
    assert _found(store, f'DELETE FROM "{table}"', table)
    store.close()
    assert missed == []


def _found(store: Store, statement: str, table: str) -> bool:
    """Whether verify finds a statement on the table's first row (or the engine refuses it). Put back afterwards."""
    import duckdb

    key = store.rows(f'SELECT min(rowid) FROM "{table}"')[0][0]
    store._root.execute("BEGIN")
    try:
        store._root.execute(f"{statement} WHERE rowid = {key}")
        cursor, store._root = store._root, _Same(store._root)
        try:
            return verify(store) != []
        finally:
            store._root = cursor
    except duckdb.ConstraintException:
        return True
    finally:
        store._root.execute("ROLLBACK")


class _Same:
    """A connection whose cursors are itself, so that a question sees the open transaction."""

    def __init__(self, connection):
        self._connection = connection

    def cursor(self):
        return self

    def __enter__(self):
        return self._connection

    def __exit__(self, *_):
        return None


def test_clearing_the_demo_keeps_files_scores_and_a_sound_chain():
    store = demo_store()
    assert clear_demo(store, "x") == 5
    assert store.rows("SELECT count(*) FROM month")[0][0] == store.rows("SELECT count(*) FROM unit")[0][0] == 0
    assert store.rows("SELECT count(*) FROM import WHERE reverted_seq IS NOT NULL") == [(5,)]
    assert store.rows("SELECT count(*) FROM score") == [(5 * 54 * 20,)]
    assert verify(store) == []
    assert clear_demo(store, "x") == 0
    assert load_demo(store) == 5 and verify(store) == []


HALF_A_STEP = """
scheme_id = "halves"
[[domain]]
code = "x"
[[indicator]]
code = "N1"
domain = "x"
max_points = 1365.3
[[indicator]]
code = "N2"
domain = "x"
max_points = 1365.3
[[indicator]]
code = "N3"
domain = "x"
max_points = 1365.4
[[band]]
code = "all"
from = 0
"""


def test_ranks_that_an_earlier_version_judged_by_rounded_floats_are_sound_and_a_rebuild_brings_them_up_to_date():
    """1680.92 of 4096 points, twice, is exactly half a step at nine decimals: floats gave the two ranks 1 and 2."""
    store = small_store(scheme=HALF_A_STEP)
    rows = [["اداره کل راه", 174.67, 322.02, 1184.23], ["دانشگاه علوم پزشکی", 297.39, 359.2, 1024.33]]
    book = score_book(rows, header=["نام دستگاه", "N1", "N2", "N3"])
    commit(store, preview(store, "scores.xlsx", book), "tester", note="a test")

    def ranks() -> list[tuple]:
        return store.rows("SELECT rank FROM unit_total WHERE rank IS NOT NULL ORDER BY unit_key")

    assert ranks() == [(1,), (1,)]
    with store.transaction() as change:
        earlier = computed(change, 1, 139901, rounded_percents).units
        change.run("DELETE FROM unit_total")
        change.append("unit_total", earlier)
    assert ranks() == [(1,), (2,)] and verify(store) == []
    assert rebuild(store) > 0 and ranks() == [(1,), (1,)] and verify(store) == []
    with store.transaction() as change:
        change.run("UPDATE unit_total SET rank = 2 WHERE rank = 1")
    assert [finding.code for finding in verify(store)] == ["results_changed"]


def test_a_rebuild_of_the_demo_changes_nothing():
    store = demo_store()
    assert rebuild(store) == 0
