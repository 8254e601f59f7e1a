"""What the papers of a month cost: gathering its facts, and each kind of file."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from data.asking import catalogue
from data.asking.month_facts import month_facts
from data.office.managers.manager_points import manager_points
from data.registry.month_states import state_of
from data.store.store import Store
from i18n.words import Words
from reports.office.letters.letter_words import Letter
from reports.office.letters.letters import letter_docx
from reports.office.month_workbook import month_workbook
from reports.office.points_workbook import PointsOf, points_workbook
from reports.typeset.unit_card import unit_card
from reports.web.page_model import Edition
from reports.web.public_report import public_report
from reports.web.social_card import social_card
from scoring.states import LOCKED
from telling.letter_figures import figures

RUNS = 3
EDITION = Edition(1, "2020-09-20", weak_names=True, contact="")


def paper_times(store: Store) -> dict[str, float]:
    """Milliseconds (medians) of each paper of the newest month of the first province, in Persian."""
    province = int(catalogue.provinces(store)["province_key"].iloc[0])
    month = int(catalogue.months(store, province)["month"].max())
    _make_final(store, province, month)
    words, facts = Words("fa"), month_facts(store, province, month)
    unit = facts.league.dropna(subset=["total"])["unit_id"].iloc[0]
    letter = Letter("notice", "", None, "", None, figures(facts, unit))
    points = manager_points(store, province, month)
    fences = {kind: facts.borders(kind) for kind in facts.kinds}
    about = PointsOf(facts.name_fa, facts.name_en, month, facts.state, facts.scheme, fences, demo=False)
    return {
        "facts of the month": _median(lambda: month_facts(store, province, month)),
        "letter (Word)": _median(lambda: letter_docx(letter, month, None, words)),
        "report card (PDF)": _median(lambda: unit_card(facts, unit, words)),
        "workbook": _median(lambda: month_workbook(facts, words)),
        "manager points (workbook)": _median(lambda: points_workbook(points, about, words)),
        "public report": _median(lambda: public_report(facts, EDITION)),
        "picture": _median(lambda: social_card(facts, EDITION, words)),
    }


def _make_final(store: Store, province: int, month: int) -> None:
    """The built stores hold drafts; a paper wants a final month, and those before it for its history."""
    if state_of(store, province, month).state in LOCKED:
        return
    with store.transaction() as change:
        change.run("UPDATE month SET state = 'final' WHERE province_key = $province", province=province)


def _median(make: Callable[[], object]) -> float:
    """The first run, which fills caches, isn't counted."""
    make()
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        make()
        times.append(1000 * (perf_counter() - start))
    return median(times)
