"""What the letter desk is made of: checks, the units that a letter is about, drafting, the register, the office's own
letter."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from data.office.letters.letter_drafting import Drafted
from i18n.figure_sentences import narrative_sentence
from i18n.letter_sentences import letter_label, standing_reason, standing_sentence
from i18n.months import code
from i18n.words import Words
from reports.office.letters.letter_template import KINDS, default_template
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import TEMPLATE_OF, letter_docx, letter_name, letters_zip
from scoring.frames import records
from telling.letter_figures import months_in_a_row, warned
from telling.month_facts import MonthFacts
from telling.narrative import movers
from ui.asking import acting, letter_acts, month_queries, paper_queries
from ui.asking.scopes import Province
from ui.kit import blocks, made_papers
from ui.kit.charts import file_button
from ui.kit.choices import called
from ui.kit.dom import Node, el, show
from ui.kit.entries import Entry
from ui.kit.tables import Cell, Column, table
from ui.session import who

_CLOSED = ("withdrawn",)
_OUT = ("sent", "answered")
_WAITING = ("open", "earlier_open")  # standings that a month's becoming final ends


def checks(facts: MonthFacts, province: Province, found: pd.DataFrame, words: Words) -> Node:
    """What must hold before a letter goes out, each with a yes or what is missing."""
    units = warned(facts.league, facts.scheme)
    opened = int((month_queries.objections(province.key, facts.month)["status"] == "open").sum())
    recipients = paper_queries.recipients(province.key)
    nameless = sum(not recipients.get(unit, "") for unit in units["unit_id"])
    wrong = int((found["status"].isin(_OUT) & ~found["standing"].isin(["holds", "retracted"])).sum())
    rows = [
        (True, words("letters.check_state", state=words(f"state.{facts.state}"))),
        (opened == 0, words("letters.check_objections", count=words.number(opened))),
        (nameless == 0, words("letters.check_recipients", count=words.number(nameless))),
        (wrong == 0, words("letters.check_stale", count=words.number(wrong))),
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
    own = own[own["standing"] != "retracted"].drop_duplicates("unit_id").set_index("unit_id")
    heads = ("unit", "total", "rank", "in_a_row", "recipient", "status")
    columns = [Column(words(f"letters.col_{name}"), numeric=name in ("total", "rank", "in_a_row")) for name in heads]
    rows = []
    for unit in records(units):
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
                Cell(status(letter, words), status(letter, words), note=stale(letter, words)),
            ]
        )
    return table(words("letters.candidates"), columns, rows, words, tall=True)


def thanks(facts: MonthFacts, words: Words) -> list[Node]:
    """Of which kind nobody is thanked for the largest rise, and why."""
    told = [fact for kind in facts.kinds for fact in movers(facts, kind) if fact.code != "improved"]
    return [el("p", narrative_sentence(fact, words), cls="sj-note") for fact in told]


def status(letter: Mapping[str, Any] | None, words: Words) -> str:
    return words(f"letters.{letter['status']}") if letter else words("letters.not_drafted")


def stale(letter: Mapping[str, Any] | None, words: Words) -> str:
    """Why the letter doesn't say what is so, where it doesn't."""
    if not letter:
        return ""
    why = standing_reason(letter, words)
    anew = why and letter["status"] == "drafted" and letter["standing"] not in _WAITING
    return f"{why} {words('letter_standing.draft_anew')}" if anew else why


def draft(facts: MonthFacts, province: Province, words: Words) -> None:
    """Draft what the month calls for and isn't drafted; those that would say something else are drafted anew."""
    entry = Entry("letters_draft", facts.month)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(words("letters.deadline"), key=entry.key("until"), max_chars=10, width=240)

        def act(drawn: int) -> None:
            def do() -> acting.Done:
                return letter_acts.draft_letters(
                    province.province_id, facts.month, entry.typed("until"), who.acting(words)
                )

            entry.act(drawn, do, lambda value: [words("letters.drafted_count", **_counts(value, words))])

        st.button(words("letters.draft"), key=entry.key("do"), type="primary", on_click=act, args=(entry.drawn,))
    entry.refusal()


def _counts(value: Drafted, words: Words) -> dict[str, str]:
    return {name: words.number(count) for name, count in vars(value).items()}


