"""Whoever can be asked: the store, and a change that is under way."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd


class Reader(Protocol):
    """Answers SQL with bound values: as a frame, or as tuples. Raises StoreError where the engine can't answer."""

    def read(self, sql: str, **values: Any) -> pd.DataFrame: ...

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]: ...
