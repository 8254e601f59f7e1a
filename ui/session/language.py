"""The language that is asked for."""

from __future__ import annotations

from i18n.words import LANGUAGES


def language_of(asked: str | None) -> str:
    """The language that an address asks for; Persian where it doesn't."""
    return asked if asked in LANGUAGES else LANGUAGES[0]
