"""Scheme: the versions of the method, a new one with its difference, a month under another one."""

from __future__ import annotations

from ui import scheme_parts
from ui.asking import queries
from ui.kit import frame
from ui.kit.dom import show

words, province = frame.context().words, frame.context().province
frame.heading(words("page.scheme"), words("scheme.subtitle"))
show(*scheme_parts.nodes(words), key="schemes")
scheme_parts.downloads(words)
scheme_parts.upload(words)
if province and not queries.months(province.key).empty:
    scheme_parts.alternative(province, words)
