"""The form of a feature, made of its layer's declaration, and back to values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from geodata.notes import Refused
from geodata.repair.coordinates import parse_position
from geodata.repair.hours import parse_structured, parse_weekly, write_weekly
from geodata.writers.text import cell_text
from layers.conversion.cells import parse_value, write_value
from layers.declaration import Layer, Property, PropertyType
from layers.venue import ACCESSIBILITY
from mapservice.languages import gettext, localize
from mapservice.stewards.features import Stored, Written

LONG: Final = frozenset({"description", "opening_hours_note", "fee_note"})
OWN: Final = frozenset({"precision"})
"""Follows from the position; not typed."""


@dataclass(frozen=True)
class Control:
    """One control of the form; `kind` is text, area, choice, ternary, check or hours."""

    name: str
    title: str
    kind: str
    unit: str
    required: bool
    options: tuple[tuple[str, str], ...]
    group: str


KINDS: Final[dict[PropertyType, str]] = {
    PropertyType.CHOICE: "choice",
    PropertyType.TERNARY: "choice",
    PropertyType.BOOLEAN: "check",
    PropertyType.HOURS: "hours",
}


def controls_of(layer: Layer) -> tuple[Control, ...]:
    """The controls of a layer's form, in the order of its declaration."""
    accessibility = {declared.name for declared in ACCESSIBILITY}
    return tuple(
        Control(
            declared.name,
            localize(declared.title),
            "area" if declared.name in LONG else KINDS.get(declared.type, "text"),
            declared.unit or "",
            declared.required,
            _options(declared),
            "accessibility" if declared.name in accessibility else "facts",
        )
        for declared in layer.properties
        if declared.name not in OWN
    )


def _options(declared: Property) -> tuple[tuple[str, str], ...]:
    if declared.type is PropertyType.TERNARY:
        values = ("unknown", "yes", "no")
        return tuple((value, localize(declared.title_of(value))) for value in values)
    if declared.type is PropertyType.CHOICE:
        empty = () if "unknown" in {choice.value for choice in declared.choices} else (("", "—"),)
        return (
            *empty,
            *((choice.value, localize(choice.title)) for choice in declared.choices),
        )
    return ()


def typed_values(layer: Layer, values: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the form's controls for stored values."""
    typed: dict[str, str] = {}
    for declared in layer.properties:
        value = values.get(declared.name)
        if declared.type is PropertyType.HOURS:
            typed |= _typed_hours(value)
        elif declared.type in (PropertyType.TERNARY, PropertyType.CHOICE):
            typed[declared.name] = value or ""
        elif declared.type is PropertyType.BOOLEAN:
            typed[declared.name] = "1" if value else ""
        else:
            typed[declared.name] = cell_text(write_value(declared, value))
    return typed


def _typed_hours(hours: Any) -> dict[str, str]:
    weekly = write_weekly(hours)
    if weekly is None:
        return {"hours": json.dumps(hours, ensure_ascii=False)}
    return dict(zip(("hours_days", "hours_opens", "hours_closes"), weekly, strict=True))


def typed_feature(layer: Layer, stored: Stored) -> dict[str, str]:
    """What stands in the form for a stored feature, its position included."""
    place = {"lat": stored.lat, "lon": stored.lon}
    shown = {name: "" if degrees is None else f"{degrees}" for name, degrees in place.items()}
    return typed_values(layer, stored.values) | shown


def parse_feature(layer: Layer, form: MultiDict[str, str]) -> tuple[Written, dict[str, str]]:
    """What was typed as values, and by control what was wrong with it."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for declared in layer.properties:
        if declared.name in OWN:
            continue
        try:
            values[declared.name] = _parse(declared, form)
        except Refused as refused:
            errors[declared.name] = gettext(
                "This is not what belongs here: %(text)s", text=str(refused.note)
            )
            continue
        if declared.required and not values[declared.name]:
            errors[declared.name] = gettext("Please fill this in.")
    position = None
    try:
        position = parse_position(form.get("lat", ""), form.get("lon", "")).value
    except Refused:
        errors["lat"] = gettext("Not a position in Japan, such as 35.3389 and 139.4911.")
    lon, lat = position or (None, None)
    return Written(values, lon, lat), errors


def _parse(declared: Property, form: MultiDict[str, str]) -> Any:
    if declared.type is PropertyType.HOURS:
        if form.get("hours"):
            return parse_structured(form["hours"]).value
        parts = (form.get(f"hours_{part}", "") for part in ("days", "opens", "closes"))
        return parse_weekly(*parts).value
    if declared.type is PropertyType.BOOLEAN:
        return bool(form.get(declared.name))
    return parse_value(declared, form.get(declared.name, "")).value
