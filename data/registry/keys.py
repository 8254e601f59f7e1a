"""The integer keys of our own tables."""

from __future__ import annotations

from collections.abc import Sequence

from data.store.reader import Reader
from data.store.store import Transaction


def add_codes(change: Transaction, table: str, codes: Sequence[str]) -> None:
    known = code_keys(change, table)
    new = [code for code in codes if code not in known]
    first = next_key(change, table, f"{table}_key")
    if new:
        change.append(table, {f"{table}_key": range(first, first + len(new)), "code": new})


def code_keys(reader: Reader, table: str) -> dict[str, int]:
    """code -> integer key of the `indicator` or `domain` table."""
    return {code: key for key, code in reader.rows(f"SELECT {table}_key, code FROM {table} ORDER BY 1")}


def next_key(change: Transaction, table: str, column: str) -> int:
    """The next free integer key of a small table of ours."""
    return int(change.rows(f'SELECT coalesce(max({column}), 0) + 1 FROM "{table}"')[0][0])


def unused_key(change: Transaction, column: str, table: str, history: str) -> int:
    """A key that neither the table nor the history of removed rows has used."""
    used = f"SELECT {column} AS key FROM {table} UNION ALL SELECT {column} FROM {history}"
    return int(change.rows(f"SELECT coalesce(max(key), 0) + 1 FROM ({used}) AS used")[0][0])
