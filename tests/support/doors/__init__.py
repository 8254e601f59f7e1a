"""The two ways in, as tests go through them."""
