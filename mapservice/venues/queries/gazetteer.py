"""Revisions of the layers, and the gazetteer of places that is read anew when they change."""

import datetime
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, column, func, literal, select, table, union_all

from layers.districts import District
from layers.stations import Station
from layers.table import SCHEMA
from layers.towns import Town
from mapservice.venues.places import Gazetteer, Place, base_towns, postal_codes
from mapservice.venues.search import Position

REVISIONS: Final = table(
    "revisions", column("layer"), column("revision"), column("features"), column("changed_at"),
    schema=SCHEMA,
)  # fmt: skip
PLACES: Final = ("districts", "stations", "towns")


@dataclass(frozen=True, slots=True)
class Revision:
    """How often a layer changed, when last, and how many features it has."""

    layer: str
    revision: int
    features: int
    changed_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Revisions:
    """The state of the data: two equal ones mean that nothing changed between."""

    rows: tuple[Revision, ...]

    def features(self, layers: tuple[str, ...]) -> int:
        return sum(row.features for row in self.rows if row.layer in layers)

    def of(self, *layers: str) -> tuple[Revision, ...]:
        return tuple(row for row in self.rows if row.layer in layers)

    def changed_at(self, *layers: str) -> datetime.datetime | None:
        return max((row.changed_at for row in self.of(*layers)), default=None)


def read_revisions(connection: Connection) -> Revisions:
    statement = select(REVISIONS).order_by(REVISIONS.c.layer)
    return Revisions(tuple(Revision(*row) for row in connection.execute(statement)))


def read_gazetteer(connection: Connection, city: str) -> Gazetteer:
    """Every named place; `city` is what people write before an address."""
    rows = connection.execute(_select_places()).all()
    stored = [
        Place(
            row.kind, row.id, row.name_ja, row.name_kana, row.name_en,
            Position(round(row.lon, 5), round(row.lat, 5)), row.detail or "", row.base or "",
            row.postal_code,
        )
        for row in rows
    ]  # fmt: skip
    towns = [place for place in stored if place.kind == "town"]
    return Gazetteer((*stored, *base_towns(towns), *postal_codes(towns)), city)


def _select_places() -> Select[Any]:
    stations, towns, districts = Station.__table__.c, Town.__table__.c, District.__table__.c
    parts = (
        ("station", stations, stations["geom"], func.array_to_string(stations["lines"], "、")),
        ("town", towns, towns["point"], towns["district"]),
        ("district", districts, func.ST_PointOnSurface(districts["geom"]), literal("")),
    )
    return (
        union_all(
            *(
                select(
                    literal(kind).label("kind"),
                    *(columns[name] for name in ("id", "name_ja", "name_kana", "name_en")),
                    func.ST_X(point).label("lon"),
                    func.ST_Y(point).label("lat"),
                    detail.label("detail"),
                    (towns["base_town"] if kind == "town" else literal("")).label("base"),
                    (towns["postal_code"] if kind == "town" else literal(None)).label(
                        "postal_code"
                    ),
                ).where(point.is_not(None))
                for kind, columns, point, detail in parts
            )
        )
        .subquery()
        .select()
    )
