"""Staff: accounts, the review queue, editing, imports, history, dashboard."""

from mapservice.stewards.blueprint import blueprint

__all__ = ["blueprint"]
