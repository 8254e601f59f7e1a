"""Files for Excel and Word."""
