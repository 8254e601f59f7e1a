"""What the pages of papers ask: the facts of a final month, letters, manager points, public reports."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pandas as pd

from data.asking import month_facts, open_months, public_facts
from data.office import corrections, republishing
from data.office import decisions as decided
from data.office import publications as published
from data.office.letters import letter_rows, letter_standing, letter_templates
from data.office.managers import manager_points as points_of
from data.office.managers import tenures as offices
from scoring.frames import records
from scoring.states import LOCKED
from telling.month_facts import MonthFacts, PublicFacts
from telling.open_month import OpenMonth
from ui.asking import month_queries, setup_queries, the_store
from ui.asking.cache import kept
from ui.asking.the_store import store

MOST_FACTS = 6  # months whose papers are at hand


def locked_months(province: int) -> list[int]:
    """The final and published months, oldest first: papers are made of them alone."""
    known = setup_queries.months(province)
    return [int(month) for month in known.loc[known["state"].isin(LOCKED), "month"]]


def facts(province: int, month: int) -> MonthFacts:
    """Everything that the papers of a final or published month say."""
    return _facts(*the_store.store_state(), province, month)


@lru_cache(maxsize=MOST_FACTS)
def _facts(path: str, revision: int, province: int, month: int) -> MonthFacts:
    return month_facts.month_facts(store(), province, month)


def open_month(province: int, month: int) -> OpenMonth:
    """What the units are told of a month in its objections' time."""
    return _open_month(*the_store.store_state(), province, month)


@lru_cache(maxsize=MOST_FACTS)
def _open_month(path: str, revision: int, province: int, month: int) -> OpenMonth:
    return open_months.open_month(store(), province, month)


@kept
def letters(province: int) -> pd.DataFrame:
    """The register of letters, each with its standing (`letter_standing`)."""
    return letter_standing.with_standing(store(), province)


@kept
def letter_effects(province: int) -> dict[int, list[tuple[int, float]]]:
    """letter_key -> (month, change of total since the letter's month) of the months that followed."""
    return letter_rows.effects(store(), province)


def letter_template(province: int, lang: str, kind: str, until: int | None = None) -> bytes | None:
    """The office's own letter (as it was when a letter was sent, `until`); None where ours is used."""
    own = letter_templates.template(store(), province, lang, kind, until)
    return own[1] if own else None


@kept
def recipients(province: int) -> dict[str, str]:
    """unit_id -> whom a letter about the unit goes to; empty where nobody is known."""
    return dict(setup_queries.unit_list(province)[["unit_id", "letter_recipient"]].itertuples(index=False))


def manager_points(province: int, month: int, lang: str) -> tuple[pd.DataFrame, pd.DataFrame, list[int]]:
    """`manager_points.manager_points`, units in the language's alphabet, agencies first."""
    units, held, counted = _points(province, month)
    return units.sort_values(["kind", f"sort_{lang}"], ignore_index=True), held, counted


@kept
def _points(province: int, month: int) -> tuple[pd.DataFrame, pd.DataFrame, list[int]]:
    return points_of.manager_points(store(), province, month)


@kept
def tenures(province: int) -> pd.DataFrame:
    return offices.tenures(store(), province)


@kept
def revisions(province: int, month: int) -> list[published.Revision]:
    """The published revisions of a month's report, oldest first."""
    return published.revisions(store(), province, month)


def last_publishing(province: int) -> published.Publishing:
    return published.last_publishing(store(), province)


@kept
def publications(province: int) -> pd.DataFrame:
    """Every published report, newest first, with what it says otherwise than the one before (`changes`)."""
    return published.publication_list(store(), province)


def version_of(province: int, month: int) -> int:
    """How often a month was changed: what a decision about it is made on."""
    versions = {row["month"]: row["version"] for row in records(month_queries.month_states(province))}
    return int(versions[month])


@kept
def touched_reports(province: int) -> list[republishing.Touched]:
    """The published months whose reports a correction has moved."""
    return republishing.touched(store(), province)


def report_facts(province: int, month: int, revision: int | None) -> PublicFacts:
    """What a published revision was made of; without a number what a report of today would say. Raises Refused
    `revision_not_kept`."""
    return _report_facts(*the_store.store_state(), province, month, revision)


@lru_cache(maxsize=MOST_FACTS)
def _report_facts(path: str, store_revision: int, province: int, month: int, revision: int | None) -> PublicFacts:
    if revision is None:
        return public_facts.public_facts(store(), province, month)
    return published.kept_report(store(), province, month, revision)


@kept
def coming_revision(province: int, month: int, wanted: published.Publishing) -> published.Revision:
    """What would be published of a month now."""
    return published.coming_revision(store(), province, month, wanted)


def report_token(province: int, month: int) -> str:
    """What a look at the report of a month as it would be published is a look at."""
    return published.report_token(store(), province, report_facts(province, month, None))


@kept
def corrections_for(number: int) -> pd.DataFrame:
    """The imports that came after an objection and are in force for its unit."""
    return corrections.corrections_for(store(), number)


@kept
def decisions(province: int, month: int, today: date) -> pd.DataFrame:
    """What meetings up to the one about a month decided."""
    return decided.decisions(store(), province, month, today)


def slide_order(province: int) -> list[str]:
    """The slides that are shown, in their order; empty where nobody has chosen."""
    return decided.slide_order(store(), province)
