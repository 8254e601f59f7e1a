"""What a report to the people is made of: asked of the store when it is published, kept with the report, read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.asking import analyses, catalogue, stored_counts, stored_results
from data.asking.chosen import Chosen
from data.asking.shares import first_months, locked_shares
from data.problems import refusal
from data.registry.schemes import schemes as known_schemes
from data.store.chain import canonical_json
from data.store.once import Once
from data.store.reader import Reader
from data.units.units import KINDS
from scoring.frames import row_at
from scoring.months import previous
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.states import LOCKED
from telling.month_facts import PublicFacts
from telling.revisions import plain_rows

EVERYTHING = Chosen()
FRAMES = ("shares", "bands", "league", "totals")
TOTALS = ["month", "kind", "unit_id", "status", "total", "rank"]
NAMES = ("name_fa", "name_en", "sort_fa", "sort_en")  # a new name is no correction of a figure


def public_facts(reader: Reader, province: int, month: int) -> PublicFacts:
    """What the report of a month says. Raises Refused `month_not_stored`, `month_not_final`."""
    reader = Once(reader)
    known = catalogue.months(reader, province)
    states = dict(zip(known["month"], known["state"], strict=True))
    if month not in states:
        raise refusal("month_not_stored", month=month)
    if states[month] not in LOCKED:
        raise refusal("month_not_final", month=month, state=states[month])
    locked = [int(each) for each, state in states.items() if state in LOCKED and each <= month]
    by_month = catalogue.schemes_by_month(reader, province)
    base = {kind: first for kind, first in first_months(reader, province).items() if first <= month}
    totals = stored_results.unit_totals(reader, province, EVERYTHING)
    who = row_at(catalogue.provinces(reader).set_index("province_key"), province)
    told = totals["month"].isin({month, *base.values()} & set(locked))
    bands = stored_counts.band_counts(reader, province, EVERYTHING)
    return PublicFacts(
        province_id=who["province_id"],
        name_fa=who["name_fa"],
        name_en=who["name_en"],
        month=month,
        demo=catalogue.is_demo(reader),
        head=catalogue.chain_head(reader),
        schemes={each: by_month[each] for each in locked},
        states={each: states[each] for each in locked},
        base=base,
        shares=locked_shares(reader, province, locked),
        bands=bands[bands["month"].isin(locked)].reset_index(drop=True),
        league=_league(totals, by_month, month, base, locked),
        totals=totals.loc[told, TOTALS].reset_index(drop=True),
    )


def _league(
    totals: pd.DataFrame, schemes: Mapping[int, Scheme], month: int, base: Mapping[str, int], locked: list[int]
) -> pd.DataFrame:
    """The units of every kind with their change since the base month and the month before, where those are final."""
    frames = []
    for kind in KINDS:
        then = base.get(kind)
        frames.append(analyses.league_of(totals, schemes, month, kind, then if then in locked else None))
    table = pd.concat(frames, ignore_index=True)
    return table if previous(month) in locked else table.assign(progress=None, change_before=np.nan)


def kept(reader: Reader, province: int, facts: PublicFacts) -> str:
    """The facts as text (JSON) that stays with a report; schemes by their keys, whose texts are never changed."""
    plain = {name: getattr(facts, name) for name in ("province_id", "name_fa", "name_en", "month", "demo", "head")}
    keys = dict(
        reader.rows(
            "SELECT month, scheme_key FROM month WHERE province_key = $province ORDER BY month", province=province
        )
    )
    plain["schemes"] = {str(month): keys[month] for month in facts.schemes}
    plain["states"] = {str(month): state for month, state in facts.states.items()}
    plain["base"] = dict(facts.base)
    return canonical_json(plain | {name: _text_of(getattr(facts, name)) for name in FRAMES})


def read_again(reader: Reader, text: str) -> PublicFacts:
    """The facts that `kept` wrote, to the bit."""
    said = json.loads(text)
    schemes = known_schemes(reader)
    said["schemes"] = {int(month): schemes[key] for month, key in said["schemes"].items()}
    said["states"] = {int(month): state for month, state in said["states"].items()}
    return PublicFacts(**said | {name: _frame_of(said[name]) for name in FRAMES})


def _text_of(frame: pd.DataFrame) -> dict[str, Any]:
    plain = plain_rows(frame)
    columns = list(frame.columns)
    return {
        "columns": columns,
        "types": [str(frame[name].dtype) for name in columns],
        "rows": [[row[name] for name in columns] for row in plain],
    }


def _frame_of(said: Mapping[str, Any]) -> pd.DataFrame:
    """The frame with the types that it had (null is what the type has for it)."""
    table = pd.DataFrame(said["rows"], columns=said["columns"], dtype=object)
    return table.astype(dict(zip(said["columns"], said["types"], strict=True)))


def same_figures(then: PublicFacts, now: PublicFacts) -> bool:
    """Whether two reports of a month say the same: every figure that both have (floats at 9 decimals), and of the same
    months. Names, states and the chain's head may differ."""
    if set(then.schemes) != set(now.schemes) or dict(then.base) != dict(now.base):
        return False
    return all(_figures(getattr(then, name), getattr(now, name)) for name in FRAMES)


def _figures(then: pd.DataFrame, now: pd.DataFrame) -> bool:
    shared = [name for name in then.columns if name in now.columns and name not in NAMES]
    return [_exact(row) for row in plain_rows(then[shared])] == [_exact(row) for row in plain_rows(now[shared])]


def _exact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(judged(value)) if isinstance(value, float) else value for name, value in row.items()}
