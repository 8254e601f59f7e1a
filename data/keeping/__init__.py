"""Keeping what is stored: verified, backed up, restored, accepted, logged."""
