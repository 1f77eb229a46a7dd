"""The page of a search's results, and the small one that other sites embed."""

from dataclasses import replace

from layers import venue_layers
from mapservice.languages import get_language, gettext, localize
from mapservice.venues.finding import Found, Surroundings
from mapservice.venues.pages.cards import make_card, name_in
from mapservice.venues.pages.choices import (
    in_layers,
    make_formats,
    make_paging,
    make_share,
    make_sorts,
    make_starting_points,
    make_switches,
)
from mapservice.venues.pages.facets import active_conditions, make_active, make_facets
from mapservice.venues.pages.head import (
    INDEXED,
    NOT_INDEXED,
    default_description,
    make_head,
    site_name,
)
from mapservice.venues.pages.links import search_url
from mapservice.venues.pages.maps import map_data, station_name
from mapservice.venues.pages.models import (
    Count,
    EmbedPage,
    Head,
    Labelled,
    PageOrigin,
    Relaxation,
    ResultsPage,
    VenueCard,
)
from mapservice.venues.pages.notices import notices_for_results
from mapservice.venues.places import Gazetteer, Place
from mapservice.venues.search import PAGE_SIZE, Position, Search

# Beside a known place a position is called by its name: 50 m.
BESIDE_DEGREES = 0.0005


def results_page(around: Surroundings, found: Found) -> ResultsPage:
    search = found.search
    cards = make_cards(around, found)
    origin = make_origin(around.gazetteer, found)
    return ResultsPage(
        head=_head(around, search),
        notices=notices_for_results(around, found),
        q=search.q,
        search=search,
        hidden=tuple(
            Labelled(name, value) for name, value in search.pairs() if name not in ("q", "page")
        ),
        count=make_count(found),
        approximate_text=found.approximate,
        origin=origin,
        layers=make_switches(search, found),
        facets=make_facets(search, found.facets, around.gazetteer),
        active=make_active(search, around.gazetteer),
        clear_url=search_url(Search()) if search.has_conditions or search.near else None,
        venues=cards,
        paging=make_paging(search, found),
        relax=_relaxations(around, found),
        sorts=make_sorts(search, found),
        formats=make_formats(search),
        share=make_share(search),
        starting_points=make_starting_points(around.gazetteer, search),
        map=map_data(cards, around.city, search=search, origin=origin),
        walking_note=walking_note(),
    )


def embed_page(around: Surroundings, found: Found) -> EmbedPage:
    search = found.search
    cards = make_cards(around, found)
    origin = make_origin(around.gazetteer, found)
    return EmbedPage(
        head=replace(
            make_head(None, default_description(), search_url(search)), robots=NOT_INDEXED
        ),
        title=site_name(),
        count=make_count(found),
        venues=cards,
        map=map_data(cards, around.city, search=search, origin=origin),
        full_url=search_url(search),
        origin=origin,
    )


def make_cards(around: Surroundings, found: Found) -> tuple[VenueCard, ...]:
    first = (found.search.page - 1) * PAGE_SIZE + 1
    return tuple(
        make_card(number, row, around.gazetteer, around.moment)
        for number, row in enumerate(found.rows, start=first)
    )


def make_count(found: Found) -> Count:
    facets = found.facets
    return Count(facets.total, facets.exact, facets.total - facets.pointless, facets.pointless)


def make_origin(gazetteer: Gazetteer, found: Found) -> PageOrigin | None:
    """Where distances begin, by the name of the place that was asked for or stands there."""
    search, position = found.search, found.resolved.asked.origin
    if position is None:
        return None
    if search.near:
        beside = _beside(gazetteer, search.near)
        name = place_name(beside) if beside else gettext("the chosen position")
        kind = beside.kind if beside else "position"
        return PageOrigin(kind, name, position.lon, position.lat, search_url(search.but(near=None)))
    place = found.resolved.place
    if place is None:
        return None
    return PageOrigin(
        place.kind, place_name(place), position.lon, position.lat, search_url(search.but(q=""))
    )


def place_name(place: Place) -> str:
    """A station, town or district in the request's language."""
    name = name_in(get_language(), place.name_ja, place.name_en)
    match place.kind:
        case "station":
            return station_name(name)
        case "district":
            return gettext("%(name)s district", name=name)
    return name


def walking_note() -> str:
    return gettext("Walking: 80 m on the ground count as one minute, as the crow flies.")


def _beside(gazetteer: Gazetteer, position: Position) -> Place | None:
    place = gazetteer.nearest(position, "station", "district", "town")
    if place is None:
        return None
    apart = max(abs(place.position.lon - position.lon), abs(place.position.lat - position.lat))
    return place if apart <= BESIDE_DEGREES else None


def _head(around: Surroundings, search: Search) -> Head:
    words = [label for _, label in active_conditions(search, around.gazetteer)]
    titles = [localize(layer.title) for layer in venue_layers() if layer.id in search.layers]
    # A search is one of endlessly many addresses: the whole list and whole layers are indexed.
    plain = not (search.filters or search.q or search.near or search.people or search.open_at)
    title = gettext(", ").join([*titles, *words]) or None
    return replace(
        make_head(title, default_description(), search_url(search)),
        robots=INDEXED if plain and search.page == 1 else NOT_INDEXED,
        feed_url=search_url(search.but(), f="atom"),
    )


def _relaxations(around: Surroundings, found: Found) -> tuple[Relaxation, ...]:
    """What to give up when nothing is found: what brings most first."""
    if found.facets.total:
        return ()
    search = found.search
    made = [
        Relaxation(
            gettext("Without “%(condition)s”", condition=label),
            count,
            search_url(search.without(name)),
        )
        for name, label in active_conditions(search, around.gazetteer)
        if (count := found.facets.dropped.get(name, 0))
    ]
    for name in ("people", "open", *(wanted.name for wanted in search.filters)):
        unknown = found.facets.of(name, "?")
        if unknown and name not in search.unknown:
            label = gettext("Include unknown: %(name)s", name=_filter_title(search, name))
            made.append(Relaxation(label, unknown, search_url(search.with_unknown(name, True))))
    if search.layers and (count := found.facets.dropped.get("layers", 0)):
        label = gettext("Search every layer")
        made.append(Relaxation(label, count, search_url(in_layers(search, ()))))
    return tuple(sorted(made, key=lambda relaxation: -relaxation.count))


def _filter_title(search: Search, name: str) -> str:
    titles = {"people": gettext("People"), "open": gettext("Open at")}
    wanted = search.filter(name)
    return localize(wanted.declared.title) if wanted else titles[name]
