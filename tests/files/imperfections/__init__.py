"""The fifty imperfections of real score files, each on a file that shows it."""
