"""The filters in a bar under the title: a page asks for what it needs and gets a Scope back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.asking.chosen import Chosen
from data.units.units import KINDS
from i18n.words import Words
from ui.asking import setup_queries
from ui.asking.scopes import FIRST_OF_KIND, Province, Scope
from ui.kit import frame
from ui.kit.choices import called
from ui.session import state, window

BOTH = "both"
WEAK = "weak_bands"  # in the place of a band: every weak one
MOST_UNITS = 10
KINDS_SHOWN = tuple(reversed(KINDS))  # governorates first


def province(words: Words, place: DeltaGenerator) -> Province | None:
    """The province on screen, chosen (in a place of the page) where the store holds several; None where it holds
    none."""
    known = {province.province_id: province for province in setup_queries.provinces()}
    if len(known) < 2:
        return next(iter(known.values()), None)
    state.choose("province", list(known), next(iter(known)))
    with place:
        chosen = st.selectbox(
            words("filter.province"),
            list(known),
            format_func=lambda code: words.name(known[code]),
            key="province",
            width=280,
            persist_state="session",
        )
    state.write("province", chosen)
    return known[chosen]


def months_only(words: Words, province: Province) -> Scope:
    """The filters of a screen that shows one unit: the month alone."""
    known = [int(month) for month in setup_queries.months(province.key)["month"]]
    with _bar(words):
        months = _until(_month(words, known), known)
    name, code = words.name(province), province.province_id
    return Scope(province.key, code, name, months[-1], months, FIRST_OF_KIND, KINDS_SHOWN, Chosen())


@contextlib.contextmanager
def _bar(words: Words) -> Iterator[None]:
    """The place of the filters, side by side; on a phone they are opened when they are wanted."""
    with frame.context().filters_place:
        folded = st.expander(words("filter.label"), icon=":material/tune:") if window.is_narrow() else st.container()
        with folded, st.container(horizontal=not window.is_narrow(), key="filters"):
            yield


def bar(words: Words, province: Province, *, span: bool = False, both: bool = True) -> Scope:
    """Draw the filters: one month, or a span of months, the base month, the kinds (or one of them where the screen must
    not show `both`), sectors, units."""
    known = [int(month) for month in setup_queries.months(province.key)["month"]]
    with _bar(words):
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


def _wide(pixels: int) -> int | Literal["stretch"]:
    """The width of a field in the bar; on a phone each fills its line."""
    return "stretch" if window.is_narrow() else pixels


def _until(month: int, known: list[int]) -> tuple[int, ...]:
    return tuple(earlier for earlier in known if earlier <= month)


def _month(words: Words, known: list[int]) -> int:
    newest_first = known[::-1]
    state.choose("month", newest_first, known[-1])
    month = st.selectbox(
        words("filter.month"),
        newest_first,
        format_func=words.month,
        key="month",
        width=_wide(150),
        persist_state="session",
    )
    state.write("month", month)
    return month


def _span(words: Words, known: list[int]) -> tuple[int, int]:
    """The first and the last month; asked for the other way round they change places, in their fields too."""
    asked = [int(state.choose(name, known, known[place])) for name, place in (("from", 0), ("to", -1))]
    if asked[0] > asked[1]:
        state.put(**{"from": asked[1], "to": asked[0]})
    chosen = []
    for name in ("from", "to"):
        month = st.selectbox(
            words(f"filter.{name}"),
            known,
            format_func=words.month,
            key=name,
            width=_wide(150),
            persist_state="session",
        )
        chosen.append(month)
        state.write(name, month)
    return chosen[0], chosen[1]


def _base(words: Words, offered: Sequence[int], known: Sequence[int]) -> tuple[int, int]:
    """The base month, none later than the month on screen; and a later one that a link or an earlier choice asks for
    (else 0), as long as nothing else is chosen."""
    asked = int(state.choose("base", [FIRST_OF_KIND, *known], FIRST_OF_KIND))
    refused = state.refused("base", asked if asked > offered[-1] else 0, until=offered[-1])
    options = [FIRST_OF_KIND, *offered]
    state.choose("base", options, FIRST_OF_KIND)

    def label(month: int) -> str:
        return words("filter.base_first") if month == FIRST_OF_KIND else words.month(month)

    base = st.selectbox(
        words("filter.base"),
        options,
        format_func=label,
        key="base",
        width=_wide(190),
        persist_state="session",
    )
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

    kind = st.radio(
        words("kind.label"),
        options,
        format_func=label,
        key=key,
        horizontal=not window.is_narrow(),
        persist_state="session",
    )
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
            width=_wide(210),
            persist_state="session",
        )
        state.write("sector", chosen_sectors)
    state.choose_many("unit", list(names), MOST_UNITS)
    chosen_units = st.multiselect(
        words("filter.units"),
        list(names),
        format_func=called(names),
        key="unit",
        placeholder=words("filter.units_hint"),
        select_all=False,
        width=_wide(250),
        max_selections=MOST_UNITS,
        persist_state="session",
    )
    state.write("unit", chosen_units)
    return Chosen(() if kind == BOTH else (kind,), tuple(chosen_sectors), tuple(chosen_units))


def one_unit(words: Words, scope: Scope) -> str:
    """The unit on screen, by its id; every unit that a month lists can be chosen."""
    units = setup_queries.units(scope.province, words.lang)
    names = dict(zip(units["unit_id"], units[f"name_{words.lang}"], strict=True))
    state.choose("one", list(names), next(iter(names)))
    chosen = st.selectbox(
        words("unit.choose"), list(names), format_func=called(names), key="one", width=420, persist_state="session"
    )
    state.write("one", chosen)
    return chosen
