"""The review queue: what waits, how long, and what a steward decides."""

import datetime
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select, update

from layers.groups import LAYER
from mapservice.conditions import NotPossible, NotYours, Stale
from mapservice.database.private import clock, groups, representatives
from mapservice.groups.messages import Addressee, decision_mail
from mapservice.groups.records import Record, Step, act, note_review, read_record
from mapservice.groups.registration import Registration
from mapservice.groups.states import REVIEWER_ACTIONS, VISIBLE, WAITING, Action
from mapservice.mail.outbox import put_mail
from mapservice.stewards.access import rules_of


@dataclass(frozen=True)
class Waiting:
    """A submission in the queue, and for how long it waits."""

    id: str
    name: str
    is_change: bool
    since: datetime.datetime
    days: float
    approved_once: bool


def waiting_groups(connection: Connection) -> tuple[Waiting, ...]:
    """What groups sent and nobody has decided, oldest first."""
    days = func.extract("epoch", clock() - groups.c.submitted_at) / 86400
    question = (
        select(
            groups.c.id, groups.c.proposal, groups.c.live, groups.c.submitted_at,
            days.label("days"), groups.c.first_approver,
        )
        .where(groups.c.status.in_(WAITING))
        .order_by(groups.c.submitted_at, groups.c.id)
    )  # fmt: skip
    return tuple(
        Waiting(
            row.id,
            Registration.from_json(row.proposal).name_ja,
            row.live is not None,
            row.submitted_at,
            float(row.days),
            row.first_approver is not None,
        )
        for row in connection.execute(question)
    )


@dataclass(frozen=True)
class Decision:
    """What a steward decides on the version `revision`, and where the group is told to look."""

    action: Action
    account_id: int
    revision: int
    reason: str | None = None
    url: str = ""


def decide(connection: Connection, group_id: str, decision: Decision) -> Record:
    """Approve, ask back or reject; the group gets a mail in the same transaction.

    Where the layer asks for a second pair of eyes the first approval only notes who gave it.
    Raises NotPossible, Stale, NotYours (the same person twice).
    """
    if decision.action not in REVIEWER_ACTIONS:
        raise NotPossible("review", decision.action)
    before = read_record(connection, group_id, for_change=True)
    step = Step(decision.action, decision.reason, decision.account_id, decision.revision)
    second = rules_of(connection, LAYER.id).second_reviewer
    if decision.action is Action.APPROVE and second and before.status in WAITING:
        if before.revision != decision.revision:
            raise Stale({}, before.revision)
        if before.first_approver is None:
            return _approve_first(connection, before, step)
        if before.first_approver == decision.account_id:
            raise NotYours
    record = act(connection, group_id, step)
    if to := addressee_of(connection, record):
        mail = decision_mail(
            to, decision.action, decision.reason, decision.url, on_map=record.status in VISIBLE
        )
        put_mail(connection, mail)
    return record


def _approve_first(connection: Connection, record: Record, step: Step) -> Record:
    connection.execute(
        update(groups).where(groups.c.id == record.id).values(first_approver=step.account_id)
    )
    note_review(connection, record, step)
    return replace(record, first_approver=step.account_id)


def addressee_of(connection: Connection, record: Record) -> Addressee | None:
    """Where mail about a record goes."""
    row = connection.execute(
        select(representatives.c.email, representatives.c.language).where(
            representatives.c.id == record.representative_id
        )
    ).one_or_none()
    return Addressee(row.email, row.language, record.id, record.name) if row else None
