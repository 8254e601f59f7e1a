"""The table of pages: a row is a screen."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """`path` is the last part of its address, its file in pages/ and its key in the language files; `needs` is what
    must be in the store before it has anything to show: months, units or nothing; `section` is the menu that it stands
    in (empty: on the bar itself)."""

    path: str
    icon: str
    needs: str = "months"
    section: str = ""


PAGES = (
    Page("overview", ":material/dashboard:"),
    Page("ranking", ":material/leaderboard:"),
    Page("shifts", ":material/swap_vert:"),
    Page("unit", ":material/badge:"),
    Page("indicators", ":material/grid_on:"),
    Page("trends", ":material/show_chart:"),
    Page("import", ":material/upload_file:", needs="units", section="office"),
    Page("months", ":material/event_available:", section="office"),
    Page("history", ":material/history:", section="office"),
    Page("units", ":material/list_alt:", needs="nothing", section="office"),
    Page("scheme", ":material/rule:", needs="nothing", section="office"),
    Page("narrative", ":material/notes:", section="papers"),
    Page("meeting", ":material/slideshow:", section="papers"),
    Page("conference", ":material/video_camera_front:", section="papers"),
    Page("letters", ":material/mail:", section="papers"),
    Page("points", ":material/military_tech:", section="papers"),
    Page("public", ":material/public:", section="papers"),
)
