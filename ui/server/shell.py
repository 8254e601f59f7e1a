"""Streamlit's page with our language, direction, styles and start-up script in its head, before anything is drawn."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path

import streamlit

from i18n.words import LANGUAGES, Words, texts

HERE = Path(__file__).resolve().parent
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6272"/>'
    '<path d="M7 24V15h4v9zm7 0V8h4v16zm7 0v-6h4v6z" fill="#fff"/></svg>'
)
ICON_URL = "data:image/svg+xml;base64," + base64.b64encode(ICON.encode()).decode()
STYLES = ("rtl.css", "look.css", "head.css", "print.css", "meeting.css")
DIRECTIONS = {"fa": "rtl", "en": "ltr"}
FONT_PRELOADS = "".join(
    f'<link rel="preload" href="./app/static/fonts/plex-{weight}.ttf" as="font" type="font/ttf" crossorigin>'
    for weight in (400, 600)
)


# What Streamlit says where its server is away, and what we say instead, in both languages.
REPHRASED = {
    "Connection error": "away.title",
    "Streamlit server is not responding. Are you connected to the internet?": "away.text",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "away.text",
    "streamlit run yourscript.py": "away.command",
}
_INLINE = re.compile("<script>(.*?)</script>", re.DOTALL)


def framework_texts() -> list[tuple[str, str, str]]:
    """Streamlit's own English texts, each with what stands for it in English and in Persian; a `{count}` in them is any
    number, a `{text}` any text."""
    english, persian = texts("en"), texts("fa")
    own = [(english[key], english[key], persian[key]) for key in english if key.startswith("framework.")]
    return own + [(said, english[key], persian[key]) for said, key in REPHRASED.items()]


def boot_script() -> str:
    """The script in the head of every page."""
    own = f"window.sanjehFrameworkTexts = {json.dumps(framework_texts(), ensure_ascii=False)};"
    return f"{own}\n{(HERE / 'boot.js').read_text(encoding='utf-8')}"


def language_script(lang: str) -> str:
    """The script by which a run tells the page its language."""
    return f"window.sanjehLanguage?.('{lang}')"


def inline_scripts() -> tuple[str, ...]:
    """Every script that stands in a page instead of a file of its own: the only ones that may run there."""
    standing = [text for lang in LANGUAGES for text in _INLINE.findall(index_html(lang))]
    return (*dict.fromkeys(standing), *map(language_script, LANGUAGES))


@cache
def index_html(lang: str) -> str:
    """The start page in a language. Raises RuntimeError where Streamlit's own page has changed its shape."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    styles = "".join((HERE / "css" / name).read_text(encoding="utf-8") for name in STYLES)
    head = f"<style>{styles}</style><script>{boot_script()}</script>{FONT_PRELOADS}</head>"
    replacements = {
        '<html lang="en">': f'<html lang="{lang}" dir="{DIRECTIONS[lang]}">',
        "<title>Streamlit</title>": f"<title>{Words(lang)('app.title')}</title>",
        'href="./favicon.png"': f'href="{ICON_URL}"',
        "</head>": head,
    }
    for old, new in replacements.items():
        if page.count(old) != 1:
            raise RuntimeError(f"Streamlit's index.html has changed its shape: {old!r}")
        page = page.replace(old, new)
    without_script = f"<noscript><p>{Words(lang)('app.no_script')}</p></noscript>"
    return re.sub("<noscript>.*</noscript>", without_script, page, flags=re.DOTALL)
