"""The product's code, read."""
