"""What the letter desk is made of: checks, the units that a letter is about, drafting, the register, the office's own
letter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from data.drafting import Drafted
from i18n.months import code
from i18n.sentences import narrative_sentence
from i18n.words import Words
from reports.letter_template import KINDS, default_template
from reports.letters import TEMPLATE_OF, Letter, letter_docx, letter_name, letters_zip
from reports.tables import letters_table
from scoring.letters import months_in_a_row, warned
from scoring.month_facts import MonthFacts
from scoring.narrative import movers
from ui import blocks, commands, frame, paper_queries, papers, queries
from ui.charts import Download, download_button, file_button
from ui.dom import Node, el, show
from ui.queries import Province
from ui.tables import Cell, Column, table

_DONE = "letters_outcome"
_CLOSED = ("withdrawn",)


def outcome() -> None:
    """What the last step did, once."""
    said = st.session_state.pop(_DONE, None)
    if said:
        frame.done(said, key="letters_done")


def checks(facts: MonthFacts, province: Province, found: pd.DataFrame, words: Words) -> Node:
    """What must hold before a letter goes out, each with a yes or what is missing."""
    units = warned(facts.league, facts.scheme)
    opened = int((queries.objections(province.key, facts.month)["status"] == "open").sum())
    recipients = paper_queries.recipients(province.key)
    nameless = sum(not recipients.get(unit, "") for unit in units["unit_id"])
    stale = int((~found["is_current"] & found["status"].isin(["sent", "answered"])).sum())
    rows = [
        (True, words("letters.check_state", state=words(f"state.{facts.state}"))),
        (opened == 0, words("letters.check_objections", count=words.number(opened))),
        (nameless == 0, words("letters.check_recipients", count=words.number(nameless))),
        (stale == 0, words("letters.check_stale", count=words.number(stale))),
    ]
    items = [
        el(
            "li",
            el("strong", words("letters.yes" if good else "letters.look")),
            " ",
            text,
            cls="" if good else "sj-alarm",
        )
        for good, text in rows
    ]
    return el("ul", *items, cls="sj-checks")


def candidates(facts: MonthFacts, province: Province, found: pd.DataFrame, words: Words) -> Node:
    """The units on a level that a letter is written for, weakest first."""
    units = warned(facts.league, facts.scheme)
    if units.empty:
        return el("p", words("letters.nobody"), cls="sj-empty")
    run = months_in_a_row(facts.totals, facts.schemes, facts.month)
    recipients = paper_queries.recipients(province.key)
    own = found[~found["status"].isin(_CLOSED) & found["kind"].isin(["warning", "notice"])]
    own = own.drop_duplicates("unit_id").set_index("unit_id")
    heads = ("unit", "total", "rank", "in_a_row", "recipient", "status")
    columns = [Column(words(f"letters.col_{name}"), numeric=name in ("total", "rank", "in_a_row")) for name in heads]
    rows = []
    for unit in units.to_dict("records"):
        unit_id = unit["unit_id"]
        letter = own.loc[unit_id].to_dict() if unit_id in own.index else None
        rank = words("overview.counts", weak=words.number(unit["rank"]), evaluated=words.number(unit["ranked_units"]))
        recipient = recipients.get(unit_id, "") or words("letters.internal")
        chip = blocks.band_chip(unit["band"], facts.scheme, words)
        rows.append(
            [
                Cell(words.name(unit), unit[f"sort_{words.lang}"], words(f"kind.{unit['kind']}.one"), action=unit_id),
                Cell(words.total(unit["total"], facts.borders(unit["kind"])), unit["total"], chip=chip),
                Cell(rank, unit["rank"]),
                Cell(words.number(run[unit_id]), run[unit_id]),
                Cell(recipient, recipient),
                Cell(_status(letter, words), _status(letter, words), note=_stale(letter, words)),
            ]
        )
    return table(words("letters.candidates"), columns, rows, words, tall=True)


def thanks(facts: MonthFacts, words: Words) -> list[Node]:
    """Of which kind nobody is thanked for the largest rise, and why."""
    told = [fact for kind in facts.kinds for fact in movers(facts, kind) if fact.code != "improved"]
    return [el("p", narrative_sentence(fact, words), cls="sj-note") for fact in told]


def _status(letter: Mapping | None, words: Words) -> str:
    return words(f"letters.{letter['status']}") if letter else words("letters.not_drafted")


def _stale(letter: Mapping | None, words: Words) -> str:
    """That the figures have changed since the letter was drafted, where they have."""
    if letter is None or letter["is_current"] or letter["status"] == "withdrawn":
        return ""
    return words("letters.outdated" if letter["status"] == "drafted" else "letters.sent_otherwise")


def draft(facts: MonthFacts, province: Province, words: Words) -> None:
    """Draft what the month calls for and isn't drafted; those whose figures changed are drafted anew."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        until = st.text_input(words("letters.deadline"), key="letters_deadline", max_chars=10, width=220)
        if st.button(words("letters.draft"), key="letters_draft", type="primary"):
            done = commands.draft_letters(province.province_id, facts.month, until, words)
            _end(done, lambda value: words("letters.drafted_count", **_counts(value, words)))


