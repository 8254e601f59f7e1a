"""The template of a month: which month, and the file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.units.units import KINDS
from i18n.months import code
from i18n.words import Words
from reports.office.score_template import score_template
from ui.asking import setup_queries
from ui.asking.scopes import Province
from ui.kit import frame
from ui.kit.charts import file_button
from ui.kit.filters import measures


def offer(province: Province, words: Words) -> None:
    """The choice of a month and its template."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="template"):
        month = measures.any_month(words, "template", words("filter.month"), setup_queries.next_month(province.key))
        scheme = setup_queries.scheme_for(province.key, month) if month else None
        if month is None:
            return
        units = setup_queries.unit_list(province.key)
        listed = units[(units["active_from"].fillna(0) <= month) & (units["active_to"].fillna(999999) >= month)]
        listed = listed.sort_values("kind", key=lambda kinds: kinds.map(KINDS.index), kind="stable")
        if scheme is not None:
            make = partial(score_template, listed, scheme, month, words.name(province), words)
            name = f"scores-{province.province_id}-{code(month)}.xlsx"
            file_button(words("template.download"), make, name, "template_file")
    if scheme is None:
        frame.refused(words("template.no_scheme", month=words.month(month)), key="no_scheme")
