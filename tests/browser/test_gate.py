"""The browser next door: other names and origins, closed routes, bounded uploads, headers; of the app as served."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.support.browser.browsing import ROOT
from tests.support.browser.serving import free_port, running
from tests.support.browser.visitor import Visitor, request
from tests.support.builders import FULL_ROWS, import_rows, small_store
from ui.kit.head.navigation import PAGES
from ui.server import gate, serving, uploads

LIMIT = 3  # megabytes of a session, in the app of these tests
HANGING_NAMES = """
import socket, time
_known = socket.getaddrinfo

def getaddrinfo(host, *rest, **more):
    if host not in (None, "127.0.0.1", "localhost", "::1", b"127.0.0.1"):
        open({marker!r}, "a").write(repr(host) + "\\n")
        time.sleep(20)
    return _known(host, *rest, **more)

socket.getaddrinfo = getaddrinfo
"""
SMALL_LIMIT = """
import sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        uploads = sys.modules.get("ui.server.uploads")
        if uploads:
            uploads.MOST_BYTES, uploads.SWEPT_EVERY, uploads.UNUSED_FOR = {most}, 0.5, 1.0

sys.meta_path.insert(0, Watch())
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory) -> Path:
    """Where the app writes down every foreign name that it looks up (to wait for a name server that is silent)."""
    return tmp_path_factory.mktemp("names") / "looked-up"


@pytest.fixture(scope="module")
def served_here(tmp_path_factory, names):
    """The app on a small store, in a network whose name server never answers, with small bounds for what it holds."""
    folder = tmp_path_factory.mktemp("gate")
    store = small_store(folder / "s.duckdb")
    import_rows(store, FULL_ROWS)
    store.close()
    site = folder / "site"
    site.mkdir()
    code = HANGING_NAMES.format(marker=str(names)) + SMALL_LIMIT.format(most=LIMIT * 2**20)
    (site / "sitecustomize.py").write_text(code)
    patch = pytest.MonkeyPatch()
    patch.setenv("PYTHONPATH", str(site))
    with running(folder / "s.duckdb", cold=True) as address:
        yield address
    patch.undo()


def port(address: str) -> int:
    return urlsplit(address).port


@pytest.mark.parametrize(
    "path", ["/", "/ranking", "/healthz", "/_stcore/health", "/media/a.csv", "/static/js/index.js"]
)
@pytest.mark.parametrize(
    "host", ["rebind.example", "rebind.example:{port}", "10.0.0.7:{port}", "localhost.evil.example", ""]
)
def test_a_request_under_another_name_is_refused(served_here, path, host):
    status, _, body = request(served_here, path, Host=host.format(port=port(served_here)))
    assert status == 403 and body == b"{}"


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST:{port}"])
def test_this_computers_own_names_are_served(served_here, host):
    assert request(served_here, "/healthz", Host=host.format(port=port(served_here)))[0] == 200


def test_a_request_from_another_sites_page_is_refused_and_from_ours_is_not(served_here):
    for origin in ("http://evil.example", "null", "http://localhost:1", f"{served_here}.evil.example"):
        assert request(served_here, "/healthz", Origin=origin)[0] == 403
    assert request(served_here, "/healthz", Origin=served_here)[0] == 200


