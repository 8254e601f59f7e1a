"""What a user chooses, what follows from a click, and how it is told that something is chosen."""
