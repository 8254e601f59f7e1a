"""Help: the keys, and what the words on the pages mean."""

from __future__ import annotations

from ui.kit import frame
from ui.kit.dom import show
from ui.kit.head import help_texts

words = frame.context().words
frame.heading(words("page.help"), words("help.subtitle"))
show(*help_texts.keys(words), key="help_keys")
show(*help_texts.terms(words), key="help_terms")
