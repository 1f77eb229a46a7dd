"""The features nearest to a place, by distance on the ellipsoid."""

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Connection,
    Float,
    Numeric,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import Collection
from mapservice.ogc.conditions import is_published
from mapservice.ogc.encoding import feature_json
from mapservice.ogc.items import LIMIT
from mapservice.ogc.pages import Page, read_page, with_state
from mapservice.ogc.reference_systems import CRS84
from mapservice.ogc.statements import Query, Statement, compile_statement, run

# The index orders by distance on a sphere, which differs by up to 0.6 %: of somewhat more
# features than asked, the nearest by true distance are taken.
_SPARE: Final = 5


def select_nearest(collection: Collection) -> Any:
    """Features in the order of their distance, each with `distance_m` in metres."""
    coordinates = (bindparam(name, None, Float(53)) for name in ("lon", "lat"))
    point = func.ST_SetSRID(func.ST_MakePoint(*coordinates), literal_column("4326"))
    # The spelling of the index: a cast that names the SRID is another expression.
    place, on_ground = func.geography(point), func.geography(collection.geometry)
    columns = collection.table.c
    needed = dict.fromkeys(
        [*(column.name for column in collection.key), "geom", *(f.name for f in collection.fields)]
    )
    near = (
        select(
            *(columns[name] for name in needed),
            func.ST_Distance(on_ground, place).label("distance_m"),
        )
        .where(*is_published(collection.table), collection.geometry.is_not(None))
        .order_by(on_ground.op("<->")(place))
        .limit(bindparam("candidates", None, BigInteger))
        .subquery("near")
    )
    distance = near.c.distance_m
    key = [near.c[column.name] for column in collection.key]
    page: Query = (
        select(*key, _written(collection, near.c, distance)).order_by(distance, *key).limit(LIMIT)
    )
    return with_state(collection, page)


def _written(collection: Collection, columns: Any, distance: ColumnElement[Any]) -> Any:
    metres = cast(func.round(cast(distance, Numeric), literal_column("1")), Text)
    return feature_json(
        collection, columns, collection.fields, CRS84, measures=[("distance_m", metres)]
    )


@lru_cache
def _statement(collection: Collection) -> Statement:
    return compile_statement(select_nearest(collection))


def read_nearest(
    connection: Connection, collection: Collection, lon: float, lat: float, limit: int
) -> Page:
    """The nearest `limit` features with a place."""
    values = {"lon": lon, "lat": lat, "limit": limit, "candidates": limit + limit // 2 + _SPARE}
    return read_page(run(connection, _statement(collection), values, prepare=True), limit)
