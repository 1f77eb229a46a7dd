"""The state of a collection: its revision, when it changed, how many features it has.

The database keeps `layers.revisions` in the transaction that changes a layer, so all of
this is exact without looking at the layer. Records that left by their last day are counted
apart, by an index that holds nothing else.
"""

import datetime
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Text,
    any_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import Collection
from mapservice.ogc.conditions import has_expired
from mapservice.ogc.statements import Query

REVISIONS = table(
    "revisions", column("layer"), column("revision"), column("features"), column("changed_at"),
    schema="layers",
)  # fmt: skip

_NONE: Final[ColumnElement[Any]] = literal_column("0")


@dataclass(frozen=True, slots=True)
class State:
    """What a collection was when it was read."""

    revision: str
    """Changes whenever the published features do."""
    changed_at: datetime.datetime
    features: int


def select_state(collection: Collection) -> Query:
    """One text: revision, last change (microseconds since 1970), features, features that left."""
    layers = literal([layer.id for layer in collection.layers], ARRAY(Text))
    kept = (
        select(
            func.coalesce(func.sum(REVISIONS.c.revision), literal_column("0")).label("revision"),
            func.coalesce(func.sum(REVISIONS.c.features), literal_column("0")).label("features"),
            func.max(REVISIONS.c.changed_at).label("changed_at"),
        )
        .where(REVISIONS.c.layer == any_(layers))
        .subquery("kept")
    )
    if not collection.can_expire:
        return select(_written(kept.c.revision, kept.c.changed_at, kept.c.features, _NONE))
    last_day = collection.table.c["expires_on"]
    gone = (
        select(func.count().label("features"), func.max(last_day).label("last_day"))
        .select_from(collection.table)
        .where(has_expired(collection))
        .subquery("gone")
    )
    # Midnight in Japan behind the last day is when the features left.
    left_at = func.timezone(
        literal_column("'Asia/Tokyo'"),
        cast(gone.c.last_day + literal_column("1"), TIMESTAMP(timezone=False)),
    )
    changed_at = func.greatest(kept.c.changed_at, left_at)
    return select(
        _written(kept.c.revision, changed_at, kept.c.features - gone.c.features, gone.c.features)
    )


def _written(revision: Any, changed_at: Any, features: Any, gone: Any) -> Any:
    epoch = func.date_part(literal_column("'epoch'"), changed_at) * literal_column("1000000")
    microseconds = cast(func.coalesce(epoch, literal_column("0")), BigInteger)
    return func.concat_ws(literal_column("' '"), revision, microseconds, features, gone).label(
        "state"
    )


def parse_state(text: bytes) -> State:
    """The state that `select_state` wrote."""
    revision, microseconds, features, gone = text.decode().split(" ")
    moment = datetime.timedelta(microseconds=int(microseconds))
    return State(
        # Revisions begin anew in a database that was restored; the time does not.
        f"{revision}.{gone}.{int(microseconds):x}",
        datetime.datetime.fromtimestamp(0, datetime.UTC) + moment,
        int(features),
    )
