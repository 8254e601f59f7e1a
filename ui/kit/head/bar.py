"""The head of every page: product and province, the month that is shown, search, projector, help, language, and the
pages in three groups. What is pressed in it is told before the next run draws anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.text import folding, key
from i18n.words import LANGUAGES, Words
from ui.asking import setup_queries
from ui.asking.cache import kept
from ui.asking.scopes import Province
from ui.kit.dom import FOLD, script
from ui.kit.head.navigation import GROUPS, HELP, PAGES, Page
from ui.session import state

_HERE = Path(__file__).parent
_head = st.components.v2.component(
    "sanjeh_head", html='<header class="sjh"></header>', js=script(_HERE / "head.js"), isolate_styles=False
)
_finder = st.components.v2.component(
    "sanjeh_finder", html='<div class="sjf"></div>', js=script(FOLD, _HERE / "finder.js"), isolate_styles=False
)
_HEAD, _FINDER, _ASKED = "head_bar", "finder", "head_asked"
WORDS = "groups find show month".split()
FOUND = "label none page unit indicator month".split()


def asked() -> str:
    """The page that was asked for since the last run (its path), or nothing; what else was asked is chosen by now."""
    return str(st.session_state.pop(_ASKED, ""))


def draw(place: DeltaGenerator, page: Page, province: Province | None, words: Words) -> None:
    """The head, and the search that it opens; without a province nothing is asked of the store."""
    month = _month(province) if province else None
    data = {
        "name": words("app.name"),
        "province": words.name(province) if province else "",
        "month": _month_said(province, month, words) if province and month else None,
        "groups": [_group(group, page, month, words) for group in GROUPS],
        "help": _link(HELP, page, month, words),
        "language": {"code": (other := _other(words.lang)), "name": words(f"language.{other}")},
        "words": {name: words(f"head.{name}") for name in WORDS},
    }
    found = {
        "entries": _pages(words) + (_stored(province.key, words.lang) if province else []),
        "folding": folding(),
        "words": {name: words(f"find.{name}") for name in FOUND},
    }
    with place:
        _head(data=data, key=_HEAD, on_ask_change=lambda: _take(_HEAD))
        _finder(data=found, key=_FINDER, on_ask_change=lambda: _take(_FINDER))


def _take(component: str) -> None:
    """Remember what was pressed: «page ranking», «lang en», «month 139905», «unit A22», «indicator N03»."""
    what, _, code = str(st.session_state[component]["ask"]).partition(" ")
    if what == "lang" and code in LANGUAGES:
        state.put(lang=code)
    elif what == "page" and code in {page.path for page in PAGES}:
        st.session_state[_ASKED] = code
    elif what == "month" and code.isdecimal():
        state.wish(month=int(code), to=int(code))
        st.session_state[_ASKED] = "" if state.written("month") or state.written("to") else PAGES[0].path
    elif what == "unit":
        state.wish(one=code)
        st.session_state[_ASKED] = "unit"
    elif what == "indicator":
        state.wish(measure="indicator", indicator=code)
        st.session_state[_ASKED] = "trends"


def _other(lang: str) -> str:
    return next(code for code in LANGUAGES if code != lang)


def _month(province: Province) -> int | None:
    """The month that this run has shown (the last one of a span), else the newest."""
    shown = state.written("month") or state.written("to")
    known = setup_queries.months(province.key)["month"]
    return shown if isinstance(shown, int) else int(known.max()) if len(known) else None


def _month_said(province: Province, month: int, words: Words) -> dict[str, str]:
    known = setup_queries.months(province.key).set_index("month")["state"]
    changed = setup_queries.last_changes(province.province_id).get(month)
    return {
        "name": words.month(month),
        "state": words(f"state.{known[month]}") if month in known.index else "",
        "changed": words("head.changed", day=words.day_of(changed)) if changed else "",
    }


def _group(group: str, here: Page, month: int | None, words: Words) -> dict[str, Any]:
    pages = [page for page in PAGES if page.section == group and page != HELP]
    links = [_link(page, here, month, words) for page in pages]
    return {"name": words(f"menu.{group or 'see'}"), "pages": links, "here": here in pages}


def _link(page: Page, here: Page, month: int | None, words: Words) -> dict[str, Any]:
    """A link that a browser can open beside this page as well."""
    query = f"lang={words.lang}" + (f"&month={month}" if month else "")
    path = "" if page == PAGES[0] else page.path
    return {"path": page.path, "name": words(f"page.{page.path}"), "to": f"/{path}?{query}", "here": page == here}


def _pages(words: Words) -> list[dict[str, str]]:
    return [_entry("page", page.path, words(f"page.{page.path}"), page.path) for page in PAGES]


@kept
def _stored(province: int, lang: str) -> list[dict[str, str]]:
    """Months, units and indicators that can be found, each with the key that a search is compared with. Kept until the
    store changes; nobody changes it."""
    words = Words(lang)
    months = [int(month) for month in setup_queries.months(province)["month"]][::-1]
    entries = [_entry("month", str(month), words.month(month), str(month)) for month in months]
    units = setup_queries.units(province, lang)
    columns = (units[name].tolist() for name in ("unit_id", "name_fa", "name_en", f"name_{lang}"))
    entries += [_entry("unit", code, own, f"{fa} {en} {code}") for code, fa, en, own in zip(*columns, strict=True)]
    if months:
        scheme = setup_queries.schemes(province)[months[0]]
        for item in scheme.indicators:
            entries.append(
                _entry("indicator", item.code, words.name(item), f"{item.name_fa} {item.name_en} {item.code}")
            )
    return entries


def _entry(kind: str, code: str, name: str, names: str) -> dict[str, str]:
    return {"kind": kind, "code": code, "name": name, "key": key(f"{name} {names}")}
