"""One run of the app: language, pages, province, the page itself, the address."""

from __future__ import annotations

import streamlit as st

from i18n.words import LANGUAGES, Words
from ui.asking import setup_queries
from ui.kit import frame
from ui.kit.filters import filters
from ui.server import mishaps
from ui.server.navigation import PAGES
from ui.server.shell import ICON_URL, language_script
from ui.session import state, window

lang = state.start()
words = Words(lang)
st.set_page_config(page_title=words("app.title"), page_icon=ICON_URL, layout="wide", initial_sidebar_state="auto")
out_of_sight = st.container(key="language_boot")
with out_of_sight:
    st.html(f"<script>{language_script(lang)}</script>", unsafe_allow_javascript=True)
screens = [
    st.Page(f"pages/{row.path}.py", title=words(f"page.{row.path}"), icon=row.icon, url_path=row.path, default=not i)
    for i, row in enumerate(PAGES)
]
menus: dict[str, list] = {}
for row, screen in zip(PAGES, screens, strict=True):
    menus.setdefault(words(f"menu.{row.section}") if row.section else "", []).append(screen)
page = st.navigation(menus, position="top", expanded=True)
with out_of_sight:
    window.watch()  # a browser that tells its width before it knows its page would be given the first one
needs = PAGES[screens.index(page)].needs
with st.sidebar:
    st.segmented_control(
        words("language.label"),
        LANGUAGES,
        format_func=lambda code: words(f"language.{code}"),
        required=True,
        key="lang",
        width="stretch",
        persist_state="session",
    )
state.write("lang", lang)
try:
    frame.notices(words)
    province = filters.province(words)
    frame.enter(frame.Context(words, province))
    if province is None and needs != "nothing":
        frame.empty(words, "no_units")
    elif province and needs == "months" and setup_queries.months(province.key).empty:
        frame.empty(words, "no_months")
    else:
        page.run()
except Exception as error:  # what Streamlit steers a run by is none
    mishaps.tell(error, words)
frame.footer(words)
state.write_address()
