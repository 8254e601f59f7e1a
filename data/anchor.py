"""The anchor: the audit chain's heads, flushed to a file outside the database after each commit.

A database whose write-ahead log was cut opens without a word; its anchor then knows entries that it has lost.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

BEHIND, FORKED = "behind", "forked"
_log = logging.getLogger(__name__)


class Anchor:
    """Lines `seq hash`, appended and synced. Without a path (a store in memory) it remembers nothing."""

    def __init__(self, path: Path | None):
        self.path = path

    def read(self) -> list[tuple[int, str]]:
        """The entries of the file; a torn last line is left out, any other line that is no entry is entry -1."""
        if self.path is None or not self.path.exists():
            return []
        lines = self.path.read_text(encoding="ascii", errors="replace").split("\n")
        entries = [_entry(line) for line in lines]
        return [entry or (-1, line) for entry, line in zip(entries[:-1], lines[:-1], strict=True) if line.strip()]

    def compare(self, chain: list[tuple[int, str]]) -> str | None:
        """Why the database isn't the one that was anchored: `behind` (it lost entries) or `forked` (it has others).

        A database ahead of its anchor is sound (the machine stopped between commit and flush): the anchor is completed.
        """
        known = dict(chain)
        for seq, entry_hash in self.read():
            if seq > len(chain):
                return BEHIND
            if known.get(seq) != entry_hash:
                return FORKED
        self.complete(chain)
        return None

    def complete(self, chain: list[tuple[int, str]]) -> None:
        """Append the entries that the file doesn't have yet. A disk that refuses is logged; the next commit or start
        completes the file."""
        if self.path is None:
            return
        anchored = len(self.read())
        text = "".join(f"{seq} {entry_hash}\n" for seq, entry_hash in chain[anchored:])
        if not text:
            return
        try:
            with self.path.open("ab+") as file:
                file.truncate(self._whole_bytes())
                file.write(text.encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            _log.error("the anchor %s could not be written: %s", self.path, error)

    def _whole_bytes(self) -> int:
        """The length of the file up to its last whole line."""
        return self.path.read_bytes().rfind(b"\n") + 1 if self.path.exists() else 0


def _entry(line: str) -> tuple[int, str] | None:
    seq, _, entry_hash = line.partition(" ")
    return (int(seq), entry_hash) if seq.isdigit() and len(entry_hash) == 64 else None
