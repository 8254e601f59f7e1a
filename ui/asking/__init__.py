"""What screens ask of the store, and what they do to it."""
