"""Who moved between two months: the flow, unit by unit, and the units close to the border of weak."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scoring.rounding import judged
from scoring.scheme import Scheme

UNLISTED = "unlisted"
MOVES = {
    (True, True): "stayed_weak",
    (True, False): "left_weak",
    (False, True): "fell_weak",
    (False, False): "stayed_not_weak",
    (None, True): "joined_weak",
    (None, False): "joined_not_weak",
    (True, None): "gone_weak",
    (False, None): "gone_not_weak",
    (None, None): None,
}
NEAR = 2.0


def unit_flows(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Every unit that either month lists: unit_id, kind, then and now (its band, else its status, else `unlisted`),
    flow (a value of MOVES; null where it was evaluated in neither), by kind and unit_id.

    then, now: unit_id, kind, status, band, is_weak, of two months whose bands may be compared. A unit that changed its
    kind goes from the one and joins the other.
    """
    sides = [_side(frame, name) for frame, name in ((then, "then"), (now, "now"))]
    both = sides[0].merge(sides[1], on=["unit_id", "kind"], how="outer").sort_values(["kind", "unit_id"])
    both[["then", "now"]] = both[["then", "now"]].fillna(UNLISTED)
    pairs = zip(both["weak_then"], both["weak_now"], strict=True)
    both["flow"] = pd.Series([MOVES[_flag(a), _flag(b)] for a, b in pairs], index=both.index, dtype=object)
    return both[["unit_id", "kind", "then", "now", "flow"]].reset_index(drop=True)


def _side(units: pd.DataFrame, name: str) -> pd.DataFrame:
    stands = units["band"].where(units["band"].notna(), units["status"])
    return units[["unit_id", "kind"]].assign(**{name: stands, f"weak_{name}": units["is_weak"].astype("boolean")})


def _flag(value: bool | pd.api.typing.NAType) -> bool | None:
    return None if pd.isna(value) else bool(value)


def weak_border(scheme: Scheme) -> float | None:
    """Lower bound of the lowest band that isn't weak; None where no band is weak, or all are."""
    lower = next((band.lower for band in scheme.bands if not band.weak), None)
    return lower if scheme.bands[0].weak else None


def near_misses(units: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """The units within NEAR points of the 0-100 scale of the border of weak, nearest first: unit_id, kind, side, total,
    border, gap_points (points of the unit's ceiling from its total up to the border; negative above it).

    units: unit_id, kind, total, ceiling. side is `below` where border - NEAR <= total < border, `above` where
    border <= total < border + NEAR, judged at 9 decimals.
    """
    border = weak_border(scheme)
    columns = ["unit_id", "kind", "side", "total", "border", "gap_points"]
    if border is None:
        return pd.DataFrame(columns=columns)
    distance = judged(units["total"].to_numpy(dtype="float64") - border)
    near = units[(distance >= -NEAR) & (distance < NEAR)]
    near = near.assign(border=border, gap_points=(border - near["total"]) * near["ceiling"] / 100)
    near["side"] = np.where(judged(near["total"] - border) < 0, "below", "above")
    order = near["gap_points"].abs().sort_values(kind="stable").index
    return near.loc[order, columns].reset_index(drop=True)
