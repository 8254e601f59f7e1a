"""The method: frames in, frames out. Knows no screen and no database."""
