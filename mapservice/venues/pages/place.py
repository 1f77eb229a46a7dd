"""The page of one place."""

import datetime
import re
from dataclasses import replace
from typing import Any

from flask import url_for
from werkzeug.routing import BuildError

from layers import get_layer
from layers.declaration import Layer
from layers.table import Venue
from mapservice.languages import get_language, gettext, localize
from mapservice.venues.finding import Surroundings
from mapservice.venues.pages.cards import (
    access_of,
    distance_of,
    make_card,
    name_in,
    rooms_of,
    symbol_of,
    value_text,
)
from mapservice.venues.pages.head import make_head, script_json
from mapservice.venues.pages.hours import hours_of
from mapservice.venues.pages.json_ld import describe_place
from mapservice.venues.pages.links import absolute, place_url, search_url
from mapservice.venues.pages.maps import map_data, station_name
from mapservice.venues.pages.models import (
    Fact,
    Head,
    LayerSwitch,
    NearestStation,
    PlacePage,
    Provenance,
    VenueCard,
)
from mapservice.venues.pages.notices import notices_for_place
from mapservice.venues.pages.results import walking_note
from mapservice.venues.queries.place import NearStation, StoredPlace
from mapservice.venues.queries.results import VenueRow
from mapservice.venues.search import Search

_URL = re.compile(r"https?://[^\s;,)<>\"']+")


def place_page(
    around: Surroundings,
    stored: StoredPlace,
    station: NearStation | None,
    groups: tuple[VenueRow, ...],
    similar: tuple[VenueRow, ...],
) -> PlacePage:
    row = stored.venue
    layer = get_layer(row.layer)
    card = make_card(1, row, around.gazetteer, around.moment)
    facts, unknown = _facts(layer, stored)
    return PlacePage(
        head=_head(card, row),
        notices=notices_for_place(around, row),
        venue=card,
        description=description_of(row),
        layer=_layer(layer),
        facts=facts,
        unknown_facts=unknown,
        hours=hours_of(row.opening_hours, row.opening_hours_note, around.moment),
        rooms=rooms_of(row),
        access=access_of(row),
        fee=card.fee,
        fee_note=row.fee_note,
        phone=row.phone,
        phone_url=phone_url(row.phone),
        website=row.url,
        booking_url=row.booking_url,
        station=_station(station),
        groups=_cards(around, groups),
        similar=_cards(around, similar),
        provenance=_provenance(layer, row, card),
        report_url=report_url(row),
        near_url=search_url(Search(near=row.position)) if row.position else None,
        map=map_data((card,), around.city) if card.position else None,
        walking_note=walking_note(),
    )


def description_of(row: VenueRow) -> str | None:
    """The description; its English version where somebody wrote one."""
    english = row.extra.get("description_en")
    return str(english) if get_language() == "en" and english else row.description


def phone_url(phone: str | None) -> str | None:
    digits = re.sub(r"[^\d+]", "", phone or "")
    return f"tel:{digits}" if digits else None


def report_url(row: VenueRow) -> str | None:
    """Where one tells what is wrong, if that form is part of this service."""
    try:
        return url_for("groups.suggest", layer=row.layer, id=row.id)
    except BuildError:
        return None


def _head(card: VenueCard, row: VenueRow) -> Head:
    path = place_url(row.layer, row.id)
    about = [card.layer_title, card.kind, row.address, card.opening.text]
    description = gettext(", ").join(text for text in about if text)
    head = make_head(card.name, description, path)
    return replace(head, json_ld=script_json(describe_place(card, row, absolute(path))))


def _layer(layer: Layer) -> LayerSwitch:
    return LayerSwitch(
        layer.id, localize(layer.title), localize(layer.description), symbol_of(layer), None, True,
        search_url(Search()), search_url(Search(layers=(layer.id,))),
    )  # fmt: skip


def _facts(layer: Layer, stored: StoredPlace) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """The layer's own properties: those with a value, and the titles of the others."""
    facts, unknown = [], []
    for declared in layer.properties:
        if declared.name in Venue.__table__.c:
            continue
        value: Any = stored.own.get(declared.name)
        title = localize(declared.title)
        if value is None or value in ([], "unknown"):
            unknown.append(title)
            continue
        if isinstance(value, datetime.date):
            value = value.isoformat()
        text = value_text(layer, declared.name, value)
        url = text if declared.type == "url" else None
        facts.append(Fact(declared.name, title, text, url))
    return tuple(facts), tuple(unknown)


def _station(station: NearStation | None) -> NearestStation | None:
    if station is None:
        return None
    name = name_in(get_language(), station.name_ja, station.name_en)
    return NearestStation(
        station_name(name),
        distance_of(station.distance_m),
        search_url(Search(near=station.position)),
    )


def _cards(around: Surroundings, rows: tuple[VenueRow, ...]) -> tuple[VenueCard, ...]:
    return tuple(
        make_card(number, row, around.gazetteer, around.moment)
        for number, row in enumerate(rows, start=1)
    )


def _provenance(layer: Layer, row: VenueRow, card: VenueCard) -> Provenance:
    return Provenance(
        source=row.source or localize(layer.source),
        source_urls=tuple(dict.fromkeys(_URL.findall(row.source))),
        licence=row.licence or layer.licence,
        attribution=localize(layer.attribution),
        owners=tuple(localize(owner.title) for owner in layer.owners),
        checked_on=row.checked_on,
        fresh=card.fresh,
        fresh_days=layer.fresh_days,
        verified=row.verified,
        updated_at=row.updated_at,
    )
