"""Import: the office's files, what was recognised in them, what they would change, one confirmation; the template."""

from __future__ import annotations

from ui.kit import frame
from ui.kit.dom import el, show
from ui.screens.office import import_mapping, import_template, imports

words, province = frame.words_and_province()
frame.heading(words("page.import"), words("import.subtitle", province=words.name(province)))
imports.outcome(province, words)
files = imports.read_all(province, words)
for number, file in enumerate(files):
    imports.file_card(file, number, words)
import_mapping.offer(files, province, words)
imports.problems_download(files, province, words)
if any(file.is_ready for file in files):
    show(el("h2", words("import.impact"), cls="sj-section"), key="impact_title")
    imports.confirm(files, words)
show(el("h2", words("template.heading"), cls="sj-section"), el("p", words("template.explain")), key="template_title")
import_template.offer(province, words)
