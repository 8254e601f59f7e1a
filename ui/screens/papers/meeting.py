"""What the pages around a meeting are made of: starting it, its slides and files, its decisions, the month's story."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from i18n.words import LANGUAGES, Words
from reports.meeting.deck import deck, deck_name
from reports.meeting.handout import handout, handout_name, slide_picture
from reports.meeting.slide_model import Slide
from reports.meeting.slides import GROUPS
from scoring.frames import records
from telling.month_facts import MonthFacts
from ui.asking import acting, meeting_acts, paper_queries
from ui.asking.scopes import Province
from ui.kit import frame
from ui.kit.charts import file_button
from ui.kit.choices import called
from ui.kit.dom import Node, el, show
from ui.kit.entries import Entry
from ui.kit.tables import Cell, Column, table
from ui.screens.papers import meeting_slides
from ui.session import state, who

_DONE, _ON, _ORDER = "meeting_outcome", "meeting_on", "meeting_draft"


def outcome() -> None:
    said = st.session_state.pop(_DONE, None)
    if said:
        frame.done(said, key="meeting_done")


def is_on() -> bool:
    """Whether the slides are shown: started here, or by a link to one."""
    return st.session_state.setdefault(_ON, bool(state.typed("slide")))


def leave() -> None:
    st.session_state[_ON] = False
    state.forget("slide")
    st.rerun()


def start(words: Words) -> None:
    """The button that fills the window with slides."""
    show(el("p", words("meeting.about"), cls="sj-note"), key="meeting_about")
    if st.button(words("meeting.start"), key="meeting_start", type="primary", icon=":material/slideshow:"):
        st.session_state[_ON] = True
        st.rerun()


def order(province: Province, words: Words) -> None:
    """Which slides are shown, in which order: a list whose rows go up, down, off and on."""
    kept = [group for group in paper_queries.slide_order(province.key) if group in GROUPS] or list(GROUPS)
    place = f"{_ORDER}_{province.key}"
    draft = st.session_state.setdefault(place, (kept, [group for group in GROUPS if group not in kept]))
    with st.container(border=True, key="meeting_order_box"):
        show(el("h2", words("meeting.order"), cls="sj-chart-title"), key="meeting_order_title")
        rows = [
            _slide_row(group, shown, words)
            for shown, groups in zip((True, False), draft, strict=True)
            for group in groups
        ]
        told = show(el("ol", *rows, cls="sj-order"), key="meeting_order", on_action=lambda: None)
        if told.action:
            st.session_state[place] = _moved(draft, *told.action.split())
            st.rerun()
        if st.button(words("meeting.keep_order"), key="meeting_keep", disabled=draft[0] == kept):
            done = meeting_acts.keep_slide_order(province.province_id, draft[0], who.acting(words))
            _end(done, words("meeting.order_kept"))


def _slide_row(group: str, shown: bool, words: Words) -> Node:
    name = words(f"slide_names.{group}")

    def button(act: str) -> Node:
        label = words(f"meeting.{act}")
        named = {"aria_label": f"{label}: {name}", "data_action": f"{act} {group}"}
        return el("button", label, type="button", cls="sj-filter", **named)

    acts = ("up", "down", "off") if shown else ("on",)
    return el("li", el("span", name), *map(button, acts), cls="" if shown else "sj-off")


def _moved(draft: tuple[list[str], list[str]], act: str, group: str) -> tuple[list[str], list[str]]:
    """(shown, not shown) after a button: the last slide that is shown stays."""
    shown, off = (list(part) for part in draft)
    if act == "on":
        return [*shown, group], [each for each in off if each != group]
    place = shown.index(group)
    shown.pop(place)
    if act == "off":
        return (shown, [*off, group]) if shown else draft
    shown.insert(max(place - 1, 0) if act == "up" else place + 1, group)
    return shown, off


def _end(done: acting.Done, said: str) -> None:
    if done.refused:
        frame.refused(*done.refused, key="meeting_refused")
        return
    st.session_state[_DONE] = said
    st.rerun()


def files(facts: MonthFacts, province: Province, words: Words) -> None:
    """The same slides as PowerPoint and on paper, in both languages; one as a picture."""
    show(el("h2", words("meeting.files"), cls="sj-section"), key="meeting_files")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for lang in LANGUAGES:
            other = Words(lang)
            slides = meeting_slides.slides_of(facts, province, other)
            file_button(
                words(f"meeting.deck_{lang}"),
                partial(deck, facts, slides, other),
                deck_name(facts, other),
                f"deck_{lang}",
            )
            file_button(
                words(f"meeting.handout_{lang}"),
                partial(handout, facts, slides, other),
                handout_name(facts, other),
                f"handout_{lang}",
            )
        own = {slide.code: slide for slide in meeting_slides.slides_of(facts, province, words)}
        titles = {code: _title(slide, words) for code, slide in own.items()}
        code = st.selectbox(words("meeting.one"), list(own), format_func=called(titles), key="meeting_one", width=300)
        content = partial(slide_picture, facts, own[code], words)
        file_button(words("meeting.picture"), content, f"slide-{code}-{words.lang}.png", "slide_picture")


def _title(slide: Slide, words: Words) -> str:
    """A slide's name in a list; one that goes on has its number."""
    part = slide.code.partition("-")[2]
    return " ".join(filter(None, (words(f"slide_names.{slide.group}"), part and words.number(int(part)))))


