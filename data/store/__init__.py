"""The file on disk: one database, its anchor, its chain, one change at a time."""
