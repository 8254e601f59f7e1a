"""What can be the matter with a store, each by a code of its own: the sentence and the advice hang on it.

The engine tells the system's refusals in words alone, so they are recognised by what this system says of each.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

FULL, READ_ONLY, UNWRITABLE, UNREADABLE = "store_full", "store_read_only", "store_unwritable", "store_unreadable"
MISPLACED, GONE, FAULTY, BUSY, BROKEN = "store_misplaced", "store_gone", "store_io", "store_busy", "store_broken"
_CODES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    errno.EROFS: READ_ONLY,
    errno.ENOENT: GONE,
    **dict.fromkeys((errno.EACCES, errno.EPERM), UNWRITABLE),
    **dict.fromkeys((errno.EISDIR, errno.ENOTDIR, errno.EEXIST), MISPLACED),
    **dict.fromkeys((errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.EMFILE, errno.ENFILE), FAULTY),
}
_LOCKED = (  # how the engine says that another process has the file: on Linux and macOS, on Windows
    "Could not set lock on file",
    "being used by another process",
)


class StoreError(Exception):
    """The store can't do what was asked; `code` names the sentence, `detail` what the engine said. unchanged: the
    store is known to be as it was."""

    def __init__(self, code: str, detail: str = "", *, unchanged: bool = False, **slots: object):
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.unchanged, self.slots = code, detail, unchanged, slots


def refused_by_system(error: OSError, path: Path | str, *, unchanged: bool = False) -> StoreError:
    """What a system call was refused for; `path` where the error names no file."""
    where = Path(os.fsdecode(error.filename or path))
    code = _CODES.get(error.errno, FAULTY) if error.errno else FAULTY
    if code == UNWRITABLE and not _is_readable(where):
        code = UNREADABLE
    detail = error.strerror or str(error)
    return StoreError(code, detail, unchanged=unchanged, path=str(where))


def refusal_in(said: str, path: Path | str) -> str | None:
    """The code of a system's refusal that the engine tells, or of its lock; None where it speaks of something else."""
    if any(sentence in said for sentence in _LOCKED):
        return BUSY
    code = next((code for number, code in _CODES.items() if f": {os.strerror(number)}" in said), None)
    return UNREADABLE if code == UNWRITABLE and not _is_readable(Path(path)) else code


def _is_readable(path: Path) -> bool:
    """Whether this process may read the file; one that isn't there yet is as readable as its folder."""
    try:
        return os.access(path if path.exists() else path.parent, os.R_OK)
    except PermissionError:  # a folder above may not be entered
        return False
