"""Spatial functions of CQL2 (21-065r2, 7.8), by those of PostGIS."""

from collections.abc import Callable
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, not_
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.cql2.operands import Operand, Type
from mapservice.ogc.cql2.tree import NotCql2, Shape
from mapservice.ogc.geometries import flipped, geometry_value, to_storage
from mapservice.ogc.reference_systems import ReferenceSystem
from mapservice.problems import BadParameter

Condition = ColumnElement[bool]

RELATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "s_contains": func.ST_Contains,
    "s_crosses": func.ST_Crosses,
    # The opposite of what the index answers; null stays null.
    "s_disjoint": lambda first, second: not_(func.ST_Intersects(first, second)),
    "s_equals": func.ST_Equals,
    "s_intersects": func.ST_Intersects,
    "s_overlaps": func.ST_Overlaps,
    "s_touches": func.ST_Touches,
    "s_within": func.ST_Within,
}
# The other relations are defined for geometries of one kind only (OGC 06-103r4, 6.1.15).
_TAKES_COLLECTIONS: Final = frozenset({"s_intersects", "s_disjoint"})


def of_shape(shape: Shape, system: ReferenceSystem) -> Operand:
    """A geometry literal in the stored system; NotCql2 if it is invalid or not on the globe."""
    geometry = flipped(shape.geometry) if system.flipped else shape.geometry
    try:
        geometry = to_storage("filter", geometry, system)
    except BadParameter as error:
        raise NotCql2(f"the geometry is not valid. {error.allowed}") from None
    merged = _without_collection(geometry)
    return Operand(Type.GEOMETRY, geometry_value(merged), constant=merged.geom_type)


def _without_collection(geometry: BaseGeometry) -> BaseGeometry:
    """A collection as one geometry, where its parts are of one kind."""
    if geometry.geom_type != "GeometryCollection":
        return geometry
    return shapely.union_all(shapely.get_parts(geometry))


def relate(name: str, first: Operand, second: Operand) -> Condition:
    """The condition that a spatial function stands for; NotCql2 for operands without place."""
    for operand in (first, second):
        if operand.type is not Type.GEOMETRY:
            raise NotCql2(f"{name} takes geometries")
        if operand.constant == "GeometryCollection" and name not in _TAKES_COLLECTIONS:
            raise NotCql2(f"{name} takes geometries of one kind")
    condition: Condition = RELATIONS[name](first.sql, second.sql)
    return condition
