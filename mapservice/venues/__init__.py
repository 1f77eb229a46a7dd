"""The citizen's map: list, map, place pages, nearest, and every output of a search."""

from mapservice.venues.views import blueprint

__all__ = ["blueprint"]
