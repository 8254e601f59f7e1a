"""From the bytes of a file to sheets of cells: parsers in processes of their own, and the processes that read cells."""
