"""Rows that come with the service: the bundled city, and samples for trying things out."""
