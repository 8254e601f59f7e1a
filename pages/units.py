"""Units: the unit list in force, and an edited one with its difference before it is stored."""

from __future__ import annotations

from ui import start_parts, unit_list_parts
from ui.kit import frame
from ui.kit.dom import show

words, province = frame.context().words, frame.context().province
frame.heading(words("page.units"), words("units.subtitle"))
start_parts.steps(words)
unit_list_parts.outcome(words)
if province:
    show(unit_list_parts.grid(province, words), key="unit_list")
    unit_list_parts.downloads(province, words)
show(*unit_list_parts.upload_nodes(province, words), key="upload_title")
unit_list_parts.upload(words)
