"""What a paper of a month said, and how a later revision of it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from scoring.frames import records
from scoring.rounding import judged

Row = Mapping[str, Any]
SAID = ("status", "total", "band", "rank")


def said_of(units: pd.DataFrame) -> list[dict[str, Any]]:
    """The results of a month's units as plain values that are kept (JSON): unit_id, names, kind and SAID."""
    columns = ["unit_id", "name_fa", "name_en", "kind", *SAID]
    return plain_rows(units[columns])


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as values that JSON holds, null as None."""
    rows = records(frame.astype(object))
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def differences(then: Sequence[Row], now: Sequence[Row]) -> list[dict[str, Any]]:
    """The units of which two revisions say different things, in the order of the newer one: `now` and `then`, either of
    them None where that revision doesn't list the unit. Totals are compared at 9 decimals."""
    before = {row["unit_id"]: row for row in then}
    found = [
        {"then": before.get(row["unit_id"]), "now": row}
        for row in now
        if row["unit_id"] not in before or not _same(before[row["unit_id"]], row)
    ]
    known = {row["unit_id"] for row in now}
    return found + [{"then": row, "now": None} for row in then if row["unit_id"] not in known]


def same_headline(then: Sequence[Row], now: Sequence[Row]) -> bool:
    """Whether two headlines say the same of every kind (`changed_kinds`)."""
    return len(then) == len(now) and not changed_kinds(then, now)


def changed_kinds(then: Sequence[Row], now: Sequence[Row]) -> list[tuple[Row, Row]]:
    """The rows of two headlines that say different things of a kind that both have, in what both of them say (floats at
    9 decimals)."""

    def exact(value: object) -> object:
        return float(judged(value)) if isinstance(value, float) else value

    before = {row["kind"]: row for row in then}
    pairs = [(before[row["kind"]], row) for row in now if row["kind"] in before]
    return [(old, new) for old, new in pairs if any(exact(old[name]) != exact(new[name]) for name in {*old} & {*new})]


def _same(then: Row, now: Row) -> bool:
    def total(row: Row) -> float | None:
        return None if row["total"] is None else float(judged(row["total"]))

    return all(then[name] == now[name] for name in ("status", "band", "rank")) and total(then) == total(now)
