"""Managers and their times in office."""
