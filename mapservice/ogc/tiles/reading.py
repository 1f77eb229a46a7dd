"""A tile's bytes from the database."""

from functools import lru_cache
from typing import Final

from sqlalchemy import Connection

from mapservice.ogc.collections import Collection
from mapservice.ogc.conditions import SIDES
from mapservice.ogc.statements import Statement, compile_statement, run
from mapservice.ogc.tiles.matrix import HALF_M, Tile
from mapservice.ogc.tiles.queries import MOST_FEATURES, select_clusters, select_features

MOST_BYTES: Final = 480_000
"""A tile that would be larger is clustered."""


@lru_cache(maxsize=64)
def _statement(collection: Collection, clustered: bool) -> Statement:
    return compile_statement((select_clusters if clustered else select_features)(collection))


def read_tile(
    connection: Connection, collection: Collection, tile: Tile, *, expected: float = 0
) -> bytes:
    """The tile. `expected` features only decide what is tried first, never what is drawn."""
    if not collection.has_points:
        return _run(connection, collection, tile, clustered=False)[1]
    if expected > 2 * MOST_FEATURES:
        count, clusters = _run(connection, collection, tile, clustered=True)
        if count > MOST_FEATURES:
            return clusters
    count, body = _run(connection, collection, tile, clustered=False)
    if count <= MOST_FEATURES and len(body) <= MOST_BYTES:
        return body
    return _run(connection, collection, tile, clustered=True)[1]


def _run(
    connection: Connection, collection: Collection, tile: Tile, *, clustered: bool
) -> tuple[int, bytes]:
    scale = float(2**tile.matrix)
    side_m = 2 * HALF_M / scale
    west, north = tile.col * side_m - HALF_M, HALF_M - tile.row * side_m
    bounds = tile.bounds()
    values: dict[str, object] = {side: getattr(bounds, side) for side in SIDES}
    if clustered:
        values |= {"scale": scale, "col": float(tile.col), "row": float(tile.row)}
    else:
        values |= {"m_west": west, "m_south": north - side_m, "m_east": west + side_m,
                   "m_north": north}  # fmt: skip
    ((count, body),) = run(connection, _statement(collection, clustered), values, prepare=True)
    return int(count or b"0"), body or b""
