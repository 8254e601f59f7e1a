"""What is stored, and kept."""
