"""What is set up once: scheme versions, provinces, units, and the keys and states that everything hangs on."""
