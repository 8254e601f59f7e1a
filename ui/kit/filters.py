"""The filters at the side: a page asks for what it needs and gets a Scope back."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from data.asking.chosen import Chosen
from data.units.units import KINDS
from i18n.months import this_month
from i18n.words import Words
from scoring.months import before
from ui.asking import setup_queries
from ui.asking.scopes import FIRST_OF_KIND, Province, Scope
from ui.session import state

BOTH = "both"
WEAK = "weak_bands"  # in the place of a band: every weak one
MOST_UNITS = 10
MOST_AHEAD = 24  # months that a target may lie ahead
FIRST_YEAR = 1380
KINDS_SHOWN = tuple(reversed(KINDS))  # governorates first


def province(words: Words) -> Province | None:
    """The province on screen, chosen where the store holds several; None where it holds none."""
    known = {province.province_id: province for province in setup_queries.provinces()}
    if len(known) < 2:
        return next(iter(known.values()), None)
    state.choose("province", list(known), next(iter(known)))
    with st.sidebar:
        chosen = st.selectbox(
            words("filter.province"),
            list(known),
            format_func=lambda code: words.name(known[code]),
            key="province",
            persist_state="session",
        )
    state.write("province", chosen)
    return known[chosen]


def months_only(words: Words, province: Province) -> Scope:
    """The filters of a screen that shows one unit: the month alone."""
    known = [int(month) for month in setup_queries.months(province.key)["month"]]
    with st.sidebar, st.container(key="filters"):
        months = _until(_month(words, known), known)
    name, code = words.name(province), province.province_id
    return Scope(province.key, code, name, months[-1], months, FIRST_OF_KIND, KINDS_SHOWN, Chosen())


def sidebar(words: Words, province: Province, *, span: bool = False, both: bool = True) -> Scope:
    """Draw the filters: one month, or a span of months, the base month, the kinds (or one of them where the screen must
    not show `both`), sectors, units."""
    known = [int(month) for month in setup_queries.months(province.key)["month"]]
    with st.sidebar, st.container(key="filters"):
        if span:
            first, last = _span(words, known)
            months = tuple(month for month in known if first <= month <= last)
        else:
            months = _until(_month(words, known), known)
        base, refused = _base(words, _until(months[-1], known), known)
        kind = _kind(words, both)
        chosen = _units(words, province.key, kind)
    kinds = KINDS_SHOWN if kind == BOTH else (kind,)
    name = words.name(province)
    return Scope(province.key, province.province_id, name, months[-1], months, base, kinds, chosen, refused)


def _until(month: int, known: list[int]) -> tuple[int, ...]:
    return tuple(earlier for earlier in known if earlier <= month)


def _month(words: Words, known: list[int]) -> int:
    newest_first = known[::-1]
    state.choose("month", newest_first, known[-1])
    month = st.selectbox(
        words("filter.month"), newest_first, format_func=words.month, key="month", persist_state="session"
    )
    state.write("month", month)
    return month


def _span(words: Words, known: list[int]) -> tuple[int, int]:
    """The first and the last month; asked for the other way round they change places, in their fields too."""
    asked = [int(state.choose(name, known, known[place])) for name, place in (("from", 0), ("to", -1))]
    if asked[0] > asked[1]:
        state.put(**{"from": asked[1], "to": asked[0]})
    chosen = []
    with st.container(horizontal=True):
        for name in ("from", "to"):
            label = words(f"filter.{name}")
            chosen.append(st.selectbox(label, known, format_func=words.month, key=name, persist_state="session"))
            state.write(name, chosen[-1])
    return chosen[0], chosen[1]


def _base(words: Words, offered: list[int], known: list[int]) -> tuple[int, int]:
    """The base month, none later than the month on screen; and a later one that a link or an earlier choice asks for
    (else 0), as long as nothing else is chosen."""
    asked = int(state.choose("base", [FIRST_OF_KIND, *known], FIRST_OF_KIND))
    refused = state.refused("base", asked if asked > offered[-1] else 0, until=offered[-1])
    options = [FIRST_OF_KIND, *offered]
    state.choose("base", options, FIRST_OF_KIND)

    def label(month: int) -> str:
        return words("filter.base_first") if month == FIRST_OF_KIND else words.month(month)

    base = st.selectbox(words("filter.base"), options, format_func=label, key="base", persist_state="session")
    state.write("base", base)
    if base != FIRST_OF_KIND:
        refused = state.refused("base", 0, until=0)
    return int(base), refused


def _kind(words: Words, both: bool) -> str:
    """The choice of a kind; a screen without `both` remembers its own, so that it never narrows another one."""
    key = "kind" if both else "ranked"
    options = [BOTH, *KINDS_SHOWN] if both else list(KINDS)
    state.choose(key, options, options[0])

    def label(kind: str) -> str:
        return words("kind.both") if kind == BOTH else words(f"kind.{kind}.many")

    kind = st.radio(words("kind.label"), options, format_func=label, key=key, persist_state="session")
    state.write(key, kind)
    return kind


def _units(words: Words, province: int, kind: str) -> Chosen:
    units = setup_queries.units(province, words.lang)
    units = units if kind == BOTH else units[units["kind"] == kind]
    sectors = list(dict.fromkeys(filter(None, units["sector"])))
    names = dict(zip(units["unit_id"], units[f"name_{words.lang}"], strict=True))
    chosen_sectors = []
    if sectors:
        state.choose_many("sector", sectors)
        chosen_sectors = st.multiselect(
            words("sector.label"),
            sectors,
            format_func=words.sector,
            key="sector",
            placeholder=words("sector.all"),
            select_all=False,
            persist_state="session",
        )
        state.write("sector", chosen_sectors)
    state.choose_many("unit", list(names), MOST_UNITS)
    chosen_units = st.multiselect(
        words("filter.units"),
        list(names),
        format_func=names.get,
        key="unit",
        placeholder=words("filter.units_hint"),
        select_all=False,
        max_selections=MOST_UNITS,
        persist_state="session",
    )
    state.write("unit", chosen_units)
    return Chosen(() if kind == BOTH else (kind,), tuple(chosen_sectors), tuple(chosen_units))


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
        items = {"domain": scheme.domains, "indicator": scheme.indicators}.get(name)
        if items is None:
            return Measure(name)
        names = {item.code: words.name(item) for item in items}
        state.choose(name, list(names), next(iter(names)))
        code = st.selectbox(
            words(f"trends.which_{name}"),
            list(names),
            format_func=names.get,
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


def one_unit(words: Words, scope: Scope) -> str:
    """The unit on screen, by its id; every unit that a month lists can be chosen."""
    units = setup_queries.units(scope.province, words.lang)
    names = dict(zip(units["unit_id"], units[f"name_{words.lang}"], strict=True))
    state.choose("one", list(names), next(iter(names)))
    chosen = st.selectbox(
        words("unit.choose"), list(names), format_func=names.get, key="one", width=420, persist_state="session"
    )
    state.write("one", chosen)
    return chosen


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
        format_func=names.get,
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


def set_standing(chosen: str) -> None:
    """Narrow the table, or widen it again, and draw the page anew."""
    state.wish(standing=chosen)
    st.rerun()


def open_weak(opens: str) -> None:
    """Go to the weak units of a month and kind («139905 agency»)."""
    month, kind = opens.split(" ", 1)
    open_ranking(kind, int(month), WEAK)


def open_band(kind: str, opens: str) -> None:
    """Go to the units of a kind in a month and band («139905 weak»)."""
    month, band = opens.split(" ", 1)
    open_ranking(kind, int(month), band)


def open_ranking(kind: str, month: int, standing: str) -> None:
    """Go to the ranking of a kind and month, narrowed to a band or light."""
    state.wish(ranked=kind, month=int(month), standing=standing, search="", me=None)
    st.switch_page("pages/ranking.py")


def open_trend(kind: str, month: int, indicator: str) -> None:
    """Go to the trend of an indicator of a kind, up to a month whose scheme has it."""
    _open_measure(kind, month, "indicator", indicator)


def open_domain(month: int, opens: str) -> None:
    """Go to the trend of a domain of a kind («agency information»), up to a month whose scheme has it."""
    kind, domain = opens.split(" ", 1)
    _open_measure(kind, month, "domain", domain)


def _open_measure(kind: str, month: int, measure: str, code: str) -> None:
    state.wish(kind=kind, measure=measure, sector=[], unit=[], to=month, **{measure: code})
    st.switch_page("pages/trends.py")


def open_history(indicator: str, unit_id: str | None = None) -> None:
    """Go to the history of a score of the month on screen, and of a unit (else the one on screen)."""
    state.wish(indicator=indicator, **({"one": unit_id} if unit_id is not None else {}))
    st.switch_page("pages/history.py")


def open_unit(unit_id: str) -> None:
    """Go to a unit's page."""
    state.wish(one=unit_id)
    st.switch_page("pages/unit.py")


def open_month(opens: str) -> None:
    """Show another month on the same page («139905»)."""
    state.wish(month=int(opens))
    st.rerun()


def open_point(measure: str, opens: str) -> None:
    """Go to what is behind a point of a trend («139905 agency», or «139905 A01» where the lines are units)."""
    month, series = opens.split(" ", 1)
    if measure == "units":
        state.wish(month=int(month))
        open_unit(series)
    open_ranking(series, int(month), WEAK if measure == "weak_share" else "")
