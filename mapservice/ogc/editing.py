"""OGC API - Features Part 4 (20-002): a GeoJSON feature to what a steward writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geodata.notes import Refused
from geodata.repair.hours import parse_structured
from layers.conversion.cells import parse_value
from layers.declaration import Layer, Property, PropertyType
from mapservice.languages import gettext
from mapservice.ogc.collections import Collection
from mapservice.ogc.parameters import refuse
from mapservice.parameters import clean_text, not_among
from mapservice.problems import BadParameter
from mapservice.stewards.features import KEPT_BY_GROUPS, Stored, Written

MAX_BODY_BYTES: Final = 256 * 1024
MAX_TEXT: Final = 20_000
DERIVED: Final = frozenset({"precision"})
"""Follows from the position and cannot be written."""

_BODY: Final = "body"
_POINT: Final = '{"type": "Point", "coordinates": [139.47, 35.34]}'


@dataclass(frozen=True)
class Edit:
    """What a body says: properties by name, and whether and where the place is given."""

    properties: Mapping[str, Any]
    has_geometry: bool
    point: tuple[float, float] | None


def is_editable(collection: Collection) -> bool:
    """Layers of venues are; groups' records are their own, areas come from files."""
    return (
        not collection.is_parent
        and collection.layers[0].is_venue
        and collection.id != KEPT_BY_GROUPS
    )


def parse_edit(collection: Collection, body: bytes) -> Edit:
    """A GeoJSON feature, or a merge patch (RFC 7396) of one; raises BadParameter."""
    if len(body) > MAX_BODY_BYTES:
        raise refuse(_BODY, f"<= {MAX_BODY_BYTES} B")
    try:
        document = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise refuse(_BODY, "GeoJSON (RFC 7946)") from None
    # What the service writes around a feature comes back with it, and is not read.
    known = {"type", "id", "geometry", "properties", "links", "license", "attribution"}
    if not isinstance(document, dict) or document.get("type", "Feature") != "Feature":
        raise refuse(_BODY, '{"type": "Feature"}')
    if unknown := set(document) - known:
        raise not_among(clean_text(_BODY, min(unknown), MAX_TEXT)[:50], sorted(known))
    return Edit(
        _properties(collection.layers[0], document.get("properties") or {}),
        "geometry" in document,
        _point(document.get("geometry")),
    )


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _properties(layer: Layer, given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise refuse("properties", "{}")
    # What the service adds to every feature comes back with it, and is not written.
    added = {"created_at", "updated_at", *DERIVED}
    declared = {each.name: each for each in layer.properties}
    for name in given:
        if name not in declared and name not in added:
            raise not_among(clean_text("properties", name, MAX_TEXT)[:50], declared)
    return {
        name: _value(declared[name], value) for name, value in given.items() if name not in added
    }


def _value(declared: Property, value: Any) -> Any:
    """The value as its column holds it; None is "not known"."""
    if value is None:
        return None
    text = clean_text(declared.name, _as_text(declared, value), MAX_TEXT)
    try:
        if declared.type is PropertyType.HOURS:
            return parse_structured(text).value
        return parse_value(declared, text).value
    except Refused as refused:
        raise BadParameter(declared.name, gettext("cannot be read."), str(refused.note)) from None


def _as_text(declared: Property, value: Any) -> str:
    if declared.type in (PropertyType.HOURS, PropertyType.ROOMS):
        return json.dumps(value, ensure_ascii=False)
    if declared.type in (PropertyType.TEXTS, PropertyType.CHOICES):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise refuse(declared.name, "[…]")
        return ";".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise refuse(declared.name, declared.type.value)


def _point(geometry: Any) -> tuple[float, float] | None:
    if geometry is None:
        return None
    is_point = isinstance(geometry, dict) and geometry.get("type") == "Point"
    numbers = geometry.get("coordinates") if is_point else None
    if not isinstance(numbers, list) or len(numbers) not in (2, 3):
        raise refuse("geometry", _POINT)
    if not all(type(number) in (int, float) for number in numbers):
        raise refuse("geometry", _POINT)
    lon, lat = (float(number) for number in numbers[:2])
    # Japan's bounds, which the tables hold as well.
    if not (122 <= lon <= 154 and 20 <= lat <= 46):
        raise refuse("geometry", "122 … 154, 20 … 46")
    return lon, lat


def replaced(layer: Layer, edit: Edit) -> Written:
    """The feature that a body stands for as a whole: what it does not say is not known."""
    values = {each.name: None for each in layer.properties if each.name not in DERIVED}
    return _written(layer, {**values, **edit.properties}, edit.point)


def merged(layer: Layer, stored: Stored, edit: Edit) -> Written:
    """The stored feature with what a patch says."""
    before = (stored.lon, stored.lat) if stored.lon is not None and stored.lat is not None else None
    point = edit.point if edit.has_geometry else before
    kept = {
        name: value
        for name, value in stored.values.items()
        if name in {each.name for each in layer.properties} - DERIVED
    }
    return _written(layer, {**kept, **edit.properties}, point)


def _written(layer: Layer, values: Mapping[str, Any], point: tuple[float, float] | None) -> Written:
    for declared in layer.properties:
        if declared.required and not values.get(declared.name):
            raise BadParameter(
                declared.name, gettext("is missing."), gettext("Please fill this in.")
            )
    lon, lat = point or (None, None)
    return Written(values, lon, lat)
