"""What is looked after every hour: dates that have come, and data that is no longer needed."""

from sqlalchemy import Connection, Engine, delete, text

from mapservice.database.private import clock, sessions
from mapservice.groups.forgetting import journal_path, write_journal
from mapservice.groups.freshness import look_after_records
from mapservice.groups.links import forget_old_links
from mapservice.settings import Settings
from mapservice.stewards.uploads import forget_old_uploads
from mapservice.submissions import forget_old_attempts


def look_after(writer: Engine, settings: Settings) -> None:
    """The hourly round. Each part is a transaction of its own, and may be done again."""
    with writer.begin() as connection:
        look_after_records(connection, settings)
    with writer.begin() as connection:
        forget(connection)
    with writer.connect() as connection:
        write_journal(connection, journal_path(settings))


def forget(connection: Connection) -> None:
    """Delete what was kept for a while only: links, sessions, attempts, uploads, old mail."""
    forget_old_links(connection)
    forget_old_attempts(connection)
    forget_old_uploads(connection)
    connection.execute(delete(sessions).where(sessions.c.expires_at < clock()))
    connection.execute(
        text("DELETE FROM private.outbox WHERE created_at < private.clock() - interval '30 days'")
    )
    # Who asked for a link and never began a group leaves nothing behind.
    connection.execute(
        text(
            "DELETE FROM private.representatives r"
            " WHERE created_at < private.clock() - interval '30 days'"
            " AND NOT EXISTS (SELECT FROM private.groups g WHERE g.representative_id = r.id)"
        )
    )
