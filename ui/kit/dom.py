"""HTML of our own, safe by construction: Python makes a tree, the browser builds it node by node from texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

Node = str | list[Any]
_FOLDER = Path(__file__).parent


FOLD = _FOLDER / "fold.js"  # Persian letters folded for searching, as `data.text` folds them


def script(*paths: Path) -> str:
    """Scripts of ours, the last one a component, behind the builder of nodes that they use."""
    return "\n".join(path.read_text(encoding="utf-8") for path in (_FOLDER / "build.js", *paths))


_component = st.components.v2.component(
    "sanjeh_dom",
    html='<div class="sj"></div>',
    js=script(_FOLDER / "picture.js", _FOLDER / "dom.js"),
    isolate_styles=False,
)


def el(tag: str, *children: Node | None, cls: str = "", **attributes: object) -> Node:
    """A node: tag, attributes, children. `cls` is its class; underscores in names become dashes (`aria_label`); a name
    that starts with two underscores is a CSS variable (`__c`). Children that are None are left out."""
    named = {_attribute(name): value for name, value in attributes.items() if value is not None}
    return [tag, ({"class": cls} if cls else {}) | named, *(child for child in children if child is not None)]


def _attribute(name: str) -> str:
    return f"--{name[2:]}" if name.startswith("__") else name.replace("_", "-")


def show(*nodes: Node | None, key: str, on_action: Callable[[], None] | None = None) -> Any:
    """Draw nodes; the result's `action` is the data-action of a button that was just pressed."""
    tree = [node for node in nodes if node is not None]
    if on_action is None:
        return _component(data={"tree": tree}, key=key)
    return _component(data={"tree": tree}, key=key, on_action_change=on_action)
