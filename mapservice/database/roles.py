"""The database's roles and extensions: who there is, before any migration says who may what."""

from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

OWNER: Final = "mapservice_owner"
"""Makes the tables and loads rows; the command line works as this role."""
WEB: Final = "mapservice_web"
"""What requests run as: reads the schema `layers`, has no grant on `private`."""
WRITER: Final = "mapservice_writer"
"""What registrations, reviews and staff's edits run as: writes rows, makes no tables."""
ROLES: Final = (OWNER, WEB, WRITER)

EXTENSIONS: Final = ("postgis", "pg_trgm")

# Any number that no other program of this database uses: "mapservi" in ASCII.
ADVISORY_LOCK: Final = 0x6D61707365727669


class NotAllowed(Exception):
    """The database's user may not prepare it; the message says what its administrator runs."""


def prepare_database(connection: Connection, *, login: bool) -> None:
    """Extensions and roles, each only when missing, in the caller's transaction.

    `login` lets the roles log in themselves (the private cluster); otherwise the connection's
    user becomes a member of each and changes to it. Raises NotAllowed.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    try:
        _extensions(connection)
        _roles(connection, login)
        _rights(connection)
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != "42501":  # insufficient_privilege
            raise
        raise NotAllowed(_advice(connection, str(error.orig).strip())) from error


def _extensions(connection: Connection) -> None:
    present = set(connection.scalars(text("SELECT extname FROM pg_extension")))
    for name in EXTENSIONS:
        if name not in present:
            connection.execute(text(f"CREATE EXTENSION {name}"))


def _roles(connection: Connection, login: bool) -> None:
    present = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    for role in ROLES:
        if role not in present:
            connection.execute(text(f"CREATE ROLE {role} {'LOGIN' if login else 'NOLOGIN'}"))
        if not _true(connection, "pg_has_role(current_user, :role, 'MEMBER')", role=role):
            connection.execute(text(f"GRANT {role} TO CURRENT_USER"))
    for role in (WEB, WRITER):
        # The owner can look at its work with the eyes of the web.
        if not _true(connection, "pg_has_role(:owner, :role, 'MEMBER')", owner=OWNER, role=role):
            connection.execute(text(f"GRANT {role} TO {OWNER}"))


def _rights(connection: Connection) -> None:
    may_create = "has_database_privilege(:owner, current_database(), 'CREATE')"
    if not _true(connection, may_create, owner=OWNER):
        database = connection.scalar(text("SELECT quote_ident(current_database())"))
        connection.execute(text(f"GRANT CREATE ON DATABASE {database} TO {OWNER}"))


def _true(connection: Connection, condition: str, **values: str) -> bool:
    return bool(connection.scalar(text(f"SELECT {condition}"), values))


def _advice(connection: Connection, reason: str) -> str:
    address = connection.engine.url
    statements = [
        *(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS),
        *(f"CREATE ROLE {role} NOLOGIN;" for role in ROLES),
        f'GRANT {WEB}, {WRITER} TO {OWNER}; GRANT {", ".join(ROLES)} TO "{address.username}";',
        f'GRANT CREATE ON DATABASE "{address.database}" TO {OWNER};',
    ]
    return "\n".join(
        [f"The database must be prepared by its administrator ({reason}). Run in it:", *statements]
    )
