"""Panels and texts that several screens show: effects, signals, objections, entries, one score."""
