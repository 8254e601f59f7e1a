"""What a session remembers: the address, the window, who acts."""
