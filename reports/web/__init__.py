"""The report to the people and its pictures."""
