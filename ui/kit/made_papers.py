"""Files that take a while: made once when asked for, with progress, then handed out until the store changes."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from i18n.words import Words
from ui.asking import paper_queries, setup_queries, the_store
from ui.asking.scopes import Province
from ui.kit.charts import file_button
from ui.session import state

Progress = Callable[[float], object]


def offer(
    key: str, ask: str, take: str, file_name: str, make: Callable[[Progress], bytes], words: Words, *depends: object
) -> None:
    """A button that makes a file, then one that downloads it. ask, take: keys of the two labels; `make` is given a
    function that takes the part done (0 to 1); `depends`: what the file depends on besides the store."""
    token, kept = (the_store.revision(), words.lang, file_name, *depends), f"{key}_made"
    made = st.session_state.get(kept)
    if made and made[0] == token:
        content = made[1]
        file_button(words(take), lambda: content, file_name, f"{key}_take")
        return
    if st.button(words(ask), key=f"{key}_ask", icon=":material/draft:"):
        bar = st.progress(0.0, words("papers.making"))
        content = make(lambda part: bar.progress(min(part, 1.0), words("papers.making")))
        st.session_state[kept] = token, content
        st.rerun()


def locked_month(province: Province, words: Words) -> int | None:
    """The choice among the final and published months, newest first; None where there is none."""
    known = paper_queries.locked_months(province.key)[::-1]
    if not known:
        return None
    state.choose("month", known, known[0])
    month = st.selectbox(
        words("chart.month"), known, format_func=words.month, key="month", width=240, persist_state="session"
    )
    state.write("month", month)
    return month


def unsettled(province: Province) -> pd.Series:
    """The stored months that no paper is made of yet."""
    known = setup_queries.months(province.key)["month"]
    return known[~known.isin(paper_queries.locked_months(province.key))]
