"""The register of letters: drafted once, sent under a number, answered.

A letter keeps the figures that it was drafted with and, once sent, which template it was written on, so that what was
sent can be read again as it was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from data.chain import canonical_json
from data.month_facts import month_facts
from data.months import state_of
from data.problems import Problem, Refused, refusal
from data.questions import Chosen, schemes_by_month, unit_totals
from data.recorded import Recorded
from data.store import Store, Transaction
from data.text import clean
from scoring.comparability import totals_reason
from scoring.letters import PRAISING, figures, praised, still_says, warned
from scoring.month_facts import MonthFacts
from scoring.months import before
from scoring.states import DRAFT, LOCKED

DRAFTED, SENT, ANSWERED, WITHDRAWN = STATUSES = ("drafted", "sent", "answered", "withdrawn")
LETTER = Recorded(
    "letter",
    tuple(
        "letter_key province_key month first_import unit_key kind recipient deadline basis status number sent_on answer"
        " answered_on template_key".split()
    ),
)
FOLLOWED = 3  # months after a letter whose totals the register shows


def first_import_of(reader: Store | Transaction, province: int, month: int) -> int:
    """The import that opened a stored month: what a month's papers belong to."""
    return reader.rows(
        "SELECT first_import FROM month WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )[0][0]


def mark_sent(store: Store, key: int, number: str, on: date, actor: str, *, today: date | None = None) -> None:
    """A drafted letter was sent under a number of the office's register. Raises Refused: `letter_unknown`,
    `letter_not_drafted`, `number_needed`, `number_taken`, `day_ahead`, `name_needed`, `month_not_final` (it was opened
    again), `letter_outdated` (it would say something else now: it must be drafted anew)."""
    number = clean(number)
    with store.transaction() as change:
        row = _letter(change, key, actor, (DRAFTED,), "letter_not_drafted")
        if not number:
            raise refusal("number_needed")
        _refuse_ahead(on, today)
        _refuse_taken(change, row["province_key"], number)
        _refuse_outdated(change, row)
        newest = change.rows("SELECT coalesce(max(template_key), 0) FROM letter_template")[0][0]
        LETTER.set(change, key, status=SENT, number=number, sent_on=on.isoformat(), template_key=newest)
        LETTER.record(change, key, clean(actor), _what(row) | {"status": SENT, "number": number})


def _refuse_ahead(on: date, today: date | None) -> None:
    if on > (today or date.today()):
        raise refusal("day_ahead")


def _refuse_taken(change: Transaction, province: int, number: str) -> None:
    taken = change.rows(
        "SELECT 1 FROM letter WHERE province_key = $province AND number = $number AND status <> 'withdrawn' LIMIT 1",
        province=province,
        number=number,
    )
    if taken:
        raise Refused([Problem("number_taken", value=number)])


def _refuse_outdated(change: Transaction, row: Mapping[str, Any]) -> None:
    """Everything that the letter says, the change that it thanks for and its months in a row included, must be so."""
    found = state_of(change, row["province_key"], row["month"])
    if found is None or found.state not in LOCKED:
        raise refusal("month_not_final", month=row["month"], state=found.state if found else DRAFT)
    facts = month_facts(change, row["province_key"], row["month"])
    called = called_units(facts, row["kind"])
    if row["unit_id"] not in called or canonical_json(figures(facts, row["unit_id"])) != row["basis"]:
        raise refusal("letter_outdated")


def called_units(facts: MonthFacts, kind: str) -> list[str]:
    """The units that a month calls a letter of a kind for (a letter and a notice alike)."""
    if kind in PRAISING:
        return praised(facts.league)[kind]["unit_id"].tolist()
    return warned(facts.league, facts.scheme)["unit_id"].tolist()


def mark_answered(store: Store, key: int, answer: str, on: date, actor: str, *, today: date | None = None) -> None:
    """A sent letter was answered. Raises Refused: `letter_unknown`, `letter_not_sent`, `answer_needed`,
    `answer_before_sending`, `day_ahead`, `name_needed`."""
    answer = clean(answer)
    with store.transaction() as change:
        row = _letter(change, key, actor, (SENT,), "letter_not_sent")
        if not answer:
            raise refusal("answer_needed")
        _refuse_ahead(on, today)
        if on.isoformat() < row["sent_on"]:
            raise refusal("answer_before_sending")
        LETTER.set(change, key, status=ANSWERED, answer=answer, answered_on=on.isoformat())
        LETTER.record(change, key, clean(actor), _what(row) | {"status": ANSWERED})


def withdraw(store: Store, key: int, why: str, actor: str) -> None:
    """Take a drafted letter back, with a reason; one that was sent stays what it is. Raises Refused:
    `letter_unknown`, `letter_not_drafted`, `reason_needed_to_withdraw`, `name_needed`."""
    with store.transaction() as change:
        row = _letter(change, key, actor, (DRAFTED,), "letter_not_drafted")
        if not clean(why):
            raise refusal("reason_needed_to_withdraw")
        LETTER.set(change, key, status=WITHDRAWN)
        LETTER.record(change, key, clean(actor), _what(row) | {"status": WITHDRAWN}, clean(why))


def _letter(change: Transaction, key: int, actor: str, statuses: tuple[str, ...], otherwise: str) -> dict[str, Any]:
    names = "l.province_key, l.month, l.unit_key, l.kind, l.status, l.basis, l.sent_on, p.province_id, u.unit_id"
    rows = change.rows(
        f"SELECT {names} FROM letter l JOIN province p ON p.province_key = l.province_key"
        " JOIN unit u ON u.unit_key = l.unit_key WHERE l.letter_key = $key",
        key=key,
    )
    if not rows:
        raise Refused([Problem("letter_unknown", value=str(key))])
    row = dict(zip([name.strip()[2:] for name in names.split(",")], rows[0], strict=True))
    if row["status"] not in statuses:
        raise refusal(otherwise)
    if not clean(actor):
        raise refusal("name_needed")
    return row


def _what(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("province_id", "month", "unit_id", "kind")}


def letters(reader: Store | Transaction, province: int, month: int | None = None) -> pd.DataFrame:
    """The register, newest month first: letter_key, month, unit_id, unit_kind, name_fa, name_en, kind, recipient,
    deadline, basis (JSON), status, number, sent_on, answer, answered_on, template_key (the newest
    template when it was sent; null before), and the unit's results in that month as they
    stand: total, band, rank; is_current (whether the letter still says them)."""
    found = reader.read(
        """
        SELECT l.letter_key, l.month, u.unit_id, u.kind AS unit_kind, u.name_fa, u.name_en, l.kind, l.recipient,
               l.deadline, l.basis, l.status, l.number, l.sent_on, l.answer, l.answered_on, l.template_key,
               t.total, t.band, t.rank
        FROM letter l
        JOIN unit u ON u.unit_key = l.unit_key
        JOIN month m ON m.province_key = l.province_key AND m.month = l.month AND m.first_import = l.first_import
        LEFT JOIN unit_total t ON t.province_key = l.province_key AND t.month = l.month AND t.unit_key = l.unit_key
        WHERE l.province_key = $province AND ($month IS NULL OR l.month = $month)
        ORDER BY l.month DESC, l.kind DESC, u.kind, u.unit_id, l.letter_key
        """,
        province=province,
        month=month,
    )
    current = [still_says(json.loads(row["basis"]), row) for row in found.to_dict("records")]
    return found.assign(is_current=pd.Series(current, index=found.index, dtype=bool))


def effects(reader: Store, province: int) -> dict[int, list[tuple[int, float]]]:
    """letter_key -> (month, change of total since the letter's month), of at most FOLLOWED calendar months after it in
    which the unit was evaluated and whose totals may be compared."""
    by_month = schemes_by_month(reader, province)
    totals = {
        (row.unit_id, row.month): row.total
        for row in unit_totals(reader, province, Chosen()).dropna(subset=["total"]).itertuples()
    }
    found: dict[int, list[tuple[int, float]]] = {}
    for row in letters(reader, province).itertuples():
        then = totals.get((row.unit_id, row.month))
        later = [before(row.month, -ahead) for ahead in range(1, FOLLOWED + 1)]
        known = [
            month
            for month in later
            if then is not None
            and (row.unit_id, month) in totals
            and totals_reason(by_month[row.month], by_month[month]) is None
        ]
        found[row.letter_key] = [(month, totals[row.unit_id, month] - then) for month in known]
    return found
