"""Many questions for one answer: what is asked twice meanwhile, the engine is asked once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from data.store.reader import Reader


class Once:
    """A reader that keeps what it was told, for as long as nothing changes: one answer lasts as long as its question.
    Raises StoreError as the reader behind it does."""

    def __init__(self, reader: Reader):
        self._reader = reader
        self._told: dict[tuple[str, str, str], Any] = {}

    def read(self, sql: str, **values: Any) -> pd.DataFrame:
        frame: pd.DataFrame = self._once("read", self._reader.read, sql, values)
        return frame.copy(deep=False)  # shares its values until either side writes

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return list(self._once("rows", self._reader.rows, sql, values))

    def _once(self, how: str, ask: Callable[..., Any], sql: str, values: dict[str, Any]) -> Any:
        key = (how, sql, repr(sorted(values.items())))
        if key not in self._told:
            self._told[key] = ask(sql, **values)
        return self._told[key]
