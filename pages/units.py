"""Units: the unit list in force, and an edited one with its difference before it is stored."""

from __future__ import annotations

from ui.kit import frame
from ui.kit.dom import show
from ui.screens.office import units_list, units_start

words, province = frame.context().words, frame.context().province
frame.heading(words("page.units"), words("units.subtitle"))
units_start.steps(words)
units_list.outcome(words)
if province:
    show(units_list.grid(province, words), key="unit_list")
    units_list.downloads(province, words)
show(*units_list.upload_nodes(province, words), key="upload_title")
units_list.upload(words)
