"""Sanjeh as an installed package: the house stands inside it as it is, and is found by the command `sanjeh`."""
