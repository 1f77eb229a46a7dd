"""Geometries of a request: to the stored reference system, or refused before any SQL."""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Text, func, literal

from layers.table import STORAGE_SRID
from mapservice.ogc.parameters import BoundingBox, refuse
from mapservice.ogc.reference_systems import ReferenceSystem

# A straight side in one system is a curve in another: corners alone would cut it off.
SEGMENTS: Final = 16
_ALLOWED: Final = "-180 … 180, -90 … 90"


@lru_cache
def _transformer(srid: int) -> Transformer:
    return Transformer.from_crs(srid, STORAGE_SRID, always_xy=True)


def to_storage(name: str, geometry: BaseGeometry, system: ReferenceSystem) -> BaseGeometry:
    """The geometry in lon/lat WGS 84; BadParameter `name` if it is invalid or not on the globe.

    `geometry` has x = east already, whatever the axis order of `system` is.
    """
    if system.srid != STORAGE_SRID:
        geometry = shapely.transform(geometry, lambda points: _transformed(points, system.srid))
    points = shapely.get_coordinates(geometry)
    if not np.isfinite(points).all() or (np.abs(points) > (180.0, 90.0)).any():
        raise refuse(name, _ALLOWED)
    if geometry.is_empty or not geometry.is_valid:
        raise refuse(name, "OGC 06-103r4 (valid geometry)")
    return geometry


def _transformed(points: NDArray[np.float64], srid: int) -> NDArray[np.float64]:
    east, north = _transformer(srid).transform(points[:, 0], points[:, 1])
    return np.column_stack((east, north))


def flipped(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry with its axes exchanged."""
    return shapely.transform(geometry, lambda points: points[:, ::-1])


def areas_of(name: str, box: BoundingBox) -> list[BaseGeometry]:
    """The box as areas of the stored system: two of them across the antimeridian."""
    spans = [(box.west, box.east)]
    if box.crosses_antimeridian:
        spans = [(box.west, 180.0), (-180.0, box.east)]
    areas = []
    for west, east in spans:
        longest = max(east - west, box.north - box.south)
        area: BaseGeometry = shapely.box(west, box.south, east, box.north)
        if longest == 0:
            area = shapely.Point(west, box.south)
        elif west == east or box.south == box.north:
            area = shapely.LineString([(west, box.south), (east, box.north)])
        if box.system.srid != STORAGE_SRID and longest:
            area = shapely.segmentize(area, longest / SEGMENTS)
        areas.append(to_storage(name, area, box.system))
    return areas


def geometry_value(geometry: BaseGeometry) -> Any:
    """The geometry as a bound value, in hexadecimal EWKB."""
    binary = shapely.to_wkb(shapely.set_srid(geometry, STORAGE_SRID), hex=True, include_srid=True)
    return func.geometry(literal(binary, Text))
