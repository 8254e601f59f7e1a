"""What papers tell of a month: its facts, the letters it calls for, its sentences, what a revision changed."""
