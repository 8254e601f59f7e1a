"""A database beside its anchor: compared at the start, the anchor completed after every change."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from pathlib import Path
from typing import IO

from data.store.anchor import Anchor
from data.store.connection import Connection
from data.store.disk.swapping import ANCHOR, beside
from data.store.engine import IN_MEMORY
from data.store.errors import StoreError, refused_by_system
from data.store.standing import JUMPS, alarm_of

_log = logging.getLogger(__name__)


class AnchoredDatabase(Connection):
    """`alarm`, `anchor_trouble`: as `store.Store` says. Raises StoreError where the file can't be opened."""

    def __init__(self, path: str | Path, view_only: bool):
        super().__init__(path, view_only)
        self.anchor = Anchor(None if self.path == IN_MEMORY else beside(Path(path), ANCHOR))
        self.alarm: str | None = None
        self.anchor_trouble: StoreError | None = None
        self._revision = 0

    def _look_at_the_anchor(self) -> None:
        """Compare, and complete the anchor of a database that is ahead of it."""
        self._revision = len(self.chain())
        self.alarm = self.compared()
        if self._revision and not self.alarm and not self.view_only:
            self._complete_anchor(self._opened_anchor())

    def compared(self) -> str | None:
        """Why the database isn't the one that its anchor and its backups know; None where it is. Raises OSError."""
        if self.path == IN_MEMORY:
            return None
        dates = [date for (date,) in self.rows("SELECT recorded_at FROM event ORDER BY seq")]
        return alarm_of(Path(self.path), self.anchor, self.chain(), self.rows(JUMPS), dates)

    def _opened_anchor(self) -> IO[bytes] | None:
        """The anchor's file, open for what is to be added. Where that is refused, it is the store's trouble."""
        try:
            return self.anchor.opened(begins=not self._revision)
        except OSError as error:
            self._anchor_failed(error)
            return None

    def _complete_anchor(self, file: IO[bytes] | None) -> None:
        with file or nullcontext():
            try:
                self.anchor.complete(file, self.chain())
                self.anchor_trouble = self.anchor_trouble if file is None else None
            except OSError as error:
                self._anchor_failed(error)

    def _anchor_failed(self, error: OSError) -> None:
        _log.error("the anchor %s can't be written: %s", self.anchor.path, error)
        why = refused_by_system(error, self.anchor.path or "")
        self.anchor_trouble = StoreError(
            "anchor_unwritable",
            why.detail,
            anchor=str(self.anchor.path),
            why=why.code,
            is_late=self._is_anchor_late(),
        )

    def _is_anchor_late(self) -> bool:
        """Whether something is stored that the anchor doesn't know; so too where nobody can read it."""
        try:
            return max((0, *self.anchor.read().known)) < self._revision
        except OSError:
            return True

    def chain(self) -> list[tuple[int, str]]:
        """(seq, entry hash) of every event, oldest first."""
        return self.rows("SELECT seq, entry_hash FROM event ORDER BY seq")

    def revision(self) -> int:
        """A number that grows with every change: the key of every cache. No other process can change the file."""
        return self._revision
