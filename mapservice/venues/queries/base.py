"""`/base/<name>.geojson`: the service's own base map, written by PostgreSQL."""

from typing import Any, Final

from sqlalchemy import Select, func, select

from layers import get_layer
from mapservice.venues.queries.geojson import collection, feature, geometry, json_object

BASES: Final = ("districts", "towns", "stations")
# 0.0001 degrees are 10 m: less than the areas are approximate by, and a pixel at zoom 14.
TOLERANCE_DEGREES: Final = 0.0001
_NAMES: Final = ("id", "name_ja", "name_kana", "name_en")


def select_base(name: str) -> Select[Any]:
    """One text: the areas simplified together with their neighbours, or the stations."""
    table = get_layer(name).table.__table__
    named: dict[str, Any] = {each: table.c[each] for each in _NAMES}
    shape: Any = table.c["geom"]
    more: dict[str, Any]
    if name == "stations":
        more = {"lines": table.c["lines"]}
    else:
        simple = func.ST_SimplifyPreserveTopology(table.c["geom"], TOLERANCE_DEGREES)
        shape = func.ST_Multi(simple)
        more = {
            "approximate": table.c["approximate"],
            "label": func.json_build_array(*_label(table.c["geom"])),
        }
    features = (
        select(
            table.c["id"].label("id"),
            feature(table.c["id"], geometry(shape), json_object(**named, **more)).label("feature"),
        )
        .where(table.c["geom"].is_not(None))
        .subquery("features")
    )
    made: Select[Any] = collection(features, features.c["id"])
    return made


def _label(area: Any) -> tuple[Any, Any]:
    point = func.ST_PointOnSurface(area)
    # Rounding works on numeric only; ST_ReducePrecision would need GEOS 3.9 everywhere.
    snapped = func.ST_SnapToGrid(point, 0.00001)
    return func.ST_X(snapped), func.ST_Y(snapped)
