"""How far the weak units are behind the others, indicator by indicator, and how many units that rests on."""

from __future__ import annotations

from functools import partial

import pandas as pd

from figures.indicators import gaps
from i18n.words import Words
from scoring.frames import records
from scoring.rounding import judged
from ui.asking import download_labels
from ui.kit.charts import ChartParts, Download
from ui.kit.dom import Node, el
from ui.kit.filters import filtered
from ui.kit.tables import Cell, Column, table
from ui.screens.seeing.indicators import LEAST_UNITS, IndicatorPage, file_name, profiles_csv


def held_down_chart(page: IndicatorPage, words: Words) -> ChartParts | None:
    """The difference of the mean points of weak and other units in each indicator, the
    largest first, those that rest on few units last; None where one of the two groups is empty."""
    known = page.profiles.dropna(subset=["held_down_points"])
    known = known.sort_values(["few", "held_down_points"], ascending=[True, False])
    if known.empty:
        return None
    title = words("indicators.held_title", kind=words(f"kind.{page.kind}.in_text"))
    rows = records(known)
    known = known.assign(
        text=[_held_label(row, words) for row in rows],
        hover=["\n".join(_held_lines(row, page, words)) for row in rows],
    )
    summary = words("list.comma").join(part for row in rows[:3] for part in _held_lines(row, page, words))
    csv = download_labels.labelled_when_made(partial(profiles_csv, page))
    return ChartParts(
        figure=gaps(
            known, [words.name(page.item(row["indicator"])) for row in rows], words, axis=words("indicators.held_axis")
        ),
        key="held_down",
        title=title,
        lead=[
            *filtered.whole_kind_note(page.scope, words(f"kind.{page.kind}.in_text"), words),
            *(el("p", text, cls="sj-note") for text in _held_notes(known, words)),
        ],
        alt=words("indicators.held_alt", title=title, summary=summary),
        about=words("indicators.held_about"),
        table=_held_grid(rows, page, title, words),
        downloads=[Download(words("chart.csv"), file_name(page, "held-down"), csv)],
    )


def _held_counts(row: dict, words: Words) -> dict[str, str]:
    """How many of the weak units, and of the others, have the indicator: «3 of 10»."""
    return {
        name: words(
            "chart.count_of", weak=words.number(row[f"{name}_units"]), evaluated=words.number(row[f"{name}_group"])
        )
        for name in ("weak", "other")
    }


def _held_label(row: dict, words: Words) -> str:
    points = words.number(row["held_down_points"], 1)
    return words("indicators.held_text", points=points, count=_held_counts(row, words)["weak"])


def _held_lines(row: dict, page: IndicatorPage, words: Words) -> list[str]:
    values = {name: words.number(row[f"{name}_mean"]) for name in ("weak", "other")}
    points = row["held_down_points"]
    key = "indicators.held_point" if judged(points) >= 0 else "indicators.held_point_more"
    name = f"\u2068{words.name(page.item(row['indicator']))}\u2069"
    said = words(key, indicator=name, points=words.number(abs(points), 1), **values)
    return [said, words("indicators.held_count", **_held_counts(row, words))]


def _held_notes(known: pd.DataFrame, words: Words) -> list[str]:
    """How large the groups are, and what grey bars are."""
    first = known.iloc[0]
    sizes = {name: words.number(first[f"{name}_group"]) for name in ("weak", "other")}
    key = "held_all_few" if known["few"].all() else "held_few"
    few = [words(f"indicators.{key}", least=words.number(LEAST_UNITS))] if known["few"].any() else []
    return [words("indicators.held_group", **sizes), *few]


def _held_grid(rows: list[dict], page: IndicatorPage, title: str, words: Words) -> Node:
    columns = [Column(words("trends.which_indicator")), Column(words("indicators.held"), numeric=True)]
    columns += [Column(words(f"indicators.{name}_mean"), numeric=True) for name in ("weak", "other")]
    cells = []
    for row in rows:
        counts, points = _held_counts(row, words), row["held_down_points"]
        cells.append(
            [
                Cell(words.name(page.item(row["indicator"])), row["indicator"]),
                Cell(words.number(points, 1), points, words("indicators.few") if row["few"] else ""),
                *(
                    Cell(words.number(row[f"{name}_mean"], 1), row[f"{name}_mean"], counts[name])
                    for name in ("weak", "other")
                ),
            ]
        )
    return table(title, columns, cells, words)
