"""The commands of the second front door, a module for each thing one does: the same functions as the pages call."""
