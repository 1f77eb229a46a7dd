"""What a layer's table holds now, as features that files can be compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

import shapely
from geoalchemy2 import Geometry
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Column, Connection, Select, Table, func, select

from layers.conversion.identity import derived_id
from layers.conversion.report import Feature
from layers.declaration import Layer, PropertyType
from layers.table import FeatureTable

GEOMETRY: Final = "geom"
# Kept by the database itself, or made of other columns.
_KEPT_BY_DATABASE: Final = frozenset(
    {
        *("id", "layer", "created_at", "updated_at", "revision", "extra"),
        *("search_key", "open_minutes", "seats", "facets", "open_hours"),
    }
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a layer's table by what an import does with them."""

    values: tuple[Column[Any], ...]
    """Ordinary columns, declared as properties or not."""
    geometries: tuple[Column[Any], ...]


def table_of(layer: Layer) -> Table:
    """The layer's table."""
    return cast("Table", layer.table.__table__)


def columns_of(layer: Layer) -> Columns:
    """The columns of the layer's table that rows are read from and written to."""
    return columns_of_table(layer.table)


@cache
def columns_of_table(table: type[FeatureTable]) -> Columns:
    """Like `columns_of`, by the table's class."""
    columns = [
        column
        for column in cast("Table", table.__table__).columns
        if column.computed is None and column.name not in _KEPT_BY_DATABASE
    ]
    return Columns(
        values=tuple(c for c in columns if not isinstance(c.type, Geometry)),
        geometries=tuple(c for c in columns if isinstance(c.type, Geometry)),
    )


def has_hours(layer: Layer) -> str | None:
    """Name of the property from which the table's `open_minutes` are made, if it has them."""
    if "open_minutes" not in table_of(layer).columns:
        return None
    return next((p.name for p in layer.properties if p.type is PropertyType.HOURS), None)


def read_stored(connection: Connection, layer: Layer) -> dict[str, Feature]:
    """Every feature of the layer by id, in the order of ids; geometries in EPSG:4326."""
    return {feature.id: feature for feature in _features(connection, layer)}


def _select(layer: Layer) -> Select[Any]:
    table = table_of(layer)
    columns = columns_of(layer)
    return select(
        table.c.id,
        table.c.extra,
        func.ST_AsBinary(table.c[GEOMETRY]).label("_shape"),
        *columns.values,
    ).order_by(table.c.id)


def _features(connection: Connection, layer: Layer) -> Iterator[Feature]:
    names = [column.name for column in columns_of(layer).values]
    for number, row in enumerate(connection.execute(_select(layer)), start=1):
        mapping = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        values = {name: mapping[name] for name in names}
        yield Feature(
            id=row.id,
            line=number,
            values=values,
            extra=row.extra,
            geometry=_shape(mapping["_shape"]),
            positioned=True,
            derived=_is_derived(layer, row.id, values, row.extra),
        )


def _shape(binary: Any) -> BaseGeometry | None:
    return shapely.from_wkb(bytes(binary)) if binary is not None else None


def _is_derived(layer: Layer, feature_id: str, values: dict[str, Any], extra: Any) -> bool:
    """Whether the id is the one an import makes of name and address."""
    name, address = str(values.get("name_ja")), values.get("address")
    numbers = ("", *(str(extra[key]) for key in ("ID", "NO", "管理番号") if key in extra))
    return any(
        feature_id == derived_id(layer.id, name, address, number=number) for number in numbers
    )
