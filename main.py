"""One run of the app: language, pages, province, the page itself, the address."""

from __future__ import annotations

import streamlit as st

from i18n.words import Words
from ui.asking import setup_queries
from ui.kit import frame
from ui.kit.filters import filters
from ui.kit.head import bar
from ui.kit.head.navigation import PAGES
from ui.server import mishaps
from ui.server.shell import ICON_URL, language_script
from ui.session import state, window

lang = state.start()
words = Words(lang)
screens = [
    st.Page(f"pages/{row.path}.py", title=words(f"page.{row.path}"), url_path=row.path, default=not i)
    for i, row in enumerate(PAGES)
]
asked = bar.asked()
screen = st.navigation(screens, position="hidden")
page = PAGES[screens.index(screen)]
if asked and asked != page.path:
    st.switch_page(next(other for row, other in zip(PAGES, screens, strict=True) if row.path == asked))
title = words("app.tab", page=words(f"page.{page.path}"))
st.set_page_config(page_title=title, page_icon=ICON_URL, layout="wide")
with st.container(key="language_boot"):
    st.html(f"<script>{language_script(lang)}</script>", unsafe_allow_javascript=True)
    window.watch()  # a browser that tells its width before it knows its page would be given the first one
on_top = st.container(key="head")
state.write("lang", lang)
province = None
try:
    frame.notices(words)
    under_title = st.container(key="heading_place"), st.container(key="filters_place")
    province = filters.province(words, under_title[1])
    frame.enter(frame.Context(words, province, *under_title))
    if province is None and page.needs != "nothing":
        frame.empty(words, "no_units")
    elif province and page.needs == "months" and setup_queries.months(province.key).empty:
        frame.empty(words, "no_months")
    else:
        screen.run()
    bar.draw(on_top, page, province, words)
except Exception as error:  # what Streamlit steers a run by is none
    bar.draw(on_top, page, None, words)
    mishaps.tell(error, words)
frame.footer(words)
state.write_address()
