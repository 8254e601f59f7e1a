"""Drafting the letters that follow from a month: whom it calls for, each once, with the figures as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.asking.letter_facts import letter_facts
from data.office.days import refuse_far
from data.office.letters.letter_rows import DRAFTED, LETTER, OUT, WITHDRAWN, first_import_of, letters
from data.office.letters.letter_truth import holds, recipients_of, retraction_of
from data.office.letters.retractions import add_retraction
from data.office.sound_months import refuse_unsound
from data.problems import refusal
from data.registry.month_states import state_of
from data.registry.provinces import chosen_province, province_key
from data.store.chain import canonical_json
from data.store.reader import Reader
from data.store.store import Store, Transaction
from data.text import clean
from scoring.frames import records
from scoring.states import LOCKED
from telling.letter_figures import NOTICE, PRAISING, RETRACTION, WARNING, LetterFacts, figures, praised, warned

NO_LONGER = "the month no longer calls for it"  # written into the audit chain


@dataclass(frozen=True)
class Draft:
    """A letter that a month calls for: to whom (empty: nobody is known), what about, with which figures."""

    unit_id: str
    kind: str
    recipient: str
    basis: Mapping[str, Any]

    @property
    def slot(self) -> tuple[str, str]:
        """A unit gets one letter of a slot: a notice stands in the place of a letter without a recipient."""
        return slot(self.unit_id, self.kind)


def slot(unit: Any, kind: str) -> tuple[Any, str]:
    return unit, kind if kind in PRAISING else WARNING


def called_for(store: Reader, province: int, facts: LetterFacts) -> list[Draft]:
    """The letters of a month: to the recipient of every unit on a level of the scheme that a letter is written for (a
    notice to the unit itself where it has none), and to the best and the most improved that aren't weak."""
    return list(_drafts(facts, recipients_of(store, province)))


def _drafts(facts: LetterFacts, recipients: Mapping[str, str]) -> Iterator[Draft]:
    for unit_id in warned(facts.league, facts.scheme)["unit_id"]:
        recipient = recipients.get(unit_id, "")
        yield Draft(unit_id, WARNING if recipient else NOTICE, recipient, figures(facts, unit_id))
    for kind, units in praised(facts.league).items():
        for unit_id in units["unit_id"]:
            yield Draft(unit_id, kind, "", figures(facts, unit_id))


@dataclass(frozen=True)
class Drafted:
    """How many letters are new, drafted anew, and withdrawn because the month no longer calls for them; how many of the
    new ones take a letter back that was sent."""

    new: int = 0
    renewed: int = 0
    withdrawn: int = 0
    retracting: int = 0


def draft(
    store: Store,
    province_id: str | None,
    month: int,
    actor: str,
    deadline: date | None = None,
    *,
    today: date | None = None,
) -> Drafted:
    """Draft the letters that a month calls for and that aren't in the register; draft anew those that weren't sent and
    would say something else; withdraw those that weren't sent and that it no longer calls for; draft a letter that
    takes back every letter of dissatisfaction or notice that was sent and that it no longer calls for. Raises Refused:
    `month_not_stored`, `month_not_final`, `objections_open`, `name_needed`, `deadline_past`, `day_far`."""
    actor, now = clean(actor), today or date.today()
    if not actor:
        raise refusal("name_needed")
    if deadline is not None and deadline < now:
        raise refusal("deadline_past", day=deadline.isoformat())
    if deadline is not None:
        refuse_far(deadline, now)
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        province = province_key(change, province_id) or 0
        _refuse_unlocked(change, province, month)
        _refuse_open_objections(change, province, month)
        facts = letter_facts(change, province, [month])[month]
        refuse_unsound(change, province, sorted({month, *facts.schemes}))
        desk = _Desk(change, province_id, province, facts, actor, deadline)
        return desk.settle(called_for(change, province, facts))


def _refuse_unlocked(change: Transaction, province: int, month: int) -> None:
    found = state_of(change, province, month)
    if found is None:
        raise refusal("month_not_stored", month=month)
    if found.state not in LOCKED:
        raise refusal("month_not_final", month=month, state=found.state)


def _refuse_open_objections(change: Transaction, province: int, month: int) -> None:
    count = change.rows(
        "SELECT count(*) FROM objection WHERE province_key = $province AND month = $month AND status = 'open'"
        " AND late IS NULL",
        province=province,
        month=month,
    )[0][0]
    if count:
        raise refusal("objections_open", month=month, count=count)


