"""The tables that leave the house as CSV, with English column names and codes beside names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from i18n.months import code
from i18n.problem_sentences import problem_text
from i18n.words import Words
from scoring.scheme import Scheme
from scoring.shifts import COUNTS, FLOWS, READINGS

HEAD_DIGITS = 16
OF_SCREENS = ("name_fa", "name_en", "sort_fa", "sort_en", "sector", "month")
DEMO_LABEL = "دادهٔ نمایشی / demo data"
OF_BASE = ["base_weak", "base_evaluated"]
SHARE_COLUMNS = [
    "month",
    "province_id",
    "kind",
    *COUNTS,
    "weak_pct",
    "base_month",
    *OF_BASE,
    "reason",
    *READINGS,
    *FLOWS,
]


def month_codes(months: pd.Series) -> pd.Series:
    """139905 -> '1399-05', null stays null."""
    return months.map(lambda month: None if pd.isna(month) else code(int(month)))


def shares_table(shifts: pd.DataFrame, province_id: str) -> pd.DataFrame:
    """One row a month and kind: counts, share, decreases and flow against the base month, or the reason why not."""
    table = shifts.assign(province_id=province_id, month=month_codes(shifts["month"]))
    table = table.assign(base_month=month_codes(shifts["base_month"]))[SHARE_COLUMNS].astype(
        dict.fromkeys(OF_BASE, "Int64")
    )
    return table.sort_values(["month", "kind"])


def totals_table(units: pd.DataFrame, domains: pd.DataFrame, codes: list[str], province_id: str) -> pd.DataFrame:
    """One row a unit and month: domain percents (a column a code), total, band, weak flag, rank, coverage."""
    wide = domains.pivot(index=["month", "unit_id"], columns="domain", values="percent").reindex(columns=codes)
    percents = wide.reindex(pd.MultiIndex.from_frame(units[["month", "unit_id"]])).set_axis(units.index)
    table = units.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    table = table.assign(province_id=province_id, month=month_codes(units["month"]))
    first = table[["month", "province_id", "kind", "unit_id", "unit_name_fa", "unit_name_en"]]
    return pd.concat([first, percents, table[["total", "band", "is_weak", "rank", "ranked_units", "coverage"]]], axis=1)


def scores_table(scores: pd.DataFrame, schemes: Mapping[int, Scheme]) -> pd.DataFrame:
    """One row a score in force (as `questions.with_places` gives it): points of the maximum, mark, and the file, sheet,
    cell and text that it came from."""
    maxima = [
        schemes[month].indicator_by_code[indicator].max_points
        for month, indicator in zip(scores["month"], scores["indicator"], strict=True)
    ]
    table = scores.assign(month=month_codes(scores["month"]), max_points=maxima, file=scores["file_name"])
    return table[["month", "unit_id", "indicator", "points", "max_points", "mark", "file", "sheet", "cell", "typed"]]


def impact_table(changes: pd.DataFrame, province_id: str) -> pd.DataFrame:
    """Changes that an import would make (units, scores or signals, with their month): month and province first, the
    names of units as everywhere."""
    if changes.empty:
        return pd.DataFrame(columns=["month", "province_id"])
    table = changes.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en", "file_name": "file"})
    table = table.rename(columns={"file_name_then": "file_then"})
    table = table.assign(month=month_codes(changes["month"]), province_id=province_id)
    return table[["month", "province_id", *(name for name in table if name not in ("month", "province_id"))]]


def months_table(states: pd.DataFrame, province_id: str) -> pd.DataFrame:
    """One row a month: its state, the last day for objections, units and objections."""
    table = states.assign(month=month_codes(states["month"]), province_id=province_id)
    names = "month province_id state objections_until listed evaluated incomplete missing objections open".split()
    return table[names].rename(columns={"open": "open_objections"})


def objections_table(found: pd.DataFrame, province_id: str) -> pd.DataFrame:
    """One row an objection, with its answer and the import that it led to."""
    table = found.assign(month=month_codes(found["month"]), province_id=province_id)
    table = table.rename(columns={"objection_key": "number", "name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    first = ["month", "province_id", "number", "status", "unit_id", "unit_name_fa", "unit_name_en", "indicator"]
    last = ["text", "raised_by", "raised_on", "late", "answer", "answered_by", "import_key", "is_undone"]
    return table[[*first, *last]]


def letters_table(found: pd.DataFrame, province_id: str) -> pd.DataFrame:
    """One row a letter of the register: what it says (total, level, rank; empty where the unit has none any more),
    where it stands, whether it still says what is so (`standing`, of `letter_standing`), which one
    it takes back.
    """
    said = [json.loads(text) for text in found["basis"]]
    levels: list[Any] = [each["band"]["code"] if each["band"] else None for each in said]
    table = found.assign(
        month=month_codes(found["month"]),
        province_id=province_id,
        total=[each["total"] for each in said],
        band=levels,
        rank=[each["rank"] for each in said],
    )
    table = table.rename(columns={"letter_key": "letter", "name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    first = ["month", "province_id", "letter", "kind", "unit_id", "unit_name_fa", "unit_name_en", "recipient"]
    return table[
        [
            *first,
            "total",
            "band",
            "rank",
            "status",
            "number",
            "sent_on",
            "answer",
            "answered_on",
            "standing",
            "retracts",
        ]
    ]


def imports_table(found: pd.DataFrame) -> pd.DataFrame:
    """One row an import: what it brought, who, when, why, whether it is in force or was taken back."""
    table = found.assign(month=month_codes(found["month"]))
    names = "import_key month file_name actor imported_at note demo units in_force reverted_seq".split()
    return table[names].rename(columns={"import_key": "number", "file_name": "file", "in_force": "units_in_force"})


def score_history_table(found: pd.DataFrame) -> pd.DataFrame:
    """One row a value that a score has had, newest first, with its cell and who brought it."""
    names = "import_key points mark file_name sheet cell typed actor imported_at note in_force reverted_seq".split()
    extra = ["reverted_by", "reverted_why"]
    return found[[*names, *extra]].rename(columns={"import_key": "import", "file_name": "file"})


def problems_table(files: Iterable[tuple[str, Iterable[Any]]], words: Words) -> pd.DataFrame:
    """One row a problem of (file name, its problems): where it is, what it is, what to try, in a language."""
    columns = ["file", "severity", "code", "sheet", "cell", "value", "what", "try"]
    rows = [
        (name, each.severity, each.code, each.sheet, each.cell, each.value, *map(_plain, problem_text(each, words)))
        for name, problems in files
        for each in problems
    ]
    return pd.DataFrame(rows, columns=columns)


def _plain(text: str) -> str:
    """Without the marks that isolate numbers on a screen."""
    return "".join(character for character in text if character not in "\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Labels:
    """What every download says of the store that it comes from: whether demo data is in force, the state of each
    (province_id, month code), the head of the audit chain."""

    demo: bool
    states: Mapping[tuple[str, str], str]
    head: str


def labelled(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """The table with state (of the row's month, where it has one), chain_head (the first sixteen digits) and, where
    demo data is in force, a note that calls it by its name."""
    if {"month", "province_id"} <= set(table.columns) and "state" not in table:
        pairs = zip(table["province_id"], table["month"], strict=True)
        states: list[Any] = [labels.states.get(pair) for pair in pairs]
        table = table.assign(state=states)
    table = table.assign(chain_head=labels.head[:HEAD_DIGITS])
    return table.assign(note=DEMO_LABEL) if labels.demo and "note" not in table else table


TREND_COLUMNS = ["month", "province_id", "kind", "unit_id", "unit_name_fa", "unit_name_en", "measure", "code"]


def trend_table(points: pd.DataFrame, measure: str, code_: str, province_id: str) -> pd.DataFrame:
    """The points of a trend as shown: value (0-100), number of units, weak ones, base month and change since it
    (value now - then), or the reason why not."""
    table = points.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    table = table.assign(province_id=province_id, measure=measure, code=code_, month=month_codes(points["month"]))
    table["base_month"] = month_codes(points["base_month"])
    table = table[[*TREND_COLUMNS, "value", "units", "weak", "base_month", "change", "reason"]]
    return table.sort_values(["month", "kind", "unit_id"], kind="stable")


def whole_series_table(
    units: pd.DataFrame, domains: pd.DataFrame, scores: pd.DataFrame, province_id: str, labels: Labels
) -> pd.DataFrame:
    """Every total, domain percent and indicator score of a province, one value a row, all months and units."""
    who = units[["month", "kind", "sector", "unit_id", "name_fa", "name_en"]]
    parts = [
        units.assign(measure="total", code="", value=units["total"])[["month", "unit_id", "measure", "code", "value"]],
        domains.assign(measure="domain", code=domains["domain"], value=domains["percent"]),
        scores.assign(measure="indicator", code=scores["indicator"], value=scores["points"]),
    ]
    values = pd.concat([part[["month", "unit_id", "measure", "code", "value"]] for part in parts], ignore_index=True)
    table = values.merge(who, on=["month", "unit_id"])
    table = table.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    table = table.sort_values(["month", "kind", "unit_id"], kind="stable")
    table = table.assign(province_id=province_id, month=month_codes(table["month"]))
    columns = [
        "month",
        "province_id",
        "kind",
        "sector",
        "unit_id",
        "unit_name_fa",
        "unit_name_en",
        "measure",
        "code",
        "value",
    ]
    return labelled(table[columns], labels)


def ranking_table(
    units: pd.DataFrame, domains: pd.DataFrame, codes: list[str], province_id: str, base: int | None
) -> pd.DataFrame:
    """One row a unit in the order shown: totals_table's columns, and the change of total and rank since a month."""
    long = domains.reset_index().melt(id_vars="unit_id", var_name="domain", value_name="percent")
    table = totals_table(units, long.assign(month=units["month"].iloc[0]), codes, province_id)
    changes = units[["change", "rank_then", "ranked_then", "rank_change", "delta_rank", "progress"]]
    return pd.concat([table, changes.assign(base_month=code(base) if base else None)], axis=1)


LEAGUE_COLUMNS = (
    "month province_id kind unit_id total total_change rank rank_change delta_rank status progress reason".split()
)


def league_table(league: pd.DataFrame, province_id: str) -> pd.DataFrame:
    """One row a unit: total, rank and band (`status`; empty where it isn't evaluated), their changes since the base
    month (now - then; of ranks then - now) or why it isn't told who moved, and progress against the calendar month
    before."""
    table = league.drop(columns="status").rename(columns={"change": "total_change", "band": "status"})
    return table.assign(month=month_codes(table["month"]), province_id=province_id)[LEAGUE_COLUMNS]


def month_table(table: pd.DataFrame, month: int, province_id: str) -> pd.DataFrame:
    """What is known of the units of one month, month and province first, without names."""
    own = table.drop(columns=[name for name in OF_SCREENS if name in table])
    first = {"month": code(month), "province_id": province_id}
    return own.assign(**first)[[*first, *(name for name in own if name not in first)]]


def unit_history_table(points: pd.DataFrame, unit_id: str, province_id: str, domain: str) -> pd.DataFrame:
    """One row a month of a unit's history: its total or domain percent, and the median of its peers."""
    wide = points.pivot(index="month", columns="series", values="value").reset_index()
    table = wide.assign(month=month_codes(wide["month"]), province_id=province_id, unit_id=unit_id)
    table = table.assign(measure="domain" if domain else "total", code=domain, value=wide["unit"])
    return table[["month", "province_id", "unit_id", "measure", "code", "value", "median"]]


def rank_history_table(points: pd.DataFrame, unit_id: str, province_id: str) -> pd.DataFrame:
    """One row a month of a unit's rank: rank and the number of units ranked, empty where it has none."""
    ranks = points.rename(columns={"value": "rank", "of": "ranked_units"})[["rank", "ranked_units"]].astype("Int64")
    who = pd.DataFrame({"month": month_codes(points["month"]), "province_id": province_id, "unit_id": unit_id})
    return pd.concat([who, ranks], axis=1)
