"""One letter of the register, and what can be done with it: sent, answered, corrected, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from data.office.letters.letter_rows import token
from i18n.letter_sentences import letter_label, standing_reason
from i18n.words import Words
from scoring.frames import records
from ui.asking import acting, letter_acts
from ui.kit.dom import el, show
from ui.kit.entries import Entry
from ui.session import who

SHORT = ("number", "day", "sent_on", "answered_on")
Act = Callable[[int, str, Mapping[str, str]], acting.Done]


def update(found: pd.DataFrame, words: Words) -> None:
    """One letter of the register: mark it as sent or answered, correct its entry, take it back. Each button says for
    whom; a form belongs to one letter as it was on screen."""
    opened = {int(row["letter_key"]): row for row in records(found) if row["status"] != "withdrawn"}
    if not opened:
        return

    def label(key: int) -> str:  # the framework knows an entry by its label: it names one letter, whatever its status
        row = opened[key]
        slots = {"letter": letter_label(row, words), "month": words.month(row["month"])}
        return words("letters.label_number", number=words.digits(str(key)), **slots)

    show(el("h2", words("letters.update"), cls="sj-section"), key="letter_update")
    key = st.selectbox(
        words("letters.which"), list(opened), index=None, format_func=label, key="letter_key", persist_state="session"
    )
    if key is None:
        return
    row = opened[key]
    with st.container(border=True, key="letter_box"):
        slots = {"letter": letter_label(row, words), "month": words.month(row["month"])}
        slots |= {"recipient": f"\u2068{_recipient(row, words)}\u2069", "status": words(f"letters.{row['status']}")}
        why = standing_reason(row, words)
        stale = [el("p", why, cls="sj-alarm")] if why else []
        show(el("h3", words("letters.about_letter", **slots), cls="sj-chart-title"), *stale, key="letter_about")
        _drafted_forms(row, words) if row["status"] == "drafted" else _sent_forms(row, words)


def _recipient(row: Mapping, words: Words) -> str:
    """To whom the letter goes: the known recipient, else the unit itself."""
    return row["recipient"] or words.name(row)


def _form(row: Mapping, name: str, fields: Mapping[str, tuple[str, str]], do: Act, done: str, words: Words) -> None:
    """The fields of one act on a letter (name -> the key of its label, what stands there first), and its button, which
    says to whom the letter goes."""
    entry, seen = Entry(f"letter_{name}", f"{row['letter_key']}_{token(row)[:8]}"), token(row)

    def act(drawn: int) -> None:
        typed = {field: entry.typed(field) for field in fields}

        def told(value: object) -> list[str]:
            number = words.number(value) if isinstance(value, int) else ""
            return [words(f"letters.{done}", number=number)]

        entry.act(drawn, lambda: do(int(row["letter_key"]), seen, typed), told, list(fields))

    with st.form(entry.key("form"), border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for field, (label, start) in fields.items():
                short = field in SHORT
                st.session_state.setdefault(entry.key(field), start)
                most, width = (60, 230) if short else (200, 420)
                st.text_input(words(f"letters.{label}"), key=entry.key(field), max_chars=most, width=width)
        st.form_submit_button(
            words(f"letters.do_{name}", recipient=words.in_label(_recipient(row, words))),
            key=entry.key("do"),
            on_click=act,
            args=(entry.drawn,),
        )
    entry.refusal()


def _drafted_forms(row: Mapping, words: Words) -> None:
    def send(key: int, seen: str, typed: Mapping[str, str]) -> acting.Done:
        return letter_acts.letter_sent(key, seen, typed["number"], typed["day"], who.acting(words))

    def withdraw(key: int, seen: str, typed: Mapping[str, str]) -> acting.Done:
        return letter_acts.withdraw_letter(key, seen, typed["why"], who.acting(words))

    _form(row, "sent", {"number": ("number", ""), "day": ("sent_day", "")}, send, "was_sent", words)
    _form(row, "withdraw", {"why": ("why_withdraw", "")}, withdraw, "was_withdrawn", words)


def _sent_forms(row: Mapping, words: Words) -> None:
    def answer(key: int, seen: str, typed: Mapping[str, str]) -> acting.Done:
        return letter_acts.letter_answered(key, seen, typed["text"], typed["day"], who.acting(words))

    def retract(key: int, seen: str, typed: Mapping[str, str]) -> acting.Done:
        return letter_acts.retract_letter(key, seen, who.acting(words))

    if row["status"] == "sent":
        _form(
            row, "answered", {"text": ("answer_text", ""), "day": ("answered_day", "")}, answer, "was_answered", words
        )
    if row["standing"] not in ("holds", "retracted") and row["kind"] != "retraction":
        show(el("p", words("letters.retract_about"), cls="sj-note"), key="letter_retract_about")
        _form(row, "retract", {}, retract, "was_retracted", words)
    _correcting_forms(row, words)


def _correcting_forms(row: Mapping, words: Words) -> None:
    """What was recorded wrongly: the entry put right, or no longer sent at all."""

    def correct(key: int, seen: str, typed: Mapping[str, str]) -> acting.Done:
        return letter_acts.correct_letter(key, seen, typed, typed["why"], who.acting(words))

    def unsend(key: int, seen: str, typed: Mapping[str, str]) -> acting.Done:
        return letter_acts.letter_unsent(key, seen, typed["why"], who.acting(words))

    known = {name: row[name] if isinstance(row[name], str) else "" for name in ("number", "answer")}
    fields = {
        "number": ("number", known["number"]),
        "sent_on": ("sent_day", words.typed_day(row["sent_on"])),
        "answer": ("answer_text", known["answer"]),
        "answered_on": ("answered_day", words.typed_day(row["answered_on"])),
        "why": ("why_correct", ""),
    }
    show(el("p", words("letters.correct_about"), cls="sj-note"), key="letter_correct_about")
    _form(row, "correct", fields, correct, "was_corrected", words)
    _form(row, "unsent", {"why": ("why_correct", "")}, unsend, "was_unsent", words)
