"""The versions of the schema, and how an older database becomes the newest."""
