"""Siting: every model against all possibilities, the laws, and honesty about time."""
