"""The meeting: slides as data, as PowerPoint, as a handout."""
