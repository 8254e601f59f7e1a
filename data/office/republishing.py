"""Published reports whose figures a later correction has moved: a new revision of all of them, as one act."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.asking import catalogue
from data.asking.public_facts import public_facts
from data.office.publications import Publishing, is_told_still, record_publication, report_token, revisions
from data.problems import refusal
from data.registry.month_states import refuse_same_person, state_of
from data.registry.provinces import chosen_province, province_key
from data.store.reader import Reader
from data.store.store import Store, Transaction
from data.text import clean
from scoring.states import LOCKED, PUBLISHED


@dataclass(frozen=True)
class Touched:
    """A published month whose newest report says what is no longer so; weak_names, contact: as that report has them;
    waiting: the months before it that were opened again and aren't final yet, for which the new revision waits; token:
    what its new revision would say (`publications.report_token`)."""

    month: int
    revision: int
    weak_names: bool
    contact: str
    waiting: tuple[int, ...] = ()
    token: str = ""


def touched(reader: Reader, province: int) -> list[Touched]:
    """The published months whose newest report isn't what a report of today would be, oldest first."""
    known = catalogue.months(reader, province)
    states = dict(zip(map(int, known["month"]), known["state"], strict=True))
    since = _changed_since(reader, province)
    found = []
    for month in sorted(each for each, state in states.items() if state == PUBLISHED and each in since):
        kept = revisions(reader, province, month)
        facts = public_facts(reader, province, month)
        if kept and not is_told_still(reader, province, month, facts):
            newest = kept[-1]
            waiting = tuple(each for each in sorted(since[month]) if states.get(each) not in (*LOCKED, None))
            told = newest.publishing.weak_names, newest.publishing.contact
            token = report_token(reader, province, facts)
            found.append(Touched(month, newest.revision, *told, waiting, token))
    return found


def _changed_since(reader: Reader, province: int) -> dict[int, set[int]]:
    """By published month: the months up to it that were changed (imports, reverts, moves) since its newest report. What
    was not changed since can't say anything else now."""
    ids = dict(reader.rows("SELECT province_id, province_key FROM province"))
    entries = reader.rows(
        "SELECT action, what FROM event WHERE action IN ('import', 'revert', 'month', 'publication') ORDER BY seq"
    )
    changed: dict[int, set[int]] = {}
    for action, text in entries:
        what = json.loads(text)
        if what.get("province_key", ids.get(what.get("province_id"))) != province:
            continue
        if action == "publication":
            changed[what["month"]] = set()
        for month, later in changed.items():
            if action != "publication" and what["month"] <= month and what.get("to") != PUBLISHED:
                later.add(what["month"])
    return {month: later for month, later in changed.items() if later}


def publish_again(
    store: Store,
    province_id: str | None,
    wanted: Mapping[int, Publishing],
    actor: str,
    *,
    today: date | None = None,
) -> dict[int, int]:
    """Publish the next revision of months whose reports a correction has moved, all of them or none; month -> revision.
    wanted: by month, exactly the months that `touched` names now, each with what was looked at (where anybody looked).

    Raises Refused: `name_needed`, `republish_changed` (other months are touched, or something else would be told, than
    was on screen),
    `republish_waits` (an earlier month is open), `note_needed` (the people are told what was corrected),
    `second_person_needed` (once, for all of them), and as `record_publication` does."""
    actor = clean(actor)
    if not actor:
        raise refusal("name_needed")
    with store.transaction() as change:
        province_id = chosen_province(change, province_id)
        province = province_key(change, province_id) or 0
        found = touched(change, province)
        if {each.month for each in found} != set(wanted):
            raise refusal("republish_changed")
        for each in found:
            if wanted[each.month].looked_at not in ("", each.token):
                raise refusal("republish_changed")
            if each.waiting:
                raise refusal("republish_waits", months=list(each.waiting))
            if not clean(wanted[each.month].note):
                raise refusal("note_needed")
            _refuse_own_work(change, province, each, actor)
        done = {}
        for each in found:
            note = clean(wanted[each.month].note)
            record_publication(change, province, each.month, wanted[each.month], actor, today or date.today(), note)
            done[each.month] = each.revision + 1
        return done


def _refuse_own_work(change: Transaction, province: int, each: Touched, actor: str) -> None:
    """The second person: not one of those whose files came into this or an earlier month since its report."""
    entries = change.rows("SELECT seq, actor, action, what FROM event ORDER BY seq DESC")
    others = []
    for _, who, action, text in entries:
        what = json.loads(text) if action in ("import", "revert", "publication") else {}
        if action == "publication" and what["month"] == each.month:
            break
        if action in ("import", "revert") and what["month"] <= each.month:
            others.append(who)
    scheme = state_of(change, province, each.month)
    if scheme is not None:
        refuse_same_person(change, scheme.scheme_key, actor, others)
