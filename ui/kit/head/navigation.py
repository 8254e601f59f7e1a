"""The table of pages: a row is a screen."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """`path` is the last part of its address, its file in pages/ and its key in the language files; `needs` is what
    must be in the store before it has anything to show: months, units or nothing; `section` is the group that it stands
    in (empty: what is looked at)."""

    path: str
    needs: str = "months"
    section: str = ""


PAGES = (
    Page("overview"),
    Page("ranking"),
    Page("shifts"),
    Page("unit"),
    Page("indicators"),
    Page("trends"),
    Page("import", needs="units", section="office"),
    Page("months", section="office"),
    Page("history", section="office"),
    Page("units", needs="nothing", section="office"),
    Page("scheme", needs="nothing", section="office"),
    Page("narrative", section="papers"),
    Page("meeting", section="papers"),
    Page("conference", section="papers"),
    Page("letters", section="papers"),
    Page("points", section="papers"),
    Page("public", section="papers"),
    Page("help", needs="nothing", section="help"),
)
GROUPS = ("", "office", "papers")
HELP = PAGES[-1]
