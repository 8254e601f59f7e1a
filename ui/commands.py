"""What a user does to the store from the browser."""

from __future__ import annotations

from data.demo.load import load_demo
from data.importing import clear_demo
from ui.queries import store

ACTOR = "browser"


def clear_demo_data() -> int:
    """Take the demo off every page; how many imports went out of force."""
    return clear_demo(store(), ACTOR)


def load_demo_data() -> int:
    """Bring the demo province into an empty store; how many months were imported."""
    return load_demo(store())
