"""The parsing processes, as the app sees them.

A file that crashes its parser, fills its memory or never ends costs one clear refusal; the process that calls goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from data.files.parsing import wire
from data.files.processes import SECONDS, Workers
from data.files.sheets import Book
from data.problems import refusal


class Parsers:
    """Reads files in processes of their own."""

    def __init__(self, seconds: float = SECONDS):
        self.workers = Workers("data.files.parsing", seconds)

    def read(self, file_name: str, content: bytes, when_queued: Callable[[], None] | None = None) -> Book:
        """The book of a file; `when_queued` is called once where both places are taken. Raises Refused with one problem
        where it can't be read: that of its format, or `parser_slow`, `parser_memory`, `parser_crashed`."""
        with self.workers.talk(when_queued) as talk:
            talk.send(json.dumps(file_name).encode("ascii"))
            talk.send(content)
            goes_on = talk.hear(1) == b"+"
            reply = talk.hear()
            talk.goes_on = goes_on
        try:
            return wire.unpack(reply)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise refusal("parser_crashed") from error


PARSERS = Parsers()
