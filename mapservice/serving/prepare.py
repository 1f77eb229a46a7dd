"""What a database needs before the service can answer from it."""

import structlog
from sqlalchemy.exc import OperationalError, ProgrammingError

from mapservice.database.engine import Target, owner_engine
from mapservice.database.loading.city import has_rows, load_city, mark_northern
from mapservice.database.loading.samples import load_samples
from mapservice.database.migrations.state import schema_is_current
from mapservice.database.schema import initialise
from mapservice.settings import Settings

log = structlog.get_logger(__name__)


def prepare(settings: Settings, target: Target, *, demo: bool) -> None:
    """Schema, the bundled city in an empty database, and the samples when asked for."""
    if not _is_current(target):
        initialise(target)
    with owner_engine(target).begin() as connection:
        if has_rows(connection):
            mark_northern(connection, settings)
        else:
            log.info("city_loaded", **load_city(connection, settings))
        if demo:
            log.info("samples_loaded", added=load_samples(connection, settings))


def _is_current(target: Target) -> bool:
    """Whether nothing is left to initialise: asked first, because it is so at most starts."""
    try:
        with owner_engine(target).connect() as connection:
            return schema_is_current(connection)
    except (OperationalError, ProgrammingError):
        # Not there yet: the database, the role or the table. Initialising says if it is worse.
        return False
