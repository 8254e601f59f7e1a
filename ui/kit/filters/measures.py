"""Choices that only some pages offer: a measure, a target, a search, a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from i18n.months import this_month
from i18n.words import Words
from scoring.months import before
from scoring.scheme import Domain, Indicator
from ui.asking import setup_queries
from ui.asking.scopes import Scope
from ui.kit.choices import called
from ui.session import state

MOST_AHEAD = 24  # months that a target may lie ahead
FIRST_YEAR = 1380


@dataclass(frozen=True)
class Measure:
    """What Trends shows: weak_share, total, domain, indicator (with its code) or units."""

    name: str
    code: str = ""


MEASURES = ("weak_share", "total", "domain", "indicator", "units")


def measure(words: Words, scope: Scope) -> Measure:
    """The choice of a measure, above the chart, with the domain or indicator where it needs one."""
    scheme = setup_queries.schemes(scope.province)[scope.month]
    with st.container(key="measure_choice", horizontal=True):
        state.choose("measure", MEASURES, MEASURES[0])
        name = st.selectbox(
            words("trends.measure"),
            MEASURES,
            format_func=lambda option: words(f"trends.{option}"),
            key="measure",
            width=320,
            persist_state="session",
        )
        state.write("measure", name)
        choices: dict[str, Sequence[Domain | Indicator]] = {"domain": scheme.domains, "indicator": scheme.indicators}
        items = choices.get(name)
        if items is None:
            return Measure(name)
        names = {item.code: words.name(item) for item in items}
        state.choose(name, list(names), next(iter(names)))
        code = st.selectbox(
            words(f"trends.which_{name}"),
            list(names),
            format_func=called(names),
            key=name,
            width=320,
            persist_state="session",
        )
        state.write(name, code)
        return Measure(name, code)


def any_month(words: Words, key: str, label: str, default: int | None = None) -> int | None:
    """A month of any year, by name and year; None until both are chosen."""
    years = list(range(this_month() // 100 + 1, FIRST_YEAR - 1, -1))
    with st.container(horizontal=True, width="content", key=f"month_{key}"):
        number = state.choose(f"{key}_number", list(range(1, 13)), default % 100 if default else None)
        number = st.selectbox(
            label,
            list(range(1, 13)),
            index=None if number is None else 0,
            format_func=lambda number: words.month(100 + number, with_year=False),
            key=f"{key}_number",
            width=180,
        )
        year = state.choose(f"{key}_year", years, default // 100 if default else None)
        year = st.selectbox(
            words("filter.year"),
            years,
            index=None if year is None else 0,
            format_func=lambda year: words.digits(str(year)),
            key=f"{key}_year",
            placeholder=words("filter.year"),  # the usual one is wider than a year
            width=130,
        )
    return year * 100 + number if year and number else None


def search(words: Words) -> str:
    """A part of a unit's name, typed above a table; in the address too."""
    asked = state.typed("search")
    text = st.text_input(words("ranking.search"), asked, key="search", max_chars=80, width=320, persist_state="session")
    state.write("search", [text] if text else [])
    return text


def in_context(words: Words, scope: Scope) -> str | None:
    """The unit to be shown among the best and its neighbours; None for the whole table."""
    units = setup_queries.units(scope.province, words.lang)
    names = dict(zip(units["unit_id"], units[f"name_{words.lang}"], strict=True))
    mine = list(units.loc[units["kind"].isin(scope.kinds), "unit_id"])
    state.choose("me", mine, None)
    me = st.selectbox(
        words("league.context"),
        mine,
        index=None,
        format_func=called(names),
        placeholder=words("league.context_hint"),
        key="me",
        width=360,
        persist_state="session",
    )
    state.write("me", [me] if me else [])
    return me


def target(words: Words, scope: Scope) -> tuple[float, int]:
    """The wanted weak share (percent) and the month by which it is to be reached; both in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="target_choice"):
        shares = list(range(101))
        state.choose("wanted", shares, 10)
        wanted = st.selectbox(
            words("shifts.wanted"), shares, format_func=words.percent, key="wanted", width=220, persist_state="session"
        )
        months = [before(scope.month, -ahead) for ahead in range(1, MOST_AHEAD + 1)]
        state.choose("by", months, before(scope.month, -(12 - scope.month % 100 or 12)))
        by = st.selectbox(
            words("shifts.by"), months, format_func=words.month, key="by", width=220, persist_state="session"
        )
    state.write("wanted", wanted)
    state.write("by", by)
    return float(wanted), by


def standing(options: list[str]) -> str:
    """The band or light that the table is narrowed to; empty for all."""
    chosen = str(state.choose("standing", options, ""))
    state.write("standing", [chosen] if chosen else [])
    return chosen
