"""GeoJSON (RFC 7946, and the `crs` member of its 2008 forerunner)."""

import json
import re
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geodata.notes import Unreadable
from geodata.readers.limits import Limits
from geodata.table import Cell

_CRS_NAME: Final = re.compile(r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
                              r"(EPSG|OGC)[:/]+(?:[\d.]*[:/]+)?(CRS84|\d{4,6})")  # fmt: skip


def read_geojson(
    path: Path, limits: Limits
) -> tuple[list[dict[str, Cell]], list[BaseGeometry | None], str]:
    """(properties, geometries, CRS) of a FeatureCollection or a single Feature.

    Lists of texts become one text parted by `;`, other nested values stay JSON text.
    """
    try:
        root = json.loads(path.read_bytes(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not valid JSON: %(problem)s", problem=str(error)[:200]) from error
    features = _features(root)
    if len(features) > limits.rows:
        raise Unreadable("more than %(limit)s rows", limit=limits.rows)
    rows, geometries = [], []
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise Unreadable("feature %(number)s is not a GeoJSON feature", number=number)
        rows.append(_cells(feature, limits, number))
        geometries.append(_geometry(feature.get("geometry"), number))
    return rows, geometries, _crs(root)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _features(root: object) -> list[Any]:
    if isinstance(root, dict):
        if root.get("type") == "Feature":
            return [root]
        features = root.get("features")
        if root.get("type") == "FeatureCollection" and isinstance(features, list):
            return features
    raise Unreadable("not a GeoJSON FeatureCollection")


def _cells(feature: dict[str, Any], limits: Limits, number: int) -> dict[str, Cell]:
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict) or len(properties) > limits.columns:
        raise Unreadable("feature %(number)s has unusable properties", number=number)
    cells = {str(name): _cell(value) for name, value in properties.items()}
    # The feature's own id is an attribute like any other, unless one is called so already.
    if isinstance(feature.get("id"), str | int) and not {"id", "ID"} & cells.keys():
        cells["id"] = feature["id"]
    if any(isinstance(cell, str) and len(cell) > limits.cell_characters for cell in cells.values()):
        raise Unreadable("feature %(number)s: a text is longer than %(limit)s characters",
                         number=number, limit=limits.cell_characters)  # fmt: skip
    return cells


def _cell(value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ";".join(value) or None
    return json.dumps(value, ensure_ascii=False)


def _geometry(geometry: object, number: int) -> BaseGeometry | None:
    if geometry is None:
        return None
    try:
        return shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (ShapelyError, ValueError, TypeError, RecursionError) as error:
        raise Unreadable("feature %(number)s has an unreadable geometry", number=number) from error


def _crs(root: dict[str, Any]) -> str:
    crs = root.get("crs")
    if crs is None:
        return "EPSG:4326"
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else ""
    match = _CRS_NAME.fullmatch(name)
    if match is None:
        raise Unreadable("unknown coordinate reference system: %(crs)s", crs=name[:100])
    return f"{match[1]}:{match[2]}"
