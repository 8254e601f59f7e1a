"""Screens that show figures."""
