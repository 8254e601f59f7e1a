"""Is the store what its audit chain says? Every finding by name; an empty list is a sound store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from data.asking.history import REVERTING
from data.imports.import_hash import import_hash
from data.imports.results import all_months, differing_rows
from data.keeping.findings import Check, Entry, Finding, guarded
from data.keeping.verify_chain import Known, chain_findings, known_entries, named
from data.office.decisions import DECISION, SLIDE_ORDER
from data.office.letters.letter_rows import LETTER
from data.office.letters.letter_templates import TEMPLATE
from data.office.managers.tenures import TENURE
from data.office.objection_rows import OBJECTION
from data.office.publications import PUBLICATION
from data.registry.keys import code_keys
from data.registry.schemes import scheme_hash
from data.registry.unit_rows import units_hash
from data.store.chain import digest
from data.store.standing import ACCEPTED, RESTORED
from data.store.store import Store
from scoring.states import DRAFT

NEWEST_MONTHS = """
    SELECT province_key, month FROM (
        SELECT province_key, month, row_number() OVER (PARTITION BY province_key ORDER BY month DESC) AS place
        FROM month
    ) WHERE place <= $each ORDER BY place, province_key LIMIT $most
"""
RECORDED = (OBJECTION, LETTER, TEMPLATE, TENURE, PUBLICATION, DECISION, SLIDE_ORDER)

CHECKED_MONTHS, MOST_MONTHS = 3, 120  # what is looked at when the app starts: of each province, and in all


def verify(store: Store, known: Sequence[Known] = ()) -> list[Finding]:
    """Recompute the chain, every content hash, the stored bytes and every result; compare the anchor, the names of the
    backups, the schema, and `known`: numbers of entries (or None) with the beginnings of their hashes, as papers print
    them.

    No change is let in meanwhile. Where the chain itself is broken, nothing that hangs on it is compared.
    """
    with store.quiet():
        events, findings = chain_findings(store)
        findings += guarded(named("known", partial(known_entries, known)), store, events)
        checks = [_results] if any(finding.code == "chain_broken" for finding in findings) else CHECKS
        return findings + [finding for check in checks for finding in guarded(check, store, events)]


def verify_newest(store: Store, is_over: Callable[[], bool] = lambda: False) -> list[Finding]:
    """The chain, the anchor, the schema, and the results of each province's newest months. Changes are let in between
    two months. `is_over` is asked between two steps, whether nobody wants to know any more."""
    with store.quiet():
        _, findings = chain_findings(store)
    places = store.rows(NEWEST_MONTHS, each=CHECKED_MONTHS, most=MOST_MONTHS)
    for place in places:
        if is_over():
            break
        with store.quiet():
            findings += guarded(named("results", partial(_months_results, [place])), store, [])
    return findings


def _imports(store: Store, events: list[Entry]) -> Iterator[Finding]:
    recorded = {json.loads(event["what"])["import_key"]: event for event in events if event["action"] == "import"}
    stored = {
        key: (f"{name} ({key})", sha256, hashlib.sha256(content).hexdigest())
        for key, name, sha256, content in store.rows("SELECT import_key, file_name, sha256, bytes FROM import")
    }
    for key, event in recorded.items():
        if key not in stored:
            yield Finding("import_missing", str(key))
        elif stored[key][1] != stored[key][2]:
            yield Finding("bytes_changed", stored[key][0])
        elif import_hash(store, key) != event["content_hash"]:
            yield Finding("import_changed", stored[key][0])
    for key in stored.keys() - recorded.keys():
        yield Finding("import_unrecorded", stored[key][0])
    for table, code in (("score", "scores_unrecorded"), ("month_unit", "listing_unrecorded")):
        strays = store.rows(f"SELECT count(*) FROM {table} WHERE import_key NOT IN (SELECT import_key FROM import)")
        if strays[0][0]:
            yield Finding(code, str(strays[0][0]))
    yield from _reverts(store, events)
    yield from _months(store, events, recorded)


def _reverts(store: Store, events: list[Entry]) -> Iterator[Finding]:
    """Every import out of force was taken out by the event that it names, and the other way round."""
    said = {key: event["seq"] for event in events if event["action"] in REVERTING for key in _what(event)["imports"]}
    for event in (event for event in events if event["action"] in (*REVERTING, "month", RESTORED, ACCEPTED)):
        if digest([event["what"]]) != event["content_hash"]:
            yield Finding("chain_broken", str(event["seq"]))
    for key, name, seq in store.rows("SELECT import_key, file_name, reverted_seq FROM import ORDER BY 1"):
        if said.get(key) != seq:
            yield Finding("revert_unrecorded", f"{name} ({key})")


def _months(store: Store, events: list[Entry], recorded: dict[int, Entry]) -> Iterator[Finding]:
    """A month row says what the import that opened it and the moves since then recorded; its version counts the
    imports, moves and reverts."""
    months = store.rows(
        "SELECT m.province_key, m.month, m.state, m.objections_until, m.scheme_key, m.version, m.first_import,"
        " m.created_at, i.province_key, i.imported_at"
        " FROM month m LEFT JOIN import i ON i.import_key = m.first_import ORDER BY 1, 2"
    )
    in_force = set(store.rows("SELECT DISTINCT province_key, month FROM import WHERE reverted_seq IS NULL"))
    for province, month, state, until, scheme_key, version, first, created, opener, opened in months:
        opening = recorded.get(first, {"seq": 0, "what": "{}"})
        later = [
            event
            for event in events
            if event["seq"] > opening["seq"] and event["action"] in ("month", "revert")
            and (_what(event)["province_key"], _what(event)["month"]) == (province, month)
        ]  # fmt: skip
        moves = [_what(event) for event in later if event["action"] == "month"]
        last = moves[-1] if moves else {"to": DRAFT, "until": None}
        imports = store.rows(
            "SELECT count(*) FROM import WHERE province_key = $p AND month = $m AND import_key >= $first",
            p=province,
            m=month,
            first=first,
        )[0][0]
        what = _what(opening)
        said = (what.get("month"), what.get("scheme_key"), last["to"], last["until"], imports + len(later))
        if (*said, opener, opened) != (month, scheme_key, state, until, version, province, created):
            yield Finding("month_changed", str(month))
    for province, month in in_force - {(row[0], row[1]) for row in months}:
        yield Finding("month_changed", f"{month} ({province})")


def _recorded(store: Store, events: list[Entry]) -> Iterator[Finding]:
    """Every row of the small tables is what its newest entry of the chain recorded."""
    for each in RECORDED:
        said = {_what(event)[each.key]: event for event in events if event["action"] == each.table}
        stored = each.keys(store)
        if len(set(stored)) != len(stored):
            yield Finding(f"{each.table}_changed", each.table)
        for key in sorted(said.keys() | set(stored)):
            known = key in said and key in stored
            if not known or each.row_hash(store, key) != said[key]["content_hash"]:
                yield Finding(f"{each.table}_changed", str(key))


def _schemes(store: Store, events: list[Entry]) -> Iterator[Finding]:
    recorded: dict[int, str] = {}
    codes: dict[str, dict[str, int]] = {"indicator": {}, "domain": {}}
    for event in events:
        if event["action"] == "scheme":
            recorded[_what(event)["scheme_key"]] = event["content_hash"]
            for table in codes:
                codes[table] |= _what(event)[table]
        elif event["action"] == "demo_clear":
            recorded = {key: value for key, value in recorded.items() if key not in _what(event)["schemes"]}
    stored = {key for (key,) in store.rows("SELECT scheme_key FROM scheme")}
    for key in sorted(recorded.keys() | stored):
        if key not in stored or recorded.get(key) != scheme_hash(store, key):
            yield Finding("scheme_changed", str(key))
    for table, known in codes.items():
        if code_keys(store, table) != known:
            yield Finding("scheme_changed", table)


def _units(store: Store, events: list[Entry]) -> Iterator[Finding]:
    recorded: dict[int, str] = {}
    for event in events:
        if event["action"] == "units":
            recorded[_what(event)["province_key"]] = event["content_hash"]
        elif event["action"] == "demo_clear":
            for key in _what(event)["provinces"]:
                recorded.pop(key, None)
    stored = {key for (key,) in store.rows("SELECT province_key FROM province UNION SELECT province_key FROM unit")}
    for key in sorted(recorded.keys() | stored):
        if key not in stored or recorded.get(key) != units_hash(store, key):
            yield Finding("units_changed", str(key))
    strays = store.rows("SELECT count(*) FROM unit_alias WHERE unit_key NOT IN (SELECT unit_key FROM unit)")
    if strays[0][0]:
        yield Finding("units_changed", "unit_alias")


def _results(store: Store, events: list[Entry]) -> Iterator[Finding]:
    yield from _months_results(all_months(store), store, events)
    for table in ("unit_total", "domain_total"):
        strays = store.rows(
            f"SELECT count(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM month m"
            " WHERE m.province_key = t.province_key AND m.month = t.month)"
        )
        if strays[0][0]:
            yield Finding("results_changed", str(strays[0][0]))


def _months_results(months: Sequence[tuple[int, int]], store: Store, events: list[Entry]) -> Iterator[Finding]:
    for province, month in months:
        try:
            differing = differing_rows(store, province, month)
        except Exception as error:  # a row may hold anything
            yield Finding("results_not_computable", f"{month}: {error}")
            continue
        if differing:
            yield Finding("results_changed", f"{month}: {differing}")


def _what(event: Entry) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(event["what"])
    return said


CHECKS: tuple[Check, ...] = (_imports, _recorded, _schemes, _units, _results)
