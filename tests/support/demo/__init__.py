"""The demo: loaded and copied, and its files read by hand."""
