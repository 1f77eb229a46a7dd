"""From a registration to what the public may see: everything else stays behind.

The public table never holds a point that its owner did not make public: a place that is
shown as its town gets the town's own point when it is written.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func
from sqlalchemy.dialects.postgresql import insert

from layers.groups import LAYER, Group
from layers.table import STORAGE_SRID
from mapservice.groups.registration import Place, Registration, Visibility
from mapservice.groups.towns import TownPoint, find_town, nearest_town

FindTown = Callable[[Place], TownPoint | None]


@dataclass(frozen=True)
class PublicPlace:
    """A place as others see it; `lon`, `lat` in degrees (EPSG:4326) or None without a point."""

    label: str
    layer: str | None = None
    feature_id: str | None = None
    address: str | None = None
    town: str | None = None
    district: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = "none"

    def to_json(self) -> dict[str, Any]:
        shown = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in shown.items() if value is not None}


@dataclass(frozen=True)
class PublicGroup:
    """All that others see of a registration."""

    registration: Registration
    office: PublicPlace | None
    places: tuple[PublicPlace, ...]
    phone: str | None
    email: str | None
    person: str | None


def town_finder(connection: Connection) -> FindTown:
    """Finds the town of a place: the one its address names, else the one nearest to its point.

    The address first, because representative points lie up to 1 km from where a town ends.
    """

    def find(place: Place) -> TownPoint | None:
        named = find_town(connection, f"{place.postal_code or ''} {place.address or ''}")
        if named is None and place.lon is not None and place.lat is not None:
            return nearest_town(connection, place.lon, place.lat)
        return named

    return find


def public_place(place: Place, find: FindTown, words: str) -> PublicPlace | None:
    """What others see of `place`; `words` stand for its name where only the town is shown."""
    if place.shown is Visibility.STAFF:
        return None
    if place.is_venue:
        return PublicPlace(place.label, place.layer, place.feature_id)
    town = find(place)
    name, district = (town.name, town.district) if town else (None, None)
    if place.shown is Visibility.TOWN:
        # The label may name the house: a place shown as its town is called by the town.
        if town is None:
            return PublicPlace(words)
        return PublicPlace(
            town.name, None, None, town.name, name, district, town.lon, town.lat, "town"
        )
    return PublicPlace(
        place.label, None, None, place.address, name, district,
        place.lon, place.lat, place.precision,
    )  # fmt: skip


def public_group(registration: Registration, find: FindTown, words: str) -> PublicGroup:
    """What others see of a registration."""

    def contact(kind: str) -> str | None:
        found = registration.contact(kind)
        return found.value if found and found.visibility is Visibility.PUBLIC else None

    shown = (public_place(place, find, words) for place in registration.places)
    return PublicGroup(
        registration,
        public_place(registration.office, find, words) if registration.office else None,
        tuple(place for place in shown if place),
        contact("phone"),
        contact("email"),
        contact("person"),
    )


def public_row(group_id: str, group: PublicGroup, checked_on: datetime.date) -> dict[str, Any]:
    """The columns of `layers.groups`."""
    registration, office = group.registration, group.office or PublicPlace("")
    point = None
    if office.lon is not None and office.lat is not None:
        point = func.ST_SetSRID(func.ST_MakePoint(office.lon, office.lat), STORAGE_SRID)
    extra = {
        "places": [place.to_json() for place in group.places],
        "social": list(registration.social),
        "email": group.email,
        "person": group.person,
    }
    return {
        "id": group_id,
        "name_ja": registration.name_ja,
        "name_kana": registration.name_kana,
        "name_en": registration.name_en,
        "description": registration.purpose,
        "address": office.address,
        "district": office.district,
        "town": office.town,
        "geom": point,
        "precision": office.precision if point is not None else "none",
        "phone": group.phone,
        "url": registration.url,
        "fields": list(registration.fields),
        "districts": list(registration.districts) or None,
        "places": [place.label for place in group.places] or None,
        "meeting": registration.meeting,
        "languages": list(registration.languages) or None,
        "seeks": list(registration.seeks) or None,
        "offers": registration.offers,
        "source": LAYER.source.ja,
        "licence": LAYER.licence,
        "checked_on": checked_on,
        "verified": True,
        "sample": registration.sample,
        "extra": {name: value for name, value in extra.items() if value},
    }


def publish(connection: Connection, row: dict[str, Any]) -> None:
    """Put a group on the map, or its new version in place of the old one."""
    statement = insert(Group).values(row)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: statement.excluded[name] for name in row if name != "id"},
        )
    )


def unpublish(connection: Connection, group_id: str) -> None:
    """Take a group from the map."""
    connection.execute(delete(Group).where(Group.id == group_id))
