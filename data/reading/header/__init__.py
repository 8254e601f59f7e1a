"""Which row is the header, what its heads mean, and what they say beside a name."""
