"""Frames as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, each a dictionary of its columns. (pandas' own types know no names of columns.)"""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def by_code(values: pd.Series[Any]) -> dict[str, Any]:
    """A series whose index is codes (or the names of columns), as a dictionary. (pandas' own types know no index of
    texts.)"""
    return cast("dict[str, Any]", values.to_dict())


def row_at(frame: pd.DataFrame, key: str | int) -> dict[str, Any]:
    """The one row of a frame that has this key in the index. Raises KeyError where none has."""
    return by_code(cast("pd.Series[Any]", frame.loc[key]))


def parts(frame: pd.DataFrame, column: str) -> Iterable[tuple[Any, pd.DataFrame]]:
    """The rows that share a value of a column, by that value, in its order."""
    return cast("Iterable[tuple[Any, pd.DataFrame]]", frame.groupby(column))
