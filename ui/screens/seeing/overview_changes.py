"""What has changed since the month before the one on screen: the share, who moved, by name, and the sectors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from data.asking import analyses
from data.asking.chosen import Chosen
from i18n.figure_sentences import not_compared, shift_sign
from i18n.months import code
from i18n.numerals import decimals_above_zero
from i18n.words import Words
from scoring.comparability import bands_reason, totals_reason
from scoring.frames import records
from scoring.rounding import judged
from ui.asking import cache, download_labels, figure_queries, setup_queries
from ui.asking.scopes import Scope
from ui.kit import blocks
from ui.kit.charts import Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.tables import Cell, Column, table

MOST_NAMED = 3
UNIT = "unit "  # before the id of a unit that a button opens
SECTOR_KIND = "agency"  # the kind that has sectors


def before(scope: Scope) -> Scope | None:
    """The scope against the month before the one on screen; None where the store has none."""
    return replace(scope, base=scope.months[-2]) if len(scope.months) > 1 else None


def since_before(scope: Scope, kind: str, words: Words) -> Node | None:
    """For a headline card: the share of the month before and the change since then, and who became weak, left weak and
    fell most."""
    then = before(scope)
    if then is None:
        return None
    shares = figure_queries.weak_shares(then)
    share = next(iter(records(shares[(shares["month"] == scope.month) & (shares["kind"] == kind)])), None)
    if share is None or not share["evaluated"] or share["reason"] == "no_base":
        return None
    said = el("p", _change(share, words), cls=f"sj-since {blocks.shift_look(share)}")
    moves, reasons = cache.ask(analyses.flows, scope.province, then.base, scope.month, scope.chosen)
    lines = []
    if reasons.get(kind) is None:
        moves = moves[moves["kind"] == kind]
        for flow in ("fell_weak", "left_weak"):
            units = [(row, "") for row in records(moves[moves["flow"] == flow])]
            lines.append(_named(words(f"overview.newly_{flow}"), units, words))
    lines.append(_named(words("overview.fell_most"), _fallen(then, kind, words), words))
    return el("div", said, el("dl", *lines, cls="sj-moved"))


def _change(share: Mapping[str, Any], words: Words) -> str:
    """«Since Tir 1399 (41%, 18 of 44): a fall of 18 percentage points»."""
    counts = words(
        "overview.counts", weak=words.number(share["base_weak"]), evaluated=words.number(share["base_evaluated"])
    )
    is_small = share["is_small"] or share["base_is_small"]
    percent = "" if is_small else words.percent(share["base_weak_pct"]) + words("list.comma")
    slots = {"month": words.month(share["base_month"]), "then": percent + counts}
    if share["reason"]:
        return words("overview.since_counts", **slots, said=not_compared(share["reason"], words))
    if is_small:
        return words("overview.since_counts", **slots, said=_counted(share, words))
    sign, size = shift_sign(share), words.points(share["decrease_points"])
    name = {1: "overview.fall", -1: "overview.rise", 0: "overview.same"}[sign]
    name = f"{name}_one" if sign and size == words.number(1) else name
    return words("overview.since_counts", **slots, said=words(name, points=size))


def _counted(share: Mapping[str, Any], words: Words) -> str:
    """A small group is counted, its share isn't compared."""
    return words("overview.now_counts", weak=words.number(share["weak"]), evaluated=words.number(share["evaluated"]))


def _fallen(then: Scope, kind: str, words: Words) -> list[tuple[Mapping[str, Any], str]]:
    """The units whose total fell most, each with how much."""
    changes, reason = figure_queries.movers(then, kind)
    if reason or changes.empty:
        return []
    fell = changes[judged(changes["change"].to_numpy()) < 0].sort_values(["change", "unit_id"])
    return [
        (row, words.number(row["change"], decimals_above_zero(row["change"], 1), sign=True)) for row in records(fell)
    ]


