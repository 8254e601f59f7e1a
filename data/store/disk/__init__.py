"""Files as this store needs them: private, swapped whole, named, read from their end."""
