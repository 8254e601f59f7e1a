"""What breaks while something is stored: a kill, a full disk, a read-only one, eight people at once. The old or the
new state, never half."""

from __future__ import annotations

import json
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial

import pytest

from data.asking.history import events, score_history
from data.imports.importing import commit, preview
from data.keeping.verify import verify
from data.office.months import move
from data.office.reverting import revert
from data.problems import Refused
from data.registry.month_states import state_of
from data.store.store import Store, StoreError
from tests.support.builders import FULL_ROWS, import_rows, score_book, small_store
from tests.support.store.faults import LINUX, LONG, killed, on_a_read_only_disk

BEGINNING = """
import sys
from data.office.reverting import revert
from data.office.months import move
from data.store.store import Store
from data.files.workbook import read_book
from data.office.months import parsed_day
from data.office.publications import Publishing
from tests.support.builders import FULL_ROWS, import_rows

SAID = {"until": parsed_day("2020-05-01"), "publishing": Publishing(contact="office", note="again")}

read_book("warm.csv", b"a,b")  # the parser starts before the first import
store = Store(sys.argv[1])

def put(number):
    rows = [[row[0], number % 7, number % 5, number % 11] for row in FULL_ROWS]
    return import_rows(store, rows, f"نتایج 1399-{1 + number % 12:02d}", f"{number}.xlsx", note="again")[0]

def said():
    print(store.rows("SELECT max(seq) FROM event")[0][0], flush=True)

said()
"""
FOR_EVER = {  # what goes on when the kill comes; each acknowledges its entry of the chain
    "import": """
number = store.rows("SELECT count(*) FROM import")[0][0]
while True:
    number += 1
    put(number)
    said()
""",
    "month move": """
from data.office.months import state_of
from scoring.states import STEPS
while True:
    now = state_of(store, 1, 139901).state
    move(store, None, 139901, STEPS.get(now, "draft"), "tester", "why", **SAID)
    said()
""",
    "revert": """
number = store.rows("SELECT count(*) FROM import")[0][0]
while True:
    number += 1
    key = put(number).import_key
    said()
    revert(store, key, "tester", "why")
    said()
""",
}
KILLS = {"import": (4, 140), "month move": (3, 140), "revert": (3, 140)}  # 500 with those of backups and restores


@pytest.mark.parametrize("work", FOR_EVER)
def test_a_kill_in_the_middle_leaves_the_old_or_the_new_state(tmp_path, work):
    """What was acknowledged is there, at most one more; states and imports in force are what the chain says."""
    path = tmp_path / "s.duckdb"
    store = small_store(path)
    import_rows(store, FULL_ROWS)
    store.close()
    chance = random.Random(1399)
    for _ in range(KILLS[work][LONG]):
        acknowledged = killed(["-c", BEGINNING + FOR_EVER[work], path], chance.uniform(0.0, 0.7), 1)
        store = Store(path)
        (entries,) = store.rows("SELECT max(seq) FROM event")[0]
        seen = int(acknowledged[-1])
        later = store.rows("SELECT action FROM event WHERE seq > $seen ORDER BY seq", seen=seen)
        publishing = [("publication",), ("month",)]  # one act of two entries
        assert entries in (seen, seen + 1) or (entries == seen + 2 and later == publishing)
        by_action = dict(store.rows("SELECT action, count(*) FROM event GROUP BY action"))
        counts = "SELECT (SELECT count(*) FROM import), count(*) FROM import WHERE reverted_seq IS NOT NULL"
        assert store.rows(counts) == [(by_action["import"], by_action.get("revert", 0))]
        assert store.rows("SELECT count(*) FROM score") == [(12 * by_action["import"],)]
        moves = store.rows("SELECT what FROM event WHERE action = 'month' ORDER BY seq DESC LIMIT 1")
        state = json.loads(moves[0][0])["to"] if moves else "draft"
        assert store.rows("SELECT state FROM month WHERE month = 139901") == [(state,)]
        assert store.alarm is None and verify(store) == []
        store.close()
    assert entries >= 3 + KILLS[work][LONG]


