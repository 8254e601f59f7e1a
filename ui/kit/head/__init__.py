"""The head of every page, and the table of pages that it shows."""
