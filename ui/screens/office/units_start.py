"""The way from an empty store to the first month: what is done and what comes next."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from data.demo.load import UNITS_FILE
from data.units.unit_list_files import heads
from i18n.words import Words
from reports.office.scheme_workbook import scheme_workbook
from reports.office.unit_workbook import unit_workbook
from scoring.scheme import DEFAULT_SCHEME, load_scheme
from ui.asking import file_acts, setup_queries
from ui.kit import frame
from ui.kit.charts import file_button
from ui.kit.dom import el, show
from ui.session import who


def steps(words: Words) -> None:
    """Scheme, unit list, first month, until there is a month; with samples to start from."""
    provinces = setup_queries.provinces()
    has_scheme = not setup_queries.scheme_versions().empty
    if any(len(setup_queries.months(province.key)) for province in provinces):
        return
    states = (("scheme", has_scheme), ("units", bool(provinces)), ("import", False))
    items = [
        el("li", el("strong", words(f"start.{name}")), el("span", words(f"start.{name}_how"), cls="sj-note"), cls=look)
        for name, done in states
        for look in [f"sj-step {'sj-step-done' if done else ''}"]
    ]
    show(el("div", el("h2", words("start.title"), cls="sj-section"), el("ol", *items), cls="sj-steps"), key="steps")
    if not has_scheme:
        who.ask(words, "start")
    with st.container(horizontal=True, key="start_actions"):
        if not has_scheme and st.button(words("start.use_default"), key="default_scheme", type="primary"):
            done = file_acts.store_scheme(DEFAULT_SCHEME.read_text(encoding="utf-8"), "", who.acting(words))
            frame.refused(*done.refused) if done.refused else st.rerun()
        if not provinces:
            sample = partial(unit_workbook, _demo_list(), heads(words.lang), words)
            file_button(words("start.sample_units"), sample, "units-ilam.xlsx", "sample_units")
            file_button(words("start.sample_scheme"), DEFAULT_SCHEME.read_bytes, "scheme-ilam.toml", "sample_scheme")
            form = partial(scheme_workbook, load_scheme(DEFAULT_SCHEME), words)
            file_button(words("start.sample_form"), form, "scheme-ilam.xlsx", "sample_form")
        if has_scheme and provinces and st.button(words("empty.go_import"), key="go_import", type="primary"):
            st.switch_page("pages/import.py")


def _demo_list() -> pd.DataFrame:
    """The demo's unit list as it stands in its file."""
    return pd.read_csv(UNITS_FILE, dtype=str, keep_default_na=False, encoding="utf-8-sig")
