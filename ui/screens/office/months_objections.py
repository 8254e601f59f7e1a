"""Objections of a month: the list, and a new one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from i18n.words import Words
from reports.tables import objections_table
from scoring.scheme import Scheme
from scoring.states import LOCKED
from ui.asking import download_labels, month_acts, month_queries
from ui.asking.scopes import Province
from ui.kit.charts import Download, download_button
from ui.kit.choices import called
from ui.kit.dom import el, show
from ui.kit.entries import Entry
from ui.kit.panels.objection_grid import grid, indicator_name
from ui.session import state, who

ALL, STATUSES = "all", ("open", "accepted", "rejected")


def listing(province: Province, month: int, scheme: Scheme, words: Words) -> pd.DataFrame:
    """The month's objections, filtered by their status, as a table with its CSV; the objections."""
    found = month_queries.objections(province.key, month)
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
    csv = download_labels.for_download(objections_table(shown, province.province_id))
    name = f"objections-{province.province_id}.csv"
    download_button(Download(words("chart.csv"), name, lambda: csv), "csv_objections")
    return found


def add(province: Province, month: int, month_state: str, scheme: Scheme, words: Words) -> None:
    """Record a new objection; on a locked month only one that came late."""
    units = month_queries.month_units(province.key, month).set_index("unit_id")[f"name_{words.lang}"].to_dict()
    codes = ["", *(item.code for item in scheme.indicators)]
    entry = Entry("objection", month)
    locked = month_state in LOCKED

    def act(drawn: int) -> None:
        names = ("unit", "indicator", "text", "by", "day")
        unit, indicator, text, by, day = (entry.typed(name) for name in names)
        said = (unit or "", indicator or None, text, by, day, locked or bool(entry.typed("late")))
        entry.act(
            drawn,
            lambda: month_acts.add_objection(province.province_id, month, said, who.acting(words)),
            lambda _: [words("objections.recorded")],
            ("text", "by", "day"),
        )

    with st.form(entry.key("form"), border=True):
        about = words("objections.late_only", month=words.month(month), state=words(f"state.{month_state}"))
        note = [el("p", about, cls="sj-note")] if locked else []
        show(el("h3", words("objections.new"), cls="sj-chart-title"), *note, key="objection_new")
        st.selectbox(words("ranking.unit"), list(units), index=None, format_func=called(units), key=entry.key("unit"))
        st.selectbox(
            words("objections.column_indicator"),
            codes,
            format_func=lambda code: indicator_name(code or None, scheme, words),
            key=entry.key("indicator"),
        )
        st.text_area(words("objections.column_text"), key=entry.key("text"), max_chars=200)
        with st.container(horizontal=True):
            st.text_input(words("objections.by"), key=entry.key("by"), max_chars=100)
            st.text_input(words("objections.day"), key=entry.key("day"), max_chars=10)
        if not locked:
            st.checkbox(words("objections.late_label"), key=entry.key("late"))
        st.form_submit_button(words("objections.record"), key=entry.key("do"), on_click=act, args=(entry.drawn,))
    entry.refusal()
