"""Small tables whose every row is what its newest entry of the audit chain recorded of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.registry.keys import next_key
from data.store.chain import append_event, canonical_json, digest
from data.store.reader import Reader
from data.store.store import Transaction


@dataclass(frozen=True)
class Recorded:
    """A table: its name (the action of its entries, too), its key, and its first columns, the key first.

    later: columns that came with a later version. Where they are null they don't touch the content hash, so that rows
    from before keep theirs."""

    table: str
    columns: tuple[str, ...]
    later: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.columns[0]

    def add(self, change: Transaction, row: Mapping[str, Any]) -> int:
        """Append a row (all columns but the key; a later column that is left out is null); its key."""
        key = next_key(change, self.table, self.key)
        first = {name: [key if name == self.key else row[name]] for name in self.columns}
        change.append(self.table, first | {name: [row.get(name)] for name in self.later})
        return key

    def set(self, change: Transaction, key: int, **values: Any) -> None:
        """Change columns of a row."""
        table, column = self.table, self.key
        for name, value in values.items():
            change.run(f"UPDATE {table} SET {name} = $value WHERE {column} = $key", value=value, key=key)

    def record(self, change: Transaction, key: int, actor: str, what: Mapping[str, Any], why: str = "") -> int:
        """Write a row's present content into the audit chain; the seq of the entry."""
        return append_event(change, actor, self.table, {self.key: key, **what}, why, self.row_hash(change, key))

    def row_hash(self, reader: Reader, key: int) -> str:
        """Content hash of a row. Bytes go in as their own hash."""
        names, table, column = ", ".join([*self.columns, *self.later]), self.table, self.key
        rows = reader.rows(f"SELECT {names} FROM {table} WHERE {column} = $key", key=key)
        return digest([canonical_json([self._hashed(row) for row in rows])])

    def _hashed(self, row: tuple[Any, ...]) -> list[Any]:
        first, later = row[: len(self.columns)], row[len(self.columns) :]
        said = [hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value for value in first]
        return said + [[name, value] for name, value in zip(self.later, later, strict=True) if value is not None]

    def keys(self, reader: Reader) -> list[int]:
        table, column = self.table, self.key
        return [key for (key,) in reader.rows(f"SELECT {column} FROM {table} ORDER BY 1")]
