"""A backup as one archive: the database and its anchor together, for carrying away and for bringing back."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path
from typing import IO

from data.problems import refusal
from data.store.disk.backup_names import ENDING
from data.store.disk.swapping import ANCHOR, LOG, beside, copy_stream

ARCHIVE = ".zip"
MOST_BYTES = 4 << 30  # of all files together, unpacked; sixteen thousand units over ten years are a hundred megabytes
_SIGNATURE = b"PK\x03\x04"


def archive_name(backup: Path) -> str:
    return f"{backup.name}{ARCHIVE}"


def pack(backup: Path) -> bytes:
    """The backup and its anchor, where it has one. Raises OSError."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in (backup, beside(backup, ANCHOR)):
            if path.is_file():
                archive.write(path, path.name)
    return packed.getvalue()


def is_archive(path: Path) -> bool:
    """By its first bytes: a database may hold an archive somewhere inside. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(_SIGNATURE)) == _SIGNATURE


def unpack(archive: Path, target: Path, most_bytes: int = MOST_BYTES) -> None:
    """The archive's database as `target`, its anchor and log beside it; names in it are looked at, never used as paths.

    Raises Refused `backup_archive` where it holds anything else, is damaged, or would grow beyond `most_bytes`."""
    try:
        with zipfile.ZipFile(archive) as opened:
            left = most_bytes
            for ending, entry in _entries(opened.infolist(), archive).items():
                with opened.open(entry) as file:
                    limited = _Limited(file, left, archive)
                    copy_stream(limited, beside(target, ending))
                    left = limited.left
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise refusal("backup_archive", path=str(archive)) from error


def _entries(entries: list[zipfile.ZipInfo], archive: Path) -> dict[str, zipfile.ZipInfo]:
    """The files by what they are to the database; the database last."""
    databases = [entry for entry in entries if entry.filename.endswith(ENDING)]
    if len(databases) != 1:
        raise refusal("backup_archive", path=str(archive))
    name = databases[0].filename
    kinds = {name + ending: ending for ending in (LOG, ANCHOR, "")}
    found = {kinds.get(entry.filename): entry for entry in entries}
    if None in found or len(found) != len(entries):
        raise refusal("backup_archive", path=str(archive))
    return {ending: found[ending] for ending in (LOG, ANCHOR, "") if ending in found}


class _Limited:
    """A file that may be read up to so many bytes, whatever its archive says of its length."""

    def __init__(self, file: IO[bytes], left: int, archive: Path):
        self._file, self.left, self._archive = file, left, archive

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.left -= len(block)
        if self.left < 0:
            raise refusal("backup_archive", path=str(self._archive))
        return block
