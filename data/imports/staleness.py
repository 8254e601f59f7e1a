"""What an import was checked against, and why it can't be stored any more once that has changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from data.problems import Refused, refusal
from data.reading.month_scores import MonthScores
from data.registry.provinces import province_key
from data.store.chain import canonical_json, digest
from data.store.reader import Reader
from data.store.store import Transaction
from data.text import canonical
from scoring.frames import parts


@dataclass(frozen=True)
class Seen:
    """The state that a file was checked against: the last change of what files of its province are read by, and each
    month's version (0 before its first import)."""

    settings: int
    versions: Mapping[int, int]


class Previewed(Protocol):
    """A previewed file, as far as it matters here."""

    @property
    def file_name(self) -> str: ...

    @property
    def province_id(self) -> str: ...

    @property
    def months(self) -> tuple[MonthScores, ...]: ...

    @property
    def seen(self) -> Seen: ...


# What the reading of a score file, and the comparing of a unit list, hang on besides the months' versions: the other
# entries of the chain change neither.
READ_BY = ("units", "scheme", "demo_clear", "restore")
LISTED_BY = (*READ_BY, "import", "revert")


def settings(reader: Reader, province_id: str) -> int:
    """The last entry of the chain that changed what a file of the province is read by: its unit list (spellings of
    names included), a scheme, the clearing of the demo, a restore; 0 where there is none."""
    return last_entry(reader, READ_BY, {province_id})


def last_entry(reader: Reader, actions: Sequence[str], provinces: Collection[str]) -> int:
    """The last entry of the chain of these actions that is about one of the provinces, or about none by name."""
    ids = dict(reader.rows("SELECT province_key, province_id FROM province"))
    entries = reader.rows(
        "SELECT seq, what FROM event WHERE action = ANY($actions) ORDER BY seq DESC", actions=[*actions]
    )
    for seq, text in entries:
        what = json.loads(text)
        about = what.get("province_id") or ids.get(what.get("province_key"))
        if about is None or about in provinces:
            return int(seq)
    return 0


def version(reader: Reader, province: int | None, month: int) -> int:
    """How often a month was imported into; 0 before its first import."""
    found = reader.rows(
        "SELECT version FROM month WHERE province_key = $province AND month = $month", province=province, month=month
    )
    return int(found[0][0]) if found else 0


def refuse_stale(change: Transaction, file: Previewed) -> None:
    """Raises Refused, with what was stored meanwhile, where the file was checked against another state."""
    if settings(change, file.province_id) != file.seen.settings:
        raise refusal("settings_changed", file=file.file_name)
    province = province_key(change, file.province_id)
    for month, seen in file.seen.versions.items():
        if version(change, province, month) != seen:
            raise _changed_meanwhile(change, file, province, month)


def _changed_meanwhile(change: Transaction, file: Previewed, province: int | None, month: int) -> Refused:
    """What happened to a month since a file was checked: an import, else a move or a revert."""
    ids = {"province_key": province, "province_id": file.province_id, "month": month}
    entries = change.rows(
        "SELECT actor, action, what FROM event WHERE action IN ('import', 'revert', 'month') ORDER BY seq DESC"
    )
    for actor, action, text in entries:
        what = json.loads(text)
        if all(what.get(name, ids[name]) == ids[name] for name in ids):
            if action == "import":
                other, who, count = _newest_import(change, province, month)
                return refusal("stored_meanwhile", month=month, file=file.file_name, other=other, who=who, count=count)
            return refusal("month_changed", month=month, who=actor)
    return refusal("settings_changed", file=file.file_name)


def refuse_disagreement(files: Sequence[Previewed]) -> None:
    """Raises Refused where two of the files hold different scores of one unit in one month."""
    held = Counter(
        (month.month, unit) for file in files for month in file.months for unit in set(month.scores["unit_id"])
    )
    said: dict[tuple[int, str], tuple[str, str]] = {}
    for file in files if any(times > 1 for times in held.values()) else ():
        for scores in file.months:
            twice = scores.scores[[held[scores.month, unit] > 1 for unit in scores.scores["unit_id"]]]
            for unit_id, rows in parts(twice, "unit_id"):
                own = content_hash(rows)
                other, content = said.setdefault((scores.month, unit_id), (file.file_name, own))
                if content != own:
                    unit = {"unit_fa": unit_id, "unit_en": unit_id}
                    raise refusal("files_disagree", month=scores.month, file=file.file_name, other=other, **unit)


def _newest_import(change: Transaction, province: int | None, month: int) -> tuple[str, str, int]:
    """The file, who imported it and how many units it has, of the newest import of a month."""
    other, who, count = change.rows(
        "SELECT i.file_name, i.actor, count(DISTINCT s.unit_key) FROM import i"
        " JOIN score s ON s.import_key = i.import_key WHERE i.province_key = $province AND i.month = $month"
        " GROUP BY i.import_key, i.file_name, i.actor ORDER BY i.import_key DESC LIMIT 1",
        province=province,
        month=month,
    )[0]
    return other, who, count


def content_hash(scores: pd.DataFrame) -> str:
    """Hash of what a month's scores say, wherever they stood: the same table in any disguise gives the same hash."""
    columns = scores[["unit_id", "indicator", "mark", "points"]].astype(object)
    said = sorted(
        (unit, indicator, mark, canonical(points) if points == points else "")
        for unit, indicator, mark, points in columns.itertuples(index=False)
    )
    return digest([canonical_json(said)])
