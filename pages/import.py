"""Import: the office's files, what was recognised in them, what they would change, one confirmation; the template."""

from __future__ import annotations

from ui import import_parts, mapping_parts, template_parts
from ui.kit import frame
from ui.kit.dom import el, show

words, province = frame.context().words, frame.context().province
frame.heading(words("page.import"), words("import.subtitle", province=words.name(province)))
import_parts.outcome(province, words)
files = import_parts.read_all(province, words)
for number, file in enumerate(files):
    import_parts.file_card(file, number, words)
mapping_parts.offer(files, province, words)
import_parts.problems_download(files, province, words)
if any(file.is_ready for file in files):
    show(el("h2", words("import.impact"), cls="sj-section"), key="impact_title")
    import_parts.confirm(files, words)
show(el("h2", words("template.heading"), cls="sj-section"), el("p", words("template.explain")), key="template_title")
template_parts.offer(province, words)
