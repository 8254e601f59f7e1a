"""Drafting the letters that follow from a month: whom it calls for, each once, with the figures as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.chain import canonical_json
from data.letters import DRAFTED, LETTER, WITHDRAWN, called_units, first_import_of, letters
from data.month_facts import month_facts
from data.problems import refusal
from data.registry import chosen_province, province_key
from data.store import Store, Transaction
from data.text import clean
from scoring.letters import NOTICE, PRAISING, WARNING, figures, praised, warned
from scoring.month_facts import MonthFacts

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


def called_for(store: Store, province: int, facts: MonthFacts) -> list[Draft]:
    """The letters of a month: to the recipient of every unit on a level of the scheme that a letter is written for (a
    notice to the unit itself where it has none), and to the best and the most improved that aren't weak."""
    recipients = dict(
        store.rows("SELECT unit_id, letter_recipient FROM unit WHERE province_key = $province", province=province)
    )
    return list(_drafts(facts, recipients))


def _drafts(facts: MonthFacts, recipients: Mapping[str, str]) -> Iterator[Draft]:
    for unit_id in warned(facts.league, facts.scheme)["unit_id"]:
        recipient = recipients.get(unit_id, "")
        yield Draft(unit_id, WARNING if recipient else NOTICE, recipient, figures(facts, unit_id))
    for kind, units in praised(facts.league).items():
        for unit_id in units["unit_id"]:
            yield Draft(unit_id, kind, "", figures(facts, unit_id))


@dataclass(frozen=True)
class Drafted:
    """How many letters are new, drafted anew, and withdrawn because the month no longer calls for them."""

    new: int = 0
    renewed: int = 0
    withdrawn: int = 0


def draft(store: Store, province_id: str | None, month: int, actor: str, deadline: date | None = None) -> Drafted:
    """Draft the letters that a month calls for and that aren't in the register; draft anew those that weren't sent and
    would say something else; withdraw those that weren't sent and that it no longer calls for. Raises Refused:
    `month_not_stored`, `month_not_final`, `objections_open`, `name_needed`, `draft_meanwhile` (somebody changed a month
    just now)."""
    actor = clean(actor)
    if not actor:
        raise refusal("name_needed")
    province_id = chosen_province(store, province_id)
    province = province_key(store, province_id) or 0
    before = _versions(store, province)
    wanted = called_for(store, province, month_facts(store, province, month))
    with store.transaction() as change:
        if _versions(change, province) != before:
            raise refusal("draft_meanwhile", month=month)
        _refuse_open_objections(change, province, month)
        return _Desk(change, province_id, province, month, actor, deadline).settle(wanted)


def _versions(reader: Store | Transaction, province: int) -> list[tuple]:
    """What every figure of a province hangs on: its months' versions."""
    return reader.rows(
        "SELECT month, first_import, version FROM month WHERE province_key = $province ORDER BY month",
        province=province,
    )


def _refuse_open_objections(change: Transaction, province: int, month: int) -> None:
    count = change.rows(
        "SELECT count(*) FROM objection WHERE province_key = $province AND month = $month AND status = 'open'",
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
    month: int
    actor: str
    deadline: date | None

    def settle(self, wanted: list[Draft]) -> Drafted:
        """Bring the register to what is wanted; what was sent stays."""
        known = self._known()
        keys = dict(self.change.rows("SELECT unit_id, unit_key FROM unit WHERE province_key = $key", key=self.province))
        new = renewed = withdrawn = 0
        for each in wanted:
            old = known.pop(each.slot, None)
            if old is None:
                self._add(each, keys[each.unit_id])
                new += 1
            elif old["status"] == DRAFTED:
                renewed += self._renew(each, old)
        for (unit_id, _), old in known.items():
            if old["status"] == DRAFTED:
                LETTER.set(self.change, old["letter_key"], status=WITHDRAWN)
                self._record(old["letter_key"], unit_id, old["kind"], WITHDRAWN, NO_LONGER)
                withdrawn += 1
        return Drafted(new, renewed, withdrawn)

    def _known(self) -> dict[tuple[str, str], dict[str, Any]]:
        names = "letter_key unit_id kind status basis recipient deadline".split()
        rows = self.change.rows(
            "SELECT l.letter_key, u.unit_id, l.kind, l.status, l.basis, l.recipient, l.deadline FROM letter l"
            " JOIN unit u ON u.unit_key = l.unit_key WHERE l.province_key = $province AND l.month = $month"
            " AND l.first_import = $first AND l.status <> 'withdrawn' ORDER BY l.letter_key",
            province=self.province,
            month=self.month,
            first=first_import_of(self.change, self.province, self.month),
        )
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return {slot(row["unit_id"], row["kind"]): row for row in found}

    def _until(self, each: Draft) -> str | None:
        return self.deadline.isoformat() if self.deadline and each.kind not in PRAISING else None

    def _add(self, each: Draft, unit_key: int) -> None:
        row = {"province_key": self.province, "month": self.month, "unit_key": unit_key, "kind": each.kind}
        row |= {"first_import": first_import_of(self.change, self.province, self.month)}
        row |= {"recipient": each.recipient, "deadline": self._until(each), "basis": canonical_json(each.basis)}
        row |= {"status": DRAFTED, "number": "", "sent_on": None, "answer": "", "answered_on": None}
        key = LETTER.add(self.change, row | {"template_key": None})
        self._record(key, each.unit_id, each.kind, DRAFTED)

    def _renew(self, each: Draft, old: Mapping[str, Any]) -> bool:
        """Whether the draft says something else now; a new deadline takes the place of the old one."""
        said = {"kind": each.kind, "recipient": each.recipient, "basis": canonical_json(each.basis)}
        said["deadline"] = self._until(each) or old["deadline"]
        if all(old[name] == value for name, value in said.items()):
            return False
        LETTER.set(self.change, old["letter_key"], **said)
        self._record(old["letter_key"], each.unit_id, each.kind, DRAFTED)
        return True

    def _record(self, key: int, unit_id: str, kind: str, status: str, why: str = "") -> None:
        what = {"province_id": self.province_id, "month": self.month, "unit_id": unit_id, "kind": kind}
        LETTER.record(self.change, key, self.actor, what | {"status": status}, why)


def that_hold(reader: Store | Transaction, province: int, month: int, facts: MonthFacts) -> set[int]:
    """The keys of a month's letters that say what a draft of today would say."""
    found = letters(reader, province, month)
    return {
        row["letter_key"]
        for row in found.to_dict("records")
        if row["unit_id"] in called_units(facts, row["kind"])
        and row["basis"] == canonical_json(figures(facts, row["unit_id"]))
    }
