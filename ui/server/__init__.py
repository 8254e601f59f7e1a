"""The app's server: its start page, its gate, its limits, its routes."""
