"""Screens of the office's work."""