def decisions(facts: MonthFacts, province: Province, words: Words) -> None:
    """What meetings up to this month decided; a new one; what became of an open one."""
    found = paper_queries.decisions(province.key, facts.month, date.today())
    show(el("h2", words("decisions.heading"), cls="sj-section"), key="decisions_title")
    names = ("text", "month", "who", "until", "standing", "answer")
    columns = [Column(words(f"decisions.col_{name}")) for name in names]
    rows = [_decision(row, words) for row in records(found)]
    shown = table(words("decisions.heading"), columns, rows, words, tall=True) if rows else None
    show(shown or el("p", words("decisions.none"), cls="sj-empty"), key="decisions")
    _new_decision(facts, province, words)
    opened = {
        row["decision_key"]: words("decisions.label", number=words.digits(str(row["decision_key"])), text=row["text"])
        for row in records(found)
        if row["standing"] != "done"
    }
    if opened:
        _answer_decision(opened, words)


def _new_decision(facts: MonthFacts, province: Province, words: Words) -> None:
    entry = Entry("decision", facts.month)
    names = ("text", "who", "until")

    def act(drawn: int) -> None:
        said = {name: entry.typed(name) for name in names}
        entry.act(
            drawn,
            lambda: meeting_acts.decide(province.province_id, facts.month, said, who.acting(words)),
            lambda _: [words("meeting.decided")],
            names,
        )

    with st.form(entry.key("form"), border=True):
        st.text_input(words("decisions.col_text"), key=entry.key("text"), max_chars=200)
        with st.container(horizontal=True):
            st.text_input(words("decisions.col_who"), key=entry.key("who"), max_chars=100)
            st.text_input(words("decisions.until_label"), key=entry.key("until"), max_chars=10)
        st.form_submit_button(
            words("decisions.store"), key=entry.key("do"), type="primary", on_click=act, args=(entry.drawn,)
        )
    entry.refusal()


def _answer_decision(opened: dict[int, str], words: Words) -> None:
    """What became of an open decision: the one that is chosen, each with a form of its own."""
    with st.container(border=True, key="decision_answer_box"):
        key = st.selectbox(
            words("decisions.which"), list(opened), index=None, format_func=called(opened), key="decision_which"
        )
        if key is None:
            return
        entry = Entry("decision_answer", key)

        def done(drawn: int) -> None:
            def do() -> acting.Done:
                return meeting_acts.answer_decision(key, entry.typed("said"), who.acting(words))

            entry.act(drawn, do, lambda _: [words("decisions.was_done")], ("said",))

        def removed(drawn: int) -> None:
            entry.act(
                drawn,
                lambda: meeting_acts.remove_decision(key, who.acting(words)),
                lambda _: [words("decisions.was_removed")],
            )

        with st.form(entry.key("form"), border=False):
            st.text_input(words("decisions.col_answer"), key=entry.key("said"), max_chars=200)
            with st.container(horizontal=True):
                st.form_submit_button(
                    words("decisions.done_it"), key=entry.key("do"), type="primary", on_click=done, args=(entry.drawn,)
                )
                st.form_submit_button(
                    words("decisions.remove"), key=entry.key("remove"), on_click=removed, args=(entry.drawn,)
                )
        entry.refusal()


def _decision(row: dict, words: Words) -> list[Cell]:
    until = words.day(row["until"]) if row["until"] else ""
    look = {"overdue": "sj-worse", "done": "sj-better"}.get(row["standing"], "")
    return [
        Cell(row["text"], row["text"], look="sj-sentence"),
        Cell(words.month(row["month"]), row["month"]),
        Cell(row["who"], row["who"]),
        Cell(until, row["until"]),
        Cell(words(f"decisions.{row['standing']}"), row["standing"], look=look),
        Cell(row["answer"], row["answer"], look="sj-sentence"),
    ]
