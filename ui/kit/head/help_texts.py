"""What the page of help is made of."""

from __future__ import annotations

from i18n.words import Words
from ui.kit.dom import Node, el

KEYS = {
    "find": "/ · Ctrl+K",
    "show": "F",
    "leave": "Esc",
    "print": "Ctrl+P",
    "slides": "Home · End",
    "decide": "D",
}
TERMS = "share base point incomplete missing na peers median rise chain".split()


def keys(words: Words) -> list[Node]:
    """Each key with what it does."""
    rows = []
    for name, key in KEYS.items():
        shown = f"{words('help.arrows')} · {key}" if name == "slides" else f"\u2066{key}\u2069"
        rows.append((shown, words(f"help.{name}")))
    return _listed("keys", ("key", "does"), rows, words)


def terms(words: Words) -> list[Node]:
    """Each word of the method with what it means."""
    rows = [(words(f"help.{name}"), words(f"help.{name}_is")) for name in TERMS]
    return _listed("terms", ("term", "means"), rows, words)


def _listed(title: str, heads: tuple[str, str], rows: list[tuple[str, str]], words: Words) -> list[Node]:
    head = el("thead", el("tr", *(el("th", words(f"help.{name}"), scope="col") for name in heads)))
    body = el("tbody", *(el("tr", el("th", first, scope="row"), el("td", second)) for first, second in rows))
    named = words(f"help.{title}")
    return [el("h2", named, cls="sj-section"), el("table", el("caption", named), head, body)]
