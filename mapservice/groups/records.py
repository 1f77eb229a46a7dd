"""Records of groups: reading, saving drafts, and everything that may happen to one."""

import datetime
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from mapservice.conditions import NotPossible, Stale
from mapservice.database.private import clock, erasures, groups, representatives, reviews, today
from mapservice.groups.publication import public_group, public_row, publish, town_finder, unpublish
from mapservice.groups.registration import Registration
from mapservice.groups.states import VISIBLE, Action, Status, next_status
from mapservice.mail.outbox import forget_mails
from mapservice.problems import NotFound

UNNAMED_TOWN: Final = "（町名不明）"


@dataclass(frozen=True)
class Record:
    """A group's record as the database has it."""

    id: str
    representative_id: int | None
    status: Status
    draft: Registration
    proposal: Registration | None
    live: Registration | None
    reason: str | None
    first_approver: int | None
    submitted_at: datetime.datetime | None
    checked_on: datetime.date | None
    reminded_on: datetime.date | None
    revision: int

    @property
    def name(self) -> str:
        shown = self.live or self.proposal or self.draft
        return shown.name_ja or self.draft.name_ja


def _record(row: Row[Any]) -> Record:
    def registration(kept: dict[str, Any] | None) -> Registration | None:
        return Registration.from_json(kept) if kept is not None else None

    return Record(
        row.id, row.representative_id, Status(row.status), Registration.from_json(row.draft),
        registration(row.proposal), registration(row.live), row.reason, row.first_approver,
        row.submitted_at, row.checked_on, row.reminded_on, row.revision,
    )  # fmt: skip


def read_record(connection: Connection, group_id: str, *, for_change: bool = False) -> Record:
    """The record; `for_change` lets no other transaction change it meanwhile. Raises NotFound."""
    question = select(groups).where(groups.c.id == group_id)
    row = connection.execute(question.with_for_update() if for_change else question).one_or_none()
    if row is None:
        raise NotFound
    return _record(row)


def has_record(connection: Connection, group_id: str) -> bool:
    """Whether a group registered under this id; loaded samples have an entry only."""
    return connection.scalar(select(groups.c.id).where(groups.c.id == group_id)) is not None


def records_of(connection: Connection, representative_id: int) -> tuple[Record, ...]:
    """The records of one representative, newest first."""
    question = (
        select(groups)
        .where(groups.c.representative_id == representative_id)
        .order_by(groups.c.created_at.desc(), groups.c.id)
    )
    return tuple(map(_record, connection.execute(question)))


def find_or_make_representative(connection: Connection, email: str, language: str) -> int:
    """The id of the person with this address, who has just shown that it is theirs."""
    statement = upsert(representatives).values(email=email, language=language)
    return int(
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["email"], set_={"language": language}
            ).returning(representatives.c.id)
        ).scalar_one()
    )


def make_record(connection: Connection, representative_id: int, draft: Registration) -> str:
    """A new draft; returns its id, which tells nothing of the group."""
    group_id = f"g-{secrets.token_hex(6)}"
    connection.execute(
        insert(groups).values(
            id=group_id, representative_id=representative_id, draft=draft.to_json()
        )
    )
    return group_id


def save_draft(
    connection: Connection,
    group_id: str,
    revision: int,
    change: Callable[[Registration], Registration],
) -> int:
    """Change the draft that was read as `revision`; returns the new one. Raises Stale."""
    record = read_record(connection, group_id, for_change=True)
    if record.status is Status.ERASED:
        raise NotPossible(record.status, "edit")
    if record.revision != revision:
        raise Stale(record.draft.to_json(), record.revision)
    return int(
        connection.execute(
            update(groups)
            .where(groups.c.id == group_id)
            .values(draft=change(record.draft).to_json())
            .returning(groups.c.revision)
        ).scalar_one()
    )


