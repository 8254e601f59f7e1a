"""What pages, papers and the command line ask of a store."""
