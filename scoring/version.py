"""The version of Sanjeh: the one place that says it, for the app, the command line, papers and the package."""

from __future__ import annotations

VERSION = "0.8.0"
