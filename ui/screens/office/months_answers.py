"""The answer to an open objection: what it would change is shown before it is granted; each has a form of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.office.corrections import Correction
from i18n.words import Words
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.states import LOCKED
from scoring.totals import SCORED
from ui.asking import acting, figure_queries, month_acts, paper_queries
from ui.asking.scopes import Province
from ui.kit.dom import el, show
from ui.kit.entries import Entry
from ui.kit.panels.impact import impact_nodes
from ui.kit.panels.objection_grid import indicator_name
from ui.session import who

POINTS, IMPORT, REJECT = "points", "import", "reject"
_LOOKED = "objection_looked"


def answer(found: pd.DataFrame, scheme: Scheme, province: Province, month_state: str, words: Words) -> None:
    """Choose an open objection and answer it. In a locked month only a late one can be answered, and only rejected."""
    locked = month_state in LOCKED
    rows = [row for row in records(found) if row["status"] == "open" and (row["late"] or not locked)]
    opened = {int(row["objection_key"]): row for row in rows}
    if not opened:
        return

    def label(key: int) -> str:
        row = opened[key]
        slots = {"unit": words.name(row), "indicator": indicator_name(row["indicator"], scheme, words)}
        return words("objections.label", number=words.number(key), **slots)

    with st.container(border=True, key="answer_box"):
        show(el("h3", words("objections.answer_one"), cls="sj-chart-title"), key="answer_title")
        number = st.selectbox(
            words("objections.which"),
            list(opened),
            index=0 if len(opened) == 1 else None,
            format_func=label,
            key="answer_number",
        )
        if number is None:
            return
        ways = [REJECT] if locked else [POINTS, IMPORT, REJECT]
        how = st.segmented_control(
            words("objections.how"),
            ways,
            default=ways[0],
            required=True,
            format_func=lambda way: words(f"objections.how_{way}"),
            key=f"answer_how_{number}",
        )
        row = opened[number]
        show(el("p", row["text"], cls="sj-sentence"), key="answer_about")
        {POINTS: _by_points, IMPORT: _by_import, REJECT: _by_reason}[how](row, scheme, province, words)


def _said(key: str, row: Mapping, words: Words) -> str:
    slots = {"number": words.number(row["objection_key"]), "unit": f"\u2068{words.name(row)}\u2069"}
    return words(f"objections.{key}", **slots)


def _text_field(entry: Entry, words: Words) -> None:
    st.text_area(words("objections.column_answer"), key=entry.key("text"), max_chars=200)


def _by_reason(row: Mapping, scheme: Scheme, province: Province, words: Words) -> None:
    entry = Entry("answer_reject", row["objection_key"])
    number, unit = row["objection_key"], words.name(row)

    def act(drawn: int) -> None:
        entry.act(
            drawn,
            lambda: month_acts.reject_objection(int(row["objection_key"]), entry.typed("text"), who.acting(words)),
            lambda _: [_said("was_rejected", row, words)],
            ("text",),
        )

    with st.form(entry.key("form"), border=False):
        _text_field(entry, words)
        st.form_submit_button(
            words("objections.reject", number=words.number(number), unit=words.in_label(unit)),
            key=entry.key("do"),
            on_click=act,
            args=(entry.drawn,),
        )
    entry.refusal()


def _by_import(row: Mapping, scheme: Scheme, province: Province, words: Words) -> None:
    entry = Entry("answer_import", row["objection_key"])
    number, unit = row["objection_key"], words.name(row)
    known = {each["import_key"]: each for each in records(paper_queries.corrections_for(row["objection_key"]))}
    if not known:
        show(el("p", words("objections.no_import"), cls="sj-note"), key="answer_no_import")

    def act(drawn: int) -> None:
        correction = Correction(import_key=int(entry.typed("import") or 0))
        entry.act(
            drawn,
            lambda: month_acts.accept_objection(
                int(row["objection_key"]), correction, entry.typed("text"), None, who.acting(words)
            ),
            lambda _: [_said("was_accepted", row, words)],
            ("text",),
        )

    def label(key: int) -> str:
        slots = {"file": known[key]["file_name"], "month": words.month(row["month"])}
        return words("history.import_label", number=words.number(key), **slots)

    with st.form(entry.key("form"), border=False):
        if known:
            st.selectbox(words("objections.which_import"), list(known), format_func=label, key=entry.key("import"))
        _text_field(entry, words)
        st.form_submit_button(
            words("objections.accept", number=words.number(number), unit=words.in_label(unit)),
            key=entry.key("do"),
            disabled=not known,
            on_click=act,
            args=(entry.drawn,),
        )
    entry.refusal()


def _by_points(row: Mapping, scheme: Scheme, province: Province, words: Words) -> None:
    """The corrected points; first what they would change, then the button that grants the objection."""
    entry = Entry("answer_points", row["objection_key"])
    points = figure_queries.points_of(province.key, row["month"], row["unit_id"])
    about = row["indicator"] if isinstance(row["indicator"], str) else None
    if about is None:
        codes = [item.code for item in scheme.indicators]

        def named(code: str) -> str:
            return f"{indicator_name(code, scheme, words)} ({_recorded(code, points, scheme, words)})"

        label = words("objections.column_indicator")
        st.selectbox(label, codes, index=None, format_func=named, key=entry.key("indicator"))
    else:
        show(el("p", _recorded(about, points, scheme, words)), key="answer_now")
    # No form: what is changed after a look must be known when the objection is granted.
    st.text_input(words("objections.points"), key=entry.key("points"), max_chars=30, width=320)
    _text_field(entry, words)
    st.button(words("objections.look"), key=entry.key("look"), on_click=_look, args=(row, entry, words))
    entry.refusal()
    _granting(row, entry, points, words)


def _recorded(code: str, points: Mapping[str, tuple[float, str]], scheme: Scheme, words: Words) -> str:
    """The score of an indicator as it stands."""
    value, mark = points.get(code, (float("nan"), "not_reported"))
    said = words.exact(value) if mark == SCORED else words(f"unit.{mark}")
    return words("objections.now_is", points=said, max_points=words.exact(scheme.indicator_by_code[code].max_points))


def _typed(row: Mapping, entry: Entry) -> tuple[Correction, str]:
    indicator = row["indicator"] if isinstance(row["indicator"], str) else entry.typed("indicator") or None
    return Correction(indicator, entry.typed("points")), entry.typed("text")


def _look(row: Mapping, entry: Entry, words: Words) -> None:
    """What the correction would change, kept for the button under it."""
    correction, text = _typed(row, entry)
    done = month_acts.read_correction(int(row["objection_key"]), correction, words)
    if done.refused:
        st.session_state.pop(_LOOKED, None)
        entry.refuse(done.refused, ("points", "text"))
        return
    st.session_state[_LOOKED] = entry.key(""), (correction, text), done.value


def _granting(row: Mapping, entry: Entry, points: Mapping[str, tuple[float, str]], words: Words) -> None:
    """What was looked at, and the button that stores exactly that; gone once something else is typed."""
    number, unit = row["objection_key"], words.name(row)
    looked: tuple[str, tuple[Correction, str], Any] | None = st.session_state.get(_LOOKED)
    if looked is None or looked[0] != entry.key("") or looked[1] != _typed(row, entry):
        return
    (correction, text), (file, impact) = looked[1:]
    new = file.months[0].scores.set_index("indicator")["points"].get(correction.indicator)
    old = points.get(correction.indicator or "", (float("nan"), ""))[0]
    lower = [el("p", words("objections.lowers"), cls="sj-alarm")] if pd.notna(new) and new < old else []
    show(*lower, *impact_nodes(impact, words, of_files=False), key="answer_impact")

    def act(drawn: int) -> None:
        def do() -> acting.Done:
            if _typed(row, entry) != (correction, text):
                return acting.Done(refused=(words("objections.look_again"),))
            return month_acts.accept_objection(int(row["objection_key"]), correction, text, file, who.acting(words))

        entry.act(drawn, do, lambda _: [_said("was_accepted", row, words)], ("points", "text"))

    st.button(
        words("objections.accept", number=words.number(number), unit=words.in_label(unit)),
        key=entry.key("do"),
        type="primary",
        on_click=act,
        args=(entry.drawn,),
    )
