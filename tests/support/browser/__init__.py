"""A real browser, and the hands that use it."""
