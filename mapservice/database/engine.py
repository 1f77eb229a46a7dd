"""How the service reaches its database: addresses per role, pools that recover."""

from dataclasses import dataclass
from pathlib import Path
from select import POLLIN, poll
from typing import Any

from flask import Flask
from psycopg import Connection, OperationalError
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import NullPool

from mapservice.database.cluster.places import data_places
from mapservice.database.roles import OWNER, WEB, WRITER
from mapservice.settings import Settings

DATABASE = "mapservice"
CONNECT_TIMEOUT_S = 3
POOL_TIMEOUT_S = 5
# A server behind a firewall may forget an idle connection without a word.
RECYCLE_S = 1800


@dataclass(frozen=True)
class Target:
    """One database. `peer`: each role logs in itself; otherwise the address's user does."""

    address: URL
    peer: bool

    def url(self, role: str | None, **parameters: str) -> URL:
        """Address for a connection that is `role`; None: whoever may prepare the database.

        `parameters` are PostgreSQL's own, set for the length of the connection.
        """
        url = self.address
        if self.peer:
            url = url.set(username=role or "postgres")
        elif role:
            parameters = {"role": role, **parameters}
        options = " ".join(f"-c {name}={value}" for name, value in parameters.items())
        return url.update_query_dict({"options": options}) if options else url

    def named(self, database: str) -> "Target":
        """Another database of the same server."""
        return Target(self.address.set(database=database), self.peer)


def private_target(socket: Path, database: str = DATABASE) -> Target:
    """The private cluster whose socket lies in the folder `socket`."""
    address = URL.create("postgresql+psycopg", database=database, query={"host": str(socket)})
    return Target(address, peer=True)


def external_target(address: str) -> Target:
    """The PostgreSQL at `address`, as the operator wrote it."""
    url = make_url(address.replace("postgres://", "postgresql://", 1))
    return Target(url.set(drivername="postgresql+psycopg"), peer=False)


def service_target(settings: Settings) -> Target:
    """The database of these settings, whether or not it can be reached now."""
    if settings.database_url:
        return external_target(settings.database_url)
    return private_target(data_places(settings).socket)


@dataclass(frozen=True)
class Databases:
    """One database as each role sees it.

    Connecting happens at the first question, so that the service starts without its database;
    a connection that broke is noticed before use and replaced.
    """

    owner: Engine
    web: Engine
    writer: Engine
    prepared: Engine
    """As `web`, for statements that are asked again and again: their plans are kept."""


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["databases"] = open_databases(service_target(settings), settings)


def open_databases(target: Target, settings: Settings) -> Databases:
    """Engines for `target`; none of them connects yet."""
    return Databases(
        owner=owner_engine(target),
        web=_web_engine(target, settings),
        writer=_writer_engine(target, settings),
        prepared=_web_engine(target, settings, plan_cache_mode="auto"),
    )


def owner_engine(target: Target) -> Engine:
    """What the command line works with: makes tables, loads rows."""
    return _plain_engine(target.url(OWNER, application_name="mapservice"))


def administrator_engine(target: Target) -> Engine:
    """What prepares a database before its roles exist."""
    return _plain_engine(target.url(None, application_name="mapservice-init"))


def _web_engine(
    target: Target, settings: Settings, plan_cache_mode: str = "force_custom_plan"
) -> Engine:
    """What requests read with: sees public data only, and cannot write.

    Each statement is a transaction of its own, which saves the round trips of BEGIN and
    ROLLBACK around a request's single question.
    """
    url = target.url(
        WEB,
        statement_timeout=f"{settings.statement_timeout}s",
        default_transaction_read_only="on",
        # Words and filters differ in how many rows they find: a plan for one is wrong for another.
        plan_cache_mode=plan_cache_mode,
        application_name="mapservice-web",
    )
    return _pooled_engine(
        url, settings, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True
    )


def _writer_engine(target: Target, settings: Settings) -> Engine:
    url = target.url(
        WRITER,
        statement_timeout=f"{settings.statement_timeout}s",
        application_name="mapservice-writer",
    )
    return _pooled_engine(url, settings)


def _pooled_engine(url: URL, settings: Settings, **options: Any) -> Engine:
    engine = create_engine(
        url,
        pool_size=settings.threads,
        # Probes of the service's health come beside the requests.
        max_overflow=2,
        pool_timeout=POOL_TIMEOUT_S,
        pool_recycle=RECYCLE_S,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
        hide_parameters=True,  # they may be a person's words, and errors are logged
        **options,
    )
    event.listen(engine, "checkout", _refuse_broken)
    return engine


def _plain_engine(url: URL) -> Engine:
    # Commands are short and seldom: nothing stays open behind them.
    return create_engine(
        url, poolclass=NullPool, connect_args={"connect_timeout": CONNECT_TIMEOUT_S}
    )


def _refuse_broken(connection: Connection[Any], _record: object, _proxy: object) -> None:
    """Let the pool replace a connection whose server went away while it lay idle.

    An idle connection has nothing to read but its end, or the server's farewell: looking at
    the socket costs no round trip, as asking the server would.
    """
    socket = poll()
    try:
        socket.register(connection.fileno(), POLLIN)
    except (OperationalError, ValueError):
        raise DisconnectionError from None
    if socket.poll(0):
        raise DisconnectionError
