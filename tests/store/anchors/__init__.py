"""The anchor beside a store, and what verify finds."""
