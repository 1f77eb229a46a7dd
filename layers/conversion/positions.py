"""Where a row lies: from its geometry, or from its columns of latitude and longitude."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import shapely
from geoalchemy2 import Geometry
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.notes import Note, Parsed, Refused
from geodata.repair.coordinates import in_japan, parse_position
from layers.declaration import Layer
from layers.table import FeatureTable

POINTS: Final = "POINT"


@dataclass(frozen=True, slots=True)
class Place:
    """The geometry (EPSG:4326) that the file gives a row, if it has any at all."""

    geometry: BaseGeometry | None
    has_geometry: bool


def geometry_type(layer: Layer) -> str:
    """POINT or MULTIPOLYGON: what the layer's table holds."""
    return _geometry_type(layer.table)


@cache
def _geometry_type(table: type[FeatureTable]) -> str:
    column_type = table.__table__.columns["geom"].type
    if not isinstance(column_type, Geometry):
        raise TypeError(f"{table.__tablename__} has no geometry")
    return str(column_type.geometry_type)


def place_of(
    layer: Layer, place: Place, latitude: str, longitude: str
) -> Parsed[BaseGeometry | None]:
    """The feature's geometry; None if the row says nothing. Raises Refused."""
    if place.geometry is not None and not place.geometry.is_empty:
        shaped = _as_point if geometry_type(layer) == POINTS else _as_area
        parsed = shaped(place.geometry)
        west, south, east, north = parsed.value.bounds
        if not (in_japan(west, south) and in_japan(east, north)):
            raise Refused("the geometry is not in Japan: %(lat)s, %(lon)s",
                          lat=round(south, 5), lon=round(west, 5))  # fmt: skip
        return Parsed(parsed.value, parsed.repairs)
    if geometry_type(layer) != POINTS:
        return Parsed(None)
    position, repairs = parse_position(latitude, longitude)
    return Parsed(Point(position.lon, position.lat) if position else None, repairs)


def _as_point(geometry: BaseGeometry) -> Parsed[BaseGeometry]:
    parts = shapely.get_parts(geometry)
    if len(parts) == 1 and isinstance(parts[0], Point):
        return Parsed(parts[0])
    note = Note("a point inside the shape was taken")
    return Parsed(geometry.representative_point(), (note,))


def _as_area(geometry: BaseGeometry) -> Parsed[BaseGeometry]:
    repairs: tuple[Note, ...] = ()
    if not geometry.is_valid:
        geometry, repairs = shapely.make_valid(geometry), (Note("the outline was repaired"),)
    polygons = [
        part
        for whole in shapely.get_parts(geometry)
        for part in shapely.get_parts(whole)
        if isinstance(part, Polygon)
    ]
    if not polygons:
        raise Refused("the layer holds areas, not %(kind)s", kind=geometry.geom_type)
    return Parsed(MultiPolygon(polygons), repairs)
