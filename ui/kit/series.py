"""What charts of series share: their points, their texts, what is said where only the base month is there."""

from __future__ import annotations

import pandas as pd

from i18n.words import Words
from scoring.frames import records
from ui.asking import figure_queries, setup_queries
from ui.asking.scopes import Scope
from ui.kit.filters import filtered


def subtitle(scope: Scope, words: Words) -> str:
    """Province, month and its state."""
    states = {row["month"]: row["state"] for row in records(setup_queries.months(scope.province))}
    state = words(f"state.{states[scope.month]}")
    return words("overview.subtitle", province=scope.province_name, month=words.month(scope.month), state=state)


def share_points(shares: pd.DataFrame, scope: Scope, words: Words) -> pd.DataFrame:
    """Shares as the points of `figures.lines.trend_lines`."""
    rows = []
    names = {kind: filtered.group_name(scope, kind, words) for kind in dict.fromkeys(shares["kind"])}
    for share in records(shares):
        label, value = names[share["kind"]], words.percent(share["weak_pct"])
        counts = words("chart.count_of", weak=words.number(share["weak"]), evaluated=words.number(share["evaluated"]))
        hover = point_text(label, share["month"], f"{value} ({counts})", words)
        opens = f"{share['month']} {share['kind']}"
        rows.append((share["month"], share["kind"], label, share["weak_pct"], value, hover, opens))
    return pd.DataFrame(rows, columns=["month", "series", "label", "value", "text", "hover", "opens"])


def point_text(series: str, month: int, value: str, words: Words) -> str:
    """What a point says: whose it is, when, how much."""
    return words("chart.series_point", series=f"\u2068{series}\u2069", month=words.month(month), value=value)


def last_values(points: pd.DataFrame, words: Words) -> str:
    """The newest value of every series as a sentence for screen readers."""
    last = points.dropna(subset=["value"]).groupby("series", sort=False).tail(1)
    return words("list.comma").join(last["hover"])


def only_base(scope: Scope) -> int | None:
    """The base month where all kinds on screen share one."""
    months = set(figure_queries.base_by_kind(scope).values())
    return months.pop() if len(months) == 1 else None
