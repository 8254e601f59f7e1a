"""What every page stands in: heading, demo strip, alarm, empty states; the context that main.py sets."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.keeping.findings import Finding
from data.store.anchor import LINES, TORN
from i18n.trouble_sentences import alarm_sentence, anchor_sentence, cut_log_sentence, store_sentence
from i18n.words import Words
from scoring.version import VERSION
from ui.asking import month_acts, setup_queries, the_store, watch
from ui.asking.scopes import Province
from ui.kit.dom import Node, el, show
from ui.session import state, who

TOUCHED = (f"anchor_{LINES}", f"anchor_{TORN}")  # an anchor that lost no entry: no figure is in doubt
MOST_FINDINGS = 3  # named in the notice; verify names all
_CONTEXT = "context"


@dataclass(frozen=True)
class Context:
    """The language, the province on screen (None before there is one), and the places of a page's title and filters."""

    words: Words
    province: Province | None
    title_place: DeltaGenerator
    filters_place: DeltaGenerator


def enter(context: Context) -> None:
    st.session_state[_CONTEXT] = context


def context() -> Context:
    entered: Context = st.session_state[_CONTEXT]
    return entered


def words_and_province() -> tuple[Words, Province]:
    """The context of a page that needs a province."""
    here = context()
    assert here.province is not None  # main.py runs such a page only where there is one (`navigation.Page.needs`)
    return here.words, here.province


def heading(title: str, subtitle: str, *notes: Node) -> None:
    """The page's title with what it shows; `notes` under it (what it is filtered by)."""
    with context().title_place:
        show(el("h1", title, cls="sj-title"), el("p", subtitle, cls="sj-subtitle"), *notes, key="heading")


def notices(words: Words) -> None:
    """The alarm of a store that lost something, its other troubles, the word that one may only be viewed, and the demo
    strip with the way out of the demo."""
    alarm = the_store.alarm()
    troubles = [alarm_sentence(*alarm, words)] if alarm else []
    troubles += _troubles(words)
    if troubles:
        show(*(el("p", said, cls="sj-alarm", role="alert") for said in troubles), key="alarm")
    if the_store.is_view_only():
        show(el("p", words("alarm.view_only"), cls="sj-alarm", role="status"), key="view_only")
    if setup_queries.is_demo():
        with st.container(horizontal=True, vertical_alignment="center", key="demo_strip"):
            show(el("span", words("demo.text"), cls="sj-demo"), key="demo")
            if not alarm and st.button(words("demo.clear"), key="only_desk_clear", type="tertiary"):
                _confirm_clear(words)


def _troubles(words: Words) -> list[str]:
    """What the user has to know of the store besides an alarm: its log was cut, its anchor can't be written, the newest
    months aren't what they should be."""
    opened = the_store.store()
    trouble = opened.health()
    said = [store_sentence(trouble, words)] if trouble and trouble != opened.anchor_trouble else []
    if opened.cut_log:
        said.append(cut_log_sentence(opened.cut_log.put_aside, opened.alarm, words))
    if opened.anchor_trouble:
        said.append(anchor_sentence(opened.anchor_trouble, words))
    found = watch.findings()
    said += [_finding(each, words) for each in found if each.code in TOUCHED]
    others = [each for each in found if not each.code.startswith("anchor_")]  # the anchor's other ones are told above
    if others:
        named = [_finding(each, words) for each in others[:MOST_FINDINGS]]
        said.append(words("alarm.newest", what=" ".join(named), verify="\u2066cli.py verify\u2069"))
    return said


def _finding(each: Finding, words: Words) -> str:
    return words(f"finding.{each.code}", where=f"\u2068{each.where}\u2069")


def _confirm_clear(words: Words) -> None:
    @st.dialog(words("demo.clear"))
    def ask() -> None:
        show(el("p", words("demo.explain")), key="demo_explain")
        who.ask(words, "demo")
        if st.button(words("demo.confirm"), key="demo_confirm", type="primary"):
            outcome = month_acts.clear_demo_data(who.acting(words))
            if outcome.refused:
                refused(*outcome.refused)
                return
            for name in ("month", "from", "to", "base", "sector", "unit", "province"):
                state.forget(name)
            st.rerun()

    ask()


def footer(words: Words) -> None:
    """Which version of the program shows all this."""
    version = words("app.version", version=f"\u2066{words.digits(VERSION)}\u2069")
    show(el("p", version, cls="sj-version"), key="version")


def empty(words: Words, reason: str) -> None:
    """A page without data: where to go next."""
    show(
        el(
            "div",
            el("h1", words("empty.title"), cls="sj-title"),
            el("p", words(f"empty.{reason}")),
            cls="sj-empty",
        ),
        key="empty",
    )
    with st.container(horizontal=True):
        target = "units" if reason == "no_units" else "import"
        if st.button(words(f"empty.go_{target}"), key=f"go_{target}", type="primary"):
            st.switch_page(f"pages/{target}.py")
        if reason == "no_units" and not the_store.alarm() and st.button(words("demo.load"), key="demo_load"):
            outcome = month_acts.load_demo_data(words)
            refused(*outcome.refused) if outcome.refused else st.rerun()


def refused(*sentences: str, key: str = "refused") -> None:
    """What could not be done, and what to try."""
    show(*(el("p", sentence, cls="sj-alarm", role="alert") for sentence in sentences), key=key)


def warned(*sentences: str, key: str = "warned") -> None:
    """What was done but may not be what was meant."""
    show(*(el("p", sentence, cls="sj-alarm", role="status") for sentence in sentences), key=key)


def done(*sentences: str, key: str = "done") -> None:
    """What was done."""
    show(*(el("p", sentence, cls="sj-done", role="status") for sentence in sentences), key=key)
