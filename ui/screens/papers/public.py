"""What the page of the public report is made of: the decisions, the report as the people will see it, publishing, the
published revisions and their files."""

from __future__ import annotations

import base64
from functools import lru_cache, partial

import streamlit as st

from data.keeping.move_and_back_up import Moved
from data.office.publications import Publishing
from data.problems import Refused
from data.store.chain import digest
from i18n.months import code
from i18n.problem_sentences import problem_sentence
from i18n.trouble_sentences import backup_trouble
from i18n.words import LANGUAGES, Words
from reports.office.letters.letters import zipped
from reports.web.editions import edition_of, next_edition
from reports.web.page_model import Edition
from reports.web.public_page import PAGES
from reports.web.public_report import public_report
from reports.web.social_card import social_card
from scoring.frames import records
from scoring.states import PUBLISHED
from telling.month_facts import PublicFacts
from ui.asking import acting, month_acts, paper_queries
from ui.asking.scopes import Province
from ui.kit import frame, made_papers
from ui.kit.charts import file_button
from ui.kit.dom import Node, el, show
from ui.kit.entries import Entry
from ui.kit.tables import Cell, Column, table
from ui.session import who

LOOK_HEIGHT = 720
MOST_LOOKS = 8


def report(province: Province, month: int, words: Words) -> tuple[PublicFacts, Edition]:
    """The report on screen: as it was published, or as it would be published now, by what is chosen."""
    facts = paper_queries.report_facts(province.key, month, None)
    found = paper_queries.revisions(province.key, month)
    if facts.state != PUBLISHED:
        return facts, _chosen_edition(facts, province, words)
    edition = edition_of(found)
    names = words("public.names_shown" if edition.weak_names else "public.names_hidden")
    said = [words("public.is_published"), names]
    show(*(el("p", line, cls="sj-note") for line in said), key="public_said")
    try:
        return paper_queries.report_facts(province.key, month, edition.revision), edition
    except Refused as refused:
        frame.warned(*(problem_sentence(problem, words) for problem in refused.problems), key="public_not_kept")
        return facts, edition


def _entry(province: Province, month: int) -> Entry:
    """What is decided for one month of one province is no decision for another."""
    return Entry("public", f"{province.province_id}_{month}")


def _chosen_edition(facts: PublicFacts, province: Province, words: Words) -> Edition:
    found = paper_queries.revisions(province.key, facts.month)
    entry, last = _entry(province, facts.month), paper_queries.last_publishing(province.key)
    for name, value in (("names", last.weak_names), ("contact", last.contact), ("note", "")):
        st.session_state.setdefault(entry.key(name), value)
    with st.container(border=True, key="public_choice"):
        st.toggle(words("public.weak_names"), key=entry.key("names"))
        st.text_input(words("public.contact_label"), key=entry.key("contact"), max_chars=200)
        label = "public.note_again" if found else "public.note_first"
        st.text_input(words(label), key=entry.key("note"), max_chars=200)
    coming = paper_queries.coming_revision(province.key, facts.month, _chosen(entry))
    return next_edition([*found, coming])


def _chosen(entry: Entry, looked_at: str = "") -> Publishing:
    names, texts = bool(entry.typed("names")), (entry.typed("contact").strip(), entry.typed("note").strip())
    return Publishing(names, *texts, looked_at)


def publish(facts: PublicFacts, edition: Edition, province: Province, words: Words) -> None:
    """Make it the report to the people, once it was looked at as it will be: the month is published, the revision kept.
    Another choice must be looked at again."""
    entry = _entry(province, facts.month)
    seen = paper_queries.version_of(province.key, facts.month)
    token = paper_queries.report_token(province.key, facts.month)
    chosen = _chosen(entry, token)
    looked = entry.key(f"looked_{digest([repr(chosen)])[:12]}")  # another choice, or another figure: look again

    def act(drawn: int) -> None:
        def do() -> acting.Done:
            if not st.session_state.get(looked):
                return acting.Done(refused=(words("public.not_looked"),))
            return month_acts.publish_month(
                province.province_id, facts.month, seen, _chosen(entry, token), who.acting(words)
            )

        def trouble(moved: Moved) -> list[str]:
            return [backup_trouble(moved.trouble, words)] if moved.trouble else []

        slots = {"month": words.month(facts.month), "revision": words.number(edition.revision)}
        entry.act(drawn, do, lambda _: [words("public.was_published", **slots)], ("note",), trouble)

    st.checkbox(words("public.looked"), key=looked)
    st.button(
        words("public.publish", month=words.month(facts.month)),
        key=entry.key("do"),
        type="primary",
        icon=":material/public:",
        on_click=act,
        args=(entry.drawn,),
    )
    entry.refusal()


