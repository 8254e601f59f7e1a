"""A final month whose letters are drafted, and our letter changed as in Word."""

from __future__ import annotations

import io
from datetime import date

from docx import Document

from data.office.letters.letter_standing import with_standing
from data.office.months import move
from data.store.store import Store
from reports.office.letters.letter_template import default_template
from tests.support.builders import UNITS

MONTH, LATER = 139901, date(2020, 6, 1)
KNOWN = [(*row[:6], "وزیر محترم", *row[7:]) if row[0] == "A3" else row for row in UNITS]


def final(store: Store, month: int = MONTH) -> None:
    for state in ("objections", "final"):
        move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 5, 1), today=LATER)


def reopened(store: Store, month: int = MONTH) -> None:
    move(store, None, month, "draft", "زهرا", "اشتباه در یک نمره", today=LATER)


def drafted(store: Store) -> dict[tuple[str, str], dict]:
    rows = with_standing(store, 1).to_dict("records")
    return {(row["unit_id"], row["kind"]): row for row in rows}


def edited(change, kind: str = "warning") -> bytes:
    """Our letter with one text of it changed, as in Word."""
    document = Document(io.BytesIO(default_template("fa", kind)))
    change(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
