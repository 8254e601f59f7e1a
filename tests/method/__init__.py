"""What the method says, against an independent recomputation."""
