"""The reports that a correction of an earlier month has moved: what they told, what they would tell, published again
together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from data.keeping.move_and_back_up import Moved
from data.office.publications import Publishing, headline_of
from data.office.republishing import Touched
from i18n.trouble_sentences import backup_trouble
from i18n.words import Words
from reports.web.editions import next_edition
from reports.web.headlines import headline_sentence
from telling.revisions import changed_kinds
from ui.asking import acting, month_acts, paper_queries
from ui.asking.scopes import Province
from ui.kit.dom import el, show
from ui.kit.entries import Entry
from ui.kit.tables import Cell, Column, table
from ui.screens.papers.public import look
from ui.session import who


def offer(province: Province, words: Words) -> None:
    """Nothing where no published report has moved; else the months, what changes, and one act for all of them."""
    found = paper_queries.touched_reports(province.key)
    if not found:
        return
    about = [el("p", words("public.again_about"), cls="sj-note")]
    for each in found:
        if each.waiting:
            months = words("list.comma").join(words.month(month) for month in each.waiting)
            text = words("public.waits", month=words.month(each.month), months=months)
            about.append(el("p", text, cls="sj-alarm"))
    columns = [Column(words(f"public.col_{name}")) for name in ("month", "now", "then", "would")]
    rows = [_row(each, province, words) for each in found]
    grid = table(words("public.again"), columns, rows, words)
    show(el("h2", words("public.again"), cls="sj-section"), *about, grid, key="again")
    if not any(each.waiting for each in found):
        _act(found, province, words)


def _row(each: Touched, province: Province, words: Words) -> list[Cell]:
    """Of the headlines, those that differ; where none does, that it is other figures that do."""
    told = paper_queries.revisions(province.key, each.month)[-1].headline
    now = headline_of(paper_queries.report_facts(province.key, each.month, None))
    pairs = [tuple(headline_sentence(row, words) for row in pair) for pair in changed_kinds(told, now)]
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    then, would = (words("list.comma").join(side) for side in zip(*differing, strict=True)) if differing else ("", "")
    return [
        Cell(words.month(each.month), each.month),
        Cell(words.number(each.revision), each.revision),
        Cell(then, "", look="sj-sentence"),
        Cell(would or words("public.other_figures"), "", look="sj-sentence"),
    ]


def _act(found: Sequence[Touched], province: Province, words: Words) -> None:
    """Contact and remark for all of them, which of them name weak units; looked at before they go out."""
    entry = Entry("again", "_".join(f"{each.month}-{each.revision}-{each.token[:6]}" for each in found))
    contact = next((each.contact for each in reversed(found) if each.contact), "")
    months = [each.month for each in found]
    st.session_state.setdefault(entry.key("contact"), contact)
    st.session_state.setdefault(entry.key("names"), [each.month for each in found if each.weak_names])
    with st.container(border=True, key="again_box"):
        st.multiselect(words("public.again_names"), months, format_func=words.month, key=entry.key("names"), width=640)
        st.text_input(words("public.contact_label"), key=entry.key("contact"), max_chars=200)
        st.text_input(words("public.note_again"), key=entry.key("note"), max_chars=200)
        _look(entry, months, province, words)
        st.checkbox(words("public.looked_all"), key=entry.key("looked"))
        st.button(
            words("public.again_do", count=words.number(len(found)))
            if len(found) > 1
            else words("public.again_do_one", month=words.month(months[0])),
            key=entry.key("do"),
            type="primary",
            on_click=_publish,
            args=(entry, entry.drawn, found, province, words),
        )
        entry.refusal()


def _wanted(entry: Entry, each: Touched) -> Publishing:
    texts = entry.typed("contact").strip(), entry.typed("note").strip()
    return Publishing(each.month in (entry.typed("names") or ()), *texts, each.token)


def _look(entry: Entry, months: Sequence[int], province: Province, words: Words) -> None:
    """One of the reports as the people would see it."""
    month = st.selectbox(
        words("public.again_look"), months, index=None, format_func=words.month, key=entry.key("look"), width=320
    )
    if month is not None:
        facts = paper_queries.report_facts(province.key, month, None)
        each = next(one for one in paper_queries.touched_reports(province.key) if one.month == month)
        coming = paper_queries.coming_revision(province.key, month, _wanted(entry, each))
        look(facts, next_edition([*paper_queries.revisions(province.key, month), coming]), words, "again_page")


def _publish(entry: Entry, drawn: int, found: Sequence[Touched], province: Province, words: Words) -> None:
    """All of them at once, exactly as they were looked at."""
    wanted = {each.month: _wanted(entry, each) for each in found}

    def do() -> acting.Done:
        if not entry.typed("looked"):
            return acting.Done(refused=(words("public.not_looked"),))
        return month_acts.publish_again(province.province_id, wanted, who.acting(words))

    def told(done: tuple[Mapping[int, int], Moved]) -> list[str]:
        return [
            words("public.published_again", month=words.month(month), revision=words.number(revision))
            for month, revision in done[0].items()
        ]

    def trouble(done: tuple[Mapping[int, int], Moved]) -> list[str]:
        return [backup_trouble(done[1].trouble, words)] if done[1].trouble else []

    entry.act(drawn, do, told, ("note",), trouble)