def _counts(value: Drafted, words: Words) -> dict[str, str]:
    return {name: words.number(count) for name, count in vars(value).items()}


def _end(done: commands.Done, said) -> None:
    if done.refused:
        frame.refused(*done.refused, key="letters_refused")
        return
    st.session_state[_DONE] = said(done.value)
    st.rerun()


def downloads(facts: MonthFacts, province: Province, found: pd.DataFrame, words: Words) -> None:
    """All letters of the month as one archive, and each by itself; a draft that no longer holds is left out."""
    holding = paper_queries.drafts_that_hold(province.key, facts.month)
    sent = found["status"].isin(["sent", "answered"])
    kept = found[sent | ((found["status"] == "drafted") & found["letter_key"].isin(holding))].to_dict("records")
    if not kept:
        return
    files = [(letter_name(row, words), Letter.of(row)) for row in kept]
    templates = [_template_of(row, province, words) for row in kept]

    def make(progress: papers.Progress) -> bytes:
        done = iter(range(1, len(files) + 1))
        letters = zip(files, templates, strict=True)
        return letters_zip(letters, facts.month, words, lambda: progress(next(done) / len(files)))

    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = f"letters-{province.province_id}-{code(facts.month)}-{words.lang}.zip"
        papers.offer("letters_zip", "letters.make_zip", "letters.take_zip", name, make, words)
        names = {row["letter_key"]: _label(row, words) for row in kept}
        chosen = st.selectbox(words("letters.one"), list(names), format_func=names.get, key="letters_one", width=420)
        place = list(names).index(chosen)
        file_name, letter = files[place]
        content = partial(letter_docx, letter, facts.month, templates[place], words)
        file_button(words("letters.take_one"), content, file_name, "letters_take_one")


def _template_of(row: Mapping, province: Province, words: Words) -> bytes | None:
    """The office's own letter; of one that was sent, as it was then."""
    until = None if pd.isna(row["template_key"]) else int(row["template_key"])
    return paper_queries.letter_template(province.key, words.lang, TEMPLATE_OF[row["kind"]], until)


def _label(row: Mapping, words: Words) -> str:
    return words("letters.label", kind=words(f"letters.kind_{row['kind']}"), unit=words.name(row))


def update(found: pd.DataFrame, words: Words) -> None:
    """Mark a letter as sent or answered, or withdraw a draft."""
    opened = {row["letter_key"]: row for row in found.to_dict("records") if row["status"] in ("drafted", "sent")}
    if not opened:
        return
    with st.form("letter_form", clear_on_submit=True, border=True):
        show(el("h3", words("letters.update"), cls="sj-chart-title"), key="letter_update")

        def label(key: int) -> str:
            row = opened[key]
            slots = {"letter": _label(row, words), "month": words.month(row["month"])}
            return words("letters.label_status", status=words(f"letters.{row['status']}"), **slots)

        key = st.selectbox(words("letters.which"), list(opened), format_func=label, key="letter_key")
        with st.container(horizontal=True):
            number = st.text_input(words("letters.number"), key="letter_number", max_chars=60)
            day = st.text_input(words("letters.day"), key="letter_day", max_chars=10)
        text = st.text_input(words("letters.text"), key="letter_text", max_chars=200)
        with st.container(horizontal=True):
            sent = st.form_submit_button(words("letters.mark_sent"), key="letter_sent", type="primary")
            answered = st.form_submit_button(words("letters.mark_answered"), key="letter_answered")
            withdrawn = st.form_submit_button(words("letters.withdraw"), key="letter_withdraw")
    if sent:
        _end(commands.letter_sent(key, number, day, words), lambda _: words("letters.was_sent"))
    if answered:
        _end(commands.letter_answered(key, text, day, words), lambda _: words("letters.was_answered"))
    if withdrawn:
        _end(commands.withdraw_letter(key, text, words), lambda _: words("letters.was_withdrawn"))


