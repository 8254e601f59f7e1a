"""Month files and unit lists into the store, and what they change there."""
