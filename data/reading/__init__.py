"""From sheets of cells to scores and problems, in a process that can be ended."""
