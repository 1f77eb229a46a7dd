"""What was sought and not found, counted for planners without anything about a person.

Counted are a month, a town or district, and what was asked for, in the words of the
filters. No text that somebody typed is kept, and no position: only the town it lies in.
"""

import datetime
from collections.abc import Iterator

import structlog
from sqlalchemy import column, table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from layers.declaration import PropertyType
from mapservice.database.engine import Databases
from mapservice.venues.asking import Resolved
from mapservice.venues.places import Gazetteer
from mapservice.venues.queries.conditions import PEOPLE_STEPS

log = structlog.get_logger(__name__)

UNMET = table(
    "unmet_searches", column("month"), column("area"), column("attribute"), column("searches"),
    schema="private",
)  # fmt: skip
EVERYWHERE = ""
TEXT = "text"
"""Words were sought; which ones is not kept, because they may name a person."""


def count_unmet(
    databases: Databases, resolved: Resolved, gazetteer: Gazetteer, day: datetime.date
) -> None:
    """Count a search that found nothing. The page is answered whether or not this works."""
    area = area_of(resolved, gazetteer)
    rows = [
        {"month": day.replace(day=1), "area": area, "attribute": attribute, "searches": 1}
        for attribute in sorted(set(attributes_of(resolved)))
    ]
    if not rows:
        return
    statement = insert(UNMET).values(rows)
    counted = statement.on_conflict_do_update(
        index_elements=["month", "area", "attribute"],
        set_={"searches": UNMET.c.searches + statement.excluded.searches},
    )
    try:
        with databases.writer.begin() as connection:
            connection.execute(counted)
    except SQLAlchemyError as error:
        log.warning("unmet_search_not_counted", reason=type(error).__name__)


def area_of(resolved: Resolved, gazetteer: Gazetteer) -> str:
    """The town around the origin, else the one district asked for, else everywhere."""
    origin = resolved.asked.origin
    if origin:
        town = gazetteer.nearest(origin, "town")
        return town.name_ja if town else EVERYWHERE
    district = resolved.asked.search.filter("district")
    if district and len(district.values) == 1 and gazetteer.named("district", district.values[0]):
        return district.values[0]
    return EVERYWHERE


def attributes_of(resolved: Resolved) -> Iterator[str]:
    """What was asked for, as `name=value`; texts by their name only, numbers by steps."""
    search = resolved.asked.search
    if resolved.asked.words:
        yield TEXT
    for layer in search.layers:
        yield f"layers={layer}"
    if search.people is not None:
        reached = [step for step in PEOPLE_STEPS if step <= search.people]
        yield f"people={reached[-1] if reached else 1}"
    if search.open_at is not None:
        yield f"open={str(search.open_at).partition(':')[0]}"
    for wanted in search.filters:
        if wanted.name == "district":
            continue
        free = wanted.declared.type in (PropertyType.TEXT, PropertyType.TEXTS)
        if free or not wanted.values:
            yield wanted.name
        else:
            yield from (f"{wanted.name}={value}" for value in wanted.values)
