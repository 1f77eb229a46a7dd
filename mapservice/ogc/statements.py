"""From a SQLAlchemy `Select` to bytes: compiled once, prepared once per connection, passed through.

The hot paths hand the database's bytes on without looking inside, so they leave out what
costs time between libpq and them: cursors, result objects, converting of values. What
stays is SQLAlchemy's: expressions, bound parameters, the pool and its errors.
"""

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.sql import ClauseElement

Row = tuple[bytes | None, ...]
Query = Select[*tuple[Any, ...]]

# `$1`, as PostgreSQL's own protocol writes parameters.
DIALECT: Final = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
PREPARED: Final = "mapservice.ogc.prepared"
# SQLSTATE of a prepared statement that does not exist.
FORGOTTEN: Final = b"26000"
_NAMES: Final = itertools.count(1)


@dataclass(frozen=True)
class Statement:
    """SQL with numbered parameters; every selected column is text or bytea."""

    sql: str
    names: tuple[str, ...]
    """Names of the parameters in the order of their numbers."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Values that were bound when the statement was built."""


def compile_statement(query: ClauseElement) -> Statement:
    """SQL of a query. Values never become part of the text, only their number in a list does."""
    compiled = query.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    parameters: dict[str, object] = dict(compiled.params)
    return Statement(str(compiled), tuple(compiled.positiontup or ()), parameters)  # type: ignore[attr-defined]


def encode(value: object) -> bytes | None:
    """A parameter in PostgreSQL's text format; raises TypeError for a type that no query binds."""
    if value is None:
        return None
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, int | float | Decimal):
        return str(value).encode()
    if isinstance(value, datetime.date):
        return value.isoformat().encode()
    if isinstance(value, list | tuple):
        return b"{" + b",".join(_quote(item) for item in value) + b"}"
    raise TypeError(f"no text format for {type(value).__name__}")


def _quote(item: object) -> bytes:
    escaped = str(item).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.encode()


def run(
    connection: Connection, statement: Statement, values: Mapping[str, object], *, prepare: bool
) -> list[Row]:
    """The rows, each value as the bytes that the database sent (text in UTF-8, bytea raw).

    `prepare` keeps the plan in the connection, for statements whose text is asked again.
    Raises SQLAlchemy's DBAPIError, as `connection.execute` would.
    """
    # psycopg's annotation leaves out None, which stands for null.
    parameters: Any = [
        encode(values[name] if name in values else statement.values[name])
        for name in statement.names
    ]
    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    # Within a transaction a statement that psycopg has forgotten would end the transaction.
    kept = prepare and driver.pgconn.transaction_status == TransactionStatus.IDLE
    try:
        if kept:
            result = _run_prepared(connection, driver, statement, parameters)
        else:
            sql = statement.sql.encode()
            result = driver.pgconn.exec_params(sql, parameters, result_format=Format.BINARY)
        _check(driver, result)
    except psycopg.Error as error:
        raise _translated(statement, error) from error
    columns = range(result.nfields)
    return [
        tuple(result.get_value(row, column) for column in columns) for row in range(result.ntuples)
    ]


def _run_prepared(
    connection: Connection, driver: psycopg.Connection[Any], statement: Statement, parameters: Any
) -> PGresult:
    # The pool keeps `info` as long as it keeps the connection.
    known: dict[str, bytes] = connection.connection.info.setdefault(PREPARED, {})
    pgconn = driver.pgconn
    name = known.get(statement.sql)
    if name is not None:
        result = pgconn.exec_prepared(name, parameters, result_format=Format.BINARY)
        if result.error_field(DiagnosticField.SQLSTATE) != FORGOTTEN:
            return result
        # psycopg clears all prepared statements of a connection behind a rollback.
        known.clear()
    name = known[statement.sql] = b"ogc_%d" % next(_NAMES)
    prepared = pgconn.prepare(name, statement.sql.encode())
    if prepared.status != ExecStatus.COMMAND_OK:
        del known[statement.sql]
        return prepared
    return pgconn.exec_prepared(name, parameters, result_format=Format.BINARY)


def _check(driver: psycopg.Connection[Any], result: PGresult) -> None:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise error_from_result(result, encoding=driver.info.encoding)


def _translated(statement: Statement, error: psycopg.Error) -> DBAPIError:
    # Parameters stay out of the message: they may be a person's words, and errors are logged.
    kind = OperationalError if isinstance(error, psycopg.OperationalError) else DBAPIError
    return kind(statement.sql, None, error, hide_parameters=True)


def text_of(value: bytes | None) -> str:
    return "" if value is None else value.decode()


def single(rows: Sequence[Row]) -> Row:
    """The only row of a question that always has one answer."""
    (row,) = rows
    return row
