"""A parsing process: reads a file from stdin, answers with its book or a refusal, and waits for the next one.

Its memory is limited by the system where the system can; its time by whoever started it. It ends by itself after a file
that was anything but ordinary, so that what such a file may have left behind ends with it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

# openpyxl would load it, at twice the start-up time and memory, and not use it
sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # None bars an import, which the stubs leave out

from data.files.child_limits import limit_memory, own_streams  # noqa: E402
from data.files.parsing import delimited, wire, xlsx  # noqa: E402
from data.files.parsing.formats import parser_of, read  # noqa: E402
from data.problems import Refused, refusal  # noqa: E402

MEMORY_LIMIT = 2**30
ORDINARY = (xlsx, delimited)  # parsers that are Python all through
ORDINARY_PEAK = 200 * 2**20


def main() -> None:
    """Serve until stdin ends."""
    limit_memory(MEMORY_LIMIT)
    requests, replies = own_streams()
    while True:
        try:
            name = json.loads(wire.read_frame(requests))
            content = wire.read_frame(requests)
        except wire.Cut:
            return
        reply, is_ordinary = _answer(name, content)
        goes_on = is_ordinary and _peak() < ORDINARY_PEAK
        wire.write_frame(replies, b"+" if goes_on else b"-")
        wire.write_frame(replies, reply)
        if not goes_on:
            return


def _answer(name: str, content: bytes) -> tuple[bytes, bool]:
    """The reply, and whether the file was an ordinary one."""
    try:
        book = read(name, content)
        return wire.pack_book(book), parser_of(content) in ORDINARY
    except Refused as refused:
        return wire.pack_refusal(refused), False
    except MemoryError:
        return wire.pack_refusal(refusal("parser_memory", limit_mb=MEMORY_LIMIT // 2**20)), False


def _peak() -> int:
    """The most memory that this process has held, in bytes; 0 where that can't be told. (`ru_maxrss` would count what
    the starting process held.)"""
    try:
        said = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in said.splitlines() if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
