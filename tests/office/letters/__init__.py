"""Letters of a month."""
