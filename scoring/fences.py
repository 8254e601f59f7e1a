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
    known = units[units["total"].notna()]
    totals = judged(known["total"].to_numpy(dtype="float64"))
    ranks = known["rank"].to_numpy(dtype="int64")
    order = np.lexsort((totals, -ranks))
    totals, ranks = totals[order], ranks[order]
    parted = ranks[1:] != ranks[:-1]
    middles = (totals[1:] + totals[:-1])[parted] / 2
    return tuple(np.union1d(np.array(scheme.borders, dtype="float64"), middles).tolist())


def fences_by_list(units: pd.DataFrame, schemes: Mapping[int, Scheme]) -> dict[tuple[int, str], tuple[float, ...]]:
    """(month, kind) -> fences. units: month, kind, total, rank."""
    return {key: fences(own, schemes[key[0]]) for key, own in units.groupby(["month", "kind"]) if key[0] in schemes}


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
