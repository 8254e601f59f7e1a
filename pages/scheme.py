"""Scheme: the versions of the method, a new one with its difference, a month under another one."""

from __future__ import annotations

from ui.asking import setup_queries
from ui.kit import frame
from ui.kit.dom import show
from ui.screens.office import scheme

words, province = frame.context().words, frame.context().province
frame.heading(words("page.scheme"), words("scheme.subtitle"))
show(*scheme.nodes(words), key="schemes")
scheme.downloads(words)
scheme.upload(words)
if province and not setup_queries.months(province.key).empty:
    scheme.alternative(province, words)
