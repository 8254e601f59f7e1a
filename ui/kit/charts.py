"""A chart as every screen shows it: its title, the drawing, its CSV, its table and what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from figures.look import enlarged, narrowed, plain
from i18n.words import Words
from reports.csv_file import csv_bytes
from ui.kit.dom import Node, el, show
from ui.session import window

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "duckdb": "application/octet-stream",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "zip": "application/zip",
    "csv": "text/csv",
    "toml": "application/toml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PICKED = "picked_point"
CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}


@dataclass(frozen=True)
class Download:
    """A CSV that is made when its button is pressed; `table` must not touch the session."""

    label: str
    file_name: str
    table: Callable[[], pd.DataFrame]


@dataclass(frozen=True, eq=False)
class ChartParts:
    """A chart with everything that belongs to it. `key`: its own on the page; `alt`: what it says to those who can't
    see it; `about`: what it is made of; `table`: the numbers behind it; `lead` stands between title and drawing (a
    legend, a scope)."""

    figure: go.Figure
    key: str
    title: str
    alt: str
    about: str
    table: Node
    downloads: Sequence[Download]
    lead: Sequence[Node] = ()


def chart(parts: ChartParts, words: Words, *, on_point: Callable[[Any], None] | None = None) -> None:
    """Draw a chart. `on_point` is told the customdata of a point or bar that was just clicked, or the action of a cell
    of the table."""
    key, figure = parts.key, parts.figure
    with st.container(border=True, key=f"chart_{key}"):
        names = _names(figure) if window.is_narrow() else None
        show(el("h2", parts.title, cls="sj-chart-title"), *parts.lead, names, key=f"title_{key}")
        picking: dict[str, Any] = {}
        if on_point:
            picking = {"on_select": partial(_pick, f"plot_{key}"), "selection_mode": "points"}
        st.plotly_chart(_fitted(figure), key=f"plot_{key}", config=CONFIG, alt=parts.alt, **picking)
        with st.container(horizontal=True, key=f"under_{key}"):
            behind = el(
                "div",
                el("details", el("summary", words("chart.table")), el("div", parts.table, cls="sj-body")),
                el("details", el("summary", words("chart.about")), el("p", parts.about, cls="sj-body")),
                _pictures(parts, words),
                cls="sj-behind",
            )
            opened = show(behind, key=f"behind_{key}", on_action=(lambda: None) if on_point else None)
            with st.container(horizontal=True, width="content", key=f"only_desk_{key}"):
                for number, download in enumerate(parts.downloads):
                    download_button(download, f"csv_{key}_{number}")
        pressed = opened.action if on_point else None
    picked, value = st.session_state.get(_PICKED, (None, None))
    if on_point and picked == f"plot_{key}":
        del st.session_state[_PICKED]
        on_point(value)
    elif on_point and pressed:
        on_point(pressed)


def _pictures(parts: ChartParts, words: Words) -> Node:
    """Buttons that hand out the drawing as a picture, and copy the table, without asking the server."""
    name = parts.downloads[0].file_name.rsplit(".", 1)[0] if parts.downloads else parts.key
    of_file = {"cls": "sj-tool", "type": "button", "data_name": name, "data_source": words("chart.source")}
    return el(
        "span",
        *(el("button", words(f"chart.{kind}"), data_picture=kind, **of_file) for kind in ("png", "svg")),
        el("button", words("chart.copy"), cls="sj-tool", type="button", data_copies=words("chart.copied")),
        cls="sj-tools sj-only-desk",
    )


def _pick(key: str) -> None:
    """Remember what was clicked; the page is told of it once, in the run that follows."""
    points = st.session_state[key].selection.points
    if points and points[0].get("customdata") is not None:
        st.session_state[_PICKED] = key, points[0]["customdata"]


def _fitted(figure: go.Figure) -> go.Figure:
    """The figure as this window needs it."""
    if window.is_narrow():
        return narrowed(figure)
    return figure if window.scale() == 1 else enlarged(figure, window.scale())


def _names(figure: go.Figure) -> Node | None:
    """The lines' names in their colours, where a narrow window has no room for them beside the lines."""
    traces: Sequence[Any] = figure.data  # whose types know no kind of trace
    lines = [trace for trace in traces if trace.type == "scatter" and trace.name]
    entries = [el("span", plain(trace.name), __c=trace.line.color) for trace in lines]
    return el("div", *entries, cls="sj-legend", aria_hidden="true") if entries else None


def download_button(download: Download, key: str) -> None:
    """A button that hands out a CSV."""
    file_button(download.label, partial(_csv, download.table), download.file_name, key)


def file_button(label: str, content: Callable[[], bytes], file_name: str, key: str) -> None:
    """A button that hands out a file, made when it is pressed; `content` must not touch the session."""
    st.download_button(
        label,
        data=content,
        file_name=file_name,
        mime=MIME[file_name.rsplit(".", 1)[-1]],
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )


def _csv(table: Callable[[], pd.DataFrame]) -> bytes:
    return csv_bytes(table())
