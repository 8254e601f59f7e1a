"""Papers drawn and read back."""
