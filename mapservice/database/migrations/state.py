"""Whether the database's schema is the one this version of the service was written for."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, select, table

VERSION_SCHEMA: Final = "migrations"
"""Schema of Alembic's own table: it is no layer, and the web may read it."""
VERSIONS: Final = table("alembic_version", column("version_num"), schema=VERSION_SCHEMA)
FOLDER: Final = Path(__file__).parent


def schema_is_current(connection: Connection) -> bool:
    """Whether exactly the migrations of this version ran in the database.

    Raises ProgrammingError in a database that was never initialised.
    """
    return set(connection.scalars(select(VERSIONS.c.version_num))) == known_heads()


@cache
def known_heads() -> frozenset[str]:
    """The newest migrations that this version of the service has."""
    return frozenset(ScriptDirectory(str(FOLDER)).get_heads())