def handshake(address: str, **said: object) -> int:
    """The status of a websocket's handshake; 101 where it is opened."""
    try:
        with connect(f"{address.replace('http', 'ws', 1)}/_stcore/stream", subprotocols=["streamlit"], **said):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def test_a_websocket_is_opened_for_a_page_of_ours_alone_and_no_name_is_looked_up(served_here, names):
    assert handshake(served_here, origin=served_here) == 101
    own = f"127.0.0.1:{port(served_here)}"
    foreign = [
        "http://foreign.example",
        "http://other.example:80",
        "null",
        None,
        "http://127.0.0.1:1",
        "http://localhost",
    ]
    began = time.monotonic()
    assert [handshake(served_here, origin=origin) for origin in foreign] == [403] * len(foreign)
    rebound = {"Host": "rebind.example"}
    assert handshake(served_here, origin="http://rebind.example", additional_headers=rebound) in (400, 403)
    assert request(served_here, "/healthz", Host=own)[0] == 200
    assert time.monotonic() - began < 15  # one look-up alone would take twenty seconds
    assert not names.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/auth/login", "/auth/logout",
        "/oauth2callback", "/_stcore/script-health-check", "/_stcore/message", "/nothing", "/app/static/other.txt",
        "/app.py", "/ranking/../app.py", "/static/../../secrets", "/component/", "/media/", "/docs", "//",
    ],
)  # fmt: skip
def test_what_is_not_in_the_table_is_not_there(served_here, path):
    assert request(served_here, path)[0] in (400, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_page_is_read_and_nothing_else(served_here, method):
    assert request(served_here, "/ranking", method, b"x")[0] in (404, 405)


def test_every_page_answers_with_the_headers(served_here):
    for page in PAGES[1:]:
        status, headers, _ = request(served_here, f"/{page.path}")
        assert status == 200 and "default-src 'self'" in headers["content-security-policy"]
    for path in ("/", "/healthz", "/nothing", "/_stcore/health"):
        _, headers, _ = request(served_here, path)
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert (
            headers["referrer-policy"] == "no-referrer"
            and "frame-ancestors 'none'" in headers["content-security-policy"]
        )
        assert "unsafe-eval" not in headers["content-security-policy"] and "server" not in headers
        assert headers.get("access-control-allow-origin") is None
    scripts = next(rule for rule in headers["content-security-policy"].split("; ") if rule.startswith("script-src"))
    assert "unsafe-inline" not in scripts and "http" not in headers["content-security-policy"]


def test_an_upload_is_taken_where_a_page_offers_one_and_nowhere_else(served_here):
    visitor = Visitor(served_here)
    visitor.open("overview")
    assert visitor.session_id and visitor.upload(b"x") == 403
    visitor.open("import")
    assert visitor.upload(b"x") == 204
    assert visitor.upload(b"x", session_id="11111111-2222-3333-4444-555555555555") == 403
    assert visitor.upload(b"x", Origin="http://evil.example") == 403
    assert visitor.upload(b"x", Host="rebind.example") == 403
    visitor.open("overview")
    assert visitor.upload(b"x") == 403
    visitor.close()


def test_a_sessions_uploads_have_a_total_and_are_let_go(served_here):
    visitor = Visitor(served_here)
    visitor.open("import")
    taken = [visitor.upload(b"x" * 2**20, f"{number}.xlsx") for number in range(LIMIT + 2)]
    assert taken[: LIMIT - 1] == [204] * (LIMIT - 1) and taken[-2:] == [413, 413]
    other = Visitor(served_here)
    other.open("import")
    assert other.upload(b"x" * 2**20) == 204  # one session's total is not another's
    deadline = time.monotonic() + 20
    while visitor.upload(b"x" * 2**20, "again.xlsx") != 204:  # what no page shows is let go meanwhile
        assert time.monotonic() < deadline
        time.sleep(0.5)
    visitor.close()
    other.close()


@pytest.mark.parametrize("kind", ["clear_cache", "set_run_on_save", "load_git_info", "debug_shutdown_runtime"])
def test_a_message_that_changes_the_app_for_all_is_dropped(served_here, kind):
    visitor = Visitor(served_here)
    visitor.open("overview")
    message = BackMsg()
    setattr(message, kind, True)
    visitor.line.send(message.SerializeToString())
    assert visitor.open("units")[-1].WhichOneof("type") == "script_finished"  # the session goes on
    visitor.close()


@pytest.mark.parametrize("frame", ["a text", b"\xff\xff\xff no message"])
def test_what_is_no_message_ends_the_connection_quietly(served_here, frame):
    visitor = Visitor(served_here)
    visitor.open("overview")
    visitor.line.send(frame)
    with pytest.raises(ConnectionClosed):
        for _ in range(1000):  # what was on its way comes first
            visitor.line.recv(timeout=10)
    assert request(served_here, "/healthz")[0] == 200


def test_a_file_to_be_taken_is_not_kept_and_only_its_session_has_it(served_here):
    assert request(served_here, "/media/0123456789abcdef.csv")[0] == 404
    visitor = Visitor(served_here)
    told = visitor.open("letters")
    urls = {url for message in told for url in _media_of(message)}
    for url in urls:
        status, headers, _ = request(served_here, url)
        assert status == 200 and headers["cache-control"] == "no-store"
    visitor.close()
    deadline = time.monotonic() + 10
    while any(request(served_here, url)[0] != 404 for url in urls):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _media_of(message) -> list[str]:
    import re

    return re.findall(r"/media/[\w.-]+", str(message))


def test_a_large_request_and_many_headers_are_refused(served_here):
    many = {f"X_{number}": "1" for number in range(gate.MOST_HEADERS + 1)}
    assert request(served_here, "/healthz", **many)[0] == 431
    with socket.create_connection(("127.0.0.1", port(served_here)), timeout=20) as line:
        head = f"POST /backup HTTP/1.1\r\nHost: 127.0.0.1:{port(served_here)}\r\nContent-Length: 90000000\r\n\r\n"
        line.sendall(head.encode())
        answer = line.recv(200)
    assert b" 401 " in answer or b" 4" in answer[:13]


def test_five_hundred_half_requests_do_not_stop_the_others(served_here):
    lines = []
    try:
        for _ in range(500):
            line = socket.create_connection(("127.0.0.1", port(served_here)), timeout=10)
            line.sendall(b"GET / HTTP/1.1\r\nHost: 127")
            lines.append(line)
        began = time.monotonic()
        assert request(served_here, "/healthz")[0] == 200
        assert time.monotonic() - began < 10
    finally:
        for line in lines:
            line.close()


def test_half_a_request_is_closed_and_a_whole_one_is_answered(monkeypatch):
    monkeypatch.setattr(serving, "REQUEST_SECONDS", 0.4)

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})

    config = uvicorn.Config(app, port=free_port(), http=serving.Impatient, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    running_ = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    running_.start()
    while not server.started:
        time.sleep(0.05)
    with socket.create_connection(("127.0.0.1", config.port), timeout=10) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHos")
        assert request(f"http://127.0.0.1:{config.port}", "/")[0] == 200
        assert half.recv(10) == b""
    server.should_exit = True
    running_.join(timeout=10)


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--server.address", "0.0.0.0"], {}),
        (["--server.address", "::"], {}),
        (["--server.address", ""], {}),
        (["--server.address", "sanjeh.example"], {}),
        ([], {"STREAMLIT_SERVER_ADDRESS": "192.168.7.7"}),
    ],
)
def test_another_address_than_this_computers_refuses_to_start_and_says_why(tmp_path, arguments, environment):
    database = {"SANJEH_DB": str(tmp_path / "s.duckdb")}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port()), *arguments]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | database | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    if not {"192.168.7.7", "sanjeh.example"} & {*environment.values(), *arguments}:  # this computer doesn't have these
        assert "Sanjeh runs on this computer alone" in done.stderr and "فقط روی همین رایانه" in done.stderr
    assert not (tmp_path / "s.duckdb").exists()


