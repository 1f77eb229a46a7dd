"""One venue and what belongs on its page."""

import datetime
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, and_, column, func, literal, or_, select, table
from sqlalchemy.dialects.postgresql import ARRAY

from layers.declaration import Layer
from layers.groups import Group
from layers.stations import Station
from layers.table import SCHEMA
from mapservice.database.filters import is_listed
from mapservice.venues.queries.conditions import VENUES
from mapservice.venues.queries.results import (
    VenueRow,
    columns,
    distance_m,
    make_row,
    nearness,
)
from mapservice.venues.search import Position

REDIRECTS = table("redirects", column("layer"), column("old_id"), column("new_id"), schema=SCHEMA)
MOST_GROUPS = 12
MOST_SIMILAR = 5
# An id may have moved more than once; a longer chain is a loop.
MOST_MOVES = 5


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """A venue with the values of its layer's own properties, by name."""

    venue: VenueRow
    own: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NearStation:
    """The station nearest to a place, metres on the ground."""

    name_ja: str
    name_en: str | None
    position: Position
    distance_m: float


def read_station(connection: Connection, position: Position) -> NearStation | None:
    """The nearest station; the few of a city need no index."""
    stations = Station.__table__
    away = distance_m(stations, position)
    row = connection.execute(
        select(
            stations.c["name_ja"],
            stations.c["name_en"],
            func.ST_X(stations.c["geom"]).label("lon"),
            func.ST_Y(stations.c["geom"]).label("lat"),
            away.label("distance_m"),
        )
        .where(stations.c["geom"].is_not(None))
        .order_by(away, stations.c["id"])
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    position = Position(round(row.lon, 5), round(row.lat, 5))
    return NearStation(row.name_ja, row.name_en, position, row.distance_m)


def read_place(
    connection: Connection, layer: Layer, venue_id: str, today: datetime.date
) -> StoredPlace | None:
    """The venue, if it is listed today."""
    source = layer.table.__table__
    own = [part.name for part in source.c if part.name not in VENUES.c]
    statement = select(*columns(source), *(source.c[name] for name in own)).where(
        source.c["id"] == venue_id, is_listed(source, today)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    values = row._mapping  # noqa: SLF001 (SQLAlchemy's public name for it)
    venue = make_row({name: values[name] for name in values if name not in own})
    return StoredPlace(venue, {name: values[name] for name in own})


def read_new_id(connection: Connection, layer: str, old_id: str) -> str | None:
    """Where a venue moved to; None if nothing is known of the id."""
    current, seen = old_id, {old_id}
    for _ in range(MOST_MOVES):
        moved = connection.scalar(
            select(REDIRECTS.c.new_id).where(
                REDIRECTS.c.layer == layer, REDIRECTS.c.old_id == current
            )
        )
        if moved is None or moved in seen:
            break
        current = moved
        seen.add(moved)
    return current if current != old_id else None


def read_groups(
    connection: Connection, venue: VenueRow, today: datetime.date
) -> tuple[VenueRow, ...]:
    """Groups that say that they meet at this place, by the name they wrote."""
    groups = Group.__table__
    places = func.array_to_string(groups.c["places"], " ")
    statement = (
        select(*columns(groups, venue.position))
        .where(
            or_(
                groups.c["places"].op("@>")(literal([venue.name_ja], ARRAY(Text))),
                func.strpos(func.layers.fold(places), func.layers.fold(venue.name_ja)) > 0,
            ),
            is_listed(groups, today),
            groups.c["id"] != venue.id,
        )
        .order_by(func.coalesce(groups.c["name_kana"], groups.c["name_ja"]), groups.c["id"])
        .limit(MOST_GROUPS)
    )
    return tuple(make_row(row._mapping) for row in connection.execute(statement))  # noqa: SLF001


def read_similar(
    connection: Connection, venue: VenueRow, position: Position, today: datetime.date
) -> tuple[VenueRow, ...]:
    """The nearest venues of the same layer and, where it has one, the same kind."""
    same = VENUES.c["kind"] == venue.kind if venue.kind else VENUES.c["kind"].is_(None)
    found = (
        select(*columns(VENUES, position))
        .where(
            VENUES.c["layer"] == venue.layer,
            same,
            VENUES.c["geom"].is_not(None),
            is_listed(VENUES, today),
            and_(VENUES.c["id"] != venue.id),
        )
        .order_by(nearness(VENUES, position))
        .limit(MOST_SIMILAR)
    )
    rows = (make_row(row._mapping) for row in connection.execute(found))  # noqa: SLF001
    return tuple(sorted(rows, key=lambda row: (row.distance_m or 0.0, row.id)))
