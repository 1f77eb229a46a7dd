"""Venues -> bytes: one module for each output that `f` names."""
