"""What a total isn't rounded across for the eye: the borders of levels, a full 100, and the totals of other ranks.

`i18n.numerals.total` shows as many decimals as keep a total on its own side of every fence, so that two units of
different rank never read as equal. The fences of a kind and month are those of its whole list, whatever is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from scoring.rounding import judged
from scoring.scheme import Scheme


def fences(units: pd.DataFrame, scheme: Scheme) -> tuple[float, ...]:
    """Ascending: the scheme's borders, and the middle between the totals of every two neighbouring ranks.

    units: total, rank (null where a unit isn't evaluated) of every unit of one kind and month.
    """
    known = units["total"].notna().to_numpy()
    totals = judged(units["total"].to_numpy(dtype="float64")[known])
    ranks = units["rank"].to_numpy(dtype="float64", na_value=np.nan)[known]
    order = np.lexsort((totals, -ranks))
    return _fences(totals[order], ranks[order], scheme)


def _fences(totals: np.ndarray, ranks: np.ndarray, scheme: Scheme) -> tuple[float, ...]:
    """Of judged totals in ascending order, the last rank first."""
    parted = ranks[1:] != ranks[:-1]
    return tuple(sorted({*scheme.borders, *((totals[1:] + totals[:-1])[parted] / 2).tolist()}))


def fences_by_list(units: pd.DataFrame, schemes: Mapping[int, Scheme]) -> dict[tuple[int, str], tuple[float, ...]]:
    """(month, kind) -> fences. units: month, kind, total, rank."""
    known = units[units["total"].notna() & units["month"].isin(list(schemes))]
    totals, ranks = judged(known["total"].to_numpy(dtype="float64")), known["rank"].to_numpy(dtype="float64")
    months, kinds = known["month"].to_numpy(), known["kind"].to_numpy(dtype=object).astype(str)
    order = np.lexsort((totals, -ranks, kinds, months))
    totals, ranks, months, kinds = totals[order], ranks[order], months[order], kinds[order]
    begins = (months[1:] != months[:-1]) | (kinds[1:] != kinds[:-1])
    starts = np.flatnonzero(np.r_[len(order) > 0, begins])
    ends = [*starts[1:], len(order)][: len(starts)]
    return {
        (int(months[start]), str(kinds[start])): _fences(totals[start:end], ranks[start:end], schemes[months[start]])
        for start, end in zip(starts, ends, strict=True)
    }


def crossed(total: float, all_fences: Sequence[float], borders: Sequence[float]) -> list[float]:
    """The borders, and of the other fences those next to a total that its rounding to one decimal (half up) crosses:
    what must be kept with a figure so that it always reads as it does beside the list that it stands in."""
    exact = float(judged(total))
    shown = float(judged(math.floor(float(judged(exact * 10 + 0.5))) / 10))
    below = [fence for fence in all_fences if float(judged(fence - exact)) <= 0][-1:]
    above = [fence for fence in all_fences if float(judged(fence - exact)) > 0][:1]
    apart = [
        fence for fence in (*below, *above) if bool(judged(shown - fence) >= 0) != bool(judged(exact - fence) >= 0)
    ]
    return sorted({*borders, *apart})
