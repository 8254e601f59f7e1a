"""The register of letters as rows: what it says of each, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.asking.catalogue import schemes_by_month
from data.asking.chosen import Chosen
from data.asking.stored_results import unit_totals
from data.problems import Problem, Refused, refusal
from data.registry.chained_tables import Recorded
from data.store.chain import digest
from data.store.reader import Reader
from data.store.store import Transaction
from data.text import clean
from scoring.comparability import totals_reason
from scoring.frames import records
from scoring.months import before

DRAFTED, SENT, ANSWERED, WITHDRAWN = STATUSES = ("drafted", "sent", "answered", "withdrawn")
OUT = (SENT, ANSWERED)  # of a letter that left the house
LETTER = Recorded(
    "letter",
    tuple(
        "letter_key province_key month first_import unit_key kind recipient deadline basis status number sent_on answer"
        " answered_on template_key".split()
    ),
    later=("retracts",),
)
FOLLOWED = 3  # months after a letter whose totals the register shows
DRAWN = "kind recipient deadline basis status number sent_on answer answered_on".split()


def first_import_of(reader: Reader, province: int, month: int) -> int:
    """The import that opened a stored month: what a month's papers belong to."""
    rows: list[tuple[int]] = reader.rows(
        "SELECT first_import FROM month WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )
    return rows[0][0]


def token(row: Mapping[str, Any]) -> str:
    """What an act on a letter was decided on: the letter as it was on screen. row: of
    `letter_register.letters`."""
    return digest(["" if pd.isna(row[name]) else str(row[name]) for name in DRAWN])


def letter_to_change(
    change: Transaction, key: int, actor: str, statuses: tuple[str, ...], otherwise: str, seen: str | None
) -> dict[str, Any]:
    row = letter_row(change, key)
    if row is None:
        raise Refused([Problem("letter_unknown", value=str(key))])
    if not clean(actor):
        raise refusal("name_needed")
    if seen is not None and seen != token(row):
        raise refusal("letter_changed", unit_fa=row["name_fa"], unit_en=row["name_en"])
    if row["status"] not in statuses:
        raise refusal(otherwise)
    return row


def letter_row(reader: Reader, key: int) -> dict[str, Any] | None:
    names = (
        "letter_key province_key month unit_key kind recipient deadline basis status number sent_on answer answered_on"
        " retracts"
    ).split()
    columns = ", ".join(f"l.{name}" for name in names)
    rows = reader.rows(
        f"SELECT {columns}, p.province_id, u.unit_id, u.name_fa, u.name_en"
        " FROM letter l JOIN province p ON p.province_key = l.province_key JOIN unit u ON u.unit_key = l.unit_key"
        " WHERE l.letter_key = $key",
        key=key,
    )
    return dict(zip([*names, "province_id", "unit_id", "name_fa", "name_en"], rows[0], strict=True)) if rows else None


def what_of(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("province_id", "month", "unit_id", "kind")}


def letters(reader: Reader, province: int, month: int | None = None) -> pd.DataFrame:
    """The register, newest month first: letter_key, month, unit_id, unit_kind, name_fa, name_en, kind, recipient,
    deadline, basis (JSON), status, number, sent_on, answer, answered_on, template_key (the newest template when it was
    sent; null before), retracts (the letter that it takes back), retracted_by (the letter that was sent to take it
    back), and the unit's results in that month as they stand: total, band, rank. Whether a letter still says what is
    so, `letter_standing` tells."""
    return reader.read(
        """
        SELECT l.letter_key, l.month, u.unit_id, u.kind AS unit_kind, u.name_fa, u.name_en, l.kind, l.recipient,
               l.deadline, l.basis, l.status, l.number, l.sent_on, l.answer, l.answered_on, l.template_key, l.retracts,
               (SELECT max(r.letter_key) FROM letter r WHERE r.retracts = l.letter_key
                AND (r.status = 'sent' OR r.status = 'answered')) AS retracted_by,
               t.total, t.band, t.rank
        FROM letter l
        JOIN unit u ON u.unit_key = l.unit_key
        LEFT JOIN unit_total t ON t.province_key = l.province_key AND t.month = l.month AND t.unit_key = l.unit_key
        WHERE l.province_key = $province AND ($month IS NULL OR l.month = $month)
          AND NOT EXISTS (SELECT 1 FROM import i JOIN event e ON e.seq = i.reverted_seq
                          WHERE i.import_key = l.first_import AND e.action = 'demo_clear')
        ORDER BY l.month DESC, l.kind DESC, u.kind, u.unit_id, l.letter_key
        """,
        province=province,
        month=month,
    ).astype({"retracts": "Int64", "retracted_by": "Int64"})


def effects(reader: Reader, province: int) -> dict[int, list[tuple[int, float]]]:
    """letter_key -> (month, change of total since the letter's month), of at most FOLLOWED calendar months after it in
    which the unit was evaluated and whose totals may be compared."""
    by_month = schemes_by_month(reader, province)
    totals = {
        (row["unit_id"], row["month"]): row["total"]
        for row in records(unit_totals(reader, province, Chosen()).dropna(subset=["total"]))
    }
    found: dict[int, list[tuple[int, float]]] = {}
    for row in records(letters(reader, province)):
        unit_id, own = row["unit_id"], row["month"]
        then = totals.get((unit_id, own))
        later = [before(own, -ahead) for ahead in range(1, FOLLOWED + 1)]
        known = [
            month
            for month in later
            if then is not None and (unit_id, month) in totals and totals_reason(by_month[own], by_month[month]) is None
        ]
        found[row["letter_key"]] = [(month, totals[unit_id, month] - then) for month in known]
    return found
