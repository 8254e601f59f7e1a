"""The reading processes, as the app sees them: what the cells of a book say, within limits of time and memory.

What comes back is unpickled. Nothing of a file runs in such a process: it reads texts and numbers with code of ours.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

from data.files.processes import SECONDS, Workers
from data.files.sheets import Book


class Readers:
    """Runs the tasks of `data.reading.process` in processes of their own."""

    def __init__(self, seconds: float = SECONDS):
        self.workers = Workers("data.reading.process", seconds)

    def read(
        self, task: str, book: Book, *arguments: object, answer: Callable[[str, int], object] | None = None
    ) -> Any:
        """What a task makes of a book; `answer` is asked what the task needs of a month. Raises what the task raises,
        and Refused: `parser_slow`, `parser_memory`, `parser_crashed`."""
        with self.workers.talk() as talk:
            talk.send(pickle.dumps((task, (book, *arguments))))
            reply = talk.hear()
            while reply.startswith(b"?") and answer:
                talk.send(pickle.dumps(answer(*pickle.loads(reply[1:]))))
                reply = talk.hear()
            talk.goes_on = True
        said = pickle.loads(reply[1:])
        if reply.startswith(b"!"):
            kind, parts = said
            raise kind(*parts)
        return said


READERS = Readers()
