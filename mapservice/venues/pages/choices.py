"""Links of the results page: layers, pages, orders, outputs, sharing, places to begin at."""

import math

from markupsafe import escape

from layers import venue_layers
from mapservice.languages import gettext, localize
from mapservice.venues.finding import Found
from mapservice.venues.pages.cards import area_name, symbol_of
from mapservice.venues.pages.head import (
    site_name,
)
from mapservice.venues.pages.links import absolute, embed_url, search_url
from mapservice.venues.pages.models import (
    Format,
    LayerSwitch,
    Option,
    Paging,
    Share,
    StartingPoints,
)
from mapservice.venues.parameters import (
    LAST_PAGE,
    own_properties,
    shared_properties,
    unknown_names,
)
from mapservice.venues.places import Gazetteer
from mapservice.venues.queries.results import sort_of
from mapservice.venues.search import PAGE_SIZE, Search, Sort


def make_switches(search: Search, found: Found) -> tuple[LayerSwitch, ...]:
    every = tuple(layer.id for layer in venue_layers())
    chosen = search.layers or every
    made = []
    for layer in venue_layers():
        selected = layer.id in chosen
        toggled = tuple(each for each in every if (each in chosen) != (each == layer.id))
        made.append(
            LayerSwitch(
                id=layer.id,
                title=localize(layer.title),
                description=localize(layer.description),
                symbol=symbol_of(layer),
                count=found.facets.of("layers", layer.id),
                selected=selected,
                toggle_url=search_url(in_layers(search, toggled)),
                only_url=search_url(in_layers(search, (layer.id,))),
            )
        )
    return tuple(made)


def in_layers(search: Search, layers: tuple[str, ...]) -> Search:
    """The search in other layers, without filters that only the layers before had."""
    chosen = () if len(layers) == len(venue_layers()) else layers
    known = {*shared_properties(), *own_properties(chosen)}
    return search.but(
        layers=chosen,
        filters=tuple(wanted for wanted in search.filters if wanted.name in known),
        unknown=tuple(name for name in search.unknown if name in unknown_names(chosen)),
    )


def make_paging(search: Search, found: Found) -> Paging:
    current = search.page
    last = max(1, math.ceil(found.facets.total / PAGE_SIZE)) if found.facets.exact else None
    more = current < min(last or LAST_PAGE, LAST_PAGE) and len(found.rows) == PAGE_SIZE
    return Paging(
        current,
        last,
        search_url(search.but(page=current - 1)) if current > 1 else None,
        search_url(search.but(page=current + 1)) if more else None,
    )


def make_sorts(search: Search, found: Found) -> tuple[Option, ...]:
    asked = found.resolved.asked
    labels: list[tuple[Sort, str, bool]] = [
        ("relevance", gettext("Best match"), bool(asked.words)),
        ("distance", gettext("Nearest first"), asked.origin is not None),
        ("name", gettext("By name"), True),
        ("updated", gettext("Newest first"), True),
    ]
    return tuple(
        Option(value, label, None, sort_of(asked) == value, search_url(search.but(sort=value)))
        for value, label, possible in labels
        if possible
    )


def make_formats(search: Search) -> tuple[Format, ...]:
    whole = search.but()
    labels = (
        ("geojson", gettext("GeoJSON")),
        ("csv", gettext("CSV (UTF-8)")),
        ("csv-cp932", gettext("CSV for older Excel (Shift_JIS)")),
        ("atom", gettext("Feed of what is new")),
        ("print", gettext("To print (A4)")),
        ("file", gettext("One file with the map, to send by mail")),
    )
    return tuple(Format(name, label, search_url(whole, f=name)) for name, label in labels)


def make_share(search: Search) -> Share:
    whole = search.but()
    address = absolute(embed_url(whole))
    code = (
        f'<iframe src="{escape(address)}" title="{escape(site_name())}"'
        ' width="100%" height="480" loading="lazy"></iframe>'
    )
    return Share(absolute(search_url(whole)), address, code)


def make_starting_points(gazetteer: Gazetteer, search: Search) -> StartingPoints:
    def options(kind: str) -> tuple[Option, ...]:
        return tuple(
            Option(
                str(place.position),
                area_name(gazetteer, kind, place.name_ja) or place.name_ja,
                None,
                search.near == place.position,
                search_url(search.but(near=place.position)),
            )
            for place in gazetteer.places
            if place.kind == kind
        )

    return StartingPoints(options("station"), options("district"))
