"""Names that want to be more than names."""
