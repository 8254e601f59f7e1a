"""The office's acts."""
