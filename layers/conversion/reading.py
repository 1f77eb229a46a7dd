"""Table of a file -> features of a layer, with a report per row."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.notes import Note, Refused
from geodata.repair.hours import parse_structured, parse_weekly
from geodata.repair.signs import without_controls
from geodata.table import Cell, Table
from geodata.writers.text import cell_text
from layers.conversion.cells import KEPT_AS_TEXT, parse_value
from layers.conversion.headers import Binding, bind, hours_property
from layers.conversion.identity import derived_id, usable_id
from layers.conversion.positions import Place, place_of
from layers.conversion.report import CellNote, Conversion, Feature, RowReport
from layers.declaration import Layer


@dataclass(slots=True)
class _Row:
    """A row while it is being read."""

    layer: Layer
    binding: Binding
    cells: Mapping[str, Cell]
    place: Place
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    repairs: list[CellNote] = field(default_factory=list)
    refusals: list[CellNote] = field(default_factory=list)

    def text(self, column: str | None) -> str:
        return cell_text(self.cells.get(column)) if column else ""

    def repaired(self, column: str, *notes: Note) -> None:
        self.repairs += [CellNote(column, note) for note in notes]


def convert(table: Table, layer: Layer, chosen: Mapping[str, str] | None = None) -> Conversion:
    """The table's rows as features of the layer.

    `chosen` names columns by property or role where their headers do not tell. A row with
    anything that is not what its column holds is refused whole. Raises ValueError for a
    `chosen` that is not there, and Refused if no column belongs to the layer.
    """
    binding = bind(layer, table.columns, chosen)
    if not binding.properties:
        raise Refused("no column of the file belongs to the layer %(layer)s", layer=layer.id)
    places = _places(table)
    reports, features = [], []
    seen: dict[str, int] = {}
    for cells, place, line in zip(table.rows, places, table.lines, strict=True):
        row = _Row(layer, binding, cells, place, line)
        feature = _feature(row, seen)
        if row.repairs or row.refusals:
            name = str(row.values.get("name_ja") or "")
            reports.append(RowReport(line, name, tuple(row.repairs), tuple(row.refusals)))
        if feature is not None:
            features.append(feature)
    hours = hours_property(layer)
    hour_names = (hours.name,) if hours and {"days", "hours"} & binding.roles.keys() else ()
    names = (*(prop.name for prop in binding.properties.values()), *hour_names)
    return Conversion(tuple(features), tuple(reports), names, binding.extra, table.source.notes)


def _places(table: Table) -> list[Place]:
    if table.geometries is None:
        return [Place(None, has_geometry=False)] * len(table.rows)
    return [Place(geometry, has_geometry=True) for geometry in table.geometries]


def _feature(row: _Row, seen: dict[str, int]) -> Feature | None:
    """The row's feature, or None with the reasons in `row.refusals`."""
    for column in row.binding.extra:
        _keep_extra(row, column)
    for column, declared in row.binding.properties.items():
        try:
            value, repairs = parse_value(declared, row.text(column))
        except Refused as refused:
            row.refusals.append(CellNote(column, refused.note))
        else:
            row.values[declared.name] = value
            row.repaired(column, *repairs)
    _read_address(row)
    _read_hours(row)
    geometry = _read_position(row)
    identifier, derived = _read_id(row)
    _require(row)
    if identifier is not None and identifier in seen:
        note = Note("the same as line %(line)s: %(id)s", {"line": seen[identifier],
                                                          "id": identifier})  # fmt: skip
        row.refusals.append(CellNote(row.binding.roles.get("id", ""), note))
    if row.refusals or identifier is None:
        return None
    seen[identifier] = row.line
    positioned = row.place.has_geometry or "latitude" in row.binding.roles
    return Feature(identifier, row.line, row.values, row.extra, geometry, positioned, derived)


def _keep_extra(row: _Row, column: str) -> None:
    cell = row.cells.get(column)
    if isinstance(cell, str):
        cell = without_controls(cell) or None
    if cell is not None and (isinstance(cell, str) or math.isfinite(cell)):
        row.extra[without_controls(column)] = cell


def _read_address(row: _Row) -> None:
    """An empty address is put together from its parts, where the file has them."""
    names = {prop.name for prop in row.layer.properties}
    if "address" not in names or row.values.get("address") or not row.binding.address_parts:
        return
    whole = "".join(row.text(part).strip() for part in row.binding.address_parts)
    if whole:
        row.values["address"] = whole
        row.repaired("", Note("the address was put together from its parts"))


def _read_hours(row: _Row) -> None:
    declared = hours_property(row.layer)
    roles = row.binding.roles
    columns = [roles[role] for role in ("days", "opens", "closes", "hours") if role in roles]
    if declared is None or not columns:
        return
    try:
        value, repairs = parse_structured(row.text(roles.get("hours")))
        if value is None:
            texts = [row.text(roles.get(role)) for role in ("days", "opens", "closes")]
            value, repairs = parse_weekly(*texts)
    except Refused:
        # Words such as 第2月曜 say something true: they stay as they are.
        value, repairs = None, (KEPT_AS_TEXT,)
        for column in columns:
            _keep_extra(row, column)
    row.values[declared.name] = value
    row.repaired(columns[0], *repairs)


def _read_position(row: _Row) -> Any:
    roles = row.binding.roles
    latitude, longitude = roles.get("latitude"), roles.get("longitude")
    try:
        geometry, repairs = place_of(row.layer, row.place, row.text(latitude), row.text(longitude))
    except Refused as refused:
        row.refusals.append(CellNote(latitude or "", refused.note))
        return None
    row.repaired(latitude or "", *repairs)
    return geometry


def _read_id(row: _Row) -> tuple[str | None, bool]:
    """(id, whether it was made): the file's own, or one of name and address."""
    column = row.binding.roles.get("id")
    text = row.text(column).strip()
    own = usable_id(text) if text else None
    name, address = row.values.get("name_ja"), row.values.get("address")
    if not name and "name_ja" not in {p.name for p in row.binding.properties.values()}:
        name = _name_without_column(row, text, address)
    if own is not None:
        return own, False
    if text and column is not None:
        row.extra[column] = text
        row.repaired(column, Note("the id cannot stand in an address of the web: another was made"))
    made = derived_id(row.layer.id, str(name), address, number=text)
    return (made if name else None), True


def _name_without_column(row: _Row, number: str, address: str | None) -> str | None:
    """Templates without a column for names: called by the layer's title and its number."""
    called = number or address
    if called:
        row.values["name_ja"] = f"{row.layer.title.ja} {called}"
        row.repaired("", Note("named after its number or address"))
    return row.values.get("name_ja")


def _require(row: _Row) -> None:
    """Refuse the row if a required property that should be there has no value."""
    refused = {note.column for note in row.refusals}
    columns = {prop.name: column for column, prop in row.binding.properties.items()}
    for declared in row.layer.properties:
        column = columns.get(declared.name, "")
        if declared.required and not row.values.get(declared.name) and column not in refused - {""}:
            note = Note("%(property)s is missing", {"property": declared.title.ja})
            row.refusals.append(CellNote(column, note))
