"""An edited unit list against the stored one: the difference first, then all of it or nothing.

A unit is never deleted once a month lists it: one that the file doesn't name any more ends with the last month that
lists it. Past months keep their own listing, so no edit rewrites history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from data import vocabulary
from data.imports.staleness import LISTED_BY, last_entry
from data.problems import Problem, Refused, refusal
from data.registry.provinces import chosen_province, province_key
from data.registry.unit_rows import add_units, append_units, unit_index, units_hash
from data.store.chain import append_event
from data.store.store import Store, Transaction
from data.text import LONGEST_NAME, clean, code_key, key, sort_key
from data.units.lookalikes import look_alikes
from data.units.unit_list_files import UnitList, names_of_provinces
from data.units.units import Unit, spellings

NEW, CHANGED, ENDED, REMOVED = KINDS_OF_CHANGE = ("new", "changed", "ended", "removed")
COMPARED = "kind sector name_fa name_en letter_recipient active_from active_to aliases".split()


@dataclass(frozen=True)
class UnitChange:
    """One unit of a list. kind: new, changed, ended (now has a last month), removed (no month ever listed it)."""

    kind: str
    unit: Unit
    before: Unit | None = None

    @property
    def fields(self) -> list[str]:
        """The names of the columns that differ."""
        if self.before is None or self.kind == REMOVED:
            return []
        return [name for name in COMPARED if _plain(self.unit, name) != _plain(self.before, name)]


@dataclass(frozen=True)
class ListPreview:
    """The difference of a list of these provinces. `seen` is the last entry of the chain that it hangs on; `warnings`
    are names that look like those of other units; `names` how the list calls provinces (code -> Persian and English
    name), `renamed` those of them that the store calls otherwise -> what it calls them."""

    changes: tuple[UnitChange, ...]
    new_provinces: tuple[str, ...]
    provinces: tuple[str, ...]
    seen: int
    warnings: tuple[Problem, ...] = ()
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    renamed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return not self.changes and not self.renamed


def _plain(unit: Unit, name: str) -> object:
    value = getattr(unit, name)
    return sorted(set(value)) if name == "aliases" else value


def compare(store: Store, units: Sequence[Unit]) -> ListPreview:
    """What storing the list would change; provinces that it doesn't name stay as they are. Raises Refused where a unit
    bears the name or the code of one that the list leaves out (a code can't be changed: months hang on it)."""
    provinces = tuple(dict.fromkeys(unit.province_id for unit in units))
    seen = last_entry(store, LISTED_BY, provinces)
    new = tuple(code for code in provinces if province_key(store, code) is None)
    names = names_of_provinces(units)
    for code in new:
        if code not in names and code not in vocabulary.provinces():
            raise refusal("province_name_needed", province=code)
    stored = {
        code: (fa, en) for code, fa, en in store.rows("SELECT province_id, name_fa, name_en FROM province ORDER BY 1")
    }
    renamed = {code: stored[code] for code, said in names.items() if code in stored and stored[code] != said}
    changes: list[UnitChange] = []
    warnings: list[Problem] = [*units.warnings] if isinstance(units, UnitList) else []
    for code in provinces:
        province = province_key(store, code)
        members = {unit.unit_id: unit for unit in units if unit.province_id == code}
        known = unit_index(store, province).units if province else {}
        warnings += look_alikes((known | members).values(), known)
        if code in new:
            changes += [UnitChange(NEW, unit) for unit in members.values()]
        else:
            changes += _differences(store, province or 0, known, members)
    return ListPreview(tuple(changes), new, provinces, seen, tuple(warnings), names, renamed)


def _differences(store: Store, province: int, known: Mapping[str, Unit], named: Mapping[str, Unit]) -> list[UnitChange]:
    members, last_months = named.values(), _last_months(store, province)
    left_out = [unit for unit_id, unit in known.items() if unit_id not in named]
    _refuse_shared(members, [unit for unit in left_out if unit.unit_id in last_months])
    changes = []
    for unit in members:
        change = UnitChange(CHANGED if unit.unit_id in known else NEW, unit, known.get(unit.unit_id))
        if change.kind == NEW or change.fields:
            changes.append(replace(change, kind=ENDED) if _ends(change) else change)
    return changes + [end for unit in left_out if (end := _left_out(unit, last_months.get(unit.unit_id)))]


def _ends(change: UnitChange) -> bool:
    return change.before is not None and "active_to" in change.fields and change.unit.active_to is not None


def _left_out(unit: Unit, last_month: int | None) -> UnitChange | None:
    """The end of a unit that the list leaves out; None where it has ended already."""
    if last_month is None:
        return UnitChange(REMOVED, unit, unit)
    if unit.active_to is not None and unit.active_to <= last_month:
        return None
    start = unit.active_from if unit.active_from and unit.active_from <= last_month else None
    return UnitChange(ENDED, replace(unit, active_from=start, active_to=last_month), unit)


def _last_months(store: Store, province: int) -> dict[str, int]:
    """unit_id -> the last month that lists it."""
    return dict(
        store.rows(
            "SELECT u.unit_id, max(l.month) FROM month_unit l JOIN unit u ON u.unit_key = l.unit_key"
            " WHERE u.province_key = $province GROUP BY u.unit_id",
            province=province,
        )
    )


def _refuse_shared(members: Iterable[Unit], staying: Iterable[Unit]) -> None:
    """Raises Refused where a unit of the list bears a name or the code of one that it leaves out but months hold."""
    owners = {name: unit for unit in staying for name in _identities(unit)}
    problems = []
    for unit in members:
        owner = next((owners[name] for name in sorted(_identities(unit)) if name in owners), None)
        if owner:
            problems.append(Problem("code_changed", value=unit.unit_id, slots={"other": owner.unit_id}))
    if problems:
        raise Refused(problems)


def _identities(unit: Unit) -> set[str]:
    """Everything that a cell of a score file may call the unit by."""
    return {*spellings(unit), code_key(unit.unit_id)}


def store_list(store: Store, list_: ListPreview, file_name: str, actor: str, note: str = "") -> int:
    """Store a list as it was compared; how many units changed. Raises Refused where the store has changed since."""
    file_name = clean(file_name)
    with store.transaction() as change:
        if last_entry(change, LISTED_BY, list_.provinces) != list_.seen:
            raise refusal("settings_changed", file=file_name)
        new = [c.unit for c in list_.changes if c.unit.province_id in list_.new_provinces]
        add_units(change, UnitList(new, list_.names), actor)
        known = dict.fromkeys([*(c.unit.province_id for c in list_.changes), *list_.renamed])
        for code in (code for code in known if code not in list_.new_provinces):
            changes = [c for c in list_.changes if c.unit.province_id == code]
            if code in list_.renamed:
                fa, en = list_.names[code]
                change.run(
                    "UPDATE province SET name_fa = $fa, name_en = $en WHERE province_id = $id", fa=fa, en=en, id=code
                )
            _change_province(change, code, changes, file_name, actor, note)
    return len(list_.changes)


def _rename(change: Transaction, code: str, fa: str, en: str) -> None:
    change.run("UPDATE province SET name_fa = $fa, name_en = $en WHERE province_id = $code", fa=fa, en=en, code=code)


def _change_province(
    change: Transaction, code: str, changes: Sequence[UnitChange], file_name: str, actor: str, note: str
) -> None:
    province = province_key(change, code) or 0
    keys = dict(change.rows("SELECT unit_id, unit_key FROM unit WHERE province_key = $key", key=province))
    append_units(change, province, [c.unit for c in changes if c.kind == NEW])
    for each in changes:
        if each.kind == REMOVED:
            for table in ("unit_alias", "unit"):
                change.run(f"DELETE FROM {table} WHERE unit_key = $key", key=keys[each.unit.unit_id])
        elif each.kind != NEW:
            _update(change, keys[each.unit.unit_id], each)
    change.run("UPDATE province SET demo = false WHERE province_key = $key AND demo", key=province)
    said = [{"change": c.kind, "unit_id": c.unit.unit_id, "fields": c.fields} for c in changes]
    what = {"province_key": province, "province_id": code, "file": file_name, "changes": said, "demo": False}
    append_event(change, actor, "units", what, note, units_hash(change, province))


def _update(change: Transaction, unit_key: int, each: UnitChange) -> None:
    names = "kind sector name_fa name_en letter_recipient active_from active_to".split()
    values = {name: value for name, value in asdict(each.unit).items() if name in names}
    change.run(
        "UPDATE unit SET kind = $kind, sector = $sector, name_fa = $name_fa, name_en = $name_en, sort_fa = $sort_fa,"
        " sort_en = $sort_en, letter_recipient = $letter_recipient, active_from = $active_from, active_to = $active_to"
        " WHERE unit_key = $key",
        key=unit_key,
        sort_fa=sort_key(each.unit.name_fa),
        sort_en=sort_key(each.unit.name_en),
        **values,
    )
    if "aliases" in each.fields:
        gone = set(each.before.aliases) - set(each.unit.aliases) if each.before else set()
        change.run(
            "DELETE FROM unit_alias WHERE unit_key = $key AND alias = ANY($gone)", key=unit_key, gone=[*gone, ""]
        )
        fresh = [alias for alias in dict.fromkeys(each.unit.aliases) if alias not in (each.before or each.unit).aliases]
        if fresh:
            change.append("unit_alias", {"unit_key": [unit_key] * len(fresh), "alias": fresh})


def add_alias(store: Store, province_id: str, unit_id: str, alias: str, actor: str, note: str = "") -> list[Problem]:
    """Let a unit be called by another spelling from now on; warnings where that looks like another unit's name. Raises
    Refused where the province or unit isn't known, the spelling is empty or too long, or another unit bears it."""
    spelling = clean(alias)
    with store.transaction() as change:
        units = unit_index(change, province_key(change, chosen_province(change, province_id)) or 0).units
        if unit_id not in units:
            raise Refused([Problem("unit_unknown", value=unit_id)])
        if not key(spelling) or "|" in spelling or len(alias.strip()) > LONGEST_NAME:
            raise Refused([Problem("bad_alias", value=spelling)])
        owners = {name: unit for unit in units.values() for name in _identities(unit)}
        owner = owners.get(key(spelling)) or owners.get(code_key(spelling))
        if owner and owner.unit_id != unit_id:
            raise Refused([Problem("alias_taken", value=spelling, slots={"other": owner.unit_id})])
        if owner:
            return []
        before = units[unit_id]
        edited = replace(before, aliases=(*before.aliases, spelling))
        _change_province(change, province_id, [UnitChange(CHANGED, edited, before)], "", actor, note)
        return look_alikes((units | {unit_id: edited}).values(), units)
