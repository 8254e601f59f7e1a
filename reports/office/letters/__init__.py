"""Letters as Word files: their words, their template, the check of one."""
