"""What a row says where its file says nothing: unknown, in the spelling of each column."""

from dataclasses import replace
from functools import cache
from typing import Any, Final

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, Column

from layers.conversion.report import Feature
from layers.declaration import Layer
from layers.table import FeatureTable
from mapservice.database.importing.stored import columns_of_table

_WORDS: Final = {"true": True, "false": False}


def default_of(column: Column[Any]) -> Any:
    """The column's value for "nothing known": None where the table allows it."""
    if column.nullable:
        return None
    default = column.server_default
    text = str(getattr(default, "arg", "")) if default is not None else ""
    return _WORDS[text] if isinstance(column.type, Boolean) else text


@cache
def _defaults(table: type[FeatureTable]) -> dict[str, Any]:
    return {column.name: default_of(column) for column in columns_of_table(table).values}


def filled(layer: Layer, feature: Feature) -> Feature:
    """The feature with a value in every column of its table."""
    defaults = _defaults(layer.table)
    said = {name: value for name, value in feature.values.items() if value is not None}
    values: dict[str, Any] = {**defaults, **{n: v for n, v in said.items() if n in defaults}}
    if "precision" in values:
        stated = feature.values.get("precision")
        fits = stated is not None and (stated == "none") == (feature.geometry is None)
        values |= {} if fits else precision_of(layer, feature.geometry)
    if "approximate" in values and feature.values.get("approximate") is None:
        values["approximate"] = feature.geometry is None
    return replace(feature, values=values)


def precision_of(layer: Layer, geometry: BaseGeometry | None) -> dict[str, str]:
    """A point from a file counts as exact until somebody says otherwise."""
    if "precision" not in _defaults(layer.table):
        return {}
    return {"precision": "exact" if isinstance(geometry, Point) else "none"}
