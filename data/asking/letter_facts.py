"""What letters are written from: of many months at once, as they are locked now or as all of them stand."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from data.asking import catalogue, stored_results, stored_scores
from data.asking.analyses import league_of
from data.asking.chosen import Chosen
from data.asking.shares import first_months
from data.store.reader import Reader
from data.units.units import KINDS
from scoring.frames import row_at
from scoring.states import LOCKED
from telling.letter_figures import LetterFacts

EVERYTHING = Chosen()


def letter_facts(
    reader: Reader, province: int, months: Collection[int], *, as_they_stand: bool = False
) -> dict[int, LetterFacts]:
    """By month, of those of `months` that are final or published; earlier months count where they are, too.
    `as_they_stand`: every stored month counts as if it were final."""
    known = catalogue.months(reader, province)
    counting = known if as_they_stand else known[known["state"].isin(LOCKED)]
    told = sorted(int(month) for month in counting["month"])
    wanted = [month for month in told if month in months]
    if not wanted:
        return {}
    who = row_at(catalogue.provinces(reader).set_index("province_key"), province)
    schemes = catalogue.schemes_by_month(reader, province)
    totals = stored_results.unit_totals(reader, province, EVERYTHING)
    base = {kind: first for kind, first in first_months(reader, province).items() if first in told}
    demo = catalogue.is_demo(reader)
    facts = {}
    for month in wanted:
        own = {kind: first for kind, first in base.items() if first <= month}
        leagues = [league_of(totals, schemes, month, kind, own.get(kind)) for kind in KINDS]
        facts[month] = LetterFacts(
            month=month,
            name_fa=who["name_fa"],
            name_en=who["name_en"],
            demo=demo,
            schemes={each: schemes[each] for each in told if each <= month},
            base=own,
            league=pd.concat(leagues, ignore_index=True),
            totals=totals[totals["month"].isin([each for each in told if each <= month])],
            domains=stored_results.domain_percents(reader, province, EVERYTHING, month),
            scores=stored_scores.scores(reader, province, EVERYTHING, month),
        )
    return facts
