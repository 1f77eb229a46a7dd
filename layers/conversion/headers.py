"""Which column of a file is which property of a layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geodata.standards import Standard, canonical_names, header_key, read_standard
from layers.declaration import Layer, Property, PropertyType

COMMON: Final = "common"
_HOURS_ROLES: Final = ("days", "opens", "closes", "hours")
CONSUMED_ROLES: Final = ("id", "latitude", "longitude", *_HOURS_ROLES)
"""Roles whose columns hold no property by themselves but are understood."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Columns of a file by what they hold."""

    properties: Mapping[str, Property]
    """Column -> the property in it."""
    roles: Mapping[str, str]
    """Role -> the column that plays it."""
    address_parts: tuple[str, ...]
    extra: tuple[str, ...]
    """Columns that the layer does not know: they travel in `extra`."""


def layer_standard(layer: Layer) -> Standard:
    """The column standard of the layer's files, or what all files have in common."""
    return read_standard(layer.standard or COMMON)


def hours_property(layer: Layer) -> Property | None:
    """The property that holds structured opening hours, if the layer has one."""
    return next((p for p in layer.properties if p.type is PropertyType.HOURS), None)


def bind(layer: Layer, columns: Sequence[str], chosen: Mapping[str, str] | None = None) -> Binding:
    """What each column holds; `chosen` (property or role -> column) goes before all guessing.

    ValueError if `chosen` names a property, role or column that is not there.
    """
    names = dict(chosen or {})
    roles = _roles(layer, columns, names)
    taken = set(roles.values())
    properties = _chosen_properties(layer, columns, names)
    by_header = _headers(layer)
    canonical = canonical_names(layer_standard(layer), columns)
    found = {declared.name for declared in properties.values()}
    for column in columns:
        if column in taken or column in properties:
            continue
        declared = next(
            (by_header[key] for key in (column, canonical.get(column, column), header_key(column))
             if key in by_header),
            None,
        )  # fmt: skip
        if declared is not None and declared.name not in found:
            properties[column] = declared
            found.add(declared.name)
    known = taken | set(properties)
    parts = [
        name for name in layer_standard(layer).roles.get("address_parts", ()) if name in columns
    ]
    extra = tuple(column for column in columns if column not in known)
    return Binding(properties, roles, tuple(parts), extra)


def _headers(layer: Layer) -> dict[str, Property]:
    """Every spelling of a property's column: exact headers win over likenesses."""
    spellings: dict[str, Property] = {}
    declared = [p for p in layer.properties if p.type is not PropertyType.HOURS]
    for prop in declared:
        for header in (*prop.headers, prop.name):
            spellings.setdefault(header, prop)
    for prop in declared:
        for header in (*prop.headers, prop.name, prop.title.ja):
            spellings.setdefault(header_key(header), prop)
    return spellings


def _roles(layer: Layer, columns: Sequence[str], chosen: dict[str, str]) -> dict[str, str]:
    canonical = {meant: column for column, meant in
                 canonical_names(layer_standard(layer), columns).items()}  # fmt: skip
    offered = [layer_standard(layer).roles, read_standard(COMMON).roles]
    wanted = [role for role in CONSUMED_ROLES
              if role not in _HOURS_ROLES or hours_property(layer)]  # fmt: skip
    roles: dict[str, str] = {}
    for role in wanted:
        candidates = [name for source in offered for name in source.get(role, ())]
        for name in candidates:
            column = name if name in columns else canonical.get(name)
            if column is not None:
                roles[role] = column
                break
        if role in chosen:
            roles[role] = _existing(columns, chosen.pop(role))
    return roles


def _chosen_properties(
    layer: Layer, columns: Sequence[str], chosen: dict[str, str]
) -> dict[str, Property]:
    declared = {prop.name: prop for prop in layer.properties}
    unknown = [name for name in chosen if name not in declared]
    if unknown:
        raise ValueError(f"{layer.id} has no property {unknown[0]}; it has {', '.join(declared)}")
    return {_existing(columns, column): declared[name] for name, column in chosen.items()}


def _existing(columns: Sequence[str], column: str) -> str:
    if column not in columns:
        raise ValueError(f"the file has no column {column}; it has {', '.join(columns)}")
    return column
