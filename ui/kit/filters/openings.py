"""What a click opens: another page, with what it is about already chosen."""

from __future__ import annotations

import streamlit as st

from ui.kit.filters.filters import WEAK
from ui.session import state


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


def filter_sector(sector: str) -> None:
    """Show the agencies of one sector on the same page."""
    state.wish(sector=[sector], unit=[], kind="agency")
    st.rerun()


def open_point(measure: str, opens: str) -> None:
    """Go to what is behind a point of a trend («139905 agency», or «139905 A01» where the lines are units)."""
    month, series = opens.split(" ", 1)
    if measure == "units":
        state.wish(month=int(month))
        open_unit(series)
    open_ranking(series, int(month), WEAK if measure == "weak_share" else "")
