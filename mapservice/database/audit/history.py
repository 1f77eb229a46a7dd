"""What happened to one record, newest first."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from mapservice.database.audit.tables import audit, audit_values

# Counters of the row itself say nothing to a reader of its history.
SILENT: Final = frozenset({"revision", "updated_at", "created_at"})


@dataclass(frozen=True)
class Entry:
    """One change of one record. `before`, `after` hold the properties that differ."""

    at: datetime.datetime
    actor: str
    action: str
    change: str
    reason: str | None
    erased: bool
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def properties(self) -> tuple[str, ...]:
        return tuple(sorted({*self.before, *self.after}))


def read_history(
    connection: Connection, relation: str, record: str, limit: int = 100
) -> tuple[Entry, ...]:
    """The newest `limit` changes of `record` in `relation` (`schema.table`)."""
    question = (
        select(audit, audit_values)
        .join(audit_values, audit_values.c.entry == audit.c.entry)
        .where(audit.c.relation == relation, audit.c.record == record)
        .order_by(audit.c.entry.desc())
        .limit(limit)
    )
    return tuple(
        Entry(
            row.at,
            row.actor,
            row.action,
            row.change,
            row.reason,
            row.erased_at is not None,
            *differing(row.before or {}, row.after or {}),
        )
        for row in connection.execute(question)
    )


def differing(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The properties whose value is not the same on both sides, of each side."""
    names = [
        name
        for name in {**before, **after}
        if name not in SILENT and before.get(name) != after.get(name)
    ]
    return (
        {name: before[name] for name in names if before.get(name) is not None},
        {name: after[name] for name in names if after.get(name) is not None},
    )
