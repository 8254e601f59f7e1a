"""The parsers of every kind of file. They run in a process of their own (`python -m data.files.parsing`)."""
