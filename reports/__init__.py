"""Files for people and machines: frames in, bytes out."""