def _named(title: str, units: Sequence[tuple[Mapping[str, Any], str]], words: Words) -> Node:
    """How many units, the first of them by name; each opens its page."""
    named: list[Node] = []
    for unit, value in units[:MOST_NAMED]:
        opens = f"{UNIT}{unit['unit_id']}"
        named += [words("list.comma")] if named else []
        named.append(el("button", el("bdi", words.name(unit)), type="button", cls="sj-link", data_action=opens))
        named += [f" \u2066{value}\u2069"] if value else []
    if len(units) > MOST_NAMED:
        named.append(" " + words("list.more", count=words.number(len(units) - MOST_NAMED)))
    if not units:
        return el("div", el("dt", title), el("dd", words("overview.no_unit"), cls="sj-muted"))
    return el("div", el("dt", title, " ", el("strong", words.number(len(units)))), el("dd", *named))


def sectors(scope: Scope, words: Words) -> pd.DataFrame:
    """sector (code), name, units (evaluated), weak, weak_before, mean (of totals, percent), mean_before; the weakest
    mean first. The columns of the month before are empty where it can't be compared, or there is none."""
    then, now = before(scope), _by_sector(scope, scope.month, words)
    if then is None:
        return now.assign(weak_before=math.nan, mean_before=math.nan)
    by_month = setup_queries.schemes(scope.province)
    earlier = _by_sector(scope, then.base, words).set_index("sector")
    for name, reason_between in (("weak", bands_reason), ("mean", totals_reason)):
        told = reason_between(by_month[scope.month], by_month[then.base]) is None
        now[f"{name}_before"] = now["sector"].map(earlier[name]) if told else math.nan
    return now


def _by_sector(scope: Scope, month: int, words: Words) -> pd.DataFrame:
    units = figure_queries.unit_totals(replace(scope, chosen=Chosen(kinds=(SECTOR_KIND,))), month)
    known = units[units["total"].notna() & units["sector"].notna() & (units["sector"] != "")]
    rows = [
        {
            "sector": sector,
            "name": words.sector(str(sector)),
            "units": len(own),
            "weak": int(own["is_weak"].sum()),
            "mean": math.fsum(own["total"]) / len(own),
        }
        for sector, own in known.groupby("sector", sort=True)
    ]
    table_ = pd.DataFrame(rows, columns=["sector", "name", "units", "weak", "mean"])
    return table_.sort_values(["mean", "sector"], ignore_index=True)


def sector_grid(found: pd.DataFrame, scope: Scope, words: Words) -> Node:
    """A row a sector: how many are weak of how many, and the mean total, each with its change. A name filters by it."""
    then = before(scope)
    since = words("overview.since_short", month=words.month(then.base)) if then else words("overview.change")
    columns = [Column(words("sector.label")), Column(words("overview.sector_weak"), numeric=True)]
    columns += [Column(since, numeric=True), Column(words("overview.sector_mean"), numeric=True)]
    columns += [Column(since, numeric=True)]
    rows = []
    for row in records(found):
        counts = words("chart.count_of", weak=words.number(row["weak"]), evaluated=words.number(row["units"]))
        name = Cell(row["name"], row["name"], action=f"sector {row['sector']}", hint=words("overview.sector_opens"))
        mean = Cell(words.number(row["mean"], 1), row["mean"], bar=row["mean"])
        changes = [row["weak"] - row["weak_before"], row["mean"] - row["mean_before"]]
        fewer, higher = (_cell(change, places, words) for change, places in zip(changes, (0, 1), strict=True))
        rows.append([name, Cell(counts, row["weak"]), fewer, mean, higher])
    return table(words("overview.sectors"), columns, rows, words)


def _cell(change: float, decimals: int, words: Words) -> Cell:
    if math.isnan(change):
        return Cell("", None)
    return Cell(words.number(change, decimals, sign=True), change)


def sector_csv(found: pd.DataFrame, scope: Scope, words: Words) -> Download:
    then = before(scope)
    months = {"month": code(scope.month), "month_before": code(then.base) if then else ""}
    names = [*months, "province_id", "sector", "units", "weak", "weak_before", "mean", "mean_before"]
    csv = download_labels.for_download(found.assign(**months, province_id=scope.province_id)[names])
    return Download(words("chart.csv"), f"sectors-{scope.province_id}-{code(scope.month)}.csv", lambda: csv)


def is_shown(scope: Scope) -> bool:
    """Sectors are told where agencies are shown whole."""
    return SECTOR_KIND in scope.kinds and not filtered.is_filtered(scope)
