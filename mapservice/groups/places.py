"""Places of a group as they are entered: a venue of the map, or a pin with its precision."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from werkzeug.datastructures import MultiDict

from geodata.notes import Refused
from geodata.repair.contacts import parse_postal_code
from geodata.repair.coordinates import in_japan, parse_position
from geodata.repair.texts import parse_text
from layers.table import Venue
from mapservice.groups.registration import Place, Visibility
from mapservice.groups.towns import find_town
from mapservice.languages import gettext
from mapservice.problems import BadParameter

MOST_PLACES = 20
FOUND_VENUES = 12


@dataclass(frozen=True)
class FoundVenue:
    """A venue of the map that a group may meet in."""

    layer: str
    id: str
    name_ja: str
    address: str | None


def find_venues(connection: Connection, words: str) -> tuple[FoundVenue, ...]:
    """Venues whose names and addresses hold all of `words`, shortest names first."""
    question = select(Venue.layer, Venue.id, Venue.name_ja, Venue.address).where(
        Venue.layer != "groups"
    )
    parts = (parse_text(words[:100]).value or "").split()
    if not parts:
        return ()
    for part in parts:
        question = question.where(func.strpos(Venue.search_key, func.layers.fold(part)) > 0)
    question = question.order_by(func.length(Venue.name_ja), Venue.id).limit(FOUND_VENUES)
    return tuple(FoundVenue(*row) for row in connection.execute(question))


def venue_place(connection: Connection, layer: str, feature_id: str) -> Place:
    """A venue as a place of activity: public, as the venue itself is. Raises BadParameter."""
    name = connection.scalar(
        select(Venue.name_ja).where(
            Venue.layer == layer, Venue.id == feature_id, Venue.layer != "groups"
        )
    )
    if name is None:
        raise BadParameter("venue", "is not on the map.", "A place of the map.")
    return Place(name, layer, feature_id, visibility=Visibility.PUBLIC)


def parse_visibility(text: str | None, fallback: Visibility) -> Visibility:
    return Visibility(text) if text in set(Visibility) else fallback


def parse_pin(form: MultiDict[str, str], label: str) -> tuple[Place, dict[str, str]]:
    """A pin as typed, and by field what is wrong with it.

    The point counts as exact unless it is still the town's, which the form remembers.
    """
    errors: dict[str, str] = {}
    lon = lat = postal_code = None
    try:
        position = parse_position(form.get("lat", ""), form.get("lon", "")).value
        if position:
            lon, lat = round(position.lon, 7), round(position.lat, 7)
    except Refused:
        errors["lat"] = gettext("Not a position in Japan, such as 35.3389 and 139.4911.")
    try:
        postal_code = parse_postal_code(form.get("postal_code", "")).value
    except Refused:
        errors["postal_code"] = gettext("Not a postal code: seven digits, such as 251-8601.")
    place = Place(
        label=(parse_text(form.get("label", label)).value or label)[:100],
        address=(parse_text(form.get("address", "")).value or "")[:200] or None,
        postal_code=postal_code,
        lon=lon,
        lat=lat,
        precision=_precision(form, lon, lat),
        home=bool(form.get("home")),
        visibility=parse_visibility(form.get("visibility"), Visibility.TOWN),
    )
    return place, errors


def _precision(form: MultiDict[str, str], lon: float | None, lat: float | None) -> str:
    if lon is None or lat is None:
        return "none"
    return (
        "town"
        if (form.get("found_lon"), form.get("found_lat")) == (f"{lon}", f"{lat}")
        else "exact"
    )


def with_town(connection: Connection, place: Place) -> Place | None:
    """`place` with the point of the town that its address names; None if it names none."""
    town = find_town(connection, f"{place.postal_code or ''} {place.address or ''}")
    if town is None or not in_japan(town.lon, town.lat):
        return None
    return Place(
        place.label,
        address=place.address,
        postal_code=place.postal_code or town.postal_code,
        lon=town.lon,
        lat=town.lat,
        precision="town",
        home=place.home,
        visibility=place.visibility,
    )