def register(found: pd.DataFrame, province: Province, words: Words) -> str | None:
    """Every letter of every month: what it said, where it stands, what became of the unit since; the code of a unit
    that was just opened from it."""
    show(el("h2", words("letters.register"), cls="sj-section"), key="register_title")
    if found.empty:
        show(el("p", words("letters.none"), cls="sj-empty"), key="register_empty")
        return None
    effects = paper_queries.letter_effects(province.key)
    names = ("month", "unit", "kind", "said", "status", "number", "answer", "effect")
    columns = [Column(words(f"letters.col_{name}")) for name in names]
    rows = [_register_row(row, effects.get(row["letter_key"], []), words) for row in found.to_dict("records")]
    opened = show(
        table(words("letters.register"), columns, rows, words, tall=True),
        key="letters_register",
        on_action=lambda: None,
    ).action
    csv = queries.for_download(letters_table(found, province.province_id))
    download_button(Download(words("chart.csv"), f"letters-{province.province_id}.csv", lambda: csv), "csv_letters")
    return opened


def _register_row(row: Mapping, effect: list[tuple[int, float]], words: Words) -> list[Cell]:
    basis = json.loads(row["basis"])
    said = words("letters.said", total=words.total(basis["total"], basis["borders"]), band=words.name(basis["band"]))
    day = words.day(row["sent_on"]) if isinstance(row["sent_on"], str) else ""
    answered = words.day(row["answered_on"]) if isinstance(row["answered_on"], str) else ""
    after = words("list.comma").join(
        words("letters.effect", month=words.month(month), change=words.number(change, 1, sign=True))
        for month, change in effect
    )
    return [
        Cell(words.month(row["month"]), row["month"]),
        Cell(words.name(row), words.name(row), action=row["unit_id"]),
        Cell(words(f"letters.kind_{row['kind']}"), row["kind"]),
        Cell(said, basis["total"]),
        Cell(_status(row, words), row["status"], note=_stale(row, words)),
        Cell(row["number"], row["number"], note=day),
        Cell(row["answer"], row["answer"], note=answered, look="sj-sentence"),
        Cell(after, effect[-1][1] if effect else None),
    ]


def templates(province: Province, words: Words) -> None:
    """The office's own letter of a kind in the language on screen: take it, edit it in Word, give it back."""
    show(
        el("h2", words("letters.templates"), cls="sj-section"),
        el("p", words("letters.templates_about"), cls="sj-note"),
        key="templates_title",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            words("letters.col_kind"),
            list(KINDS),
            format_func=lambda each: words(f"letter.title_{each}"),
            key="template_kind",
            width=260,
        )
        own = paper_queries.letter_template(province.key, words.lang, kind)
        content = own or default_template(words.lang, kind)
        name = f"letter-{kind}-{words.lang}.docx"
        file_button(words("letters.take_template"), lambda: content, name, "template_take")
        if own and st.button(words("letters.reset_template"), key="template_reset"):
            done = commands.reset_letter_template(province.province_id, words.lang, kind, words)
            _end(done, lambda _: words("letters.template_reset"))
    show(
        el("p", words("letters.template_own" if own else "letters.template_ours"), cls="sj-note"), key="template_which"
    )
    file = st.file_uploader(words("letters.give_template"), key="template_file")
    if file is not None and st.button(words("letters.use_template"), key="template_use", type="primary"):
        done = commands.use_letter_template(province.province_id, words.lang, kind, file.name, file.getvalue(), words)
        _end(done, lambda _: words("letters.template_used"))
