"""The register of letters when things go wrong."""
