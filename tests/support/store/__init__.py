"""Stores on disk, and what happens to them."""
