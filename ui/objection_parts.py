"""Objections of a month: the list, a new one, and the answer to an open one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from i18n.words import Words
from reports.tables import objections_table
from scoring.scheme import Scheme
from ui import commands, frame, queries, state
from ui.charts import Download, download_button
from ui.dom import Node, el, show
from ui.queries import Province
from ui.tables import Cell, Column, table

ALL, STATUSES = "all", ("open", "accepted", "rejected")
_DONE = "objections_outcome"


def outcome() -> None:
    said = st.session_state.pop(_DONE, None)
    if said:
        frame.done(said, key="objections_done")


def listing(province: Province, month: int, scheme: Scheme, words: Words) -> pd.DataFrame:
    """The month's objections, filtered by their status, as a table with its CSV; the objections."""
    found = queries.objections(province.key, month)
    if found.empty:
        show(el("p", words("objections.none"), cls="sj-empty"), key="objections_none")
        return found
    state.choose("objection_status", [ALL, *STATUSES], ALL)
    status = st.segmented_control(
        words("objections.status"),
        [ALL, *STATUSES],
        format_func=lambda code: words(f"objections.{code}"),
        required=True,
        key="objection_status",
    )
    shown = found if status == ALL else found[found["status"] == status]
    show(grid(shown, scheme, words), key="objections")
    csv = queries.for_download(objections_table(shown, province.province_id))
    name = f"objections-{province.province_id}.csv"
    download_button(Download(words("chart.csv"), name, lambda: csv), "csv_objections")
    return found


def grid(found: pd.DataFrame, scheme: Scheme, words: Words, *, with_month: bool = False) -> Node:
    """A row an objection: its number, unit (or month, in the list of one unit), indicator, text, who and when, its
    answer."""
    names = ("number", "month" if with_month else "unit", "indicator", "text", "raised", "status", "answer")
    columns = [Column(words(f"objections.column_{name}")) for name in names]
    rows = []
    for row in found.to_dict("records"):
        raised = words("objections.by_on", by=f"\u2068{row['raised_by']}\u2069", day=words.day(row["raised_on"]))
        answer = words("objections.answered", by=f"\u2068{row['answered_by']}\u2069") if row["answered_by"] else ""
        rows.append(
            [
                Cell(words.number(row["objection_key"]), row["objection_key"]),
                Cell(words.month(row["month"]), row["month"]) if with_month else Cell(words.name(row), words.name(row)),
                Cell(indicator_name(row["indicator"], scheme, words), row["indicator"]),
                Cell(row["text"], row["text"], look="sj-sentence"),
                Cell(raised, row["raised_on"]),
                Cell(words(f"objections.{row['status']}"), row["status"]),
                Cell(row["answer"], row["answer"], note=answer, look="sj-sentence"),
            ]
        )
    return table(words("objections.heading"), columns, rows, words)


def indicator_name(indicator: object, scheme: Scheme, words: Words) -> str:
    """An indicator's name; the unit as a whole where there is none."""
    if not isinstance(indicator, str):
        return words("objections.whole")
    item = scheme.indicator_by_code.get(indicator)
    return words.name(item) if item else indicator


def add(province: Province, month: int, scheme: Scheme, words: Words) -> None:
    """Record a new objection."""
    units = queries.month_units(province.key, month).set_index("unit_id")[f"name_{words.lang}"].to_dict()
    codes = ["", *(item.code for item in scheme.indicators)]
    with st.form("objection_form", clear_on_submit=False, border=True):
        show(el("h3", words("objections.new"), cls="sj-chart-title"), key="objection_new")
        unit = st.selectbox(words("ranking.unit"), list(units), index=None, format_func=units.get, key="objection_unit")
        indicator = st.selectbox(
            words("objections.column_indicator"),
            codes,
            format_func=lambda code: indicator_name(code or None, scheme, words),
            key="objection_indicator",
        )
        text = st.text_area(words("objections.column_text"), key="objection_text", max_chars=200)
        with st.container(horizontal=True):
            by = st.text_input(words("objections.by"), key="objection_by", max_chars=100)
            day = st.text_input(words("objections.day"), key="objection_day", max_chars=10)
        pressed = st.form_submit_button(words("objections.record"), key="objection_record")
    if pressed:
        done = commands.add_objection(
            province.province_id, month, (unit or "", indicator or None, text, by, day), words
        )
        _end(done, words("objections.recorded"), ("objection_text", "objection_by"))


def answer(found: pd.DataFrame, scheme: Scheme, words: Words) -> None:
    """Answer an open objection: with a corrected score, or with a reason why not."""
    opened = {row["objection_key"]: row for row in found.to_dict("records") if row["status"] == "open"}
    if not opened:
        return

    def label(key: int) -> str:
        row = opened[key]
        named = (words.number(key), words.name(row), indicator_name(row["indicator"], scheme, words))
        return words("objections.label", number=named[0], unit=named[1], indicator=named[2])

    with st.form("answer_form", clear_on_submit=False, border=True):
        show(el("h3", words("objections.answer_one"), cls="sj-chart-title"), key="answer_title")
        number = st.selectbox(words("objections.which"), list(opened), format_func=label, key="answer_number")
        points = st.text_input(words("objections.points"), key="answer_points", max_chars=30, width=320)
        text = st.text_area(words("objections.column_answer"), key="answer_text", max_chars=200)
        with st.container(horizontal=True):
            accepted = st.form_submit_button(words("objections.accept"), key="answer_accept", type="primary")
            rejected = st.form_submit_button(words("objections.reject"), key="answer_reject")
    if accepted or rejected:
        done = commands.answer_objection(number, points if accepted else None, text, words)
        said = words("objections.was_accepted" if accepted else "objections.was_rejected")
        _end(done, said, ("answer_points", "answer_text"))


def _end(done: commands.Done, said: str, emptied: tuple[str, ...]) -> None:
    if done.refused:
        frame.refused(*done.refused, key="objection_refused")
        return
    for name in emptied:
        st.session_state.pop(name, None)
    st.session_state[_DONE] = said
    st.rerun()
