"""A search -> its venues, counts and origin: what every output is made of."""

from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy import Connection

from geodata.city import City, read_city
from layers import venue_layers
from mapservice.database.engine import Databases
from mapservice.settings import Settings
from mapservice.venues.asking import Resolved, resolve
from mapservice.venues.places import Gazetteer
from mapservice.venues.queries.choice import choose
from mapservice.venues.queries.conditions import Asked, Moment
from mapservice.venues.queries.facets import Facets, read_facets
from mapservice.venues.queries.gazetteer import (
    PLACES,
    Revision,
    Revisions,
    read_gazetteer,
    read_revisions,
)
from mapservice.venues.queries.results import VenueRow, read_results
from mapservice.venues.search import PAGE_SIZE, Search
from mapservice.venues.words import loosen

_CACHED = "venues.gazetteer"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a request is answered from: data's state, places, time, and the city's facts."""

    connection: Connection
    revisions: Revisions
    gazetteer: Gazetteer
    moment: Moment
    city: City

    @property
    def venues(self) -> int:
        return self.revisions.features(tuple(layer.id for layer in venue_layers()))


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search. `approximate`: only similar spellings were found."""

    resolved: Resolved
    rows: tuple[VenueRow, ...]
    facets: Facets
    approximate: bool

    @property
    def search(self) -> Search:
        return self.resolved.asked.search


def databases() -> Databases:
    chosen: Databases = current_app.extensions["databases"]
    return chosen


def look_around(connection: Connection, moment: Moment) -> Surroundings:
    """Read the revisions, and the places if they changed since they were read last."""
    settings: Settings = current_app.extensions["settings"]
    city = read_city_once(settings.city)
    revisions = read_revisions(connection)
    state = revisions.of(*PLACES)
    cached: tuple[tuple[Revision, ...], Gazetteer] | None = current_app.extensions.get(_CACHED)
    if cached is None or cached[0] != state:
        cached = (state, read_gazetteer(connection, city.name.ja))
        current_app.extensions[_CACHED] = cached
    return Surroundings(connection, revisions, cached[1], moment, city)


def read_city_once(name: str) -> City:
    """The city's facts, read once per process."""
    cities: dict[str, City] = current_app.extensions.setdefault("venues.cities", {})
    if name not in cities:
        cities[name] = read_city(name)
    return cities[name]


def find(around: Surroundings, search: Search, *, limit: int = PAGE_SIZE) -> Found:
    """One page of a search with its counts; similar spellings when nothing is spelt so."""
    resolved = resolve(search, around.gazetteer, around.moment)
    found = _find(around, resolved, limit)
    if found.facets.total or not resolved.asked.words:
        return found
    loosened = [loosen(word) for word in resolved.asked.words]
    words = tuple(word for word in loosened if word)
    if len(words) < len(loosened):
        return found
    similar = replace(resolved, asked=replace(resolved.asked, words=words))
    second = _find(around, similar, limit)
    return replace(second, approximate=True) if second.facets.total else found


def find_rows(
    around: Surroundings, asked: Asked, limit: int, offset: int = 0
) -> tuple[VenueRow, ...]:
    """Venues of a search without counts."""
    choice = choose(around.connection, asked, around.venues)
    return read_results(around.connection, asked, choice.means, limit, offset)


def _find(around: Surroundings, resolved: Resolved, limit: int) -> Found:
    asked = resolved.asked
    choice = choose(around.connection, asked, around.venues)
    facets = read_facets(around.connection, asked, choice.means, small=choice.small)
    offset = (asked.search.page - 1) * limit
    rows: tuple[VenueRow, ...] = ()
    if facets.total > offset or not facets.exact:
        rows = read_results(around.connection, asked, choice.means, limit, offset)
    return Found(resolved, rows, facets, approximate=False)