# What each action writes besides the state. Values may be SQL.
EFFECTS: Final[dict[Action, Callable[[Record, str | None], dict[str, Any]]]] = {
    Action.SUBMIT: lambda record, _: {
        "proposal": record.draft.to_json(), "submitted_at": clock(), "reason": None,
        "first_approver": None,
    },
    Action.RECALL: lambda _, __: {"proposal": None, "submitted_at": None, "first_approver": None},
    Action.APPROVE: lambda record, _: {
        "live": _json(record.proposal), "proposal": None, "submitted_at": None, "reason": None,
        "published_at": clock(), "checked_on": today(), "reminded_on": None,
        "first_approver": None,
    },
    Action.ASK_BACK: lambda _, reason: {
        "proposal": None, "submitted_at": None, "reason": reason, "first_approver": None,
    },
    Action.REJECT: lambda _, reason: {
        "proposal": None, "submitted_at": None, "reason": reason, "first_approver": None,
    },
    Action.CONFIRM: lambda _, __: {"checked_on": today(), "reminded_on": None},
    Action.ARCHIVE: lambda _, __: {"proposal": None, "submitted_at": None},
    Action.WITHDRAW: lambda _, __: {
        "live": None, "proposal": None, "submitted_at": None, "reason": None,
    },
    Action.ERASE: lambda _, __: {
        "draft": {}, "live": None, "proposal": None, "submitted_at": None, "reason": None,
        "representative_id": None, "first_approver": None, "checked_on": None,
        "reminded_on": None, "published_at": None,
    },
}  # fmt: skip


def _json(registration: Registration | None) -> dict[str, Any] | None:
    return registration.to_json() if registration else None


@dataclass(frozen=True)
class Step:
    """One action on a record; `revision` is the version that the actor saw."""

    action: Action
    reason: str | None = None
    account_id: int | None = None
    revision: int | None = None


def act(connection: Connection, group_id: str, step: Step) -> Record:
    """Do `step` to a record, with all that follows from it for the public map.

    Raises NotPossible, Stale, NotFound.
    """
    before = read_record(connection, group_id, for_change=True)
    if step.revision is not None and step.revision != before.revision:
        raise Stale(before.draft.to_json(), before.revision)
    status = next_status(before.status, step.action)
    effects = EFFECTS[step.action](before, step.reason)
    connection.execute(
        update(groups).where(groups.c.id == group_id).values(status=status, **effects)
    )
    if step.account_id is not None:
        note_review(connection, before, step)
    after = read_record(connection, group_id)
    show(connection, after)
    if step.action is Action.ERASE:
        _erase_traces(connection, before)
    return after


def note_review(connection: Connection, record: Record, step: Step) -> None:
    """Keep who decided what, and how long the group had waited."""
    waited = func.private.clock() - record.submitted_at if record.submitted_at else None
    connection.execute(
        insert(reviews).values(
            group_id=record.id,
            account_id=step.account_id,
            action=step.action,
            reason=step.reason,
            waited=waited,
            decided_at=clock(),
        )
    )


def show(connection: Connection, record: Record) -> None:
    """Make the public table say what the record's state says."""
    if record.status not in VISIBLE:
        unpublish(connection, record.id)
    elif record.live and record.checked_on:
        group = public_group(record.live, town_finder(connection), UNNAMED_TOWN)
        publish(connection, public_row(record.id, group, record.checked_on))


def _erase_traces(connection: Connection, record: Record) -> None:
    """Forget the group and, when this was their last one, its representative."""
    email = None
    if record.representative_id is not None:
        others = select(groups.c.id).where(groups.c.representative_id == record.representative_id)
        if connection.execute(others).first() is None:
            email = connection.scalar(
                delete(representatives)
                .where(representatives.c.id == record.representative_id)
                .returning(representatives.c.email)
            )
    if email is not None:
        connection.execute(
            text("DELETE FROM private.tokens WHERE email = :email"), {"email": email}
        )
    connection.execute(text("DELETE FROM private.tokens WHERE group_id = :id"), {"id": record.id})
    connection.execute(reviews.update().where(reviews.c.group_id == record.id).values(reason=None))
    forget_mails(connection, record.id, email)
    connection.execute(upsert(erasures).values(group_id=record.id).on_conflict_do_nothing())
    for relation in ("private.groups", "layers.groups"):
        connection.execute(select(func.private.audit_erase(relation, record.id)))
