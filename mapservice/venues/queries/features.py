"""`/map/features`: the points in view, or clusters of them when they are many."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Connection,
    FromClause,
    Select,
    case,
    cast,
    func,
    lateral,
    literal,
    null,
    select,
    true,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSON

from layers.stations import Station
from layers.table import STORAGE_SRID
from layers.towns import Town
from mapservice.venues.parameters import View
from mapservice.venues.queries.conditions import Asked, Means, table_of, whole_search

MOST_POINTS: Final = 1000
"""Points that are sent; a browser groups them itself."""
CELL_PIXELS: Final = 64
WEB_MERCATOR: Final = 3857
WORLD_M: Final = 40_075_016.685578488  # circumference at the equator, EPSG:3857
TILE_PIXELS: Final = 256
NEAR_STATION_M: Final = 1500.0


@dataclass(frozen=True, slots=True)
class Point:
    """One venue on the map; lon, lat in degrees EPSG:4326."""

    layer: str
    id: str
    name_ja: str
    name_en: str | None
    kind: str | None
    precision: str
    sample: bool
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Venues of one cell of the grid: how many per layer, around where, beside what."""

    x: int
    y: int
    counts: dict[str, int]
    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float
    near_ja: str | None
    near_en: str | None
    near_is_station: bool


def read_points(
    connection: Connection, asked: Asked, means: Means, view: View
) -> tuple[Point, ...] | None:
    """The venues in view; None when there are too many to send."""
    table = table_of(asked.search)
    statement = (
        select(
            *(table.c[name] for name in
              ("layer", "id", "name_ja", "name_en", "kind", "precision", "sample")),
            func.ST_X(table.c["geom"]).label("lon"),
            func.ST_Y(table.c["geom"]).label("lat"),
        )
        .where(_in_view(table, view), whole_search(table, asked, means))
        .limit(MOST_POINTS + 1)
    )  # fmt: skip
    rows = connection.execute(statement).all()
    if len(rows) > MOST_POINTS:
        return None
    points = (Point(**row._mapping) for row in rows)  # noqa: SLF001 (SQLAlchemy's public name)
    return tuple(sorted(points, key=lambda point: (point.layer, point.id)))


def read_clusters(
    connection: Connection, asked: Asked, means: Means, view: View
) -> tuple[Cluster, ...]:
    """Venues in view by cells of `CELL_PIXELS` of the map's own plane (EPSG:3857)."""
    rows = connection.execute(select_clusters(asked, means, view))
    return tuple(
        Cluster(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public name)
        for row in rows
    )


def select_clusters(asked: Asked, means: Means, view: View) -> Select[Any]:
    table = table_of(asked.search)
    size = WORLD_M / (TILE_PIXELS * 2**view.zoom) * CELL_PIXELS
    plane = func.ST_Transform(table.c["geom"], WEB_MERCATOR)
    inner = (
        select(
            table.c["layer"],
            table.c["geom"],
            func.floor(func.ST_X(plane) / size).label("x"),
            func.floor(func.ST_Y(plane) / size).label("y"),
        )
        .where(_in_view(table, view), whole_search(table, asked, means))
        .subquery("inner")
    )
    lon, lat = func.ST_X(inner.c["geom"]), func.ST_Y(inner.c["geom"])
    per_layer = (
        select(
            inner.c["x"], inner.c["y"], inner.c["layer"], func.count().label("count"),
            func.sum(lon).label("lon"), func.sum(lat).label("lat"),
            func.min(lon).label("west"), func.min(lat).label("south"),
            func.max(lon).label("east"), func.max(lat).label("north"),
        )
        .group_by(inner.c["x"], inner.c["y"], inner.c["layer"])
        .subquery("per_layer")
    )  # fmt: skip
    part = per_layer.c
    total = func.sum(part["count"])
    cells = (
        select(
            part["x"], part["y"],
            cast(func.json_object_agg(part["layer"], part["count"]), JSON).label("counts"),
            (func.sum(part["lon"]) / total).label("lon"),
            (func.sum(part["lat"]) / total).label("lat"),
            func.min(part["west"]).label("west"), func.min(part["south"]).label("south"),
            func.max(part["east"]).label("east"), func.max(part["north"]).label("north"),
        )
        .group_by(part["x"], part["y"])
        .subquery("cells")
    )  # fmt: skip
    return _with_names(cells)


def _with_names(cells: FromClause) -> Select[Any]:
    """The cells with the station beside them, else the town."""
    centre = func.ST_SetSRID(func.ST_MakePoint(cells.c["lon"], cells.c["lat"]), STORAGE_SRID)
    station = _nearest(Station.__table__, "geom", centre, "station")
    town = _nearest(Town.__table__, "point", centre, "town")
    is_station = func.coalesce(
        func.ST_DWithin(func.geography(centre), func.geography(station.c["point"]), NEAR_STATION_M),
        literal(False),
    )
    return (
        select(
            *cells.c,
            *(
                case((is_station, station.c[name]), else_=town.c[name]).label(f"near_{language}")
                for name, language in (("name_ja", "ja"), ("name_en", "en"))
            ),
            is_station.label("near_is_station"),
        )
        .select_from(cells)
        .outerjoin(station, true())
        .outerjoin(town, true())
        .order_by(cells.c["x"], cells.c["y"])
    )


def _nearest(table: FromClause, column: str, centre: Any, name: str) -> Any:
    return lateral(
        select(table.c["name_ja"], table.c["name_en"], table.c[column].label("point"))
        .where(table.c[column].is_not(null()))
        .order_by(table.c[column].op("<->")(centre))
        .limit(1),
        name=name,
    )


def _in_view(table: FromClause, view: View) -> Any:
    envelope = func.ST_MakeEnvelope(view.west, view.south, view.east, view.north, STORAGE_SRID)
    return table.c["geom"].op("&&", is_comparison=True)(envelope)
