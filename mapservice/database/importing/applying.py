"""Writing a difference into a layer's table, in the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import psycopg
import shapely
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, delete, text
from sqlalchemy.dialects.postgresql import JSONB

from geodata.repair.hours import week_minutes
from layers.conversion.report import Feature
from layers.declaration import Layer
from layers.table import SCHEMA, STORAGE_SRID
from mapservice.database.importing.difference import Difference
from mapservice.database.importing.stored import GEOMETRY, columns_of, has_hours, table_of

Progress = Callable[[int], None]
"""Called with the number of rows written since the last call."""

_INCOMING: Final = "incoming"
_STEP: Final = 1000
POINT: Final = "point"
"""Second geometry of towns: a point that is inside the area if nothing better is known."""


def lock_layer(connection: Connection, layer: Layer) -> None:
    """Keep other writers out until this transaction ends; readers go on."""
    table = table_of(layer)
    connection.execute(text(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))


def apply(
    connection: Connection,
    layer: Layer,
    difference: Difference,
    *,
    delete_missing: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write new and changed features; take away missing ones only when asked to.

    One statement each, so that the layer gets one new revision. The database's CHECKs
    have the last word: DBAPIError of SQLAlchemy or psycopg's Error if they refuse a row.
    """
    features = [*difference.new, *(change.feature for change in difference.changed)]
    if features:
        _upsert(connection, layer, features, progress)
    if delete_missing and difference.missing:
        table = table_of(layer)
        ids = [feature.id for feature in difference.missing]
        for start in range(0, len(ids), _STEP):
            connection.execute(
                delete(layer.table).where(table.c.id.in_(ids[start : start + _STEP]))
            )


def _upsert(
    connection: Connection, layer: Layer, features: Sequence[Feature], progress: Progress | None
) -> None:
    """COPY into a table of this transaction, then one INSERT … ON CONFLICT."""
    names = _names(layer)
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("imports need psycopg")
    target = sql.Identifier(SCHEMA, layer.table.__tablename__)
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    incoming = sql.Identifier(_INCOMING)
    with driver.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0")
                       .format(incoming, columns, target))  # fmt: skip
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(incoming, columns)) as copy:
            for number, record in enumerate(_records(layer, names, features), start=1):
                copy.write_row(record)
                if progress is not None and number % _STEP == 0:
                    progress(_STEP)
        cursor.execute(_merge(target, names))
        cursor.execute(sql.SQL("DROP TABLE {}").format(incoming))
    if progress is not None:
        progress(len(features) % _STEP)


def _merge(target: sql.Identifier, names: Sequence[str]) -> sql.Composed:
    """INSERT … ON CONFLICT from the incoming rows; a point that is known already stays."""
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    known = sql.SQL("coalesce((SELECT t.{0} FROM {1} AS t WHERE t.id = i.id), i.{0})")
    chosen = [
        known.format(sql.Identifier(POINT), target)
        if name == POINT
        else sql.SQL("i.{}").format(sql.Identifier(name))
        for name in names
    ]
    settings = [
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names if name != "id"
    ]
    statement = sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM {} AS i ON CONFLICT (id) DO UPDATE SET {}"
    )
    return statement.format(
        target, columns, sql.SQL(", ").join(chosen), sql.Identifier(_INCOMING),
        sql.SQL(", ").join(settings),
    )  # fmt: skip


def _names(layer: Layer) -> list[str]:
    columns = columns_of(layer)
    names = ["id", *(column.name for column in (*columns.values, *columns.geometries)), "extra"]
    return [*names, "open_minutes"] if has_hours(layer) else names


def _records(
    layer: Layer, names: Sequence[str], features: Iterable[Feature]
) -> Iterable[list[Any]]:
    table = table_of(layer)
    hours = has_hours(layer)
    documents = {name for name in names if isinstance(table.c[name].type, JSONB)}
    for feature in features:
        row = dict(feature.values)
        row |= {"id": feature.id, "extra": dict(feature.extra), GEOMETRY: _ewkb(feature.geometry)}
        if POINT in names:
            inside = feature.geometry.representative_point() if feature.geometry else None
            row[POINT] = _ewkb(inside)
        if hours is not None:
            row["open_minutes"] = _multirange(row.get(hours))
        yield [
            Jsonb(row[name]) if name in documents and row.get(name) is not None else row.get(name)
            for name in names
        ]


def _ewkb(geometry: Any) -> str | None:
    if geometry is None:
        return None
    return str(
        shapely.to_wkb(shapely.set_srid(geometry, STORAGE_SRID), hex=True, include_srid=True)
    )


def _multirange(hours: Any) -> str | None:
    """PostgreSQL's text of the minutes of the week in which a place is open."""
    minutes = week_minutes(hours)
    if minutes is None:
        return None
    return "{" + ",".join(f"[{start},{end})" for start, end in minutes) + "}"
