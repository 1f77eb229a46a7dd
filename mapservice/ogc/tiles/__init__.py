"""OGC API - Tiles: vector tiles, their metadata and styles."""
