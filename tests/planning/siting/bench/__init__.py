"""Siting at its sizes, beside spopt; `python -m tests.planning.siting.bench` writes the report."""
