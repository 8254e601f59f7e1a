"""Backups, restores and what goes wrong with them."""
