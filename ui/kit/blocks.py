"""The pieces of the screens: headline cards, lists of units, legends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from drawing.palette import band_colour
from i18n.figure_sentences import (
    base_sentence,
    few_sentence,
    is_counts_only,
    no_longer_weak,
    share_figure,
    shift_sentence,
    shift_sign,
)
from i18n.numerals import decimals_above_zero
from i18n.words import Words
from scoring.scheme import Band, Scheme
from ui.kit.dom import Node, el
from ui.kit.tables import change_look

PROGRESS_LOOKS = {"rising": "sj-better sj-up", "falling": "sj-worse sj-down", "steady": "sj-same"}

Borders = Sequence[float]
FLOW_KEYS = ("left_weak", "fell_weak", "joined_weak", "gone_weak")


def headline_card(share: Mapping[str, Any], group: str, words: Words, *, since: Node | None = None) -> Node:
    """A weak share now with its counts, the base month's, and the shift with its companions a click away.

    share: a row of `scoring.shifts.shifts`; group: what its units are called; since: what has changed since the
    month before.
    """
    return el(
        "div",
        el("h2", group, cls="sj-card-kind"),
        _figure(share, words),
        _few(share, words),
        _change(share, words),
        _base_line(share, words),
        since,
        _facts(share, words),
        _readings(share, words),
        cls="sj-card",
        data_kind=share["kind"],
    )


def _figure(share: Mapping[str, Any], words: Words) -> Node:
    if share["evaluated"] == 0:
        return el("p", words("overview.no_evaluated"), cls="sj-counts")
    counts = words("overview.counts", weak=words.number(share["weak"]), evaluated=words.number(share["evaluated"]))
    counts_only = is_counts_only(share)  # then the large figure says the counts
    of = words("overview.weak_of_evaluated" if counts_only else "overview.weak_share")
    said = words("overview.which_units") if counts_only else counts
    return el(
        "div",
        el("span", share_figure(share, words)[0], cls="sj-big"),
        el(
            "span",
            el("span", of, cls="sj-muted"),
            " · ",
            el("button", said, type="button", cls="sj-link", data_action=f"{share['month']} {share['kind']}"),
            cls="sj-counts",
        ),
        cls="sj-figure",
    )


def _few(share: Mapping[str, Any], words: Words) -> Node | None:
    text = few_sentence(share, words)
    return el("p", text, cls="sj-muted") if text else None


def _change(share: Mapping[str, Any], words: Words) -> Node | None:
    text = shift_sentence(share, words)
    if share["reason"] == "no_base" or not text:
        return el("p", text, cls="sj-muted") if text else None
    return el("p", text, cls=f"sj-pill {shift_look(share)}")


def shift_look(share: Mapping[str, Any]) -> str:
    """How the change of a weak share is drawn: fewer weak units are better."""
    return {1: "sj-better sj-down", -1: "sj-worse sj-up", 0: "sj-same"}[shift_sign(share)]


def _base_line(share: Mapping[str, Any], words: Words) -> Node | None:
    text = base_sentence(share, words)
    return el("p", text) if text else None


def _facts(share: Mapping[str, Any], words: Words) -> Node:
    names = ("listed", "evaluated", "incomplete", "missing")
    pairs = [el("div", el("dt", words(f"overview.{name}")), el("dd", words.number(share[name]))) for name in names]
    return el("dl", *pairs, cls="sj-facts")


def _readings(share: Mapping[str, Any], words: Words) -> Node | None:
    if share["reason"] or share["evaluated"] == 0 or share["month"] == share["base_month"]:
        return None
    relative = share["decrease_relative_pct"]
    shown = words("overview.relative_none") if pd.isna(relative) else words.percent(-relative, sign=True)
    pairs = [] if share["is_small"] or share["base_is_small"] else [(words("overview.relative"), shown)]
    pairs.append((words("overview.no_longer_weak"), no_longer_weak(share, words)))
    pairs += [] if share["is_small"] else [(words("overview.not_weak"), words.percent(share["not_weak_pct"]))]
    pairs += [(words(f"overview.{name}"), words.number(share[name])) for name in FLOW_KEYS]
    rows = [node for term, value in pairs for node in (el("dt", term), el("dd", value))]
    left, fell, joined, gone = (words.number(share[name]) for name in FLOW_KEYS)
    then, now = words.number(share["base_weak"]), words.number(share["weak"])
    equation = f"\u2066{then} \u2212 {left} + {fell} + {joined} \u2212 {gone} = {now}\u2069"
    return el(
        "details",
        el("summary", words("overview.other_readings")),
        el(
            "div",
            el("dl", *rows, cls="sj-readings"),
            el("p", equation, cls="sj-identity", title=words("overview.identity")),
            el("p", words("overview.identity"), cls="sj-note"),
            cls="sj-body",
        ),
    )


def band_chip(code: str | None, scheme: Scheme, words: Words) -> Node | None:
    """A band's name on its colour."""
    if code is None or code not in scheme.band_by_code:
        return None
    fill, ink = band_colour([band.code for band in scheme.bands].index(code), len(scheme.bands))
    return el("span", words.name(scheme.band_by_code[code]), cls="sj-band", __c=fill, __ink=ink)


def legend(bands: Sequence[Band], words: Words) -> Node:
    """The bands with their colours, weakest first."""
    entries = [
        el("span", words.name(band), __c=band_colour(position, len(bands))[0]) for position, band in enumerate(bands)
    ]
    return el("div", *entries, cls="sj-legend", aria_hidden="true")


def unit_list(title: str, rows: Sequence[Node], note: str = "") -> Node:
    """A titled list; `note` stands in for rows where there are none."""
    content = el("ol", *rows) if rows else el("p", note, cls="sj-muted")
    return el("div", el("h3", title), content, cls="sj-list")


def _opener(unit: Mapping[str, Any], words: Words) -> Node:
    """A unit's name that the page is told of when it is pressed."""
    return el("button", el("bdi", words.name(unit)), type="button", cls="sj-link", data_action=unit["unit_id"])


def ranked_unit(unit: Mapping[str, Any], scheme: Scheme, borders: Borders, words: Words) -> Node:
    """Rank, name, total and band of a unit. borders: what totals of the month are not rounded across."""
    rank = words("overview.rank_of", rank=words.number(unit["rank"]), count=words.number(unit["ranked_units"]))
    return el(
        "li",
        el("span", words.number(unit["rank"]), cls="sj-rank", title=rank, aria_label=rank),
        el("span", _opener(unit, words), cls="sj-name"),
        el("span", words.total(unit["total"], borders), band_chip(unit["band"], scheme, words), cls="sj-value"),
    )


def moved_unit(unit: Mapping[str, Any], borders_then: Borders, borders: Borders, words: Words) -> Node:
    """Delta rank, name, and the change of a unit's total with the two totals; borders as in `ranked_unit`, of both
    months."""
    then, now = words.total(unit["total_then"], borders_then), words.total(unit["total"], borders)
    look = change_look(unit["change"], "sj-same")
    return el(
        "li",
        el("span", words.number(unit["delta_rank"]), cls="sj-rank"),
        el(
            "span",
            _opener(unit, words),
            el("span", words("impact.change", old=then, new=now), cls="sj-note"),
            cls="sj-name",
        ),
        el(
            "span",
            words.number(unit["change"], decimals_above_zero(unit["change"], 1), sign=True),
            cls=f"sj-value {look}",
        ),
    )
