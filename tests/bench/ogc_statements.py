"""The statements that the service sends, with their values written in, for pgbench."""

import re
from collections.abc import Mapping

from mapservice.ogc.collections import Collection, get_collection
from mapservice.ogc.conditions import SIDES
from mapservice.ogc.items import ItemsRequest, select_item, select_small_box, select_wide_box
from mapservice.ogc.nearest import select_nearest
from mapservice.ogc.reference_systems import CRS84
from mapservice.ogc.representations import geojson
from mapservice.ogc.statements import Query, compile_statement, encode
from mapservice.ogc.tiles.matrix import HALF_M, Tile
from mapservice.ogc.tiles.queries import select_clusters, select_features

Box = tuple[float, float, float, float]


def facilities() -> Collection:
    return get_collection("public_facilities")


def _request() -> ItemsRequest:
    return ItemsRequest(facilities(), 0, fields=facilities().fields, system=CRS84)


def inline(query: object, values: Mapping[str, object]) -> str:
    """The SQL with constants instead of parameters."""
    statement = compile_statement(query)  # type: ignore[arg-type]

    def constant(match: re.Match[str]) -> str:
        name = statement.names[int(match[1]) - 1]
        value = values[name] if name in values else statement.values[name]
        encoded = encode(value)
        if encoded is None:
            return "NULL"
        if isinstance(value, float | int):
            return f"({encoded.decode()})"
        return "'" + encoded.decode().replace("'", "''") + "'"

    return re.sub(r"\$(\d+)", constant, statement.sql)


def small_box(box: Box, limit: int) -> str:
    written = geojson.written(_request())
    query = select_small_box(facilities(), written, continued=False)
    return inline(query, {**dict(zip(SIDES, box, strict=True)), "limit": limit + 1})


def wide_box(box: Box, limit: int) -> str:
    written = geojson.written(_request())
    query = select_wide_box(facilities(), written, continued=False)
    return inline(query, {**dict(zip(SIDES, box, strict=True)), "limit": limit + 1})


def item(item_id: str) -> str:
    collection = facilities()
    query = select_item(collection, collection.table, geojson.written(_request()))
    return inline(query, {"id": item_id})


def nearest(lon: float, lat: float, limit: int) -> str:
    values = {"lon": lon, "lat": lat, "limit": limit, "candidates": limit + limit // 2 + 5}
    return inline(select_nearest(facilities()), values)


def tile(address: Tile, *, clustered: bool) -> str:
    scale = float(2**address.matrix)
    side_m = 2 * HALF_M / scale
    west, north = address.col * side_m - HALF_M, HALF_M - address.row * side_m
    bounds = address.bounds()
    query: Query = (select_clusters if clustered else select_features)(facilities())
    return inline(
        query,
        {**{side: getattr(bounds, side) for side in SIDES}, "scale": scale,
         "col": float(address.col), "row": float(address.row), "m_west": west,
         "m_south": north - side_m, "m_east": west + side_m, "m_north": north},
    )  # fmt: skip
