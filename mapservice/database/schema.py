"""Preparing the database and bringing its schema up to date."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from mapservice.database.engine import Target, administrator_engine, owner_engine
from mapservice.database.migrations.state import FOLDER, VERSION_SCHEMA
from mapservice.database.roles import ADVISORY_LOCK, WEB, prepare_database


def initialise(target: Target) -> None:
    """Make what is missing: database, extensions, roles, schema. Repeatable."""
    if target.peer:
        _create_database(target)
    with administrator_engine(target).begin() as connection:
        prepare_database(connection, login=target.peer)
    migrate(target)


def migrate(target: Target, revision: str = "head") -> None:
    """Run the migrations up to `revision` in one transaction, one process at a time."""
    with owner_engine(target).begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {VERSION_SCHEMA}"))
        command.upgrade(_configuration(connection), revision)
        # The service answers "ready" only with the schema it was written for.
        connection.execute(text(f"GRANT USAGE ON SCHEMA {VERSION_SCHEMA} TO {WEB}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA {VERSION_SCHEMA} TO {WEB}"))


def _configuration(connection: Connection) -> Config:
    configuration = Config()
    # Percent signs are interpolation to Alembic's configuration.
    configuration.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    return configuration


def _create_database(target: Target) -> None:
    """Make the private cluster's database. Two at once: the second finds it made."""
    name = target.address.database
    engine = administrator_engine(target.named("postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        found = connection.scalar(
            text("SELECT true FROM pg_database WHERE datname = :name"), {"name": name}
        )
        if not found:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
