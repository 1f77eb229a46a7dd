"""Features as text that PostgreSQL writes: GeoJSON geometry, properties, whole features."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Text, cast, func, literal_column
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import ID_SEPARATOR, Collection
from mapservice.ogc.fields import Field, Kind
from mapservice.ogc.reference_systems import STORAGE, ReferenceSystem

Columns = Any
"""`.c` of a table or a subquery: columns by name."""

Measure = tuple[str, ColumnElement[str]]
"""Name and JSON text of a value that is no column, such as a distance."""

# PostgreSQL functions take at most 100 arguments (FUNC_MAX_ARGS).
CONCATENATED: Final = 90


def projected(geometry: ColumnElement[Any], system: ReferenceSystem) -> Any:
    """The geometry in `system`, with its axes in the order that the authority defines."""
    result: Any = geometry
    if system.srid != STORAGE.srid:
        result = func.ST_Transform(result, literal_column(str(system.srid)))
    return func.ST_FlipCoordinates(result) if system.flipped else result


def geometry_json(geometry: ColumnElement[Any], system: ReferenceSystem) -> ColumnElement[str]:
    # Option 0: no crs member; RFC 7946 has none.
    written = func.ST_AsGeoJSON(
        projected(geometry, system), literal_column(str(system.digits)), literal_column("0")
    )
    text: ColumnElement[str] = func.coalesce(written, text_constant("null"))
    return text


def text_constant(text: str) -> ColumnElement[str]:
    """A constant of ours inside the statement; never a request's text."""
    quoted = text.replace("'", "''")
    return literal_column(f"'{quoted}'", Text)


def _value_json(column: ColumnElement[Any], field: Field) -> ColumnElement[str]:
    written: ColumnElement[str]
    if field.kind in (Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.OBJECT, Kind.OBJECTS):
        # The text forms of these are JSON already (boolean: true, false).
        written = cast(column, Text)
    elif field.kind is Kind.DATE:
        written = text_constant('"').concat(cast(column, Text)).concat(text_constant('"'))
    else:
        written = cast(func.to_json(column), Text)
    return written


def properties_json(
    columns: Columns, fields: Sequence[Field], measures: Sequence[Measure] = ()
) -> ColumnElement[str]:
    """A JSON object of the fields and then of the measures.

    Written by `concat`, which looks up each type once for a statement; `row_to_json` does so
    for every value of every row and takes about three times as long.
    """
    pieces: list[ColumnElement[str]] = []
    between = "{"
    for field in fields:
        column = columns[field.name]
        if field.is_plain:
            pieces += [text_constant(f'{between}"{field.name}":"'), column]
            between = '",'
        else:
            value = func.coalesce(_value_json(column, field), text_constant("null"))
            pieces += [text_constant(f'{between}"{field.name}":'), value]
            between = ","
    for name, number in measures:
        pieces += [text_constant(f'{between}"{name}":'), number]
        between = ","
    closing = {"{": "{}", ",": "}", '",': '"}'}
    pieces.append(text_constant(closing[between]))
    chunks = [
        func.concat(*pieces[start : start + CONCATENATED])
        for start in range(0, len(pieces), CONCATENATED)
    ]
    written: ColumnElement[str] = chunks[0]
    for chunk in chunks[1:]:
        written = written.concat(chunk)
    return written


def feature_json(
    collection: Collection,
    columns: Columns,
    fields: Sequence[Field],
    system: ReferenceSystem,
    *members: ColumnElement[str],
    measures: Sequence[Measure] = (),
) -> ColumnElement[str]:
    """A GeoJSON feature (RFC 7946); `members` are written behind the properties, `,"name":…`."""
    feature: ColumnElement[str] = func.concat(
        text_constant('{"type":"Feature","id":"'),
        feature_id(collection, columns),
        text_constant('","geometry":'),
        geometry_json(columns["geom"], system),
        text_constant(',"properties":'),
        properties_json(columns, fields, measures),
        *members,
        text_constant("}"),
    )
    return feature


def feature_id(collection: Collection, columns: Columns) -> ColumnElement[str]:
    """The id; the database allows only letters, digits, dot, dash and underscore in it."""
    own: ColumnElement[str] = columns["id"]
    if not collection.is_parent:
        return own
    return func.concat(columns["layer"], text_constant(ID_SEPARATOR), own)
