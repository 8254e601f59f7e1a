"""Imported by the one process that the warm ones are copies of, and by nothing else: what takes them long to import."""

from __future__ import annotations

import gc

import openpyxl  # noqa: F401
import plotly.graph_objects  # noqa: F401
import pyarrow.pandas_compat  # noqa: F401
import streamlit.web.bootstrap
import streamlit.web.cli  # noqa: F401

import cli  # noqa: F401
import tests.support.builders
import tests.support.doors.warm_processes  # noqa: F401
from data.store import engine

engine._CONFIG["threads"] = 1  # the workers have the cores
gc.freeze()  # a copy that looks for garbage need not look through, and copy, all this
