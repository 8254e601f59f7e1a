"""The anchor: the audit chain's heads, flushed to a file outside the database after each commit.

A database whose write-ahead log was cut opens without a word; its anchor then knows entries that it has lost. After a
restore the history goes on from an older entry: the line `restored seq hash` says so, the lines before it stay, and the
chain's next entry has to be that restore. The first line stands there before the first commit, so that an anchor that
was emptied is none that hasn't begun.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from data.store.disk.private_files import narrow, open_private
from data.store.disk.swapping import PART, beside, sync_folder, write_synced

BEHIND, FORKED, MISSING, UNEXPLAINED, CUT = "behind", "forked", "missing", "unexplained", "cut"
LINES, TORN = "lines", "torn"
Chain = Sequence[tuple[int, str]]
_RESTORED = "restored "
_NO_ENTRY = -1
_BEGINNING = f"0 {'0' * 64}\n"
_FIRST_CHANGE = 2  # entries of the first change of a store: a scheme, and with the demo its unit list
_TORN_LINE = re.compile(r"(?:restored )?([0-9]{1,15})( ?)([0-9a-f]*)")
_SEQ = re.compile("0|[1-9][0-9]{0,14}")


@dataclass
class Reading:
    """What the file says: the entries that hold now (any line that is no entry is entry -1), every entry that it has
    ever named, the restores that the chain must know, whether lines are missing, out of order or rewritten, what stands
    behind the last whole line, and whether there is no line at all."""

    known: dict[int, str] = field(default_factory=dict)
    ever: set[tuple[int, str]] = field(default_factory=set)
    restores: list[int] = field(default_factory=list)
    is_touched: bool = False
    rest: bytes = b""
    is_empty: bool = True
    last: int | None = None

    def entry(self, seq: int, entry_hash: str, line: str) -> None:
        self.is_touched |= seq != (self.last + 1 if self.last is not None else min(seq, 1))
        self.last = seq
        if seq:
            self.ever.add((seq, entry_hash))
        if seq and self.known.setdefault(seq, entry_hash) != entry_hash:
            self.known[_NO_ENTRY] = line

    def restored(self, seq: int, entry_hash: str) -> None:
        """Where the restored copy is of another branch than the newest lines, its head alone is known: a hash of the
        chain stands for everything before it."""
        if seq:
            self.ever.add((seq, entry_hash))
        same_branch = self.known.get(seq) == entry_hash or not seq
        kept = {number: self.known[number] for number in self.known if same_branch and 0 < number <= seq}
        spoilt = {number: text for number, text in self.known.items() if number == _NO_ENTRY}
        self.known = (kept or ({seq: entry_hash} if seq else {})) | spoilt
        self.restores = [each for each in self.restores if same_branch and each < seq] + [seq]
        self.last = seq


class Anchor:
    """Lines `seq hash` and `restored seq hash`, appended and synced. Without a path (a store in memory) it remembers
    nothing. Raises OSError where the file can't be read or written."""

    def __init__(self, path: Path | None):
        self.path = path

    def read(self) -> Reading:
        content = self._content()
        whole, _, rest = content.rpartition(b"\n")
        found = Reading(rest=rest, is_empty=not whole)
        lines = whole.decode("ascii", errors="replace").split("\n") if whole else []
        for line in lines:
            restored = line.startswith(_RESTORED)
            entry = _entry(line.removeprefix(_RESTORED).removesuffix("\r"))
            found.is_touched |= line.endswith("\r")
            if entry is None:
                found.known[_NO_ENTRY], found.is_touched = line, True
            elif restored:
                found.restored(*entry)
            else:
                found.entry(*entry, line)
        return found

    def compare(self, chain: Chain, restores: Mapping[int, int], dates: Sequence[str] = ()) -> str | None:
        """Why the database isn't the one that was anchored: `behind` (it lost entries), `forked` (it has others),
        `unexplained` (a restore that the chain doesn't know), `missing` (a store with entries, and no anchor).
        restores: the seq of each restore's event, and the entry that it went on from; dates: of every entry.

        A database that is one change ahead of its anchor is sound: the machine stopped between commit and flush. More
        than that the anchor has lost (`cut`): nothing is stored while it can't be written."""
        if self.path is None:
            return None
        found, has = self.read(), dict(chain)
        for seq, entry_hash in found.known.items():
            if seq > len(chain):
                return BEHIND
            if has.get(seq) != entry_hash:
                return FORKED
        if any(restores.get(seq + 1) != seq for seq in found.restores):
            return UNEXPLAINED
        if len(set(dates[max(found.known, default=0) :])) > 1 and found.ever:
            return CUT
        names_nothing = found.is_empty and chain or not found.ever and len(chain) > _FIRST_CHANGE
        return _torn_line(found.rest, chain) or (MISSING if names_nothing else None)

    def faults(self) -> list[str]:
        """What was done to the file without losing an entry: `lines` (one is missing, out of order or rewritten),
        `torn` (something stands behind the last whole line)."""
        if self.path is None:
            return []
        found = self.read()
        return [LINES] * found.is_touched + [TORN] * bool(found.rest)

    def opened(self, *, begins: bool) -> IO[bytes] | None:
        """The file, open for `complete`. begins: the store has no entry yet; the first line stands in it then."""
        if self.path is None:
            return None
        file = open_private(self.path, "ab+", buffering=0)  # or closing it would try again what the disk refused
        try:
            narrow(self.path)
            if begins and not _whole(file):
                _append(file, 0, _BEGINNING)
        except BaseException:
            file.close()
            raise
        return file

    def complete(self, file: IO[bytes] | None, chain: Chain) -> None:
        """Append the entries that the file doesn't have yet."""
        if file is None:
            return
        anchored = max((seq for seq in self.read().known), default=0)
        text = _lines(chain[max(anchored, 0) :])
        if text:
            _append(file, _whole(file), text)

    def write_anew(self, chain: Chain) -> None:
        """Only the chain's own entries, in the place of whatever stands there."""
        if self.path is None:
            return
        part = beside(self.path, PART)
        write_synced(part, _lines(chain).encode("ascii") or _BEGINNING.encode("ascii"))
        part.replace(self.path)
        sync_folder(self.path.parent)

    def content_after_restore(self, seq: int, chain: Chain) -> bytes:
        """What the file has to hold once a copy whose newest entry was `seq` stands in the database's place and has
        gone on to the end of `chain`. Everything that it holds now is kept."""
        head = chain[seq - 1][1] if seq else "0" * 64
        content = self._content()
        kept = content[: content.rfind(b"\n") + 1]
        return kept + f"{_RESTORED}{seq} {head}\n{_lines(chain[seq:])}".encode("ascii")

    def _content(self) -> bytes:
        if self.path is None or not self.path.exists():
            return b""
        if not self.path.is_file() and not self.path.is_dir():  # a pipe would be read for ever
            raise OSError(errno.EINVAL, "not a file", str(self.path))
        return self.path.read_bytes()


def _whole(file: IO[bytes]) -> int:
    """The length of the file up to its last whole line."""
    file.seek(0)
    return file.read().rfind(b"\n") + 1


def _append(file: IO[bytes], at: int, text: str) -> None:
    file.truncate(at)
    content = text.encode("ascii")
    while content:  # a full disk takes a part and says so
        content = content[file.write(content) :]
    os.fsync(file.fileno())


def _lines(entries: Iterable[tuple[int, str]]) -> str:
    return "".join(f"{seq} {entry_hash}\n" for seq, entry_hash in entries)


def _entry(line: str) -> tuple[int, str] | None:
    seq, _, entry_hash = line.partition(" ")
    return (int(seq), entry_hash) if _SEQ.fullmatch(seq) and len(entry_hash) == 64 else None


def _torn_line(rest: bytes, chain: Chain) -> str | None:
    """What a line that isn't whole still shows: an entry that the chain doesn't have, or has otherwise."""
    text = rest.decode("ascii", errors="replace")
    match = _TORN_LINE.match(text)
    if not match:
        return None
    seq = int(match[1])
    if seq > len(chain):
        return BEHIND
    is_other = bool(match[2]) and seq > 0 and not chain[seq - 1][1].startswith(match[3])
    return FORKED if is_other else None