@dataclass(frozen=True)
class _Desk:
    """The register of one month inside a change."""

    change: Transaction
    province_id: str
    province: int
    facts: LetterFacts
    actor: str
    deadline: date | None

    @property
    def month(self) -> int:
        return self.facts.month

    def settle(self, wanted: list[Draft]) -> Drafted:
        """Bring the register to what is wanted; what was sent stays, or is taken back."""
        register = self._register()
        plain = [row for row in register if row["kind"] != RETRACTION]
        plain.sort(key=lambda row: (row["status"] in OUT and pd.isna(row["retracted_by"]), row["letter_key"]))
        known = {slot(row["unit_id"], row["kind"]): row for row in plain}  # one that went out and stands comes first
        retracting = {int(row["retracts"]): row for row in register if row["kind"] == RETRACTION}
        for key in {key for key, row in retracting.items() if row["status"] in OUT}:
            known = {place: row for place, row in known.items() if row["letter_key"] != key}
        new = renewed = withdrawn = 0
        for each in wanted:
            old = known.pop(each.slot, None)
            if old is None:
                self._add(each)
                new += 1
            elif old["status"] == DRAFTED:
                renewed += self._renew(each, old)
            else:
                withdrawn += self._let_stand(old, retracting)
        taken_back = 0
        for old in known.values():
            if old["status"] == DRAFTED:
                self._withdraw(old)
                withdrawn += 1
            elif old["letter_key"] in retracting:
                renewed += self._renew_retraction(retracting[old["letter_key"]], old)
            elif old["kind"] not in PRAISING:
                add_retraction(self.change, old, self.facts, self.actor)
                taken_back += 1
        return Drafted(new + taken_back, renewed, withdrawn, taken_back)

    def _register(self) -> list[dict[str, Any]]:
        """The month's letters that weren't withdrawn, those that were taken back included."""
        found = letters(self.change, self.province, self.month)
        rows = records(found[found["status"] != WITHDRAWN].sort_values("letter_key"))
        keys = dict(self.change.rows("SELECT unit_id, unit_key FROM unit WHERE province_key = $key", key=self.province))
        own = {"province_key": self.province, "province_id": self.province_id}
        return [row | own | {"unit_key": keys[row["unit_id"]]} for row in rows]

    def _until(self, each: Draft) -> str | None:
        return self.deadline.isoformat() if self.deadline and each.kind not in PRAISING else None

    def _add(self, each: Draft) -> None:
        unit = self.change.rows(
            "SELECT unit_key FROM unit WHERE province_key = $province AND unit_id = $unit",
            province=self.province,
            unit=each.unit_id,
        )[0][0]
        row = {"province_key": self.province, "month": self.month, "unit_key": unit, "kind": each.kind}
        row |= {"first_import": first_import_of(self.change, self.province, self.month)}
        row |= {"recipient": each.recipient, "deadline": self._until(each), "basis": canonical_json(each.basis)}
        row |= {"status": DRAFTED, "number": "", "sent_on": None, "answer": "", "answered_on": None}
        key = LETTER.add(self.change, row | {"template_key": None})
        self._record(key, each.unit_id, each.kind, DRAFTED)

    def _renew(self, each: Draft, old: Mapping[str, Any]) -> bool:
        """Whether the draft says something else now; a new deadline takes the place of the old one."""
        kept = None if pd.isna(old["deadline"]) else old["deadline"]
        said: dict[str, str | None] = {"kind": each.kind, "recipient": each.recipient}
        said["basis"] = canonical_json(each.basis)
        said["deadline"] = self._until(each) or kept
        if all((None if pd.isna(old[name]) else old[name]) == value for name, value in said.items()):
            return False
        LETTER.set(self.change, old["letter_key"], **said)
        self._record(old["letter_key"], each.unit_id, each.kind, DRAFTED)
        return True

    def _renew_retraction(self, retracting: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
        basis = canonical_json(retraction_of(self.facts, old))
        if retracting["status"] != DRAFTED or retracting["basis"] == basis:
            return False
        LETTER.set(self.change, retracting["letter_key"], basis=basis)
        self._record(retracting["letter_key"], old["unit_id"], RETRACTION, DRAFTED)
        return True

    def _let_stand(self, old: Mapping[str, Any], retracting: Mapping[int, Mapping[str, Any]]) -> int:
        """A letter that went out and that the month calls for: a draft that would take it back goes, unless what it
        said isn't so; how many went."""
        draft_ = retracting.get(old["letter_key"])
        if draft_ is None or draft_["status"] != DRAFTED or not holds(self.facts, old):
            return 0
        self._withdraw(draft_)
        return 1

    def _withdraw(self, old: Mapping[str, Any]) -> None:
        LETTER.set(self.change, old["letter_key"], status=WITHDRAWN)
        self._record(old["letter_key"], old["unit_id"], old["kind"], WITHDRAWN, NO_LONGER)

    def _record(self, key: int, unit_id: str, kind: str, status: str, why: str = "") -> None:
        what = {"province_id": self.province_id, "month": self.month, "unit_id": unit_id, "kind": kind}
        LETTER.record(self.change, key, self.actor, what | {"status": status}, why)
