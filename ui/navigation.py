"""The table of pages: a row is a screen."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """`path` is the last part of its address, its file in pages/ and its key in the language files."""

    path: str
    icon: str


PAGES = (
    Page("overview", ":material/dashboard:"),
    Page("ranking", ":material/leaderboard:"),
    Page("unit", ":material/badge:"),
    Page("trends", ":material/show_chart:"),
)
