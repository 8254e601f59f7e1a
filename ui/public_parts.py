"""What the page of the public report is made of: the decisions, a look at it, its files, publishing, its revisions."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.publications import Publishing
from i18n.months import code
from i18n.sentences import backup_trouble
from i18n.words import LANGUAGES, Words
from reports.editions import edition_of, next_edition
from reports.letters import zipped
from reports.public_page import Edition
from reports.public_report import public_report
from reports.social_card import social_card
from scoring.month_facts import MonthFacts
from scoring.states import PUBLISHED
from ui import commands, frame, paper_queries, papers
from ui.charts import file_button
from ui.dom import Node, el, show
from ui.queries import Province
from ui.tables import Cell, Column, table

_DONE = "public_outcome"


def outcome(words: Words) -> None:
    """What the last step did, once; and that it could not be backed up."""
    done, said = st.session_state.pop(_DONE, (None, ""))
    if not done:
        return
    frame.refused(*done.refused, key="public_refused") if done.refused else frame.done(said, key="public_done")
    if not done.refused and done.value.trouble:
        frame.warned(backup_trouble(done.value.trouble, words), key="public_no_backup")


def decisions(facts: MonthFacts, province: Province, words: Words) -> Edition:
    """The edition on screen: the published one, or what would be published now, by what is chosen here."""
    found = paper_queries.revisions(province.key, facts.month)
    if facts.state == PUBLISHED:
        edition = edition_of(found)
        names = words("public.names_shown" if edition.weak_names else "public.names_hidden")
        said = [words("public.is_published"), names]
        show(*(el("p", line, cls="sj-note") for line in said), key="public_said")
        if found and found[-1].headline and not paper_queries.still_told(province.key, facts.month):
            frame.warned(words("public.headline_moved"), key="public_moved")
        return edition
    last, keys = paper_queries.last_publishing(province.key), _keys(facts)
    for key, value in zip(keys, (last.weak_names, last.contact, ""), strict=True):
        st.session_state.setdefault(key, value)
    with st.container(border=True, key="public_choice"):
        st.toggle(words("public.weak_names"), key=keys[0])
        st.text_input(words("public.contact_label"), key=keys[1], max_chars=200)
        label = "public.note_again" if found else "public.note_first"
        st.text_input(words(label), key=keys[2], max_chars=200)
    chosen = _chosen(facts)
    return next_edition(found, weak_names=chosen.weak_names, contact=chosen.contact)


def _keys(facts: MonthFacts) -> tuple[str, str, str]:
    """What is decided for one month of one province is no decision for another."""
    own = f"{facts.province_id}_{facts.month}"
    return f"public_names_{own}", f"public_contact_{own}", f"public_note_{own}"


def _chosen(facts: MonthFacts) -> Publishing:
    names, contact, note = (st.session_state[key] for key in _keys(facts))
    return Publishing(names, contact.strip(), note.strip())


def publish(facts: MonthFacts, province: Province, words: Words) -> None:
    """Make it the report to the people: the month is published, the revision is kept."""
    st.button(
        words("public.publish"),
        key="public_publish",
        type="primary",
        icon=":material/public:",
        on_click=_publish,
        args=(facts, province, paper_queries.version_of(province.key, facts.month), words),
    )


def _publish(facts: MonthFacts, province: Province, seen: int, words: Words) -> None:
    """The step, before the page is drawn again: decided on the month as it was on screen."""
    done = commands.publish_month(province.province_id, facts.month, seen, _chosen(facts), words)
    st.session_state[_DONE] = done, words("public.was_published", month=words.month(facts.month))


def files(facts: MonthFacts, edition: Edition, province: Province, words: Words) -> None:
    """The folder as one archive, and the picture for messaging apps in both languages."""
    name = f"report-{province.province_id}-{code(facts.month)}-{edition.revision}"

    def make(progress: papers.Progress) -> bytes:
        found = public_report(facts, edition)
        progress(0.7)
        found |= {f"card-{lang}.png": social_card(facts, edition, Words(lang)) for lang in LANGUAGES}
        return zipped(found.items())

    with st.container(horizontal=True):
        depends = edition.weak_names, edition.contact, edition.published_on
        papers.offer("public_zip", "public.make", "public.take", f"{name}.zip", make, words, *depends)
        for lang in LANGUAGES:
            content = partial(social_card, facts, edition, Words(lang))
            file_button(words(f"public.picture_{lang}"), content, f"{name}-{lang}.png", f"public_picture_{lang}")


def look(facts: MonthFacts, edition: Edition, words: Words) -> None:
    """The picture, as the people see it."""
    show(el("h2", words("public.look"), cls="sj-section"), key="public_look")
    st.image(social_card(facts, edition, words), width=420, alt=words("public.look"))


def revisions(province: Province, words: Words) -> Node:
    """Every report that was published, newest first."""
    found = paper_queries.publications(province.key)
    if found.empty:
        return el("p", words("public.no_revisions"), cls="sj-empty")
    names = ("month", "revision", "day", "names", "changes", "note")
    columns = [Column(words(f"public.col_{name}"), numeric=name == "changes") for name in names]
    rows = []
    for row in found.to_dict("records"):
        changes = len(row["changes"] or ())
        shown = words("public.names_shown" if row["weak_names"] else "public.names_hidden")
        rows.append(
            [
                Cell(words.month(row["month"]), row["month"]),
                Cell(words.number(row["revision"]), row["revision"]),
                Cell(words.day(row["published_on"]), row["published_on"]),
                Cell(shown, shown),
                Cell(words.number(changes) if row["revision"] > 1 else "", changes),
                Cell(row["note"], row["note"], look="sj-sentence"),
            ]
        )
    return table(words("public.revisions"), columns, rows, words, tall=True)
