"""The facts of a month that is open to objections, for the preliminary cards of its units."""

from __future__ import annotations

from data.asking import catalogue, stored_results, stored_scores
from data.asking.analyses import scheme_of
from data.asking.chosen import Chosen
from data.files.sheets import shown_text
from data.problems import refusal
from data.registry.month_states import state_of
from data.store.reader import Reader
from scoring.frames import row_at
from scoring.states import OBJECTIONS
from telling.open_month import OpenMonth

UNIT_COLUMNS = "unit_id kind name_fa name_en status points ceiling total band".split()
SCORE_COLUMNS = "unit_id indicator points mark file_name sheet cell typed".split()


def open_month(store: Reader, province: int, month: int) -> OpenMonth:
    """What the units are told of a month in its objections' time. Raises Refused `month_not_stored`,
    `month_not_in_objections`."""
    scheme, everything = scheme_of(store, province, month), Chosen()
    found = state_of(store, province, month)
    if found is None or found.state != OBJECTIONS or found.until is None:
        raise refusal("month_not_in_objections", month=month, state=found.state if found else "")
    who = row_at(catalogue.provinces(store).set_index("province_key"), province)
    scores = stored_scores.with_places(stored_scores.scores(store, province, everything, month))
    shown = {name: scores[name].map(shown_text) for name in ("file_name", "sheet", "typed")}
    return OpenMonth(
        province_id=who["province_id"],
        name_fa=who["name_fa"],
        name_en=who["name_en"],
        month=month,
        until=found.until,
        scheme=scheme,
        demo=catalogue.is_demo(store),
        head=catalogue.chain_head(store),
        units=stored_results.unit_totals(store, province, everything, month)[UNIT_COLUMNS],
        domains=stored_results.domain_percents(store, province, everything, month),
        scores=scores.assign(**shown)[SCORE_COLUMNS],
    )
