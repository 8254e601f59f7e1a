"""A database that is asked: one connection, a cursor a question; opened again where a fault has ended its instance."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from data.store import engine
from data.store.engine import IN_MEMORY, as_store_error
from data.store.entrances import Gate
from data.store.errors import StoreError
from data.store.standing import backups_folder

# Frames are small here and read row by row: texts as Python's own cost a tenth of what Arrow's do.
pd.set_option("mode.string_storage", "python")
_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Connection:
    """The questions of a store. Raises StoreError where the file can't be opened."""

    def __init__(self, path: str | Path, view_only: bool):
        self.path = str(path)
        self._gate = Gate()
        self._root, self.view_only, self.cut_log = engine.opened(self.path, view_only)
        self._generation, self._lost = 0, False

    @property
    def backups(self) -> Path | None:
        """The folder of the backups, beside the database; None for a store in memory."""
        return None if self.path == IN_MEMORY else backups_folder(Path(self.path))

    def read(self, sql: str, **values: Any) -> pd.DataFrame:
        """The rows of a question as a frame. Raises StoreError where the engine can't answer it."""
        return self._ask(lambda cursor: cursor.execute(sql, values or None).df())

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a question as tuples. Raises StoreError where the engine can't answer it."""
        return self._ask(lambda cursor: cursor.execute(sql, values or None).fetchall())

    def _ask(self, question: Callable[[duckdb.DuckDBPyConnection], Answer]) -> Answer:
        """The answer, asked again where the engine's instance had ended."""
        try:
            return self._answer(question, self.path)
        except StoreError:
            if not self._lost or self._gate.is_inside():
                raise
        return self._answer(question, self.path)

    def _answer(self, question: Callable[[duckdb.DuckDBPyConnection], Answer], path: Path | str) -> Answer:
        self._open_again()
        generation = self._generation
        try:
            with self._gate.inside(), self._root.cursor() as cursor:
                return question(cursor)
        except duckdb.Error as error:
            self._notice(error, generation)
            raise as_store_error(error, path) from error

    def _notice(self, error: BaseException, generation: int) -> None:
        """An error that ends the engine's instance, of this generation, has the database opened again."""
        if self.path != IN_MEMORY and generation == self._generation:
            self._lost = self._lost or engine.ends_the_instance(error)

    def _open_again(self) -> None:
        """Once everybody has left an instance that has ended. Raises StoreError."""
        if not self._lost or self._gate.is_inside():
            return
        with self._gate.emptied():
            if self._lost:
                self._root.close()
                self._root = engine.connect(self.path, read_only=self.view_only)
                engine.harden(self._root, self.backups)
                self._generation, self._lost = self._generation + 1, False
                _log.warning("the database %s was opened again", self.path)

    def close(self) -> None:
        self._root.close()
