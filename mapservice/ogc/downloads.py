"""Whole results as rows: one cursor, so that a file is one state of the data, in batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, func, literal_column, select
from sqlalchemy.exc import DBAPIError

from mapservice.ogc.collections import Collection
from mapservice.ogc.encoding import feature_id
from mapservice.ogc.fields import Field
from mapservice.ogc.items import ItemsRequest, conditions
from mapservice.ogc.reference_systems import STORAGE
from mapservice.ogc.sorting import behind, order_by
from mapservice.ogc.statements import Query, compile_statement

BATCH: Final = 2_000
ALL: Final = 2**62

Row = tuple[Any, ...]
"""Id, geometry as WKB (x = east) or None, and the values of the fields."""


@dataclass(frozen=True)
class Download:
    """What a file holds."""

    request: ItemsRequest

    @property
    def collection(self) -> Collection:
        return self.request.collection

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.request.fields

    @property
    def srid(self) -> int:
        return self.request.system.srid


def select_rows(request: ItemsRequest) -> Query:
    """Every feature that matches, up to the limit, in order."""
    collection = request.collection
    columns = collection.table.c
    geometry: Any = collection.geometry
    if request.system.srid != STORAGE.srid:
        geometry = func.ST_Transform(geometry, literal_column(str(request.system.srid)))
    query = (
        select(
            feature_id(collection, columns),
            func.ST_AsBinary(geometry),
            *(columns[field.name] for field in request.fields),
        )
        .where(*conditions(request))
        .order_by(*order_by(collection, request.sort))
    )
    if request.token:
        query = query.where(behind(collection, request.sort, request.token))
    return query.limit(request.limit) if request.limit < ALL else query


def read_batches(connection: Connection, request: ItemsRequest) -> Iterator[list[Row]]:
    """The rows, at most BATCH at a time; the cursor lives as long as the iterator."""
    statement = compile_statement(select_rows(request))
    values = [statement.values[name] for name in statement.names]
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.transaction(), psycopg.RawServerCursor(driver, "download") as cursor:
            cursor.execute(statement.sql.encode(), values)
            while batch := cursor.fetchmany(BATCH):
                yield batch
    except psycopg.Error as error:
        raise DBAPIError(statement.sql, None, error, hide_parameters=True) from error