def files(facts: PublicFacts, edition: Edition, province: Province, words: Words, place: str = "public") -> None:
    """The folder as one archive, and the picture for messaging apps in both languages."""
    name = f"report-{province.province_id}-{code(facts.month)}-{edition.revision}"

    def make(progress: made_papers.Progress) -> bytes:
        found = public_report(facts, edition)
        progress(0.7)
        found |= {f"card-{lang}.png": social_card(facts, edition, Words(lang)) for lang in LANGUAGES}
        return zipped(found.items())

    with st.container(horizontal=True):
        depends = edition.weak_names, edition.contact, edition.published_on
        made_papers.offer(f"{place}_zip", "public.make", "public.take", f"{name}.zip", make, words, *depends)
        for lang in LANGUAGES:
            content = partial(social_card, facts, edition, Words(lang))
            file_button(words(f"public.picture_{lang}"), content, f"{name}-{lang}.png", f"{place}_picture_{lang}")


def look(facts: PublicFacts, edition: Edition, words: Words, place: str = "public") -> None:
    """The page as the people see it (in a frame that can reach nothing of the app), and the picture."""
    title = words("public.look_first" if edition.published_on is None else "public.look_published")
    show(el("h2", title, cls="sj-section"), key=f"{place}_look")
    page, picture = _looked_at(facts, edition, words.lang)
    source = "data:text/html;charset=utf-8;base64," + base64.b64encode(page).decode("ascii")
    st.iframe(source, height=LOOK_HEIGHT, alt=title)
    show(el("h3", words("public.look"), cls="sj-chart-title"), key=f"{place}_picture_title")
    st.image(picture, width=420, alt=words("public.look"))


@lru_cache(maxsize=MOST_LOOKS)
def _looked_at(facts: PublicFacts, edition: Edition, lang: str) -> tuple[bytes, bytes]:
    """The page of a language, and the picture; kept for the facts that the store's answer is kept for."""
    return public_report(facts, edition)[PAGES[lang]], social_card(facts, edition, Words(lang))


def one_revision(province: Province, words: Words) -> None:
    """The files of any published revision, as it was published."""
    found = paper_queries.publications(province.key)
    known = list(found[["month", "revision"]].itertuples(index=False, name=None))
    if not known:
        return

    def label(pair: tuple[int, int]) -> str:
        day = found.loc[(found["month"] == pair[0]) & (found["revision"] == pair[1]), "published_on"].iloc[0]
        return (
            f"{words.month(pair[0])}: {words('public.published', revision=words.number(pair[1]), day=words.day(day))}"
        )

    month, revision = st.selectbox(words("public.one_revision"), known, format_func=label, key="public_one", width=520)
    try:
        facts = paper_queries.report_facts(province.key, int(month), int(revision))
    except Refused as refused:
        frame.warned(*(problem_sentence(problem, words) for problem in refused.problems), key="public_one_refused")
        return
    kept = [each for each in paper_queries.revisions(province.key, int(month)) if each.revision <= revision]
    files(facts, edition_of(kept), province, words, "public_one")


def revisions(province: Province, words: Words) -> Node:
    """Every report that was published, newest first."""
    found = paper_queries.publications(province.key)
    if found.empty:
        return el("p", words("public.no_revisions"), cls="sj-empty")
    names = ("month", "revision", "day", "names", "changes", "note")
    columns = [Column(words(f"public.col_{name}"), numeric=name == "changes") for name in names]
    rows = []
    for row in records(found):
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
