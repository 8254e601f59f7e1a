"""The state of a stored month, and what it refuses to everybody who would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.problems import refusal
from data.registry.schemes import schemes
from data.store.reader import Reader
from data.text import key
from scoring.states import LOCKED


@dataclass(frozen=True)
class MonthState:
    """A stored month: its state, the last day for objections (ISO date, or None), its scheme's key, and how often it
    was changed."""

    state: str
    until: str | None
    scheme_key: int
    version: int


def state_of(reader: Reader, province: int, month: int) -> MonthState | None:
    """The state of a month; None where it isn't stored."""
    found = reader.rows(
        "SELECT state, objections_until, scheme_key, version FROM month"
        " WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )
    return MonthState(*found[0]) if found else None


def refuse_locked(reader: Reader, province: int | None, month: int) -> None:
    """Raises Refused `month_locked` where a month is final or published."""
    found = state_of(reader, province, month) if province is not None else None
    if found and found.state in LOCKED:
        raise refusal("month_locked", month=month, state=found.state)


def refuse_same_person(reader: Reader, scheme_key: int, actor: str, others: Sequence[str]) -> None:
    """Raises Refused `second_person_needed` where the scheme's rule asks for a second person and the actor is one of
    those whose work this ends."""
    if schemes(reader)[scheme_key].four_eyes and key(actor) in map(key, others):
        raise refusal("second_person_needed", who=actor)
