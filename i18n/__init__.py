"""Words, numbers and months for the eye, in Persian and English. Language is an argument, never a global."""
