"""What the path to a target is made of: its chart, and in words how far it is and how fast."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from figures.lines import trend_lines
from i18n.months import code
from i18n.numerals import half_up
from i18n.words import Words
from reports.tables import month_codes
from scoring.comparability import bands_reason
from scoring.months import every_month
from scoring.targets import Target, months_between, must_leave
from ui.asking import download_labels, figure_queries
from ui.asking.scopes import Scope
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.series import last_values, point_text, share_points
from ui.kit.tables import Cell, Column, table


@dataclass(frozen=True)
class Goal:
    """One kind's way to a share. shares: its rows of `scoring.shifts.shifts`, the last one of the month on screen;
    ahead: the straight path from that month; since_base: the one from the base month, where the two can be compared."""

    scope: Scope
    kind: str
    shares: pd.DataFrame
    ahead: Target
    since_base: Target | None

    @property
    def now(self) -> pd.Series:
        return self.shares[self.shares["month"] == self.scope.month].iloc[0]

    @property
    def to_leave(self) -> int:
        """How many units must still leave weak."""
        return must_leave(int(self.now["weak"]), int(self.now["evaluated"]), self.ahead.wanted_pct)

    @property
    def months(self) -> list[int]:
        return every_month([*self.scope.months, self.ahead.by])


def goal(scope: Scope, kind: str, shares: pd.DataFrame, wanted: float, by: int) -> Goal:
    """shares: of all kinds, with an evaluated unit of this one in the month on screen."""
    own = shares[shares["kind"] == kind]
    now = own[own["month"] == scope.month].iloc[0]
    ahead = Target(scope.month, float(now["weak_pct"]), by, wanted)
    compared = not now["reason"] and int(now["base_month"]) < scope.month
    since = Target(int(now["base_month"]), float(now["base_weak_pct"]), by, wanted) if compared else None
    return Goal(scope, kind, own, ahead, since)


def target_chart(goal: Goal, words: Words) -> ChartParts:
    """The weak share until now, and from now the straight path to the target."""
    scope, ahead = goal.scope, goal.ahead
    points = share_points(goal.shares, scope, words)
    points = pd.concat([points, _path(goal, words)], ignore_index=True)
    title = words("shifts.target_title", kind=filtered.group_name(scope, goal.kind, words))
    csv = download_labels.for_download(filtered.with_filters(_csv(goal), scope))
    name = filtered.file_name(f"target-{goal.kind}-{scope.province_id}-{code(scope.month)}", scope)
    reached = words("shifts.goal", wanted=words.percent(ahead.wanted_pct))
    return ChartParts(
        figure=trend_lines(
            points,
            goal.months,
            words,
            y_title=words("chart.share_axis"),
            breaks=figure_queries.breaks(scope, bands_reason),
            borders=[] if goal.to_leave else [(ahead.wanted_pct, reached)],
        ),
        key=f"target_{goal.kind}",
        title=title,
        lead=[el("p", standing(goal, words), cls="sj-counts")],
        alt=words("chart.trend_alt", title=title, summary=last_values(points, words)),
        about=words("shifts.target_about"),
        table=_grid(goal, title, words),
        downloads=[Download(words("chart.csv"), name, lambda: csv)],
    )


def _path(goal: Goal, words: Words) -> pd.DataFrame:
    """The path as points, none where the target is reached; its value is written at its end alone."""
    columns = ["month", "series", "label", "value", "text", "hover"]
    months = every_month([goal.scope.month, goal.ahead.by]) if goal.to_leave else []
    name, rows = words("shifts.path"), []
    for month, value in zip(months, goal.ahead.path(months), strict=True):
        shown = words.percent(value, 0 if month == goal.ahead.by else 1)
        text = shown if month == goal.ahead.by else ""
        rows.append((month, "median", name, value, text, point_text(name, month, shown, words)))
    return pd.DataFrame(rows, columns=columns)


def standing(goal: Goal, words: Words) -> str:
    """How many units must still leave weak, how fast, and where the month stands on the way from the base month."""
    wanted, by, month = goal.ahead.wanted_pct, goal.ahead.by, goal.scope.month
    slots = {"wanted": words.percent(wanted), "by": words.month(by), "units": words.number(goal.to_leave)}
    if not goal.to_leave:
        return words("shifts.target_reached", **slots)
    months, now = months_between(month, by), goal.ahead.base_pct
    pace = {"points": words.number((now - wanted) / months, 1), "months": words.number(months)}
    said = [words("shifts.target_needs", **slots)]
    said.append(words("shifts.pace", now=words.percent(now), month=words.month(month), **pace))
    if goal.since_base is not None:
        said.append(_on_the_way(goal.since_base, goal, words))
    return " ".join(said)


def _on_the_way(since: Target, goal: Goal, words: Words) -> str:
    month = goal.scope.month
    ahead = since.standing(month, float(goal.now["weak_pct"]))
    shown = half_up(ahead, 1)
    key = "shifts.on_path" if shown == 0 else "shifts.ahead" if shown > 0 else "shifts.behind"
    slots = {"month": words.month(month), "base": words.month(since.base)}
    path = words.percent(since.path([month])[0], 1)
    return words(key, path=path, points=words.number(abs(ahead), 1), **slots)


def _paths(goal: Goal) -> dict[str, list[float | None]]:
    """The path from now, and the one from the base month, by month; None where there is none."""
    nothing: list[float | None] = [None] * len(goal.months)
    since = goal.since_base.path(goal.months) if goal.since_base else nothing
    return {"path_pct": goal.ahead.path(goal.months) if goal.to_leave else nothing, "base_path_pct": since}


def _csv(goal: Goal) -> pd.DataFrame:
    shares = goal.shares.set_index("month")["weak_pct"]
    return pd.DataFrame(
        {
            "month": month_codes(pd.Series(goal.months)),
            "province_id": goal.scope.province_id,
            "kind": goal.kind,
            "weak_pct": [shares.get(month) for month in goal.months],
        }
        | _paths(goal)
    )


def _grid(goal: Goal, title: str, words: Words) -> Node:
    columns = [Column(words("chart.month")), Column(words("overview.weak_share"), numeric=True)]
    columns += [Column(words(f"shifts.{name}"), numeric=True) for name in ("path", "base_path")]
    shares, rows = goal.shares.set_index("month")["weak_pct"], []
    for month, *values in zip(goal.months, *_paths(goal).values(), strict=True):
        known = month in shares.index
        cells = [Cell(words.month(month), month, action=f"{month} {goal.kind}" if known else None)]
        cells.append(Cell(words.percent(shares[month]), shares[month]) if known else Cell(""))
        rows.append([*cells, *(Cell(words.percent(value, 1), value) for value in values)])
    return table(title, columns, rows, words)
