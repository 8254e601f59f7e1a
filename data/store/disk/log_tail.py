"""The write-ahead log after a power cut: where it ends in zeros, it is read to its last whole entry.

A file system may have lengthened the log before what belongs there was on the disk; zeros then stand in its place, and
the engine refuses the whole log. What lies before them is whole. The format is that of DuckDB's log, version 2:
a header without a checksum, then entries of length, checksum (64 bits each, little-endian) and content.
"""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.store.disk.private_files import make_folder
from data.store.disk.swapping import LOG, beside, copy_whole, held, sync

HEADER = bytes.fromhex("64006265 0002ffff")  # field 100: the kind "version"; field 101: 2; the end
_LENGTHS = struct.Struct("<QQ")
_ZEROS = 16  # no entry ends so: each closes with the bytes ff ff
_64_BITS = (1 << 64) - 1
_WORD, _MIX, _SEED = 0xBF58476D1CE4E5B9, 0xC6A4A7935BD1E995, 0xE17A1465  # DuckDB: src/common/checksum.cpp
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CutLog:
    """A log that was cut behind its last whole entry: where the log of before lies, and how many bytes of an entry that
    is lost stood before the zeros."""

    put_aside: Path
    torn_bytes: int


def ends_in_zeros(log: Path) -> bool:
    """Whether the log's last bytes are zeros. Raises OSError."""
    if not log.exists() or log.stat().st_size < _ZEROS:
        return False
    with log.open("rb") as file:
        file.seek(-_ZEROS, 2)
        return not any(file.read())


def cut_zeros(database: Path, folder: Path) -> CutLog | None:
    """Cut the log of a database that nobody has open behind its last whole entry, where only zeros follow, or one torn
    entry and zeros; the log as it was lies in `folder` first. None where there is nothing to cut. Raises OSError."""
    log = beside(database, LOG)
    if not ends_in_zeros(log):
        return None
    with held(database):
        content = log.read_bytes()
        end = whole_length(content)
        torn = content[end:].rstrip(b"\0")
        if end == len(content) or not _is_one_entry(torn, content[end:]):
            return None
        make_folder(folder)
        aside = folder / f"{database.stem}-log-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}{LOG}"
        copy_whole(log, aside)
        with log.open("rb+") as file:
            file.truncate(end)
        sync(log)
    _log.warning("the log %s ended in zeros; cut to %d bytes, the log of before is %s", log, end, aside)
    return CutLog(aside, len(torn))


def whole_length(content: bytes) -> int:
    """Up to where the log holds whole entries; its length where it isn't of the format that is known here."""
    if not content.startswith(HEADER):
        return len(content) if content.strip(b"\0") else 0
    at = len(HEADER)
    while at + _LENGTHS.size <= len(content):
        length, known = _LENGTHS.unpack_from(content, at)
        end = at + _LENGTHS.size + length
        if not length or end > len(content) or checksum(content[at + _LENGTHS.size : end]) != known:
            break
        at = end
    return at


def _is_one_entry(torn: bytes, rest: bytes) -> bool:
    """Whether what stands before the zeros is no more than the beginning of one entry."""
    if len(torn) <= _LENGTHS.size:
        return True
    length: int = _LENGTHS.unpack_from(rest)[0]
    return len(torn) <= _LENGTHS.size + length


def checksum(content: bytes) -> int:
    """The engine's own: every eight bytes multiplied, the rest by a hash of its own."""
    whole = len(content) // 8 * 8
    total = 5381
    for (word,) in struct.iter_unpack("<Q", content[:whole]):
        total ^= word * _WORD & _64_BITS
    return total ^ _rest(content[whole:]) if len(content) > whole else total


def _rest(content: bytes) -> int:
    total = _SEED ^ (len(content) * _MIX & _64_BITS)
    total = (total ^ int.from_bytes(content, "little")) * _MIX & _64_BITS
    total = (total ^ total >> 47) * _MIX & _64_BITS
    return total ^ total >> 47
