"""PMTiles v3: the tiles of a collection in one file, as the service draws them."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write
from sqlalchemy import Connection

from mapservice.ogc.collections import Collection
from mapservice.ogc.extents import read_extent
from mapservice.ogc.representations.geojson import rights
from mapservice.ogc.tiles.matrix import Tile
from mapservice.ogc.tiles.queries import tile_fields
from mapservice.ogc.tiles.reading import read_tile

MAX_ZOOM: Final = 14
"""Readers enlarge the last zoom's tiles; 4,096 units of them are 0.6 m in Fujisawa."""


def _tiles(connection: Connection, collection: Collection) -> Iterator[tuple[int, bytes]]:
    """Numbers and bytes of every tile that holds something, in the order of their numbers.

    Below an empty tile there is nothing, so nothing is asked for.
    """
    level = [Tile(0, 0, 0)]
    for zoom in range(MAX_ZOOM + 1):
        following = []
        for tile in sorted(level, key=_number):
            body = read_tile(connection, collection, tile)
            # A file of tiles holds at least one.
            if body or zoom == 0:
                yield _number(tile), body
            if body:
                following += [
                    Tile(zoom + 1, 2 * tile.row + down, 2 * tile.col + right)
                    for down in (0, 1)
                    for right in (0, 1)
                ]
        level = following


def _number(tile: Tile) -> int:
    return zxy_to_tileid(tile.matrix, tile.col, tile.row)


def write_pmtiles(connection: Connection, collection: Collection, path: Path) -> None:
    """The file; its metadata names licence and attribution."""
    extent = read_extent(connection, collection)
    west, south, east, north = extent.bbox or (-180.0, -85.0, 180.0, 85.0)
    header: dict[str, Any] = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": round(west * 1e7),
        "min_lat_e7": round(south * 1e7),
        "max_lon_e7": round(east * 1e7),
        "max_lat_e7": round(north * 1e7),
        "center_zoom": 10,
        "center_lon_e7": round((west + east) / 2 * 1e7),
        "center_lat_e7": round((south + north) / 2 * 1e7),
    }
    fields = {field.name: "String" for field in tile_fields(collection)}
    metadata = {
        "name": collection.title.ja,
        "description": collection.description.ja,
        **rights(collection),
        "vector_layers": [{"id": collection.id, "fields": fields}],
    }
    with write(str(path)) as writer:
        for number, body in _tiles(connection, collection):
            writer.write_tile(number, gzip.compress(body, mtime=0))
        writer.finalize(header, metadata)
