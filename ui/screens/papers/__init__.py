"""Screens of papers and the meeting."""
