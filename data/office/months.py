"""A month's states: moving it on, opening it again, and what a locked month refuses.

Every move is an entry of the audit chain.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from data.office.days import first_day, gregorian, refuse_far
from data.office.publications import Publishing, record_publication
from data.office.sound_months import refuse_unsound
from data.problems import Problem, Refused, refusal
from data.registry.month_states import MonthState, refuse_same_person, state_of
from data.registry.provinces import chosen_province, province_key
from data.store.chain import append_event, canonical_json, digest
from data.store.store import Store, Transaction
from data.text import clean
from data.vocabulary import DIGITS
from scoring.states import DRAFT, FINAL, OBJECTIONS, PUBLISHED, STATES, may_move, needs_reason

FIRST_JALALI_YEAR, LAST_JALALI_YEAR = 1300, 1500
FIRST_YEAR, LAST_YEAR = 1921, 2121
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")


@dataclass(frozen=True)
class _Step:
    """A month with its state as it stands, and the move that somebody wants to make."""

    province_id: str
    province: int
    month: int
    now: MonthState
    to: str
    actor: str
    why: str
    until: date | None
    publishing: Publishing | None
    today: date

    def refused(self, code: str) -> Refused:
        return refusal(code, month=self.month, state=self.now.state, to=self.to)


def move(
    store: Store,
    province_id: str | None,
    month: int,
    to: str,
    actor: str,
    why: str = "",
    *,
    until: date | None = None,
    today: date | None = None,
    seen: int | None = None,
    publishing: Publishing | None = None,
) -> int:
    """Move a month to another state; the seq of the event. `until`: the last day for objections, asked for on the way
    to them. `seen`: the month's version that the decision was made on. `publishing`: what is decided for the public
    report, whose next revision a move to published makes. Raises Refused: `month_not_stored`, `month_changed` (since
    `seen`), `move_not_possible`, `reason_needed_to_open`, `until_needed`, `until_before_month`, `until_past` (unless a
    reason is given), `day_far`, `objections_open`, `deadline_not_over` (unless a reason is given),
    `second_person_needed`, `name_needed`, `publishing_needed`, `contact_needed`, `results_differ` (the month's results
    aren't those of its scores)."""
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        province = province_key(change, province_id) or 0
        now = state_of(change, province, month)
        if now is None:
            raise refusal("month_not_stored", month=month)
        if seen is not None and seen != now.version:
            raise refusal("month_changed", month=month, who=_last_actor(change, province_id, province, month))
        decided = (until, publishing, today or date.today())
        step = _Step(province_id, province, month, now, to, clean(actor), clean(why), *decided)
        _refuse_move(change, step)
        if to == PUBLISHED:
            record_publication(change, province, month, publishing, step.actor, step.today)
        return _store_move(change, step)


def _last_actor(change: Transaction, province_id: str, province: int, month: int) -> str:
    """Who changed a month last: by an import, a revert or a move."""
    done: list[tuple[str, str]] = change.rows(
        "SELECT actor, what FROM event WHERE action IN ('import', 'revert', 'month') ORDER BY seq DESC"
    )
    own = {"province_key": province, "province_id": province_id, "month": month}
    for actor, said in done:
        what = json.loads(said)
        if all(what.get(name, own[name]) == own[name] for name in own):
            return actor
    return ""


def _refuse_move(change: Transaction, step: _Step) -> None:
    if not step.actor:
        raise refusal("name_needed")
    if step.to not in STATES or not may_move(step.now.state, step.to):
        raise step.refused("move_not_possible")
    if needs_reason(step.now.state, step.to) and not step.why:
        raise step.refused("reason_needed_to_open")
    if step.to == OBJECTIONS:
        _refuse_until(step)
    if step.to == FINAL:
        _refuse_final(change, step)


def _refuse_until(step: _Step) -> None:
    """A last day that can't be, or (without a reason) one that is over already."""
    if step.until is None:
        raise step.refused("until_needed")
    if step.until < first_day(step.month):
        raise refusal("until_before_month", month=step.month, until=step.until.isoformat())
    if step.until < step.today and not step.why:
        raise refusal("until_past", until=step.until.isoformat())
    refuse_far(step.until, step.today)


def _refuse_final(change: Transaction, step: _Step) -> None:
    where = {"province": step.province, "month": step.month}
    open_ones = change.rows(
        "SELECT count(*) FROM objection WHERE province_key = $province AND month = $month AND status = 'open'", **where
    )[0][0]
    if open_ones:
        raise refusal("objections_open", month=step.month, count=open_ones)
    if step.now.until and step.today.isoformat() <= step.now.until and not step.why:
        raise refusal("deadline_not_over", month=step.month, until=step.now.until)
    importers = change.rows(
        "SELECT DISTINCT i.actor FROM unit_total t JOIN import i ON i.import_key = t.import_key"
        " WHERE t.province_key = $province AND t.month = $month",
        **where,
    )
    refuse_same_person(change, step.now.scheme_key, step.actor, [name for (name,) in importers])
    refuse_unsound(change, step.province, [step.month])


def _store_move(change: Transaction, step: _Step) -> int:
    kept = step.now.until if step.to != DRAFT else None
    last_day = step.until.isoformat() if step.until and step.to == OBJECTIONS else kept
    change.run(
        "UPDATE month SET state = $to, objections_until = $until, version = version + 1"
        " WHERE province_key = $province AND month = $month",
        to=step.to,
        until=last_day,
        province=step.province,
        month=step.month,
    )
    what = {"province_id": step.province_id, "province_key": step.province, "month": step.month}
    what |= {"from": step.now.state, "to": step.to, "until": last_day}
    return append_event(change, step.actor, "month", what, step.why, digest([canonical_json(what)]))


def parsed_day(text: str) -> date:
    """A day as people type it: Jalali (1399/06/15) or ISO Gregorian, in any digits. Raises Refused `bad_day`."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", clean(text)).translate(DIGITS))
    try:
        year, month, day = map(int, found.groups() if found else ())
        if FIRST_JALALI_YEAR <= year < LAST_JALALI_YEAR:
            return gregorian(year, month, day)
        if FIRST_YEAR <= year < LAST_YEAR:
            return date(year, month, day)
        raise ValueError(year)
    except (ValueError, TypeError) as error:
        raise Refused([Problem("bad_day", value=clean(text))]) from error
