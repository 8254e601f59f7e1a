"""Taking an import out of force: nothing is deleted, the earlier values come back."""

from __future__ import annotations

from dataclasses import dataclass

from data.imports.results import store_results
from data.imports.staleness import version
from data.office.objections import reopen
from data.problems import Problem, Refused, refusal
from data.registry.month_states import refuse_locked, refuse_same_person, state_of
from data.store.chain import append_event, canonical_json, digest
from data.store.store import Store, Transaction
from data.text import clean


@dataclass(frozen=True)
class Reverted:
    """An import that was taken out of force; units: how many it held; reopened: the objections that it had answered."""

    import_key: int
    file_name: str
    month: int
    units: int
    reopened: tuple[int, ...] = ()


def revert(store: Store, import_key: int, actor: str, why: str, *, seen: int | None = None) -> Reverted:
    """Take an import out of force, with a reason: for each of its units the newest other import is in force again, and
    an objection that was answered by it is open again. Raises Refused: `import_unknown`, `import_reverted`,
    `month_locked`, `reason_needed_to_revert`, `name_needed`, `second_person_needed`, `revert_changed` where the month
    isn't at the version that was on screen (`seen`)."""
    actor, why = clean(actor), clean(why)
    with store.transaction() as change:
        province, month, file_name, importer = revertible(change, import_key)
        if seen is not None and version(change, province, month) != seen:
            raise refusal("revert_changed", month=month)
        if not why:
            raise refusal("reason_needed_to_revert", file=file_name)
        if not actor:
            raise refusal("name_needed")
        found = state_of(change, province, month)
        assert found is not None  # its import is in force
        refuse_same_person(change, found.scheme_key, actor, [importer])
        units = change.rows("SELECT count(DISTINCT unit_key) FROM score WHERE import_key = $key", key=import_key)[0][0]
        what = {"imports": [import_key], "province_key": province, "month": month, "file": file_name, "units": units}
        seq = append_event(change, actor, "revert", what, why, digest([canonical_json(what)]))
        take_out(change, import_key, province, month, seq)
        reopened = reopen(change, import_key, actor, why)
        return Reverted(import_key, file_name, month, units, reopened)


def revertible(change: Transaction, import_key: int) -> tuple[int, int, str, str]:
    """Province, month, file and person of an import that can be taken out of force. Raises Refused `import_unknown`,
    `import_reverted`, `month_locked`."""
    rows = change.rows(
        "SELECT province_key, month, file_name, actor, reverted_seq FROM import WHERE import_key = $key", key=import_key
    )
    if not rows:
        raise Refused([Problem("import_unknown", value=str(import_key))])
    province, month, file_name, importer, reverted = rows[0]
    if reverted is not None:
        raise refusal("import_reverted", file=file_name)
    refuse_locked(change, province, month)
    return province, month, file_name, importer


def take_out(change: Transaction, import_key: int, province: int, month: int, seq: int) -> None:
    """The import out of force, by the event `seq`, with the results of its month made again."""
    change.run("UPDATE import SET reverted_seq = $seq WHERE import_key = $key", seq=seq, key=import_key)
    change.run(
        "UPDATE month SET version = version + 1 WHERE province_key = $province AND month = $month",
        province=province,
        month=month,
    )
    settle(change, province, month)


def settle(change: Transaction, province: int, month: int) -> None:
    """Results of a month after a revert: made again, or gone where no import is in force."""
    where = {"province": province, "month": month}
    rest = change.rows(
        "SELECT 1 FROM import WHERE province_key = $province AND month = $month AND reverted_seq IS NULL LIMIT 1",
        **where,
    )
    if rest:
        store_results(change, province, month)
        return
    for table in ("unit_total", "domain_total", "month"):
        change.run(f"DELETE FROM {table} WHERE province_key = $province AND month = $month", **where)
