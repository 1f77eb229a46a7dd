"""The outbox: a mail is written in the transaction of the change that it tells of."""

import datetime
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from mapservice.database.private import outbox

SEND_TASK = "send_mail"


@dataclass(frozen=True)
class Mail:
    """A plain-text mail to one recipient; `group_id` lets erasure find it."""

    purpose: str
    recipient: str
    subject: str
    body: str
    group_id: str | None = None


@dataclass(frozen=True)
class StoredMail:
    """A mail of the outbox; what it said is gone once it was sent."""

    id: int
    purpose: str
    recipient: str | None
    subject: str | None
    body: str | None
    status: str
    attempts: int
    last_error: str | None
    created_at: datetime.datetime


def put_mail(connection: Connection, mail: Mail) -> int:
    """Write `mail` and its job: both exist if, and only if, this transaction commits."""
    made: int = connection.execute(
        insert(outbox)
        .values(
            purpose=mail.purpose,
            recipient=mail.recipient,
            subject=mail.subject,
            body=mail.body,
            group_id=mail.group_id,
        )
        .returning(outbox.c.id)
    ).scalar_one()
    defer(connection, SEND_TASK, {"mail_id": made})
    return made


def defer(
    connection: Connection, task: str, arguments: dict[str, int], once: str | None = None
) -> None:
    """Enqueue background work in this transaction; `once` drops it while its like waits."""
    connection.execute(select(func.private.defer(task, literal(arguments, JSONB), once)))


def read_mails(connection: Connection, limit: int = 100) -> tuple[StoredMail, ...]:
    """The newest mails of the outbox."""
    question = select(outbox).order_by(outbox.c.id.desc()).limit(limit)
    return tuple(
        StoredMail(
            row.id,
            row.purpose,
            row.recipient,
            row.subject,
            row.body,
            row.status,
            row.attempts,
            row.last_error,
            row.created_at,
        )
        for row in connection.execute(question)
    )


def forget_mails(connection: Connection, group_id: str, email: str | None) -> None:
    """Delete every mail to or about a group, sent or not."""
    connection.execute(
        delete(outbox).where(or_(outbox.c.group_id == group_id, outbox.c.recipient == email))
    )
