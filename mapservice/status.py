"""What `mapservice status` tells: the settings in force, and who answers."""

from dataclasses import fields
from typing import Final

from sqlalchemy import Connection, column, select, table
from sqlalchemy.exc import SQLAlchemyError

from mapservice.database.cluster.lock import read_launcher
from mapservice.database.cluster.places import data_places
from mapservice.database.engine import owner_engine, service_target
from mapservice.database.migrations.state import schema_is_current
from mapservice.settings import PREFIX, Settings

REVISIONS: Final = table("revisions", column("layer"), column("features"), schema="layers")


def describe_status(settings: Settings) -> tuple[list[str], bool]:
    """Lines for a person, and whether the database can be served from."""
    lines = [
        _setting_line(settings, entry.name, secret=not entry.repr) for entry in fields(settings)
    ]
    lines += ["", *_place_lines(settings)]
    found, good = _database_lines(settings)
    return [*lines, *found], good


def _setting_line(settings: Settings, name: str, *, secret: bool) -> str:
    value = getattr(settings, name)
    shown = "(set)" if secret and value else "(unset)" if value in (None, ()) else value
    return f"{PREFIX}{name.upper()} = {shown}"


def _place_lines(settings: Settings) -> list[str]:
    if settings.database_url:
        return ["Database: the external one of MAPSERVICE_DATABASE_URL"]
    places = data_places(settings)
    launcher = read_launcher(places.lock)
    lines = [f"Database: private, in {places.root}"]
    if launcher.pid:
        lines.append(f"In use by: mapservice {launcher.purpose} (process {launcher.pid})")
    if launcher.url:
        lines.append(f"Serving: {launcher.url}")
    return lines


def _database_lines(settings: Settings) -> tuple[list[str], bool]:
    try:
        with owner_engine(service_target(settings)).connect() as connection:
            current = schema_is_current(connection)
            counts = _counts(connection) if current else []
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        return [f"The database does not answer: {reason}"], False
    if not current:
        return ["The schema is not current: run `mapservice init`."], False
    return ["The schema is current. Features per layer:", *counts], True


def _counts(connection: Connection) -> list[str]:
    rows = connection.execute(
        select(REVISIONS.c.layer, REVISIONS.c.features).order_by(REVISIONS.c.layer)
    )
    return [f"  {layer}: {features}" for layer, features in rows]
