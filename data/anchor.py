"""The anchor: the audit chain's heads, flushed to a file outside the database after each commit.

A database whose write-ahead log was cut opens without a word; its anchor then knows entries that it has lost. After a
restore the history goes on from an older entry: the line `restored seq hash` says so, and the lines before it stay.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from pathlib import Path

BEHIND, FORKED = "behind", "forked"
_RESTORED = "restored "
_NO_ENTRY = -1
_log = logging.getLogger(__name__)


class Anchor:
    """Lines `seq hash` and `restored seq hash`, appended and synced. Without a path (a store in memory) it remembers
    nothing; one that is not `writable` is only compared."""

    def __init__(self, path: Path | None, *, writable: bool = True):
        self.path, self._writable = path, writable

    def read(self) -> list[tuple[int, str]]:
        """The entries that hold now, those that a restore replaced left out. A torn last line is left out too, any
        other line that is no entry is entry -1."""
        known: dict[int, str] = {}
        for line in self._whole_lines():
            restored = line.startswith(_RESTORED)
            seq, entry_hash = _entry(line.removeprefix(_RESTORED)) or (_NO_ENTRY, line)
            if restored and seq != _NO_ENTRY:
                known = _up_to(known, seq, entry_hash)
            elif known.setdefault(seq, entry_hash) != entry_hash:
                known[_NO_ENTRY] = line
        return list(known.items())

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
        if self.path is None or not self._writable:
            return
        anchored = max((seq for seq, _ in self.read()), default=0)
        text = _lines(chain[max(anchored, 0) :])
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

    def text_after_restore(self, seq: int, chain: list[tuple[int, str]]) -> str:
        """What the file has to hold once a copy whose newest entry was `seq` stands in the database's place and has
        gone on to the end of `chain`. Everything that it holds now is kept."""
        head = chain[seq - 1][1] if seq else "0" * 64
        kept = "".join(f"{line}\n" for line in self._whole_lines())
        return f"{kept}{_RESTORED}{seq} {head}\n{_lines(chain[seq:])}"

    def _whole_lines(self) -> list[str]:
        if self.path is None or not self.path.exists():
            return []
        lines = self.path.read_text(encoding="ascii", errors="replace").split("\n")
        return [line for line in lines[:-1] if line.strip()]

    def _whole_bytes(self) -> int:
        """The length of the file up to its last whole line."""
        return self.path.read_bytes().rfind(b"\n") + 1 if self.path.exists() else 0


def _lines(entries: Iterable[tuple[int, str]]) -> str:
    return "".join(f"{seq} {entry_hash}\n" for seq, entry_hash in entries)


def _up_to(known: dict[int, str], seq: int, entry_hash: str) -> dict[int, str]:
    """The entries that hold after a restore. Where the restored copy is of another branch than the newest lines, its
    head alone is known: a hash of the chain stands for everything before it."""
    same_branch = known.get(seq) == entry_hash
    kept = {number: known[number] for number in known if same_branch and 0 < number <= seq}
    return kept or ({seq: entry_hash} if seq else {})


def _entry(line: str) -> tuple[int, str] | None:
    seq, _, entry_hash = line.partition(" ")
    return (int(seq), entry_hash) if seq.isdigit() and len(entry_hash) == 64 else None
