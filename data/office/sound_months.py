"""Is a month what its files say, as it goes out of the house? Asked for every figure that a paper is about to tell."""

from __future__ import annotations

import json
from collections.abc import Iterable

from data.imports.import_hash import import_hash
from data.imports.results import differing_rows
from data.problems import refusal
from data.store.store import Transaction


def refuse_unsound(change: Transaction, province: int, months: Iterable[int]) -> None:
    """Raises Refused `results_differ` where the results of a month aren't those of its scores, `scores_differ` where
    what an import brought isn't what the audit chain says of it."""
    for month in months:
        differing = differing_rows(change, province, month)
        if differing:
            raise refusal("results_differ", month=month, count=differing)
        for import_key, file_name in _in_force(change, province, month):
            if import_hash(change, import_key) != _recorded(change, import_key):
                raise refusal("scores_differ", month=month, file=file_name)


def _in_force(change: Transaction, province: int, month: int) -> list[tuple[int, str]]:
    return change.rows(
        "SELECT DISTINCT i.import_key, i.file_name FROM unit_total t JOIN import i ON i.import_key = t.import_key"
        " WHERE t.province_key = $province AND t.month = $month ORDER BY 1",
        province=province,
        month=month,
    )


def _recorded(change: Transaction, import_key: int) -> str | None:
    """The content hash that the newest entry about an import keeps."""
    entries = change.rows("SELECT what, content_hash FROM event WHERE action = 'import' ORDER BY seq DESC")
    return next((content for what, content in entries if json.loads(what).get("import_key") == import_key), None)