def test_of_eight_editors_of_a_month_one_wins_and_the_others_are_told(tmp_path):
    """Each decided on the same version: some import, some move the month."""
    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    for number in range(100 if LONG else 8):
        seen = state_of(store, 1, 139901).version
        rows = [[row[0], *map(float, (number % 6, number % 4, number % 10))] for row in FULL_ROWS]
        files = [preview(store, f"{editor}.xlsx", score_book(rows[: 1 + editor % 4])) for editor in range(4)]
        states = store.rows("SELECT state FROM month")[0][0]
        to = "objections" if states == "draft" else "draft"
        actions = [partial(commit, store, file, f"editor {editor}", "why") for editor, file in enumerate(files)]
        actions += [
            partial(move, store, None, 139901, to, f"editor {editor}", "why", until=date(2020, 5, 1), seen=seen)
            for editor in range(4, 8)
        ]
        before = store.rows("SELECT max(seq) FROM event")[0][0]
        start = threading.Barrier(8)

        def run(action, start=start):
            start.wait()
            try:
                action()
            except Refused as refused:
                return refused.problems[0].code, refused.problems[0].slots.get("who", "")
            return "won", ""

        with ThreadPoolExecutor(8) as pool:
            ended = list(pool.map(run, actions))
        ((winner,),) = store.rows("SELECT actor FROM event WHERE seq > $seq", seq=before)
        assert ended[int(winner[-1])] == ("won", "") and [code for code, _ in ended].count("won") == 1
        assert {code for code, _ in ended} <= {"won", "stored_meanwhile", "month_changed", "settings_changed"}
        assert all(who == winner for code, who in ended if code == "month_changed")
        assert state_of(store, 1, 139901).version == seen + 1 and verify(store) == []
    store.close()


def test_a_clock_that_was_set_back_changes_no_order(tmp_path, monkeypatch):
    """What was stored later counts, whatever the clock says."""

    class Back(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2001, 1, 1, tzinfo=tz)

    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    monkeypatch.setattr("data.imports.importing.datetime", Back)
    monkeypatch.setattr("data.store.transaction.datetime", Back)
    import_rows(store, [["بهزیستی", 6, 4, 10]], name="later.xlsx")
    move(store, None, 139901, "objections", "tester", "دلیل", until=date(2020, 5, 1))
    values = score_history(store, 1, 139901, "A3", "N1")
    assert values["file_name"].tolist() == ["later.xlsx", "scores.xlsx"] and values["in_force"].tolist() == [
        True,
        False,
    ]
    assert values["imported_at"].is_monotonic_increasing  # the clock did go back
    assert events(store)["action"].tolist()[:3] == ["month", "import", "import"] and verify(store) == []
    revert(store, 2, "tester", "why")
    assert store.rows("SELECT DISTINCT import_key FROM unit_total") == [(1,)] and verify(store) == []
    store.close()


@pytest.mark.skipif(not LINUX, reason="limits the size of files as Linux does")
def test_a_full_disk_at_an_import_is_told_and_stores_nothing(tmp_path):
    """The write-ahead log may not grow any more: what a full disk looks like to the engine."""
    import resource
    import signal

    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    read = preview(store, "b.xlsx", score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹"))
    full = max(file.stat().st_size for file in tmp_path.iterdir())
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (full + 100, hard))
    try:
        with pytest.raises(StoreError) as refused:
            commit(store, read, "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert refused.value.code == "store_full" and refused.value.unchanged
    assert store.rows("SELECT month FROM month") == [(139901,)] and verify(store) == []
    assert commit(store, read, "x")[0].units == 4  # once there is room, the same process goes on
    store.close()
    again = Store(tmp_path / "s.duckdb")
    assert again.alarm is None and verify(again) == [] and len(again.rows("SELECT month FROM month")) == 2


@pytest.mark.skipif(not LINUX, reason="makes a folder read-only as Linux does")
def test_a_read_only_disk_gets_a_sentence(tmp_path):
    path, scores = tmp_path / "disk" / "s.duckdb", tmp_path / "scores.xlsx"
    path.parent.mkdir()
    small_store(path).close()
    scores.write_bytes(score_book(FULL_ROWS))
    before = path.read_bytes()
    command = [sys.executable, "cli.py", "import", "--db", str(path), "--lang", "en", str(scores)]
    told = on_a_read_only_disk(path.parent, command)
    assert told.returncode == 1 and "the disk refuses to write" in told.stderr and "Traceback" not in told.stderr
    assert path.read_bytes() == before
