"""The venues of a search in their order, one page of them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, cast

from sqlalchemy import Connection, FromClause, Select, case, func, null, select, union

from layers.table import STORAGE_SRID
from layers.venue import ACCESSIBILITY
from mapservice.venues.queries.conditions import (
    Asked,
    Means,
    table_of,
    whole_search,
)
from mapservice.venues.search import Position, Sort
from mapservice.venues.words import escape_like

# Candidates for the order by relevance; the best of them all are among the named ones.
MOST_NAMED: Final = 100
MOST_CANDIDATES: Final = 300
MARGIN: Final = 30

_NOT_SELECTED: Final = frozenset({"access", "lon", "lat", "distance_m"})


@dataclass(frozen=True, slots=True)
class VenueRow:
    """A venue as it is stored; lon, lat in degrees EPSG:4326, distance from the origin."""

    layer: str
    id: str
    name_ja: str
    name_kana: str | None
    name_en: str | None
    kind: str | None
    description: str | None
    address: str | None
    postal_code: str | None
    district: str | None
    town: str | None
    precision: str
    opening_hours: dict[str, Any] | None
    opening_hours_note: str | None
    capacity: int | None
    rooms: list[dict[str, Any]] | None
    equipment: list[str] | None
    fee: str
    fee_note: str | None
    phone: str | None
    url: str | None
    booking_url: str | None
    source: str
    licence: str
    checked_on: datetime.date | None
    verified: bool
    sample: bool
    extra: dict[str, Any]
    created_at: datetime.datetime
    updated_at: datetime.datetime
    lon: float | None
    lat: float | None
    seats: int | None
    distance_m: float | None
    access: dict[str, str]

    @property
    def position(self) -> Position | None:
        if self.lon is None or self.lat is None:
            return None
        return Position(self.lon, self.lat)


STORED: Final = tuple(
    column.name for column in fields(VenueRow) if column.name not in _NOT_SELECTED
)
ACCESS_NAMES: Final = tuple(declared.name for declared in ACCESSIBILITY)


def columns(table: FromClause, origin: Position | None = None) -> list[Any]:
    """What a `VenueRow` is made of."""
    away = distance_m(table, origin) if origin else null()
    return [
        *(table.c[name] for name in (*STORED, *ACCESS_NAMES)),
        func.ST_X(table.c["geom"]).label("lon"),
        func.ST_Y(table.c["geom"]).label("lat"),
        away.label("distance_m"),
    ]


def make_row(mapping: Mapping[Any, Any]) -> VenueRow:
    """The row of a statement that selected `columns`."""
    values = dict(mapping)
    access = {name: values.pop(name) for name in ACCESS_NAMES}
    return VenueRow(**values, access=access)


def ground(table: FromClause) -> Any:
    """The point as geography; written as in the index, so that it is used."""
    return func.geography(table.c["geom"])


def ground_point(position: Position) -> Any:
    point = func.ST_MakePoint(position.lon, position.lat)
    return func.geography(func.ST_SetSRID(point, STORAGE_SRID))


def distance_m(table: FromClause, origin: Position) -> Any:
    """Metres on the ellipsoid."""
    return func.ST_Distance(ground(table), ground_point(origin))


def nearness(table: FromClause, origin: Position) -> Any:
    """Metres on the sphere, as the index orders by (PostGIS: geography <-> geography)."""
    return ground(table).op("<->")(ground_point(origin))


def sort_of(asked: Asked) -> Sort:
    """The order of the results: the chosen one where it can be, else the natural one."""
    chosen = asked.search.sort
    natural: Sort = "distance" if asked.origin else "relevance" if asked.words else "name"
    impossible = (chosen == "distance" and not asked.origin) or (
        chosen == "relevance" and not asked.words
    )
    return natural if chosen is None or impossible else chosen


def select_results(asked: Asked, means: Means, limit: int, offset: int = 0) -> Select[Any]:
    """So many venues of the search from `offset`, in order."""
    table = table_of(asked.search)
    match sort_of(asked):
        case "relevance":
            return _by_relevance(table, asked, means, limit, offset)
        case "distance":
            return _by_nearness(table, asked, means, limit, offset)
        case "updated":
            order = [table.c["updated_at"].desc(), table.c["id"]]
        case _:
            order = [_reading(table), table.c["layer"], table.c["id"]]
    return (
        select(*columns(table, asked.origin))
        .where(whole_search(table, asked, means))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )


def read_results(
    connection: Connection, asked: Asked, means: Means, limit: int, offset: int = 0
) -> tuple[VenueRow, ...]:
    """One page of the search."""
    found = connection.execute(select_results(asked, means, limit, offset))
    return tuple(make_row(row._mapping) for row in found)  # noqa: SLF001 (SQLAlchemy's public name)


def _reading(table: FromClause) -> Any:
    return func.coalesce(table.c["name_kana"], table.c["name_ja"])


def _by_nearness(
    table: FromClause, asked: Asked, means: Means, limit: int, offset: int
) -> Select[Any]:
    """Nearest first by the index, then exactly.

    The index orders by the sphere and knows no second key: some more are taken than are
    shown, so that the exact order and ties are right at the cut. Venues without a point
    come last.
    """
    origin = cast("Position", asked.origin)
    near = (
        select(*columns(table, origin))
        .where(whole_search(table, asked, means))
        .order_by(nearness(table, origin))
        .limit(offset + limit + MARGIN)
        .subquery("near")
    )
    order = (near.c["distance_m"], near.c["layer"], near.c["id"])
    return near.select().order_by(*order).limit(limit).offset(offset)


def _by_relevance(
    table: FromClause, asked: Asked, means: Means, limit: int, offset: int
) -> Select[Any]:
    """Names that are the words, begin with them, hold them; then other matches; by reading."""
    whole = whole_search(table, asked, means)
    name = func.layers.fold(table.c["name_ja"])
    first = asked.words[0].spellings[0]
    pattern = escape_like(first)
    identity = [table.c["layer"], table.c["id"]]
    named = select(*identity).where(name.like(f"{pattern}%"), whole).limit(MOST_NAMED)
    others = select(*identity).where(whole).limit(MOST_CANDIDATES)
    found = union(named.subquery().select(), others.subquery().select()).subquery("found")
    rank = case(
        (name == first, 0),
        (name.like(f"{pattern}%"), 1),
        (name.like(f"%{pattern}%"), 2),
        else_=3,
    )
    return (
        select(*columns(table, asked.origin))
        .join(found, (found.c["layer"] == identity[0]) & (found.c["id"] == identity[1]))
        .order_by(rank, _reading(table), *identity)
        .limit(limit)
        .offset(offset)
    )
