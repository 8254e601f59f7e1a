"""The table of pages: a row is a screen."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """`path` is the last part of its address, its file in pages/ and its key in the language files; `needs` is what
    must be in the store before it has anything to show: months, units or nothing."""

    path: str
    icon: str
    needs: str = "months"


PAGES = (
    Page("overview", ":material/dashboard:"),
    Page("ranking", ":material/leaderboard:"),
    Page("shifts", ":material/swap_vert:"),
    Page("unit", ":material/badge:"),
    Page("indicators", ":material/grid_on:"),
    Page("trends", ":material/show_chart:"),
    Page("import", ":material/upload_file:", needs="units"),
    Page("months", ":material/event_available:"),
    Page("history", ":material/history:"),
    Page("units", ":material/list_alt:", needs="nothing"),
    Page("scheme", ":material/rule:", needs="nothing"),
)
