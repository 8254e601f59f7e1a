"""A unit, the list that names it, and how a name in a file finds it."""
