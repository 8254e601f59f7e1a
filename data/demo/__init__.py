"""The demo province: real names of units, invented scores. Always labelled as demo data."""
