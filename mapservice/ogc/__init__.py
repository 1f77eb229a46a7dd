"""The door for GIS clients: OGC API - Features and Tiles, CQL2, downloads."""

from mapservice.ogc.service import init_app
from mapservice.ogc.views import blueprint

__all__ = ["blueprint", "init_app"]
