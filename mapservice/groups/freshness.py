"""Keeping records fresh: the yearly question, the mark, and the archive."""

import datetime
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select, update

from layers.groups import LAYER, UNCONFIRMED, Group
from mapservice.database.audit.acting import act_as
from mapservice.database.private import groups, representatives, today
from mapservice.groups.links import Link, address_in, make_link
from mapservice.groups.messages import Addressee, confirm_mail
from mapservice.groups.records import Record, Step, act, read_record
from mapservice.groups.states import VISIBLE, Action
from mapservice.mail.outbox import put_mail
from mapservice.settings import Settings

ASK_AFTER_DAYS: Final = LAYER.fresh_days
MARK_AFTER_DAYS: Final = 30
ARCHIVE_AFTER_DAYS: Final = 90


@dataclass(frozen=True)
class Looked:
    """How many records were asked about, marked and archived."""

    asked: int
    marked: int
    archived: int


def look_after_records(connection: Connection, settings: Settings) -> Looked:
    """Do what the calendar asks for, by the database's clock. Doing it twice changes nothing."""
    act_as(connection, "calendar", "yearly confirmation")
    day = connection.execute(select(today())).scalar_one()
    return Looked(
        asked=_ask(connection, settings, day),
        marked=_mark(connection, day),
        archived=_archive(connection, day),
    )


def _ids(connection: Connection, *conditions: object) -> list[str]:
    question = (
        select(groups.c.id)
        .where(groups.c.status.in_(VISIBLE), *conditions)  # type: ignore[arg-type]
        .order_by(groups.c.id)
        .with_for_update(skip_locked=True)
    )
    return list(connection.scalars(question))


def _ask(connection: Connection, settings: Settings, day: datetime.date) -> int:
    due = day - datetime.timedelta(days=ASK_AFTER_DAYS)
    ids = _ids(connection, groups.c.checked_on <= due, groups.c.reminded_on.is_(None))
    for group_id in ids:
        record = read_record(connection, group_id)
        connection.execute(update(groups).where(groups.c.id == group_id).values(reminded_on=day))
        _mail_question(connection, settings, record)
    return len(ids)


def _mail_question(connection: Connection, settings: Settings, record: Record) -> None:
    row = connection.execute(
        select(representatives.c.email, representatives.c.language).where(
            representatives.c.id == record.representative_id
        )
    ).one_or_none()
    if row is None:
        return
    link = Link("confirm", row.email, record.id, row.language)
    token = make_link(connection, link, hours=24 * (ARCHIVE_AFTER_DAYS + ASK_AFTER_DAYS))
    url = address_in(settings, row.language, f"/groups/confirm/{token}")
    put_mail(
        connection, confirm_mail(Addressee(row.email, row.language, record.id, record.name), url)
    )


def _mark(connection: Connection, day: datetime.date) -> int:
    """Mark those who have not answered for 30 days; confirming writes the row anew, unmarked."""
    due = day - datetime.timedelta(days=MARK_AFTER_DAYS)
    ids = _ids(connection, groups.c.reminded_on <= due)
    mark = func.jsonb_build_object(UNCONFIRMED, day.isoformat())
    marked = connection.execute(
        update(Group)
        .where(Group.id.in_(ids), ~Group.extra.has_key(UNCONFIRMED))
        .values(extra=Group.extra.op("||")(mark))
        .returning(Group.id)
    )
    return len(marked.all())


def _archive(connection: Connection, day: datetime.date) -> int:
    due = day - datetime.timedelta(days=ARCHIVE_AFTER_DAYS)
    ids = _ids(connection, groups.c.reminded_on <= due)
    for group_id in ids:
        act(connection, group_id, Step(Action.ARCHIVE))
    return len(ids)
