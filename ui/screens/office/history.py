"""History: what a score was before, the imports and taking one back, the audit chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from data.demo.load import NOTE
from data.office.letters.letter_drafting import NO_LONGER
from data.office.letters.retractions import HOLDS_AGAIN
from data.office.reverting import Reverted
from data.text import canonical
from i18n.words import Words
from reports.tables import imports_table, score_history_table
from scoring.frames import records
from scoring.totals import SCORED
from ui.asking import download_labels, month_acts, month_queries, paper_queries, setup_queries
from ui.asking.scopes import Province
from ui.kit import frame
from ui.kit.charts import Download, download_button
from ui.kit.choices import called
from ui.kit.dom import Node, el, show
from ui.kit.entries import Entry
from ui.kit.panels.chain_words import said
from ui.kit.panels.impact import impact_nodes
from ui.kit.tables import Cell, Column, table
from ui.session import state, who

ALL = "all"
MOST_EVENTS = 300


def score(province: Province, words: Words) -> None:
    """Every value that one score has had, newest first, with file, cell, who, when and why."""
    months = [int(month) for month in setup_queries.months(province.key)["month"]][::-1]
    with st.container(horizontal=True):
        month = _choice("month", words("chart.month"), {each: words.month(each) for each in months}, 200)
        units = month_queries.month_units(province.key, month).set_index("unit_id")[f"name_{words.lang}"].to_dict()
        unit = _choice("one", words("ranking.unit"), units, 360)
        items = setup_queries.schemes(province.key)[month].indicators
        names = {item.code: words.name(item) for item in items}
        indicator = _choice("indicator", words("trends.which_indicator"), names, 300)
    found = month_queries.score_history(province.key, month, unit, indicator)
    if found.empty:
        show(el("p", words("history.no_score"), cls="sj-empty"), key="score_history_none")
        return
    show(_score_grid(found, words), key="score_history")
    csv = download_labels.for_download(score_history_table(found))
    name = f"history-{unit}-{indicator}.csv"
    download_button(Download(words("chart.csv"), name, lambda: csv), "csv_score_history")


def _choice(name: str, label: str, names: dict, width: int) -> Any:
    """A choice that other pages share, in the address too."""
    state.choose(name, list(names), next(iter(names)))
    chosen = st.selectbox(label, list(names), format_func=called(names), key=name, width=width, persist_state="session")
    state.write(name, chosen)
    return chosen


def _score_grid(found: pd.DataFrame, words: Words) -> Node:
    names = ("value", "state", "place", "who", "why")
    columns = [Column(words(f"history.column_{name}")) for name in names]
    rows = []
    for row in records(found):
        value = words.exact(row["points"]) if row["mark"] == SCORED else words(f"unit.{row['mark']}")
        key = "in_force" if row["in_force"] else "reverted" if pd.notna(row["reverted_seq"]) else "replaced"
        place = words("unit.place", file=row["file_name"], sheet=row["sheet"], cell=row["cell"])
        reverted = words("history.reverted_by", who=row["reverted_by"], why=row["reverted_why"])
        note = reverted if key == "reverted" else ""
        who = _who(row, words)
        rows.append(
            [
                Cell(value, row["points"], note=_typed(row)),
                Cell(words(f"history.{key}"), key, note=note),
                Cell(place, place),
                Cell(who, str(row["imported_at"])),
                _reason(row["note"], words),
            ]
        )
    return table(words("history.score"), columns, rows, words)


def _reason(text: str, words: Words) -> Cell:
    """Why, as it was typed; what we write there ourselves in the language of the screen."""
    own = {NOTE: "demo.label", NO_LONGER: "letters.no_longer", HOLDS_AGAIN: "letters.holds_again"}
    return Cell(words(own[text]) if text in own else text, text, look="sj-sentence")


def _who(row: dict, words: Words) -> str:
    """Who imported, and on which day."""
    return words("objections.by_on", by=f"\u2068{row['actor']}\u2069", day=words.day_of(row["imported_at"]))


def _typed(row: dict) -> str:
    """What stands in the cell, where that is more than the plain number."""
    return "" if row["mark"] == SCORED and row["typed"] == canonical(row["points"]) else row["typed"]


def imports(province: Province, words: Words) -> None:
    """The imports, newest first, and taking one back with a reason."""
    found = month_queries.imports(province.key)
    show(_imports_grid(found, words), key="imports")
    csv = download_labels.for_download(imports_table(found))
    download_button(Download(words("chart.csv"), f"imports-{province.province_id}.csv", lambda: csv), "csv_imports")
    possible = {row["import_key"]: row for row in records(found) if pd.isna(row["reverted_seq"])}

    def label(key: int) -> str:
        row = possible[key]
        return words(
            "history.import_label", number=words.number(key), file=row["file_name"], month=words.month(row["month"])
        )

    _revert(possible, label, province, words)


def _revert(possible: Mapping[int, Mapping], label: Callable[[int], str], province: Province, words: Words) -> None:
    """Take an import back: chosen, shown with what it would change, then confirmed with a reason."""
    with st.container(border=True, key="revert_box"):
        show(
            el("h3", words("history.revert"), cls="sj-chart-title"),
            el("p", words("history.revert_about")),
            key="revert_title",
        )
        number = st.selectbox(
            words("history.which"), list(possible), index=None, format_func=label, key="revert_number"
        )
        if number is None:
            return
        entry = Entry("revert", number)
        rehearsed = month_acts.rehearse_revert_of(int(number), words)
        if rehearsed.refused:
            frame.refused(*rehearsed.refused, key="revert_refused")
            return
        show(*impact_nodes(rehearsed.value, words, of_files=False), key="revert_impact")
        seen = paper_queries.version_of(province.key, int(possible[number]["month"]))

        def act(drawn: int) -> None:
            entry.act(
                drawn,
                lambda: month_acts.revert_import(int(number), seen, entry.typed("why"), who.acting(words)),
                lambda done: _reverted(done, words),
                ("why",),
            )

        with st.form(entry.key("form"), border=False):
            st.text_input(words("months.reason"), key=entry.key("why"), max_chars=200)
            say = words("history.do_revert", number=words.number(number))
            st.form_submit_button(say, key=entry.key("do"), on_click=act, args=(entry.drawn,))
        entry.refusal()


def _reverted(done: Reverted, words: Words) -> list[str]:
    reopened = [words("objections.was_reopened", number=words.number(number)) for number in done.reopened]
    return [words("history.was_reverted", file=f"\u2068{done.file_name}\u2069"), *reopened]


def _imports_grid(found: pd.DataFrame, words: Words) -> Node:
    names = ("number", "month", "file", "who", "units", "in_force", "why")
    columns = [
        Column(words(f"history.column_{name}"), numeric=name in ("number", "units", "in_force")) for name in names
    ]
    rows = []
    for row in records(found):
        who = _who(row, words)
        reverted = pd.notna(row["reverted_seq"])
        in_force = words("history.reverted") if reverted else words.number(row["in_force"])
        rows.append(
            [
                Cell(words.number(row["import_key"]), row["import_key"]),
                Cell(words.month(row["month"]), row["month"]),
                Cell(f"\u2068{row['file_name']}\u2069", row["file_name"]),
                Cell(who, str(row["imported_at"])),
                Cell(words.number(row["units"]), row["units"]),
                Cell(in_force, -1 if reverted else row["in_force"]),
                _reason(row["note"], words),
            ]
        )
    return table(words("history.imports"), columns, rows, words)


def chain(province: Province, words: Words) -> None:
    """The audit chain, newest first, by kind of entry and person; its head."""
    found = month_queries.events()
    actions = [ALL, *sorted(found["action"].unique())]
    people = [ALL, *sorted(found["actor"].unique())]
    with st.container(horizontal=True):
        state.choose("chain_action", actions, ALL)
        action = st.selectbox(
            words("history.column_action"),
            actions,
            format_func=lambda code: words("objections.all") if code == ALL else words(f"action.{code}"),
            key="chain_action",
            width=240,
        )
        state.choose("chain_actor", people, ALL)
        actor = st.selectbox(
            words("history.column_actor"),
            people,
            format_func=lambda name: words("objections.all") if name == ALL else name,
            key="chain_actor",
            width=240,
        )
    shown = found[((action == ALL) | (found["action"] == action)) & ((actor == ALL) | (found["actor"] == actor))]
    head = el("p", words("history.head"), " ", el("code", found["entry_hash"].iloc[0]), cls="sj-note sj-hash")
    show(_chain_grid(shown.head(MOST_EVENTS), province, words), head, key="chain")
    download_button(Download(words("chart.csv"), "chain.csv", lambda: shown), "csv_chain")


def _chain_grid(shown: pd.DataFrame, province: Province, words: Words) -> Node:
    names = ("number", "when", "actor", "action", "what", "why")
    columns = [Column(words(f"history.column_{name}"), numeric=name == "number") for name in names]
    rows = []
    for row in records(shown):
        what = said(json.loads(row["what"]), words, province)
        when = words.moment(row["recorded_at"])
        rows.append(
            [
                Cell(words.number(row["seq"]), row["seq"]),
                Cell(when, row["recorded_at"]),
                Cell(f"\u2068{row['actor']}\u2069", row["actor"]),
                Cell(words(f"action.{row['action']}"), row["action"]),
                Cell(what, what, look="sj-sentence"),
                _reason(row["why"], words),
            ]
        )
    return table(words("history.chain"), columns, rows, words)
