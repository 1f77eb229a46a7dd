"""Features of a layer -> table of a file, in the columns of the layer's standard."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shapely.geometry import Point

from geodata.repair.hours import write_weekly
from geodata.standards import Edition, header_key
from geodata.table import Cell, Source, Table
from layers.conversion.cells import write_value
from layers.conversion.headers import COMMON, hours_property, layer_standard
from layers.conversion.positions import POINTS, geometry_type
from layers.conversion.report import Feature
from layers.declaration import Layer, Property, PropertyType

ID, LATITUDE, LONGITUDE, HOURS = "ID", "緯度", "経度", "利用時間（構造）"
_UNSAID: Final[tuple[Any, ...]] = (None, False, "unknown", "", [], {})
"""Values that say nothing: a column that holds nothing else is left out."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer is written.

    `edition` names one of the standard's (None: today's). `geometry`: the format has its own,
    so columns of latitude and longitude are left out. `ids`: ids that were made of name and
    address are written too. `constants` fill columns of the city's code and name.
    """

    edition: str | None = None
    geometry: bool = False
    ids: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)


def to_table(layer: Layer, features: Sequence[Feature], style: Style | None = None) -> Table:
    """The features as a table that `convert` reads back without loss.

    Columns: those of the standard's edition, then properties and extras that it lacks and
    any feature has. KeyError for an edition that the standard does not have.
    """
    style = style or Style()
    standard = layer_standard(layer)
    edition = _edition(layer, style)
    roles = _role_columns(layer, edition)
    headers = _property_headers(layer, features, edition)
    rows = [_row(layer, feature, style, roles, headers) for feature in features]
    names = list(edition.columns) if edition else []
    names += [column for role, column in roles.items() if role != "hours"]
    names += [*headers, *standard.extra] if standard.id != COMMON else headers
    names += [column for row in rows for column in row]
    filled = {column for row in rows for column, cell in row.items() if cell is not None}
    needed = {*(edition.columns if edition else ()), roles["id"], *headers}
    columns = tuple(
        column
        for column in dict.fromkeys(names)
        if (column in needed or column in filled)
        and not (style.geometry and column in {roles.get("latitude"), roles.get("longitude")})
    )
    return Table(
        columns,
        tuple({column: row.get(column) for column in columns} for row in rows),
        tuple(range(1, len(rows) + 1)),
        Source(layer.id, "mapservice", "utf-8"),
        tuple(feature.geometry for feature in features) if style.geometry else None,
    )


def _edition(layer: Layer, style: Style) -> Edition | None:
    standard = layer_standard(layer)
    if style.edition is not None:
        return standard.edition(style.edition)
    return standard.editions[0] if standard.editions else None


def _role_columns(layer: Layer, edition: Edition | None) -> dict[str, str]:
    """Role -> the column that plays it in the file to be written."""
    standard = layer_standard(layer)
    written = edition.columns if edition else ()
    wanted = {"id": ID}
    if geometry_type(layer) == POINTS:
        wanted |= {"latitude": LATITUDE, "longitude": LONGITUDE}
    if hours_property(layer) is not None:
        wanted |= {
            "days": "利用可能曜日",
            "opens": "開始時間",
            "closes": "終了時間",
            "hours": HOURS,
        }
    return {
        role: next((name for name in standard.roles.get(role, ()) if name in written), default)
        for role, default in wanted.items()
    }


def _property_headers(
    layer: Layer, features: Sequence[Feature], edition: Edition | None
) -> dict[str, Property]:
    """Column -> property: the edition's spelling where it has one, else the property's first.

    Beyond the edition only properties that some feature has a value for.
    """
    written = {header_key(column): column for column in (edition.columns if edition else ())}
    headers: dict[str, Property] = {}
    for declared in layer.properties:
        if declared.type is PropertyType.HOURS:
            continue
        standard = [written[header_key(name)] for name in declared.headers
                    if header_key(name) in written]  # fmt: skip
        said = any(feature.values.get(declared.name) not in _UNSAID for feature in features)
        if standard:
            headers[standard[0]] = declared
        elif said or declared.required:
            headers[declared.headers[0] if declared.headers else declared.name] = declared
    return headers


def _row(
    layer: Layer,
    feature: Feature,
    style: Style,
    roles: Mapping[str, str],
    headers: Mapping[str, Property],
) -> dict[str, Cell]:
    row: dict[str, Cell] = {column: text for column, text in style.constants.items()
                            if column in (edition_columns(layer, style))}  # fmt: skip
    row |= {name: extra_cell(value) for name, value in feature.extra.items()}
    row |= {
        column: cell
        for column, declared in headers.items()
        if (cell := write_value(declared, feature.values.get(declared.name))) is not None
    }
    row |= _hours_cells(layer, feature, roles)
    if style.ids or not feature.derived:
        row[roles["id"]] = feature.id
    if isinstance(feature.geometry, Point) and "latitude" in roles:
        row[roles["latitude"]] = feature.geometry.y
        row[roles["longitude"]] = feature.geometry.x
    return row


def edition_columns(layer: Layer, style: Style) -> tuple[str, ...]:
    """The columns of the edition in which the layer is written; none without a standard."""
    edition = _edition(layer, style)
    return edition.columns if edition else ()


def _hours_cells(layer: Layer, feature: Feature, roles: Mapping[str, str]) -> dict[str, Cell]:
    declared = hours_property(layer)
    hours = feature.values.get(declared.name) if declared else None
    if not hours:
        return {}
    columns = write_weekly(hours)
    if columns is None:
        return {roles["hours"]: json.dumps(hours, ensure_ascii=False)}
    return dict(zip((roles["days"], roles["opens"], roles["closes"]), columns, strict=True))


def extra_cell(value: Any) -> Cell:
    """A value of `extra` as a cell: what is no plain value is written as JSON."""
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return json.dumps(value, ensure_ascii=False)
