"""The revisions of a month's public report: each keeps what it said, so that the next one can say what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from data.asking import catalogue
from data.asking.chosen import Chosen
from data.asking.public_facts import kept, public_facts, read_again, same_figures
from data.asking.stored_results import unit_totals
from data.office.sound_months import refuse_unsound
from data.problems import refusal
from data.registry.chained_tables import Recorded
from data.store.chain import canonical_json, digest
from data.store.reader import Reader
from data.store.store import Transaction
from data.text import clean
from scoring.frames import records
from scoring.states import PUBLISHED
from telling.month_facts import PublicFacts
from telling.revisions import differences, plain_rows, said_of, same_headline

PUBLICATION = Recorded(
    "publication",
    tuple(
        "publication_key province_key month first_import revision published_on weak_names contact note figures".split()
    ),
    later=("facts",),
)
HEADLINE = "kind weak evaluated weak_pct base_month base_weak base_evaluated base_weak_pct reason change_points".split()


@dataclass(frozen=True)
class Publishing:
    """What the office decides for a public report: whether it names weak units, whom one writes to, and a note to the
    people (on a later revision: why). looked_at: the `report_token` of what was on screen (empty: nobody looked, as on
    the command line)."""

    weak_names: bool = False
    contact: str = ""
    note: str = ""
    looked_at: str = ""


@dataclass(frozen=True)
class Revision:
    """A published revision of a month's report; changes: what it says otherwise than the one before it (`then` and
    `now` of a unit, as `telling.revisions.differences` gives them; None where the one before it wasn't kept);
    headline: what it says of every kind (HEADLINE), headline_then: what the one before it said, units: of every unit
    (each empty where that wasn't kept)."""

    month: int
    revision: int
    published_on: str
    publishing: Publishing
    changes: tuple[dict[str, Any], ...] | None = ()
    headline: tuple[dict[str, Any], ...] = ()
    headline_then: tuple[dict[str, Any], ...] = ()
    units: tuple[dict[str, Any], ...] = ()


def record_publication(
    change: Transaction, province: int, month: int, wanted: Publishing | None, actor: str, on: date, why: str = ""
) -> int:
    """Keep what the report of a month says as its next revision, before the move that publishes it is recorded; the
    key. Raises Refused `publishing_needed`, `contact_needed`, `note_needed` (on a later revision), `looked_at_other`
    (it would say something else than what was on screen), and as `refuse_unsound` does for every month that the report
    speaks of."""
    if wanted is None:
        raise refusal("publishing_needed")
    if not clean(wanted.contact):
        raise refusal("contact_needed")
    facts = public_facts(change, province, month)
    if wanted.looked_at and wanted.looked_at != report_token(change, province, facts):
        raise refusal("looked_at_other", month=month)
    refuse_unsound(change, province, facts.months)
    known = revisions(change, province, month)
    if known and not clean(wanted.note):
        raise refusal("note_needed")
    revision = known[-1].revision + 1 if known else 1
    row: dict[str, Any] = {"province_key": province, "month": month}
    row |= {"first_import": _first_import(change, province, month)}
    row |= {"revision": revision, "published_on": on.isoformat(), "weak_names": wanted.weak_names}
    row |= {"contact": clean(wanted.contact), "note": clean(wanted.note)}
    units = said_of(unit_totals(change, province, Chosen(), month))
    figures = canonical_json({"units": units, "headline": headline_of(facts)})
    told = replace(facts, states={**facts.states, month: PUBLISHED})
    key = PUBLICATION.add(change, row | {"figures": figures, "facts": kept(change, province, told)})
    what = {"province_id": facts.province_id, "month": month, "revision": revision, "weak_names": wanted.weak_names}
    PUBLICATION.record(change, key, actor, what, why)
    return key


def report_token(reader: Reader, province: int, facts: PublicFacts) -> str:
    """What a look at a report was a look at: every figure of it and of the months that it compares with."""
    return digest([kept(reader, province, replace(facts, head=""))])


def coming_revision(reader: Reader, province: int, month: int, wanted: Publishing) -> Revision:
    """What would be published of a month now, as the revision that it would become."""
    known = revisions(reader, province, month)
    facts = public_facts(reader, province, month)
    units, told = said_of(unit_totals(reader, province, Chosen(), month)), tuple(headline_of(facts))
    if not known:
        return Revision(month, 1, "", wanted, (), told, (), tuple(units))
    last = known[-1]
    changes = tuple(differences(last.units, units)) if last.units else None
    return Revision(month, last.revision + 1, "", wanted, changes, told, last.headline, tuple(units))


def headline_of(facts: PublicFacts) -> list[dict[str, Any]]:
    """What a report says of every kind, as plain values: HEADLINE."""
    own = facts.shares[facts.shares["month"] == facts.month]
    return plain_rows(own.rename(columns={"decrease_points": "change_points"})[HEADLINE])  # as revisions are stored


def kept_report(reader: Reader, province: int, month: int, revision: int) -> PublicFacts:
    """What a published revision was made of, whatever was corrected since. Raises Refused `revision_unknown`,
    `revision_not_kept`: it is from before that was kept, and a month that it speaks of says something else now."""
    rows = reader.rows(
        f"SELECT p.facts FROM publication p WHERE {NOT_CLEARED} AND p.province_key = $province AND p.month = $month"
        " AND p.revision = $revision",
        province=province,
        month=month,
        revision=revision,
    )
    found = [each for each in revisions(reader, province, month) if each.revision == revision]
    if not found:
        raise refusal("revision_unknown", month=month, revision=revision)
    if rows and rows[0][0]:
        return read_again(reader, rows[0][0])
    if not _is_told_today(reader, province, month, found[0]):
        raise refusal("revision_not_kept", month=month, revision=revision)
    return public_facts(reader, province, month)


def _is_told_today(
    reader: Reader, province: int, month: int, revision: Revision, facts: PublicFacts | None = None
) -> bool:
    """Whether a revision of which only units and headline were kept says of them what a report of today would say."""
    states = {row["month"]: row["state"] for row in records(catalogue.months(reader, province))}
    if states.get(month) != PUBLISHED or not revision.headline:
        return False
    now = said_of(unit_totals(reader, province, Chosen(), month))
    same = not differences(revision.units, now)
    return same and same_headline(revision.headline, headline_of(facts or public_facts(reader, province, month)))


def is_told_still(reader: Reader, province: int, month: int, facts: PublicFacts) -> bool:
    """Whether the newest report of a published month says what a report of today would say of every figure. facts: of
    today."""
    newest = revisions(reader, province, month)[-1]
    rows = reader.rows(
        f"SELECT p.facts FROM publication p WHERE {NOT_CLEARED} AND p.province_key = $province AND p.month = $month"
        " AND p.revision = $revision",
        province=province,
        month=month,
        revision=newest.revision,
    )
    if not rows or not rows[0][0]:
        return _is_told_today(reader, province, month, newest, facts)
    return same_figures(read_again(reader, rows[0][0]), facts)


def _first_import(reader: Reader, province: int, month: int) -> int | None:
    found = reader.rows(
        "SELECT first_import FROM month WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )
    return found[0][0] if found else None


COLUMNS = "p.month, p.revision, p.published_on, p.weak_names, p.contact, p.note, p.figures"
# What was published stays published, whatever becomes of the month; a cleared demo's reports are nobody's.
NOT_CLEARED = """NOT EXISTS (SELECT 1 FROM import i JOIN event e ON e.seq = i.reverted_seq
    WHERE i.import_key = p.first_import AND e.action = 'demo_clear')"""


def revisions(reader: Reader, province: int, month: int) -> list[Revision]:
    """Every revision of a month's public report, oldest first, each with what it says otherwise than the one before."""
    rows = reader.rows(
        f"SELECT {COLUMNS} FROM publication p WHERE {NOT_CLEARED}"
        " AND p.province_key = $province AND p.month = $month ORDER BY p.revision",
        province=province,
        month=month,
    )
    found = _chained(rows)
    if found and found[0].revision == 1:
        return found
    first = _unrecorded(reader, province, month)
    return [*first, *(replace(each, changes=None) for each in found[:1]), *found[1:]] if first else found


def _unrecorded(reader: Reader, province: int, month: int) -> list[Revision]:
    """The first revision of a month that was published when revisions weren't kept yet; empty for any other month."""
    first_import = _first_import(reader, province, month)
    days: list[str] = []
    for action, on, text in reader.rows("SELECT action, recorded_at, what FROM event ORDER BY seq"):
        what = json.loads(text) if action in ("import", "month") else {}
        if action == "import" and what["import_key"] == first_import:
            days = []  # the month begins here
        elif action == "month" and (what["province_key"], what["month"], what["to"]) == (province, month, PUBLISHED):
            days.append(on[:10])
    return [Revision(month, 1, days[0], Publishing())] if days else []


def _chained(rows: Sequence[tuple[Any, ...]]) -> list[Revision]:
    found: list[Revision] = []
    before: dict[str, Any] | None = None
    for month, revision, on, weak_names, contact, note, figures in rows:
        said = json.loads(figures)
        changes = () if before is None else tuple(differences(before["units"], said["units"]))
        publishing = Publishing(weak_names, contact, note)
        told, units = tuple(said["headline"]), tuple(said["units"])
        then = tuple(before["headline"]) if before else ()
        found.append(Revision(month, revision, on, publishing, changes, told, then, units))
        before = said
    return found


def _newest(reader: Reader, province: int) -> Revision | None:
    """The newest report of the province, of whichever month."""
    rows = reader.rows(
        f"SELECT {COLUMNS} FROM publication p WHERE {NOT_CLEARED}"
        " AND p.province_key = $province ORDER BY p.publication_key DESC LIMIT 1",
        province=province,
    )
    return _chained(rows)[0] if rows else None


def last_publishing(reader: Reader, province: int) -> Publishing:
    """What the office decided for its newest report; nothing named where there is none."""
    newest = _newest(reader, province)
    return Publishing(newest.publishing.weak_names, newest.publishing.contact) if newest else Publishing()


def _decided(publishing: Publishing) -> tuple[bool, str, str]:
    return publishing.weak_names, publishing.contact, publishing.note


def publication_list(reader: Reader, province: int) -> pd.DataFrame:
    """month, revision, published_on, weak_names, contact, note, changes (as `Revision` has them), newest first."""
    months = reader.rows(
        f"SELECT p.month, max(p.publication_key) FROM publication p WHERE {NOT_CLEARED}"
        " AND p.province_key = $province GROUP BY p.month ORDER BY 2 DESC",
        province=province,
    )
    columns = "month revision published_on weak_names contact note changes".split()
    rows = [
        (each.month, each.revision, each.published_on, *_decided(each.publishing), each.changes)
        for month, _ in months
        for each in reversed(revisions(reader, province, month))
    ]
    return pd.DataFrame(rows, columns=columns)
