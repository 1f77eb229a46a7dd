"""Databases whose transactions really commit, for races, deferred triggers and workers."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from mapservice.database.engine import Databases, Target, administrator_engine, open_databases
from mapservice.database.schema import initialise
from mapservice.settings import Settings


@contextmanager
def committed_databases(target: Target, name: str, threads: int = 8) -> Iterator[Databases]:
    """A database of its own beside `target`, with the current schema; dropped at the end."""
    own = target.named(name)
    initialise(own)
    databases = open_databases(own, Settings(threads=threads))
    yield databases
    for engine in (databases.owner, databases.web, databases.writer):
        engine.dispose()
    server = administrator_engine(target.named("postgres"))
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