def test_nothing_of_a_host_is_looked_up_and_only_loopback_is_this_computer():
    for host in ("localhost", "127.0.0.1", "127.4.5.6:80", "[::1]", "[::1]:8501"):
        assert gate.is_this_computer(host), host
    for host in ("", "0.0.0.0", "[::]", "10.0.0.1", "localhost.", "localhost:99999", "127.0.0.1.evil.example", "a b",
                 "user@localhost", "localhost/x", "[::1", "::1", "2130706433"):  # fmt: skip
        assert not gate.is_this_computer(host), host


def test_uploads_at_the_same_time_have_one_total_too(served_here):
    visitor = Visitor(served_here)
    visitor.open("import")
    with ThreadPoolExecutor(LIMIT + 4) as pool:
        taken = list(pool.map(lambda number: visitor.upload(b"x" * 2**20, f"{number}.xlsx"), range(LIMIT + 4)))
    assert 1 <= taken.count(204) <= LIMIT and set(taken) == {204, 413}
    visitor.close()


def test_the_bounds_hold_the_largest_import_of_the_page():
    from ui.screens.office.imports import MOST_MEGABYTES

    assert uploads.MOST_BYTES > MOST_MEGABYTES * 2**20


def test_a_body_that_trickles_in_is_cut_off_as_a_whole(monkeypatch):
    """Every part comes in time, the whole never would."""
    monkeypatch.setattr(gate, "BODY_SECONDS", 0.3)

    async def drip():
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def told() -> list[str]:
        part = gate._bounded(drip, None)
        return [(await part())["type"] for _ in range(12)]

    with ThreadPoolExecutor(1) as another:  # a browser test may have left a loop in this thread
        kinds = another.submit(asyncio.run, told()).result(timeout=30)
    assert kinds[0] == "http.request" and kinds[-1] == "http.disconnect"
