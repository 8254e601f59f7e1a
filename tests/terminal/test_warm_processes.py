"""A process that starts warm says, does and ends as an interpreter that was started cold."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from types import ModuleType

import pytest

from tests.support.browser.browsing import ROOT
from tests.support.builders import FULL_ROWS, import_rows, small_store
from tests.support.doors import warm_processes

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(not warm_processes.WARM, reason="this system copies no processes")


def cold(line: list[object], cwd=ROOT) -> subprocess.CompletedProcess:
    words = [each if isinstance(each, bytes) else str(each) for each in line]
    around = {"cwd": cwd, "env": dict(os.environ), "stdin": subprocess.DEVNULL}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, **around)


def ended(done: subprocess.CompletedProcess) -> tuple:
    return done.returncode, done.stdout, done.stderr


CODES = {
    "nothing": "pass",
    "a status": "import sys; sys.exit(3)",
    "no status": "import sys; print('said'); sys.exit()",
    "a status beyond a byte": "raise SystemExit(-1)",
    "a reason": "import sys; print('out'); sys.exit('why not')",
    "an error": "def f():\n    raise ValueError('x')\nf()",
    "an error with a cause": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
    "no Python": "this is no Python",
    "words": "import sys; print(sys.argv, __name__, sys.path[0], sys.stdin.read() == '')",
    "an end at once": "import os; print('told', flush=True); os._exit(9)",
    "a signal": "import os; os.kill(os.getpid(), 15)",
    "what is kept for the end": "import atexit; atexit.register(print, 'last'); print('first')",
    "a thread that is still busy": (
        "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()"
    ),
    "an error in a thread": "import threading\nthreading.Thread(target=lambda: print('said') or exit(4)).start()",
    "a warning of the log": "import logging; logging.getLogger('x').warning('told')",
    "texts of every kind": "import sys; print('متن'); print('\\ud800', file=sys.stderr)",
    "a closed stream": "import sys; sys.stdout.close()",
    "streams by number": "import os; os.write(1, b'one'); os.write(2, b'two')",
}


@pytest.mark.parametrize("what", CODES)
def test_a_warm_process_ends_as_a_cold_one(what):
    line = ["-c", CODES[what], "a b", "م", b"\xff"]
    assert ended(warm_processes.run(line, text=True)) == ended(cold(line))


def test_the_command_line_says_the_same_warm_and_cold(tmp_path):
    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    store.close()
    line = ["cli.py", "shares", "--db", tmp_path / "s.duckdb", "--lang", "en"]
    status, out, _ = told = ended(cold(line))
    assert status == 0 and "1399-01,home,agency,3,3,0,0,1," in out
    assert ended(warm_processes.run(line, text=True)) == told
    assert ended(warm_processes.run(line[:2], text=True)) == ended(cold(line[:2]))  # wrong usage


SURROUNDINGS = """
import os, resource, sys
print(sorted(os.environ.items()), os.getcwd(), os.umask(0), resource.getrlimit(resource.RLIMIT_FSIZE)[0])
"""


def test_it_has_the_surroundings_of_the_moment(tmp_path, monkeypatch):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = os.umask(0o027)
    monkeypatch.setenv("SANJEH_DB", "here")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setenv("TZ", "Asia/Tehran")
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, limits[1]))
        lines = [["-c", SURROUNDINGS], ["-c", "import time; print(time.strftime('%z', time.gmtime(0)), time.tzname)"]]
        for line in lines:
            assert ended(warm_processes.run(line, text=True, cwd=tmp_path)) == ended(cold(line, tmp_path))
    finally:
        os.umask(before)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_nothing_of_one_reaches_the_next():
    change = (
        "import os, sys, data.text, random; data.text.left = sys.left = 1; os.environ['LEFT'] = 'x'; os.chdir('/')\n"
        "random.seed(1)"
    )
    assert warm_processes.run(["-c", change]).returncode == 0
    look = (
        "import os, sys, data.text; print(hasattr(data.text, 'left') or hasattr(sys, 'left') or 'LEFT' in os.environ)"
    )
    draw = "import random, os; print(random.random(), os.getcwd(), os.getpid())"
    assert warm_processes.run(["-c", look], text=True).stdout == "False\n"
    assert len({warm_processes.run(["-c", draw], text=True).stdout for _ in range(2)}) == 2


def test_it_runs_no_main_module_of_whoever_starts_it(tmp_path, monkeypatch):
    """Streamlit puts the page that it runs in the place of pytest's own."""
    page = ModuleType("__main__")
    page.__file__ = str(tmp_path / "page.py")
    (tmp_path / "page.py").write_text("print('a page')")
    monkeypatch.setitem(sys.modules, "__main__", page)
    assert ended(warm_processes.run(["-c", "print(1)"], text=True)) == (0, "1\n", "")
    assert sys.modules["__main__"] is page


def test_it_is_heard_line_by_line_and_killed_without_a_last_word():
    code = (
        "import atexit, time; atexit.register(print, 'last')\nfor n in range(9**9): print(n, flush=True); time.sleep(1)"
    )
    process = warm_processes.started(["-c", code], text=True)
    assert process.stdout.readline() == "0\n" and process.returncode is None
    process.kill()
    out, told = process.communicate(timeout=30)
    assert process.returncode == -9 and "last" not in out and told == ""


def test_it_hears_what_it_is_told():
    process = warm_processes.started(["-c", "print(input()[::-1])"], text=True)
    process.stdin.write("heard\n")
    assert process.communicate(timeout=30) == ("draeh\n", "") and process.wait() == 0


def test_much_on_both_streams_is_read_whole():
    code = "import sys; [print('x' * 99_999, file=stream) for stream in (sys.stderr, sys.stdout) for _ in range(9)]"
    done = warm_processes.run(["-c", code])
    assert len(done.stdout) == len(done.stderr) == 900_000


def test_one_that_takes_too_long_is_ended():
    start = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        warm_processes.run(["-c", "import time; print(1, flush=True); time.sleep(60)"], timeout=0.3)
    assert time.monotonic() - start < 30


def test_a_reader_that_is_gone_ends_it_as_a_cold_one():
    line = ["-c", "import sys; sys.stdin.read(); print('x')"]
    pipe, buffered = subprocess.PIPE, {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    interpreter = subprocess.Popen([sys.executable, *line], env=buffered, stdin=pipe, stdout=pipe, stderr=pipe)
    for process in (warm_processes.started(line), interpreter):
        process.stdout.close()
        process.stdin.close()
        assert process.wait(30) == warm_processes.NOT_FLUSHED
        process.stderr.close()
