"""Two final months whose letters are sent, corrected and looked up in the register."""

from __future__ import annotations

from datetime import date

from data.office.letters import letter_register as letters
from data.office.letters import letter_rows
from data.office.letters.letter_standing import with_standing
from data.office.months import move
from tests.support.builders import FULL_ROWS, UNITS, import_rows

FIRST, SECOND, LATER = 139901, 139902, date(2020, 7, 1)
SECOND_TITLE = "نتایج اردیبهشت ۱۳۹۹"
KNOWN = [(*row[:6], "وزیر محترم راه", *row[7:]) if row[0] in ("A2", "A3") else row for row in UNITS]
ROWS = [["اداره کل راه", 6, 4, 10], ["دانشگاه علوم پزشکی", 2, 1, 1], ["بهزیستی", 1, 1, 1], FULL_ROWS[3]]


def final(store, month: int = FIRST) -> None:
    for state in ("objections", "final"):
        move(store, None, month, state, "زهرا", "دلیل", until=date(2020, 6, 1), today=LATER)


def corrected(store, rows: list[list], month: int = FIRST, title: str = "نتایج فروردین ۱۳۹۹") -> None:
    move(store, None, month, "draft", "زهرا", "اشتباه", today=LATER)
    import_rows(store, rows, title, f"corrected-{month}.xlsx")
    final(store, month)


def register(store) -> dict[tuple[int, str, str], dict]:
    rows = with_standing(store, 1).to_dict("records")
    return {(row["month"], row["unit_id"], row["kind"]): row for row in rows if row["status"] != "withdrawn"}


def sent(store, month: int, unit: str, number: str, kind: str = "warning") -> int:
    own = letter_rows.letters(store, 1, month).query("unit_id == @unit and kind == @kind and status != 'withdrawn'")
    key = int(own["letter_key"].iloc[-1])
    letters.mark_sent(store, key, number, LATER, "زهرا", today=LATER)
    return key
