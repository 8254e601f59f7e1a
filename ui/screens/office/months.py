"""What the page of months is made of: every month's state, what is missing in one, and the step to its next state."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial

import pandas as pd
import streamlit as st

from data.keeping.backup import KEEPING
from data.keeping.move_and_back_up import Moved
from data.keeping.packing import archive_name, pack
from i18n.months import code
from i18n.trouble_sentences import backup_trouble
from i18n.words import Words
from reports.office.letters.letters import zipped
from reports.office.month_workbook import month_workbook, workbook_name
from reports.tables import months_table
from reports.typeset.unit_card import card_name, unit_card
from scoring.frames import records
from scoring.states import DRAFT, FINAL, LOCKED, OBJECTIONS, PUBLISHED, STEPS, needs_reason
from scoring.totals import INCOMPLETE, MISSING
from ui.asking import acting, download_labels, month_acts, month_queries, paper_queries
from ui.asking.scopes import Province
from ui.kit import frame, made_papers
from ui.kit.charts import Download, download_button, file_button
from ui.kit.dom import Node, el, show
from ui.kit.entries import Entry
from ui.kit.panels import chain_words
from ui.kit.panels.signals import listed, signal_nodes
from ui.kit.tables import Cell, Column, table
from ui.screens.office import months_preliminary
from ui.session import state, who

COUNTS = ("listed", "evaluated", "incomplete", "missing", "open")
MOST_NAMED = 60


def grid(states: pd.DataFrame, words: Words) -> Node:
    """A row a month, newest first: its state, the last day for objections, units, open objections."""
    columns = [Column(words("chart.month")), Column(words("months.state")), Column(words("months.until"))]
    columns += [Column(words(f"months.{name}"), numeric=True) for name in COUNTS]
    rows = []
    for row in records(states):
        until = words.day(row["objections_until"]) if isinstance(row["objections_until"], str) else ""
        state = Cell(words(f"state.{row['state']}"), row["state"], look=f"sj-state sj-{row['state']}")
        counts = [Cell(words.number(row[name]), row[name]) for name in COUNTS]
        month = words.month(row["month"])
        cells = [Cell(month, row["month"]), state, Cell(until, row["objections_until"]), *counts]
        rows.append(cells)
    return table(words("page.months"), columns, rows, words)


def download(states: pd.DataFrame, province: Province, words: Words) -> None:
    frame_ = download_labels.for_download(months_table(states, province.province_id))
    download_button(Download(words("chart.csv"), f"months-{province.province_id}.csv", lambda: frame_), "csv_months")


def missing(province: Province, month: int, words: Words) -> list[Node]:
    """The units of a month that are missing or incomplete, by name."""
    units = month_queries.month_units(province.key, month)
    nodes = []
    for status in (MISSING, INCOMPLETE):
        names = units.loc[units["status"] == status, f"name_{words.lang}"].tolist()
        if names:
            said = listed(names, words, MOST_NAMED)
            text = words(f"months.{status}_units", count=words.number(len(names)), units=said)
            nodes.append(el("p", text, cls="sj-note"))
    return nodes or [el("p", words("months.nothing_missing"), cls="sj-note")]


def signals(province: Province, month: int, words: Words) -> Node | None:
    """What deserves a second look in the month; None where there is nothing."""
    return signal_nodes(month_queries.month_signals(province.key, month), words)


def steps(province: Province, now: dict, words: Words) -> None:
    """The step forward and, where there is one, the way back; each with what it needs. `now`: the month's row of
    `month_states`."""
    forward = STEPS.get(now["state"])
    if forward == PUBLISHED:
        _publish_there(now["month"], words)
    elif forward:
        _step(province, now, forward, words)
    if now["state"] != DRAFT:
        _step(province, now, DRAFT, words)


def _publish_there(month: int, words: Words) -> None:
    """A month is published where its report is looked at."""
    with st.container(border=True, key="step_published"):
        title = words("months.to_published", month=words.month(month))
        about = el("p", words("months.publish_there"))
        show(el("h2", title, cls="sj-chart-title"), about, key="step_published_title")
        if st.button(words("months.go_publish"), key="step_published_go", type="primary"):
            state.wish(month=month)
            st.switch_page("pages/public.py")


def _step(province: Province, now: dict, to: str, words: Words) -> None:
    key, month = f"step_{to}", now["month"]
    entry = Entry(key, month)
    with st.container(border=True, key=key):
        title = words(f"months.to_{to}", month=words.month(month))
        show(el("h2", title, cls="sj-chart-title"), el("p", words(f"months.about_{to}")), key=f"{key}_title")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if to == OBJECTIONS:
                st.text_input(words("months.until_label"), key=entry.key("until"), max_chars=10, width=220)
            label = "months.reason" if needs_reason(now["state"], to) else "months.note"
            st.text_input(words(label), key=entry.key("why"), max_chars=200, width=420)
            st.button(
                words(f"months.do_{to}"),
                key=entry.key("do"),
                type="primary" if to != DRAFT else "secondary",
                on_click=_move,
                args=(entry, entry.drawn, province, month, now["version"], to, words),
            )
        entry.refusal()


def _move(entry: Entry, drawn: int, province: Province, month: int, seen: int, to: str, words: Words) -> None:
    """The step, before the page is drawn again: decided on the month as it was on screen."""
    typed = entry.typed("until"), entry.typed("why")

    def told(moved: Moved) -> list[str]:
        said = [words("months.moved", month=words.month(month), state=words(f"state.{to}"))]
        return said + ([words("months.backed_up", name=moved.backup.name)] if moved.backup else [])

    def trouble(moved: Moved) -> list[str]:
        return [backup_trouble(moved.trouble, words)] if moved.trouble else []

    def do() -> acting.Done:
        return month_acts.move_month(province.province_id, month, seen, to, *typed, who.acting(words))

    entry.act(drawn, do, told, ("until", "why"), trouble)


def papers_of(province: Province, month: int, state: str, words: Words) -> None:
    """The workbook of a final or published month, and the report cards of all its units; the preliminary cards while
    the units may object."""
    if state == OBJECTIONS:
        months_preliminary.offer(province, month, words)
    show(el("h2", words("papers.month_files"), cls="sj-section"), key="papers_title")
    if state not in LOCKED:
        said = words("papers.not_final", month=words.month(month), state=words(f"state.{state}"))
        show(el("p", said, cls="sj-note"), key="papers_none")
        return
    facts = paper_queries.facts(province.key, month)
    units = list(facts.league["unit_id"])

    def cards(progress: made_papers.Progress) -> bytes:
        files = ((card_name(facts, unit), unit_card(facts, unit, words)) for unit in units)
        done = iter(range(1, len(units) + 1))

        def each() -> None:
            progress(next(done) / len(units))

        return zipped(files, each)

    show(el("p", words("papers.month_files_about"), cls="sj-note"), key="papers_about")
    with st.container(horizontal=True):
        file_button(
            words("papers.workbook"), partial(month_workbook, facts, words), workbook_name(facts), "month_workbook"
        )
        name = f"cards-{province.province_id}-{code(month)}-{words.lang}.zip"
        made_papers.offer("cards_zip", "papers.make_cards", "papers.take_cards", name, cards, words)


def life(words: Words) -> Node:
    """The four states in their order, for who sees the page for the first time."""
    states = [el("li", words(f"months.about_state_{state}")) for state in (DRAFT, OBJECTIONS, FINAL, PUBLISHED)]
    return el("details", el("summary", words("months.life")), el("ol", *states, cls="sj-body"))


def backups(words: Words) -> None:
    """Make a backup now; the kept ones, each with its time and what had just happened, to be downloaded."""
    counts = {name: words.number(count) for name, count in asdict(KEEPING).items()}
    about = words("backup.about", **counts, restore="\u2066cli.py restore --reason REASON FILE\u2069")
    show(el("h2", words("backup.heading"), cls="sj-section"), el("p", about), key="backup_title")
    if st.button(words("backup.make"), key="backup_make"):
        done = month_acts.make_backup(words)
        if done.refused:
            frame.refused(*done.refused, key="backup_refused")
        else:
            frame.done(words("months.backed_up", name=done.value.name), key="backup_done")
    for number, each in enumerate(month_queries.backups()):
        path = each.named.path
        with st.container(horizontal=True, vertical_alignment="center", key=f"backup_{number}"):
            size = words("backup.size", megabytes=words.number(path.stat().st_size / 2**20, 1))
            text = el("strong", words.moment(each.named.made_at)), " ", _why(each, words)
            show(el("p", *text), el("p", el("code", path.name), " ", size, cls="sj-note"), key=f"backup_name_{number}")
            content = partial(pack, path)
            file_button(words("backup.download"), content, archive_name(path), f"backup_file_{number}")


def _why(each: month_queries.KeptBackup, words: Words) -> str:
    """What had just happened when a backup was made."""
    if each.entry is None:
        return words("backup.given_up" if each.is_given_up else "backup.before_all")
    entry, what = each.entry, json.loads(each.entry["what"])
    who = f"\u2068{entry['actor']}\u2069"
    if entry["action"] == "month":
        return words("backup.moved", month=words.month(what["month"]), state=words(f"state.{what['to']}"), who=who)
    action, said = words(f"action.{entry['action']}"), chain_words.said(what, words)
    return (
        words("backup.entry_of", action=action, what=said, who=who)
        if said
        else words("backup.entry", action=action, who=who)
    )
