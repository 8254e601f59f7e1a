"""Frames as plain values."""

from __future__ import annotations

from typing import Any, cast

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, each a dictionary of its columns. (pandas' own types know no names of columns.)"""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))
