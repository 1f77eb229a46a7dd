"""What an assessment reads: venues, towns, districts and the revisions of their layers."""

import datetime
from collections.abc import Sequence
from typing import Any, Final, cast

from sqlalchemy import Select, Table, and_, column, false, func, or_, select, table

from layers import get_layer
from layers.table import SCHEMA, Venue
from mapservice.database.filters import PropertyFilter, is_listed, matches
from mapservice.planning.parameters import Chosen

# Areas finer than this are no truer: they are drawn around points of towns.
TOLERANCE_DEGREES: Final = 0.00005

revisions: Final = table(
    "revisions", column("layer"), column("revision"), column("changed_at"), schema=SCHEMA
)


def select_venues(
    chosen: Sequence[Chosen], filters: Sequence[PropertyFilter], today: datetime.date
) -> Select[Any]:
    """Venues of any of the chosen layers and kinds, listed on `today`, that pass every filter."""
    venues = cast("Table", Venue.__table__)
    wanted = [
        and_(venues.c.layer == each.layer, *([venues.c.kind.in_(each.kinds)] if each.kinds else []))
        for each in chosen
    ]
    return (
        select(
            venues.c.layer, venues.c.id, venues.c.name_ja, venues.c.name_en, venues.c.kind,
            venues.c.district, func.ST_X(venues.c.geom).label("lon"),
            func.ST_Y(venues.c.geom).label("lat"), venues.c.precision, venues.c.seats,
            _open_minutes(venues), venues.c.sample, venues.c.checked_on,
        )
        .where(or_(false(), *wanted))
        .where(is_listed(venues, today))
        .where(*(matches(venues, each) for each in filters))
        .order_by(venues.c.layer, venues.c.id)
    )  # fmt: skip


def _open_minutes(venues: Table) -> Any:
    """Minutes a week that a venue is open; null while nobody knows."""
    ranges = func.unnest(venues.c.open_minutes).table_valued("range").render_derived(name="hours")
    length = func.upper(ranges.c.range) - func.lower(ranges.c.range)
    return select(func.sum(length)).select_from(ranges).scalar_subquery().label("open_minutes")


def select_districts() -> Select[Any]:
    """Districts with people and the (approximate) area as WKB, EPSG:4326."""
    districts = cast("Table", get_layer("districts").table.__table__)
    return select(
        districts.c.id, districts.c.name_ja, districts.c.name_en, districts.c.northern,
        districts.c.population, districts.c.population_65, districts.c.population_75,
        districts.c.population_date, districts.c.source, districts.c.approximate,
        func.ST_AsBinary(
            func.ST_SimplifyPreserveTopology(districts.c.geom, TOLERANCE_DEGREES)
        ).label("area"),
    ).order_by(districts.c.id)  # fmt: skip


def select_towns() -> Select[Any]:
    """Towns with the districts they touch and the (approximate) area as WKB, EPSG:4326."""
    towns = cast("Table", get_layer("towns").table.__table__)
    return select(
        towns.c.id, towns.c.name_ja, towns.c.district, towns.c.district_others,
        func.ST_X(towns.c.point).label("lon"), func.ST_Y(towns.c.point).label("lat"),
        func.ST_AsBinary(towns.c.geom).label("area"),
        func.ST_Area(func.geography(towns.c.geom)).label("area_m2"),
    ).order_by(towns.c.id)  # fmt: skip


def select_revisions() -> Select[Any]:
    """Revision of every layer and when it came about: what an answer rests on."""
    columns = (revisions.c.layer, revisions.c.revision, revisions.c.changed_at)
    return select(*columns).order_by(revisions.c.layer)
