"""The screens: a room a group of pages, the modules of a page with its name."""