def downloads(facts: MonthFacts, province: Province, found: pd.DataFrame, words: Words) -> None:
    """All letters of the month as one archive, and each by itself; of those that are left out, why."""
    known = found[~found["status"].isin(_CLOSED)]
    if known.empty:
        return
    makeable = known["status"].isin(_OUT) | (known["standing"] == "holds")
    kept = records(known[makeable])
    _tell_archive(kept, records(known[~makeable]), words)
    if not kept:
        return
    to_sign = st.checkbox(words("letters.to_sign"), key="letters_to_sign")
    files = [(letter_name(row, words, to_sign=to_sign), Letter.of(row, to_sign=to_sign)) for row in kept]
    templates = [_template_of(row, province, words) for row in kept]

    def make(progress: made_papers.Progress) -> bytes:
        done = iter(range(1, len(files) + 1))

        def each() -> None:
            progress(next(done) / len(files))

        return letters_zip(zip(files, templates, strict=True), facts.month, words, each)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = f"letters-{province.province_id}-{code(facts.month)}-{words.lang}.zip"
        made_papers.offer("letters_zip", "letters.make_zip", "letters.take_zip", name, make, words, to_sign)
        place = _one_of(kept, facts.month, words)
        file_name, letter = files[place]
        content = partial(letter_docx, letter, facts.month, templates[place], words)
        file_button(words("letters.take_one"), content, file_name, "letters_take_one")


def _one_of(kept: list[dict[str, Any]], month: int, words: Words) -> int:
    """The choice of one letter; its place among them."""
    names = {
        row["letter_key"]: words(
            "letters.label_number",
            letter=letter_label(row, words),
            month=words.month(month),
            number=words.digits(str(row["letter_key"])),
        )
        for row in kept
    }
    chosen = st.selectbox(words("letters.one"), list(names), format_func=called(names), key="letters_one", width=420)
    return list(names).index(chosen)


def _tell_archive(kept: list[dict[str, Any]], left_out: list[dict[str, Any]], words: Words) -> None:
    """How many of the month's letters the archive holds; each that it doesn't, with the reason."""
    counts = {"count": words.number(len(kept)), "all": words.number(len(kept) + len(left_out))}
    key = "archive_all" if not left_out else "archive_some" if kept else "archive_none"
    nodes = [el("p", words(f"letters.{key}", **counts), cls="sj-alarm" if left_out else "sj-note")]
    if left_out:
        nodes.append(el("ul", *(el("li", standing_sentence(row, words)) for row in left_out), cls="sj-checks"))
        anew = any(row["standing"] not in _WAITING for row in left_out)
        nodes += [el("p", words("letter_standing.draft_anew"), cls="sj-note")] if anew else []
    show(*nodes, key="letters_archive")


def _template_of(row: Mapping[str, Any], province: Province, words: Words) -> bytes | None:
    """The office's own letter; of one that was sent, as it was then."""
    until = None if pd.isna(row["template_key"]) else int(row["template_key"])
    return paper_queries.letter_template(province.key, words.lang, TEMPLATE_OF[row["kind"]], until)


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
        reset = Entry("template_reset", kind)
        if own:
            args = (reset, reset.drawn, kind, province, words)
            st.button(words("letters.reset_template"), key=reset.key("do"), on_click=_reset_template, args=args)
    reset.refusal()
    which = words("letters.template_own" if own else "letters.template_ours")
    show(el("p", which, cls="sj-note"), key="template_which")
    _give_template(kind, province, words)


def _reset_template(reset: Entry, drawn: int, kind: str, province: Province, words: Words) -> None:
    def do() -> acting.Done:
        return letter_acts.reset_letter_template(province.province_id, words.lang, kind, who.acting(words))

    reset.act(drawn, do, lambda _: [words("letters.template_reset")])


def _give_template(kind: str, province: Province, words: Words) -> None:
    """A Word file that becomes the office's own letter of a kind."""
    taken = Entry("template", kind)
    file = st.file_uploader(words("letters.give_template"), key=taken.key("file"))
    if file is not None:
        args = (taken, taken.drawn, file, kind, province, words)
        key = taken.key("do")
        st.button(words("letters.use_template"), key=key, type="primary", on_click=_use_template, args=args)
    taken.refusal()


def _use_template(taken: Entry, drawn: int, file: UploadedFile, kind: str, province: Province, words: Words) -> None:
    def do() -> acting.Done:
        content = (file.name, file.getvalue())
        return letter_acts.use_letter_template(province.province_id, words.lang, kind, *content, who.acting(words))

    taken.act(drawn, do, lambda _: [words("letters.template_used")])
