"""What differs between two versions of a record, in words that a reviewer reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.declaration import Layer
from layers.groups import LAYER as GROUPS
from mapservice.groups.registration import Place, Registration
from mapservice.languages import gettext, localize


@dataclass(frozen=True)
class Row:
    """One property that differs; None is unknown, or not there."""

    name: str
    title: str
    before: str | None
    after: str | None


def words_of(layer: Layer, name: str, value: Any) -> str | None:
    """A stored value in the words of its declaration."""
    if value is None or value in ("", [], ()):
        return None
    declared = {row.name: row for row in layer.properties}.get(name)
    if declared is not None:
        titles = {choice.value: localize(choice.title) for choice in declared.choices}
        if isinstance(value, list | tuple):
            return "、".join(titles.get(str(each), str(each)) for each in value)
        if declared.type == "ternary":
            return localize(declared.title_of(str(value)))
        value = titles.get(str(value), value)
    if name == "geom" and isinstance(value, Mapping):
        lon, lat = value["coordinates"][:2]
        return f"{lat:.6f}, {lon:.6f}"
    return str(value)


def title_of(layer: Layer, name: str) -> str:
    declared = {row.name: row for row in layer.properties}.get(name)
    if name == "geom":
        return gettext("Position")
    return localize(declared.title) if declared else name


def feature_difference(
    layer: Layer, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Row, ...]:
    """The properties of a feature that differ, in the order of the declaration."""
    order = [row.name for row in layer.properties]
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    return tuple(
        Row(
            name,
            title_of(layer, name),
            words_of(layer, name, before.get(name)),
            words_of(layer, name, after.get(name)),
        )
        for name in names
    )


def registration_difference(before: Registration | None, after: Registration) -> tuple[Row, ...]:
    """What a group's proposal changes; everything it says when there was nothing before."""
    old, new = _lines(before or Registration()), _lines(after)
    titles = _titles()
    return tuple(
        Row(name, titles.get(name, name), old.get(name), new.get(name))
        for name in {**new, **old}
        if old.get(name) != new.get(name)
    )


def _lines(registration: Registration) -> dict[str, str | None]:
    lines: dict[str, str | None] = {
        name: words_of(GROUPS, name, getattr(registration, name))
        for name in (
            "name_ja", "name_kana", "name_en", "fields", "districts", "languages", "meeting",
            "seeks", "offers", "url",
        )
    }  # fmt: skip
    lines["purpose"] = registration.purpose or None
    lines["social"] = "\n".join(registration.social) or None
    for contact in registration.contacts:
        lines[contact.kind] = f"{contact.value} ({_seen(contact.visibility)})"
    lines["office"] = _place(registration.office) if registration.office else None
    lines["places"] = "\n".join(map(_place, registration.places)) or None
    return lines


def _place(place: Place) -> str:
    if place.is_venue:
        return place.label
    home = gettext("private home") if place.home else ""
    parts = (place.label, place.address, home, f"({_seen(place.shown)})")
    return " ".join(part for part in parts if part)


def _seen(visibility: str) -> str:
    return {
        "public": gettext("everybody sees it"),
        "town": gettext("only the town is shown"),
        "staff": gettext("only staff see it"),
    }[visibility]


def _titles() -> dict[str, str]:
    declared = {row.name: localize(row.title) for row in GROUPS.properties}
    return declared | {
        "purpose": gettext("What the group does and why"),
        "social": gettext("Pages on social media, one per line"),
        "person": gettext("Contact person"),
        "phone": gettext("Phone"),
        "email": gettext("E-mail"),
        "office": gettext("Office"),
        "places": gettext("Places of activity"),
    }


def points_of(registration: Registration | None) -> list[dict[str, Any]]:
    """The pins of a registration for the reviewer's map; degrees, EPSG:4326."""
    if registration is None:
        return []
    office = (registration.office,) if registration.office else ()
    return [
        {"label": place.label, "lon": place.lon, "lat": place.lat, "precision": place.precision}
        for place in (*office, *registration.places)
        if place.lon is not None and place.lat is not None
    ]
