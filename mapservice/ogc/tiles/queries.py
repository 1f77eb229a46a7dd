"""Statements that make a tile: features as they are, or clusters where there are too many.

Clusters are by cells that are aligned with the tiles and divide them evenly, and the buffer
is one cell wide: neighbours show the same cluster at their common edge.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Double,
    Float,
    LargeBinary,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import Collection
from mapservice.ogc.conditions import envelope, is_inside, is_published, overlaps, sides
from mapservice.ogc.encoding import feature_id, text_constant
from mapservice.ogc.fields import Field, Kind
from mapservice.ogc.statements import Query
from mapservice.ogc.tiles.matrix import BUFFER, EXTENT

MOST_FEATURES: Final = 5_000
"""Features that a tile shows one by one; beyond, all of it is clustered."""

VENUE_FIELDS: Final = (
    "layer", "kind", "name_ja", "name_kana", "name_en", "district", "precision", "capacity",
    "fee", "wheelchair", "step_free", "accessible_toilet", "verified", "sample",
)  # fmt: skip


def tile_fields(collection: Collection) -> tuple[Field, ...]:
    """Properties that go into tiles: of venues what symbols and filters need."""
    if "precision" in collection.by_name:
        return tuple(field for field in collection.fields if field.name in VENUE_FIELDS)
    return tuple(
        field
        for field in collection.fields
        if field.is_queryable and field.kind not in (Kind.TEXTS, Kind.TIMESTAMP)
    )


def _number(name: str) -> ColumnElement[Any]:
    return bindparam(name, None, Float(53))


def _constant(value: int) -> ColumnElement[Any]:
    return literal_column(str(value))


def _encoded(rows: Query, collection: Collection, counted: ColumnElement[Any]) -> Query:
    """Number of features and the tile's bytes (MVT 2.1)."""
    drawn = rows.subquery("drawn")
    layer = text_constant(collection.id)
    tile = func.ST_AsMVT(drawn.table_valued(), layer, _constant(EXTENT), text_constant("geom"))
    return select(cast(counted, Text), cast(tile, LargeBinary)).select_from(drawn)


def select_features(collection: Collection) -> Query:
    """Features of the box, one by one, at most one more than MOST_FEATURES."""
    columns = collection.table.c
    box = sides()
    bounds = func.ST_MakeEnvelope(*(_number(f"m_{side}") for side in box), _constant(3857))
    place = func.ST_AsMVTGeom(
        func.ST_Transform(collection.geometry, _constant(3857)),
        bounds, _constant(EXTENT), _constant(BUFFER), literal_column("true"),
    )  # fmt: skip
    shown = [_shown(columns[field.name], field) for field in tile_fields(collection)]
    rows = (
        select(place.label("geom"), feature_id(collection, columns).label("id"), *shown)
        .where(
            *is_published(collection.table),
            overlaps(collection.geometry, envelope(box)),
            is_inside(collection, box),
        )
        .limit(_constant(MOST_FEATURES + 1))
    )
    return _encoded(rows, collection, func.count())


def _shown(column: ColumnElement[Any], field: Field) -> ColumnElement[Any]:
    if field.kind is Kind.DATE:
        return cast(column, Text).label(field.name)
    if field.kind is Kind.NUMBER:
        return cast(column, Double).label(field.name)
    return column


def select_clusters(collection: Collection) -> Query:
    """Points of the box as one point for each cell: their mean place and `point_count`."""
    columns = collection.table.c
    box = sides()
    scale, col, row = _number("scale"), _number("col"), _number("row")
    extent = _constant(EXTENT)
    x, y = func.ST_X(collection.geometry), func.ST_Y(collection.geometry)
    # Spherical Mercator (EPSG 9.6, method 1024) in units of the tile, y to the south.
    across = ((x + _constant(180)) / _constant(360) * scale - col) * extent
    southward: ColumnElement[Any] = literal_column("0.5") - func.asinh(func.tand(y)) / (
        literal_column("2") * func.pi()
    )
    down = (southward * scale - row) * extent
    points = (
        select(across.label("x"), down.label("y"), feature_id(collection, columns).label("id"))
        .where(
            *is_published(collection.table),
            overlaps(collection.geometry, envelope(box)),
            is_inside(collection, box),
        )
        .subquery("points")
    )
    count = func.count()
    cell = (func.floor(points.c[axis] / _constant(BUFFER)) for axis in ("x", "y"))
    place = func.ST_MakePoint(*(func.round(func.avg(points.c[axis])) for axis in ("x", "y")))
    rows = select(
        place.label("geom"),
        count.label("point_count"),
        case((count == _constant(1), func.min(points.c.id))).label("id"),
    ).group_by(*cell)
    clusters = rows.subquery("drawn")
    layer = text_constant(collection.id)
    tile = func.ST_AsMVT(clusters.table_valued(), layer, extent, text_constant("geom"))
    total = cast(func.coalesce(func.sum(clusters.c.point_count), _constant(0)), BigInteger)
    return select(cast(total, Text), cast(tile, LargeBinary)).select_from(clusters)
