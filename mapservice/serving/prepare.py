"""What a database needs before the service can answer from it."""

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, ProgrammingError

from geodata.city import City, read_city
from mapservice.database.engine import Target, owner_engine
from mapservice.database.loading import is_empty, load_city, load_demo
from mapservice.database.loading.northern import mark_northern, northern_ids
from mapservice.database.migrations.state import schema_is_current
from mapservice.database.schema import initialise
from mapservice.settings import SettingError, Settings

log = structlog.get_logger(__name__)


def prepare(settings: Settings, target: Target, *, demo: bool) -> None:
    """Schema, the bundled city in an empty database, and the samples when asked for."""
    if not _is_current(target):
        initialise(target)
    city = bundled_city(settings)
    with owner_engine(target).begin() as connection:
        _load(connection, settings, city)
        if demo:
            log.info("samples_loaded", added=load_demo(connection, city))


def bundled_city(settings: Settings) -> City:
    """The city of the settings. Raises SettingError when it is not bundled."""
    try:
        return read_city(settings.city)
    except FileNotFoundError:
        raise SettingError(f"MAPSERVICE_CITY: there is no folder geodata/{settings.city}") from None


def _load(connection: Connection, settings: Settings, city: City) -> None:
    northern = northern_ids(settings, city)
    if is_empty(connection):
        log.info("city_loaded", **load_city(connection, city, northern))
    else:
        mark_northern(connection, northern)


def _is_current(target: Target) -> bool:
    """Whether nothing is left to initialise: asked first, because it is so at most starts."""
    try:
        with owner_engine(target).connect() as connection:
            return schema_is_current(connection)
    except (OperationalError, ProgrammingError):
        # Not there yet: the database, the role or the table. Initialising says if it is worse.
        return False
