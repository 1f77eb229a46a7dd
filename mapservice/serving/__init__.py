"""Serving over HTTP: the listening socket, the workers that answer, and who replaces them."""
