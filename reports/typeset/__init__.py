"""Pages set by typst, the drawings on them, and the fonts that both need."""
