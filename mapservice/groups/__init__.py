"""Groups put themselves on the map; everybody suggests what is wrong or missing."""

from mapservice.groups.blueprint import blueprint

__all__ = ["blueprint"]
