"""Changes as wholes: what one did to which records, and undoing it as one change."""

import datetime
import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select, text

from mapservice.conditions import Stale
from mapservice.database.audit.tables import audit, audit_values
from mapservice.database.importing.stored import table_of
from mapservice.problems import NotFound
from mapservice.stewards.access import declared_layer
from mapservice.stewards.features import KEPT_BY_GROUPS

LISTED: Final = 200
COUNTERS: Final = ("revision", "updated_at", "created_at")


@dataclass(frozen=True)
class Touched:
    """What a change did to one record."""

    layer: str
    record: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def name(self) -> str:
        return str((self.after or self.before or {}).get("name_ja") or self.record)


@dataclass(frozen=True)
class WholeChange:
    """A change and the records of layers that it touched, in its order."""

    id: str
    at: datetime.datetime
    actor: str
    reason: str | None
    touched: tuple[Touched, ...]

    @property
    def layers(self) -> frozenset[str]:
        return frozenset(each.layer for each in self.touched)


def read_change(connection: Connection, change: str) -> WholeChange:
    """A change of features of layers; raises NotFound."""
    rows = connection.execute(
        select(audit, audit_values)
        .join(audit_values, audit_values.c.entry == audit.c.entry)
        .where(
            audit.c.change == change,
            audit.c.relation.like("layers.%"),
            audit.c.relation.not_in(("layers.redirects", "layers.notices")),
            audit_values.c.erased_at.is_(None),
        )
        .order_by(audit.c.entry)
    ).all()
    if not rows:
        raise NotFound
    touched = tuple(
        Touched(row.relation.removeprefix("layers."), row.record, row.action, row.before, row.after)
        for row in rows
    )
    return WholeChange(change, rows[0].at, rows[0].actor, rows[0].reason, touched)


def undo_change(connection: Connection, change: WholeChange) -> int:
    """Put every record back as it was before the change; returns how many.

    All or nothing: a record that was changed since is left alone, and so are all others.
    Raises Stale with the first such record.
    """
    restored = 0
    for each in reversed(change.touched):
        layer = declared_layer(each.layer)
        if layer.id == KEPT_BY_GROUPS:
            continue
        _require_untouched(connection, each)
        columns = _columns(each.layer)
        relation = f"layers.{table_of(layer).name}"
        if each.after is not None:
            connection.execute(
                text(f"DELETE FROM {relation} WHERE id = :id"),  # noqa: S608 - a declared table
                {"id": each.record},
            )
        if each.before is not None:
            names = ", ".join(columns)
            connection.execute(
                text(
                    f"INSERT INTO {relation} ({names}) SELECT {names} FROM"  # noqa: S608 - as above
                    f" jsonb_populate_record(NULL::{relation}, CAST(:kept AS jsonb))"
                ),
                {"kept": _row_text(each.before)},
            )
            connection.execute(
                text("DELETE FROM layers.redirects WHERE layer = :layer AND old_id = :id"),
                {"layer": each.layer, "id": each.record},
            )
        restored += 1
    return restored


def _columns(layer_id: str) -> tuple[str, ...]:
    table = table_of(declared_layer(layer_id))
    return tuple(column.name for column in table.columns if column.computed is None)


def _require_untouched(connection: Connection, each: Touched) -> None:
    relation = f"layers.{table_of(declared_layer(each.layer)).name}"
    now = connection.scalar(
        text(f"SELECT to_jsonb(t) FROM {relation} t WHERE id = :id FOR UPDATE"),  # noqa: S608
        {"id": each.record},
    )
    if _compared(now, each.after) != _compared(each.after, each.after):
        raise Stale(now or {}, (now or {}).get("revision", 0))


def _compared(row: dict[str, Any] | None, like: dict[str, Any] | None) -> dict[str, Any] | None:
    """A row without its counters, with the columns that the audit trail keeps."""
    if row is None:
        return None
    return {name: row.get(name) for name in (like or row) if name not in COUNTERS}


def _row_text(kept: dict[str, Any]) -> str:
    """A kept row as JSON whose geometries are texts, as PostGIS reads them."""
    shapes = {
        name: json.dumps(kept[name])
        for name in ("geom", "point")
        if isinstance(kept.get(name), dict)
    }
    return json.dumps({**kept, **shapes}, ensure_ascii=False)
