"""What this browser's window is like: the projector's view (key F) draws charts with larger letters, a narrow window
(a phone) draws them without the names at the ends of their lines."""

from __future__ import annotations

import streamlit as st

_SCRIPT = """
const narrow = window.matchMedia("(max-width: 640px)")
let told = false

export default function ({ setStateValue }) {
  const tell = (event) => setStateValue("present", event.detail)
  const tellWidth = () => setStateValue("narrow", narrow.matches)
  document.addEventListener("sanjeh:present", tell)
  narrow.addEventListener("change", tellWidth)
  if (narrow.matches && !told) {
    told = true
    tellWidth()
  }
  return () => {
    document.removeEventListener("sanjeh:present", tell)
    narrow.removeEventListener("change", tellWidth)
  }
}
"""
_component = st.components.v2.component("sanjeh_window", html="<span></span>", js=_SCRIPT, isolate_styles=False)
_KEY = "window"
SCALE = 1.6


def watch() -> None:
    """Listen for the rest of the session. Drawn once a run, out of sight."""
    unknown = {"present": False, "narrow": False}
    _component(key=_KEY, default=unknown, on_present_change=lambda: None, on_narrow_change=lambda: None)


def scale() -> float:
    """How much larger than usual charts are to be drawn."""
    return SCALE if _known("present") else 1.0


def is_narrow() -> bool:
    """Whether the window has the width of a phone."""
    return _known("narrow")


def _known(name: str) -> bool:
    return bool((st.session_state.get(_KEY) or {}).get(name))
