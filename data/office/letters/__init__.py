"""Letters: drafted, kept in the register, true or no longer."""
