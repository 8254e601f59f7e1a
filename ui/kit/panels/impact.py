"""What an import would change, as it is shown before the confirmation."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.office.rehearsal import Impact, MonthImpact
from i18n.letter_sentences import letter_sentence, undone_sentences
from i18n.words import Words
from scoring.completeness import enough_evaluated, is_small
from scoring.fences import fences
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.totals import EVALUATED, SCORED
from ui.kit.dom import Node, el
from ui.kit.panels.signals import signal_nodes
from ui.kit.tables import Cell, Column, table


def impact_nodes(impact: Impact, words: Words, *, of_files: bool = True) -> list[Node]:
    """A card a month (titled by what files bring, or by the month alone), the letters that would say what is no longer
    so, and a word for files that change nothing."""
    nodes = [_month_card(month, words, of_files=of_files) for month in impact.months]
    letters = [el("li", letter_sentence(row, words)) for row in records(impact.letters)]
    if letters:
        nodes.append(el("div", el("ul", *letters, cls="sj-checks sj-alarm"), cls="sj-card"))
    if impact.changes_nothing:
        nodes.append(el("p", words("impact.nothing"), cls="sj-empty"))
    elif any(month.import_key is None for file in impact.imported for month in file):
        nodes.append(el("p", words("impact.some_unchanged"), cls="sj-note"))
    return nodes


def _month_card(month: MonthImpact, words: Words, *, of_files: bool) -> Node:
    if month.is_gone:
        gone = words("impact.gone", month=words.month(month.month), units=words.number(month.lost_units))
        undone = [el("p", line, cls="sj-alarm") for line in undone_sentences(month, words)]
        return el("div", el("p", gone, cls="sj-alarm"), *undone, cls="sj-card")
    brought = int(month.units["is_brought"].sum())
    slots = {"month": words.month(month.month), "units": words.number(brought)}
    title = words("impact.opens" if month.is_new else "impact.adds" if of_files else "impact.changes", **slots)
    lines: list[Node | None] = [el("h3", title, cls="sj-chart-title"), _shares(month, words), _bands(month, words)]
    if len(month.cells):
        cells, units = words.number(len(month.cells)), words.number(month.cells["unit_id"].nunique())
        lines.append(el("p", words("impact.corrects", cells=cells, units=units), cls="sj-alarm"))
        lines.append(_behind(words("impact.cells"), _cells(month, words)))
    moved = month.units[month.moved]
    if len(moved):
        lines.append(_behind(words("impact.units", units=words.number(len(moved))), _units(moved, month, words)))
    lines += [el("p", line, cls="sj-alarm") for line in undone_sentences(month, words)]
    lines.append(signal_nodes(month, words))
    return el("div", *lines, cls="sj-card")


def _behind(summary: str, grid: Node) -> Node:
    return el("details", el("summary", summary), el("div", grid, cls="sj-body"))


def _shares(month: MonthImpact, words: Words) -> Node:
    """Per kind what is listed, evaluated, incomplete and missing afterwards, and the weak share before and after."""
    names = ("listed", "evaluated", "incomplete", "missing")
    columns = [Column(words("kind.label")), *(Column(words(f"overview.{name}"), numeric=True) for name in names)]
    columns.append(Column(words("overview.weak_share"), numeric=True))
    rows = []
    for row in records(month.shares):
        counts = [_then_now(row[f"{name}_then"], row[name], words) for name in names]
        then, now = (_weak(row, suffix, month.scheme, words) for suffix in ("_then", ""))
        share = _change(then, now, words) if then else now
        rows.append([Cell(words(f"kind.{row['kind']}.many"), row["kind"]), *counts, Cell(share, row["weak"])])
    return table(words("impact.counts", month=words.month(month.month)), columns, rows, words)


def _bands(month: MonthImpact, words: Words) -> Node:
    """Per kind how many units are on each level, before and after."""
    columns = [Column(words("kind.label")), *(Column(words.name(band), numeric=True) for band in month.scheme.bands)]
    rows = []
    for kind, units in month.units.groupby("kind", sort=False):
        now, then = (units[name].value_counts() for name in ("band", "band_then"))
        codes = [band.code for band in month.scheme.bands]
        counts = [_then_now(None if month.is_new else then.get(code, 0), now.get(code, 0), words) for code in codes]
        rows.append([Cell(words(f"kind.{kind}.many"), kind), *counts])
    return table(words("impact.bands", month=words.month(month.month)), columns, rows, words)


def _then_now(then: float | None, now: float, words: Words) -> Cell:
    if pd.isna(then) or then == now:
        return Cell(words.number(now), now)
    return Cell(_change(words.number(then), words.number(now), words), now)


def _change(old: str, new: str, words: Words) -> str:
    return (
        new if old == new else words("impact.change", old=old or words("impact.none"), new=new or words("impact.none"))
    )


def _weak(row: dict, suffix: str, scheme: Scheme, words: Words) -> str:
    """The weak share with its counts, or the counts alone where no percentage is told."""
    weak, evaluated, listed = (row[f"{name}{suffix}"] for name in ("weak", "evaluated", "listed"))
    if pd.isna(evaluated) or not evaluated:
        return ""
    counts = words("overview.counts", weak=words.number(weak), evaluated=words.number(evaluated))
    if is_small(evaluated) or not enough_evaluated(evaluated, listed, scheme):
        return counts
    return f"{words.percent(100 * weak / evaluated)} ({counts})"


def _cells(month: MonthImpact, words: Words) -> Node:
    """Every score that is replaced: what it was and where that stood, what it becomes and where that stands."""
    names = month.units.set_index("unit_id")[["name_fa", "name_en"]].to_dict("index")
    columns = [
        Column(words("ranking.unit")),
        Column(words("trends.which_indicator")),
        Column(words("impact.old")),
        Column(words("impact.new")),
    ]
    rows = []
    for row in records(month.cells):
        indicator = words.name(month.scheme.indicator_by_code[row["indicator"]])
        unit = words.name(names[row["unit_id"]])
        places = [
            words("unit.place", file=row[f"file_name{suffix}"], sheet=row[f"sheet{suffix}"], cell=row[f"cell{suffix}"])
            for suffix in ("_then", "")
        ]
        old, new = (_value(row, suffix, words) for suffix in ("_then", ""))
        rows.append(
            [Cell(unit, unit), Cell(indicator, indicator), Cell(old, None, places[0]), Cell(new, None, places[1])]
        )
    return table(words("impact.cells"), columns, rows, words)


def _value(row: dict, suffix: str, words: Words) -> str:
    if row[f"mark{suffix}"] == SCORED:
        return words.exact(row[f"points{suffix}"])
    removed = suffix == "" and row["mark_then"] == SCORED and row["mark"] == "not_reported"
    return words("impact.removed") if removed else words(f"unit.{row[f'mark{suffix}']}")


def _units(moved: pd.DataFrame, month: MonthImpact, words: Words) -> Node:
    columns = [Column(words("ranking.unit"))]
    columns += [Column(words(name), numeric=True) for name in ("impact.total", "impact.rank")]
    columns.append(Column(words("impact.band")))
    rows, borders = [], {suffix: _borders(month, suffix) for suffix in ("_then", "")}
    for row in records(moved):
        then, now = (_standing(row, suffix, month.scheme, borders[suffix][row["kind"]], words) for suffix in borders)
        cells = [Cell(words.name(row), row[f"name_{words.lang}"])]
        for old, new in zip(then, now, strict=True):
            cells.append(Cell(_change(old, new, words), new))
        rows.append(cells)
    return table(words("impact.moved"), columns, rows, words)


def _borders(month: MonthImpact, suffix: str) -> dict[str, tuple[float, ...]]:
    """By kind, what the totals before or after the import are not rounded across."""
    names = {f"total{suffix}": "total", f"rank{suffix}": "rank"}
    lists = month.units[["kind", *names]].rename(columns=names).groupby("kind")
    return {str(kind): fences(own, month.scheme) for kind, own in lists}


def _standing(row: dict, suffix: str, scheme: Scheme, borders: Sequence[float], words: Words) -> tuple[str, str, str]:
    """Total (or the word for why there is none), rank with n, band."""
    if row[f"status{suffix}"] != EVALUATED:
        status = row[f"status{suffix}"]
        return (words(f"status.{status}") if isinstance(status, str) else words("unit.not_listed"), "", "")
    n = words.number(float(row[f"ranked_units{suffix}"]))
    rank = words("overview.counts", weak=words.number(float(row[f"rank{suffix}"])), evaluated=n)
    total = words.total(row[f"total{suffix}"], borders)
    return total, rank, words.name(scheme.band_by_code[row[f"band{suffix}"]])
