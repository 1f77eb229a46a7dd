"""The service's databases, all inside one transaction that a test rolls back.

Every engine shares one connection. What the service believes to be a transaction is a
savepoint, entered as the role that the real engine logs in with: rights are the real ones,
and rows that a test inserts are seen by the requests it makes.
"""

import itertools
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.pool import StaticPool

from mapservice.database.engine import Databases, Target
from mapservice.database.roles import OWNER, WEB, WRITER

registry.register("postgresql.joined", __name__, "JoinedDialect")


class JoinedDialect(PGDialect_psycopg):
    """PostgreSQL inside somebody else's transaction."""

    supports_statement_cache = True
    role = OWNER
    entered: list[tuple[str, str]]
    names = itertools.count()

    def do_begin(self, dbapi_connection: Any) -> None:
        savepoint = f"joined_{next(self.names)}"
        self.entered.append((savepoint, self.role))
        dbapi_connection.execute(f"SAVEPOINT {savepoint}")
        dbapi_connection.execute(f"SET LOCAL ROLE {self.role}")

    def do_commit(self, dbapi_connection: Any) -> None:
        self._leave(dbapi_connection, "RELEASE {0}")

    def do_rollback(self, dbapi_connection: Any) -> None:
        self._leave(dbapi_connection, "ROLLBACK TO {0}; RELEASE {0}")

    def _leave(self, dbapi_connection: Any, statements: str) -> None:
        if not self.entered or self.entered[-1][1] != self.role:
            return  # SQLAlchemy's own questions at an engine's first connect
        savepoint, _role = self.entered.pop()
        for statement in statements.format(savepoint).split("; "):
            dbapi_connection.execute(statement)
        outer = self.entered[-1][1] if self.entered else OWNER
        dbapi_connection.execute(f"SET LOCAL ROLE {outer}")


def joined_databases(connection: psycopg.Connection[Any]) -> Databases:
    """Each role's engine on `connection`, which is inside a transaction of its owner's."""
    entered: list[tuple[str, str]] = []
    return Databases(
        owner=_joined_engine(connection, OWNER, entered),
        web=_joined_engine(connection, WEB, entered),
        writer=_joined_engine(connection, WRITER, entered),
        prepared=_joined_engine(connection, WEB, entered),
    )


def connect_raw(target: Target) -> psycopg.Connection[Any]:
    """A connection as the owner, with an open transaction that nobody commits."""
    address = target.url(OWNER).set(drivername="postgresql")
    connection = psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
    connection.execute("BEGIN")
    return connection


def _joined_engine(
    connection: psycopg.Connection[Any], role: str, entered: list[tuple[str, str]]
) -> Engine:
    engine = create_engine(
        "postgresql+joined://",
        creator=lambda: connection,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        use_native_hstore=False,
    )
    dialect = engine.dialect
    assert isinstance(dialect, JoinedDialect)
    dialect.role, dialect.entered = role, entered
    return engine
