"""What the page of manager points is made of: the rule, every unit's points, and who was in office when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.office.managers.tenures import token
from i18n.months import code
from i18n.words import Words
from reports.office.points_workbook import PointsOf, points_table, points_workbook, tenure_table
from scoring.frames import records
from ui.asking import download_labels, figure_queries, meeting_acts, paper_queries, setup_queries
from ui.asking.scopes import Province
from ui.kit.charts import Download, download_button, file_button
from ui.kit.choices import called
from ui.kit.dom import Node, el, show
from ui.kit.entries import Entry
from ui.kit.filters import measures
from ui.kit.tables import Cell, Column, table
from ui.session import who


def grid(units: pd.DataFrame, month: int, province: Province, words: Words) -> Node:
    """A row a unit: total, points of the month, mean of the year so far over how many months."""
    names = ("unit", "kind", "total", "points", "year", "months")
    columns = [Column(words(f"points.col_{name}"), numeric=name not in ("unit", "kind")) for name in names]
    rows = []
    for row in records(units):
        total = words.total(row["total"], figure_queries.borders(province.key, month, row["kind"])) or words(
            f"status.{row['status']}"
        )
        rows.append(
            [
                Cell(words.name(row), row[f"sort_{words.lang}"], action=row["unit_id"]),
                Cell(words(f"kind.{row['kind']}.one"), row["kind"]),
                Cell(total, row["total"]),
                Cell(words.number(row["points"], 2), row["points"]),
                Cell(words.number(row["year_points"], 2), row["year_points"]),
                Cell(words.number(row["months"]), row["months"]),
            ]
        )
    return table(words("page.points"), columns, rows, words, tall=True)


def downloads(
    units: pd.DataFrame, held: pd.DataFrame, counted: list[int], month: int, province: Province, words: Words
) -> None:
    scheme, demo = setup_queries.schemes(province.key)[month], setup_queries.is_demo()
    states = {row["month"]: row["state"] for row in records(setup_queries.months(province.key))}
    fences = {kind: figure_queries.borders(province.key, month, kind) for kind in units["kind"].unique()}
    about = PointsOf(province.name_fa, province.name_en, month, states[month], scheme, fences, demo)
    name = f"manager-points-{province.province_id}-{code(month)}"
    with st.container(horizontal=True):
        csv = download_labels.for_download(points_table(units, month, province.province_id))
        download_button(Download(words("chart.csv"), f"{name}.csv", lambda: csv), "csv_points")

        def make() -> bytes:
            return points_workbook((units, held, counted), about, words)

        file_button(words("papers.excel"), make, f"{name}.xlsx", "points_excel")


def tenures(held: pd.DataFrame, month: int, province: Province, words: Words) -> None:
    """The managers in office in the year so far, with the points of their own months."""
    about = el("p", words("points.tenures_about"), cls="sj-note")
    show(el("h2", words("points.tenures"), cls="sj-section"), about, key="tenures_title")
    if held.empty:
        show(el("p", words("points.no_tenures"), cls="sj-empty"), key="tenures_none")
        return
    names = ("unit", "manager", "first", "last", "tenure", "months")
    columns = [Column(words(f"points.col_{name}"), numeric=name in ("tenure", "months")) for name in names]
    rows = []
    for row in records(held):
        last = words("points.in_office") if pd.isna(row["last"]) else words.month(int(row["last"]))
        rows.append(
            [
                Cell(words.name(row), words.name(row)),
                Cell(row["manager"] or words("points.unnamed"), row["manager"]),
                Cell(words.month(row["first"]), row["first"]),
                Cell(last, 999999 if pd.isna(row["last"]) else int(row["last"])),
                Cell(words.number(row["points"], 2), row["points"]),
                Cell(words.number(row["months"]), row["months"]),
            ]
        )
    show(table(words("points.tenures"), columns, rows, words, tall=True), key="tenures")
    csv = download_labels.for_download(tenure_table(held, month, province.province_id))
    name = f"managers-{province.province_id}-{code(month)}.csv"
    download_button(Download(words("chart.csv"), name, lambda: csv), "csv_tenures")


def edit(province: Province, words: Words) -> None:
    """Record who answers for a unit since when, end it, or take a mistaken entry back."""
    listed = records(setup_queries.units(province.key, words.lang))
    units = {unit["unit_id"]: unit[f"name_{words.lang}"] for unit in listed}
    known = {int(row["tenure_key"]): row for row in records(paper_queries.tenures(province.key))}

    def label(key: int | None) -> str:
        if key is None:
            return words("points.new_tenure")
        row = known[key]
        slots = {"unit": words.name(row), "manager": row["manager"] or words("points.unnamed")}
        return words("points.tenure_label", first=words.month(row["first"]), number=words.digits(str(key)), **slots)

    with st.container(border=True, key="tenure_box"):
        show(el("h3", words("points.edit"), cls="sj-chart-title"), key="tenure_edit")
        chosen = st.selectbox(words("points.which"), [None, *known], format_func=label, key="tenure")
        row = None if chosen is None else known.get(chosen)
        seen = token(row) if row else ""
        entry = Entry("tenure", f"{chosen or 'new'}_{seen[:8]}")
        said = _fields(entry, row, units, words)
        who_for = words.name(row) if row else units.get(said[0], words("points.new_tenure"))
        _buttons(entry, chosen, seen, said, who_for, province, words)
        entry.refusal()


Said = tuple[str, str, int | None, int | None, bool]  # unit, manager, first and last month, whether it lasts


def _fields(entry: Entry, row: Mapping[str, Any] | None, units: Mapping[str, str], words: Words) -> Said:
    """What is typed of a time in office; row: the stored one, None of a new one."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = row["unit_id"] if row else None
        if row is None:
            choice, key = called(units), entry.key("unit")
            unit = st.selectbox(words("ranking.unit"), list(units), index=None, format_func=choice, key=key, width=320)
        start, key = row["manager"] if row else "", entry.key("name")
        name = st.text_input(words("points.col_manager"), value=start, key=key, max_chars=100, width=260)
    first = int(row["first"]) if row else None
    since = measures.any_month(words, entry.key("first"), words("points.col_first"), first)
    last = None if row is None or pd.isna(row["last"]) else int(row["last"])
    lasts = st.toggle(words("points.in_office"), value=last is None, key=entry.key("lasts"))
    until = None if lasts else measures.any_month(words, entry.key("last"), words("points.col_last"), last)
    return unit or "", name, since, until, lasts


def _buttons(
    entry: Entry, chosen: int | None, seen: str, said: Said, who_for: str, province: Province, words: Words
) -> None:
    """Store it, or take it back; decided on the entry as it was on screen."""
    drawn = entry.drawn
    with st.container(horizontal=True):
        stored = st.button(words("points.store_of", unit=words.in_label(who_for)), key=entry.key("do"), type="primary")
        removed = chosen is not None and st.button(
            words("points.remove_of", unit=words.in_label(who_for)), key=entry.key("remove")
        )
    if stored:
        entry.act(
            drawn,
            lambda: meeting_acts.store_tenure(province.province_id, chosen, said, seen, who.acting(words)),
            lambda _: [words("points.stored")],
            ("name",),
        )
    if removed and chosen is not None:
        entry.act(
            drawn,
            lambda: meeting_acts.remove_tenure(chosen, seen, who.acting(words)),
            lambda _: [words("points.removed")],
        )
    if entry.drawn != drawn:
        st.rerun()
