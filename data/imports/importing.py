"""A score file into the store: preview (nothing is stored), then commit (all of it or nothing).

A preview remembers the state that it was checked against; where that has changed meanwhile, the commit is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from data.asking import chosen, stored_scores
from data.files.reading_processes import READERS
from data.files.sheets import Book
from data.files.workbook import read_book
from data.imports.import_hash import IMPORT_COLUMNS, import_hash
from data.imports.results import store_results
from data.imports.staleness import Seen, content_hash, refuse_disagreement, refuse_stale, settings, version
from data.problems import Problem, Refused, errors, refusal
from data.reading.completeness import Recognised
from data.reading.month_books import Checked, with_file
from data.reading.month_scores import Choices, MonthScores
from data.registry.keys import code_keys, next_key
from data.registry.month_states import refuse_locked
from data.registry.provinces import chosen_province, province_ids, province_key
from data.registry.schemes import scheme_key_of, schemes
from data.registry.unit_rows import unit_index
from data.store.chain import append_event, canonical_json
from data.store.store import Store, Transaction
from data.text import clean
from scoring.states import DRAFT

KEYS = ["unit_id", "indicator"]


@dataclass(frozen=True, eq=False)
class Preview:
    """A file that was read and checked. `months` is empty where a problem is an error; `sheets` are the names of the
    visible sheets, `tables` the numbers (from 1) of those that hold a table."""

    file_name: str
    sheets: tuple[str, ...]
    content: bytes
    province_id: str
    months: tuple[MonthScores, ...]
    problems: tuple[Problem, ...]
    recognised: tuple[Recognised, ...]
    tables: tuple[int, ...]
    seen: Seen

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Imported:
    """One month of a committed file; `import_key` is null where the identical file was already in force."""

    month: int
    units: int
    import_key: int | None


def preview(
    store: Store,
    file_name: str,
    content: bytes,
    month: int | None = None,
    province_id: str | None = None,
    *,
    sheets: Sequence[int | str] | None = None,
    decimals: Collection[str] = (),
    when_queued: Callable[[], None] | None = None,
) -> Preview:
    """Read and check a file against the units and schemes of its province, with what the user chose (see
    `month_tables.Choices`). `when_queued` is called where other files are read first. Raises Refused where the file
    can't be read at all or the province isn't clear."""
    province_id = chosen_province(store, province_id)
    key = province_key(store, province_id) or 0
    settings_seen = settings(store, province_id)
    book = read_book(file_name, content, when_queued)
    choices = Choices(month, tuple(sheets) if sheets is not None else None, frozenset(decimals))
    checked = read_scores(store, province_id, book, choices)
    problems = tuple(with_file(problem, book.file_name) for problem in checked.problems)
    names = tuple(sheet.name for sheet in book.sheets)
    seen = Seen(settings_seen, {scores.month: version(store, key, scores.month) for scores in checked.months})
    return Preview(
        book.file_name, names, content, province_id, checked.months, problems, checked.recognised, checked.tables, seen
    )


def read_scores(store: Store, province_id: str, book: Book, choices: Choices) -> Checked:
    """What a book says of a province's months, checked against its units and schemes in a process that can be ended.
    Raises Refused where that takes too long or too much."""
    key = province_key(store, province_id) or 0

    def answer(what: str, month: int) -> object:
        return scheme_key_of(store, key, month) if what == "scheme" else _listing(store, key, month)

    known = (province_id, unit_index(store, key), schemes(store), choices)
    checked: Checked = READERS.read("scores", book, *known, answer=answer)
    return checked


def _listing(store: Store, province: int, month: int) -> frozenset[str] | None:
    """The units that a stored month lists, whatever the unit list says today; None before its first import."""
    if not version(store, province, month):
        return None
    rows = store.rows(
        "SELECT u.unit_id FROM unit_total t JOIN unit u ON u.unit_key = t.unit_key"
        " WHERE t.province_key = $province AND t.month = $month",
        province=province,
        month=month,
    )
    return frozenset(unit_id for (unit_id,) in rows)


def commit(store: Store, file: Preview, actor: str, note: str = "", *, demo: bool = False) -> list[Imported]:
    """Store every month of a file with its results, in one transaction. Raises Refused where the file has errors, or
    where the store has changed since its preview."""
    return commit_all(store, [file], actor, note, demo=demo)[0]


def commit_all(
    store: Store, files: Sequence[Preview], actor: str, note: str = "", *, demo: bool = False
) -> list[list[Imported]]:
    """Store several files in one transaction, in their order. Raises Refused as `commit` does, and `reason_needed`
    where a score that is in force changes and `note` doesn't say why."""
    with store.transaction() as change:
        return put(change, files, actor, clean(note), demo=demo)


def _refuse_correction(change: Transaction, file: Preview) -> None:
    province = province_key(change, file.province_id)
    if province is None:
        return
    for month in file.months:
        now = month.scores[[*KEYS, "points", "mark"]]
        then = stored_scores.scores(change, province, chosen.Chosen(), month.month)[[*KEYS, "points", "mark"]]
        changed = changed_scores(now, then)
        if len(changed):
            raise refusal("reason_needed", month=month.month, file=file.file_name, count=len(changed))


