"""`/places/<layer>/<id>`."""

import re
from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from layers import get_layer
from layers.declaration import Layer
from mapservice.languages import gettext
from mapservice.problems import NotFound
from mapservice.venues.finding import Surroundings, databases, look_around
from mapservice.venues.moment import now
from mapservice.venues.pages.links import place_url
from mapservice.venues.pages.models import PlacePage
from mapservice.venues.pages.place import place_page
from mapservice.venues.queries.place import (
    StoredPlace,
    read_groups,
    read_new_id,
    read_place,
    read_similar,
    read_station,
)

# What the tables' CHECK allows: anything else is no id, and some of it is no text.
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def place(layer: str, id: str) -> AnyResponse:  # noqa: A002 (as every address calls it)
    """One place; an old id leads to the new one for good."""
    declared = _layer(layer)
    if not _ID.fullmatch(id):
        raise NotFound(gettext("There is no such place, or it is no longer shown."))
    with databases().web.connect() as connection:
        around = look_around(connection, now(connection))
        stored = read_place(connection, declared, id, around.moment.at.date())
        if stored is None:
            return _moved(around, layer, id)
        page = _page(around, stored)
    return make_response(render_template("venues/place.html", page=page))


def _page(around: Surroundings, stored: StoredPlace) -> PlacePage:
    position, today = stored.venue.position, around.moment.at.date()
    connection = around.connection
    return place_page(
        around,
        stored,
        read_station(connection, position) if position else None,
        read_groups(connection, stored.venue, today),
        read_similar(connection, stored.venue, position, today) if position else (),
    )


def _moved(around: Surroundings, layer: str, old_id: str) -> Response | AnyResponse:
    new_id = read_new_id(around.connection, layer, old_id)
    if new_id is None:
        raise NotFound(gettext("There is no such place, or it is no longer shown."))
    return redirect(place_url(layer, new_id), 301)


def _layer(layer_id: str) -> Layer:
    try:
        layer = get_layer(layer_id)
    except KeyError:
        layer = None
    if layer is None or not layer.is_venue:
        raise NotFound(gettext("There is no such layer of places."))
    return layer


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/places/<layer>/<id>", "place", place)
