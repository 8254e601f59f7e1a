"""A client of the app that is no browser: it speaks the framework's protocol, and may lie about host and origin."""

from __future__ import annotations

import http.client
from contextlib import ExitStack
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect


def request(
    address: str, path: str, method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case) and body of an answer. A header's name is written with _ for -."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        line.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            line.putheader(name.replace("_", "-"), value)
        if body:
            line.putheader("Content-Length", str(len(body)))
        line.endheaders(body or None)
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        line.close()


class Visitor:
    """A session of the app, with what a browser would send to begin it."""

    def __init__(self, address: str):
        self.address, self.session_id = address, ""
        _, headers, _ = request(address, "/_stcore/health")
        self.cookie = headers.get("set-cookie", "").partition(";")[0]
        self.xsrf = self.cookie.partition("=")[2]
        self._open = ExitStack()
        line = connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=address,
            additional_headers={"Cookie": self.cookie},
            subprotocols=["streamlit", self.xsrf or "x"],
            max_size=None,
        )
        self.line: ClientConnection = self._open.enter_context(line)

    def open(self, page: str, query: str = "lang=en") -> list[ForwardMsg]:
        """Run a page; everything that it said."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        self.line.send(message.SerializeToString())
        told = []
        while True:
            said = ForwardMsg()
            said.ParseFromString(self.line.recv(timeout=60))
            told.append(said)
            if said.WhichOneof("type") == "new_session":
                self.session_id = said.new_session.initialize.session_id or self.session_id
            if said.WhichOneof("type") == "script_finished":
                return told

    def upload(self, content: bytes, name: str = "a.xlsx", session_id: str | None = None, **headers: str) -> int:
        """The status with which a file is taken or refused."""
        edge = "edge"
        body = (
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n"
            ).encode()
            + content
            + f"\r\n--{edge}--\r\n".encode()
        )
        said = {
            "Content_Type": f"multipart/form-data; boundary={edge}",
            "Cookie": self.cookie,
            "X_Xsrftoken": self.xsrf,
        }
        path = f"/_stcore/upload_file/{session_id or self.session_id}/{name}"
        return request(self.address, path, "PUT", body, **(said | headers))[0]

    def close(self) -> None:
        self._open.close()