def changed_scores(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """The scores that stand in both frames (KEYS, points, mark and more; those of `then` get the suffix _then) and are
    not the same."""
    both = now.merge(then, on=KEYS, suffixes=("", "_then"))
    same_points = (both["points"] == both["points_then"]) | (both["points"].isna() & both["points_then"].isna())
    return both[~(same_points & (both["mark"] == both["mark_then"]))].reset_index(drop=True)


def put(
    change: Transaction,
    files: Sequence[Preview],
    actor: str,
    note: str = "",
    *,
    demo: bool = False,
    rehearsed: bool = False,
    each: Callable[[], None] | None = None,
) -> list[list[Imported]]:
    """The files as part of a change that the caller ends; a rehearsal needs no reason. `each` is called after every
    file."""
    for file in files:
        if errors(file.problems) or not file.months:
            raise Refused(file.problems)
        for month in file.months:
            refuse_locked(change, province_key(change, file.province_id), month.month)
        refuse_stale(change, file)
        if not note and not rehearsed:
            _refuse_correction(change, file)
    refuse_disagreement(files)
    imported = []
    for file in files:
        imported.append([_commit_month(change, file, month, actor, note, demo) for month in file.months])
        if each:
            each()
    return imported


def _commit_month(
    change: Transaction, file: Preview, scores: MonthScores, actor: str, note: str, demo: bool
) -> Imported:
    province = province_key(change, file.province_id)
    if province is None:
        raise refusal("province_unknown", province=file.province_id, provinces=province_ids(change))
    unit_keys = dict(change.rows("SELECT unit_id, unit_key FROM unit WHERE province_key = $key", key=province))
    rows = scores.scores.assign(
        unit_key=scores.scores["unit_id"].map(unit_keys),
        indicator_key=scores.scores["indicator"].map(code_keys(change, "indicator")),
    )
    units = rows["unit_key"].unique().tolist()
    content = content_hash(scores.scores)
    same = {"sha256": file.sha256, "content": content, "demo": demo}
    if _is_in_force(change, province, scores.month, units, same):
        return Imported(scores.month, len(units), None)
    import_key = next_key(change, "import", "import_key")
    scheme_key = scheme_key_of(change, province, scores.month)
    assert scheme_key is not None  # it was read by a scheme, and schemes stay
    now = datetime.now(UTC).replace(tzinfo=None)
    opened = _touch_month(change, province, scores.month, scheme_key, import_key, now)
    values = (
        import_key, province, scores.month, scheme_key, file.file_name, canonical_json(file.sheets), file.sha256,
        content, actor, now, note, demo,
    )  # fmt: skip
    row = dict(zip(IMPORT_COLUMNS, values, strict=True)) | {"bytes": file.content}
    change.append("import", {name: [value] for name, value in row.items()})
    columns = ["unit_key", "indicator_key", "points", "mark", "sheet_no", "row_no", "column_no", "typed"]
    change.append("score", rows[columns].assign(import_key=import_key))
    _list_units(change, province, scores.month, units, import_key, opened)
    store_results(change, province, scores.month)
    what = {"import_key": import_key, "province_id": file.province_id, "month": scores.month, "file": file.file_name}
    what |= {"scheme_key": scheme_key, "sha256": file.sha256, "units": len(units), "demo": demo}
    append_event(change, actor, "import", what, note, import_hash(change, import_key))
    return Imported(scores.month, len(units), import_key)


def _is_in_force(
    change: Transaction, province: int, month: int, units: Sequence[int], same: Mapping[str, object]
) -> bool:
    """Whether an import of the same bytes, read as the same scores, is in force for all its units. (After an edit of
    the unit list the same bytes may say something else.)"""
    in_force = change.rows(
        "SELECT count(*) FROM unit_total t JOIN import i ON i.import_key = t.import_key"
        " WHERE t.province_key = $province AND t.month = $month AND i.sha256 = $sha256"
        " AND i.content_hash = $content AND i.demo = $demo AND t.unit_key = ANY($units)",
        province=province,
        month=month,
        units=list(units),
        **same,
    )
    return bool(in_force[0][0] == len(units))


def _touch_month(
    change: Transaction, province: int, month: int, scheme_key: int, import_key: int, now: datetime
) -> bool:
    """Write the month's guard row; whether this import opened the month."""
    where = {"province": province, "month": month}
    if change.rows("SELECT 1 FROM month WHERE province_key = $province AND month = $month", **where):
        change.run("UPDATE month SET version = version + 1 WHERE province_key = $province AND month = $month", **where)
        return False
    row = {"province_key": province, "month": month, "state": DRAFT, "scheme_key": scheme_key, "version": 1}
    row |= {"first_import": import_key, "created_at": now}
    change.append("month", {name: [value] for name, value in row.items()})
    return True


def _list_units(
    change: Transaction, province: int, month: int, units: Sequence[int], import_key: int, opened: bool
) -> None:
    """Write down the units of the month as they are now: all that are active when it is opened, later only those that
    a file brings and the month doesn't have yet."""
    change.run(
        "INSERT INTO month_unit (province_key, month, unit_key, kind, sector, listed, import_key)"
        " SELECT province_key, $month, unit_key, kind, sector, true, $import_key FROM unit"
        " WHERE province_key = $province AND ($opened OR unit_key = ANY($units))"
        " AND coalesce(active_from, 0) <= $month AND coalesce(active_to, 999999) >= $month"
        " AND unit_key NOT IN (SELECT l.unit_key FROM month_unit l JOIN month m ON m.province_key = l.province_key"
        "   AND m.month = l.month AND l.import_key >= m.first_import"
        "   WHERE l.province_key = $province AND l.month = $month)"
        " ORDER BY unit_key",
        province=province,
        month=month,
        units=list(units),
        import_key=import_key,
        opened=opened,
    )
