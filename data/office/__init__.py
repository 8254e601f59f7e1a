"""The office's acts: months, objections, decisions, publications, letters, managers."""
