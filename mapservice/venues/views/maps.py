"""What the map's script asks for: points in view, suggestions, the base; and `/nearest`."""

import hashlib
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from layers import get_layer
from mapservice.languages import get_language, gettext, localize
from mapservice.parameters import refuse_unknown
from mapservice.problems import NotFound
from mapservice.venues.asking import resolve
from mapservice.venues.finding import Surroundings, databases, look_around
from mapservice.venues.moment import now
from mapservice.venues.pages.cards import name_in
from mapservice.venues.pages.links import place_url, search_url
from mapservice.venues.pages.maps import cluster_feature, collection, point_feature
from mapservice.venues.pages.results import place_name
from mapservice.venues.parameters import (
    parse_nearest,
    parse_search,
    parse_suggest,
    parse_view,
)
from mapservice.venues.places import Place
from mapservice.venues.queries.base import BASES, select_base
from mapservice.venues.queries.choice import SMALL, choose
from mapservice.venues.queries.conditions import INDEXED, READING
from mapservice.venues.queries.features import read_clusters, read_points
from mapservice.venues.queries.gazetteer import read_revisions
from mapservice.venues.queries.nearest import select_nearest
from mapservice.venues.queries.results import VenueRow
from mapservice.venues.queries.suggestions import read_suggestions
from mapservice.venues.search import Search
from mapservice.venues.words import spell, split_words

GEOJSON = "application/geo+json"
MOST_SUGGESTED = 10
MOST_PLACES = 4
BASE_MAX_AGE_S = 300


def nearest() -> Response:
    wanted = parse_nearest(request.args)
    place = url_for("venues.index") + "places/"
    with databases().web.connect() as connection:
        text = connection.scalar(select_nearest(wanted, now(connection).at.date(), place))
    return Response(text, mimetype=GEOJSON)


def map_features() -> Response:
    """Points of a search in view, or clusters beyond `MOST_POINTS`."""
    view = parse_view(request.args)
    search = parse_search(request.args, extra=("bbox", "zoom"), strict=True)
    with databases().web.connect() as connection:
        around = look_around(connection, now(connection))
        asked = resolve(search, around.gazetteer, around.moment).asked
        means = choose(connection, asked, around.venues).means
        points = read_points(connection, asked, means, view)
        if points is not None:
            features = [point_feature(point) for point in points]
            document = collection(features, mode="points", total=len(features))
        else:
            clusters = read_clusters(connection, asked, means, view)
            features = [cluster_feature(cluster) for cluster in clusters]
            total = sum(sum(cluster.counts.values()) for cluster in clusters)
            document = collection(features, mode="clusters", total=total)
    response = jsonify(document)
    response.mimetype = GEOJSON
    return response


def suggest() -> Response:
    """Names that complete what is being typed: places to begin at, then venues."""
    text = parse_suggest(request.args)
    suggestions: list[dict[str, Any]] = []
    if text:
        with databases().web.connect() as connection:
            around = look_around(connection, now(connection))
            places = around.gazetteer.starting_with(text)[:MOST_PLACES]
            suggestions = [_place_suggestion(place) for place in places]
            suggestions += [_venue_suggestion(row) for row in _venues(around, text)]
    return jsonify({"q": text, "suggestions": suggestions[:MOST_SUGGESTED]})


def base_map(name: str) -> Response:
    """The own base; an unchanged layer is not even read."""
    refuse_unknown(request.args, ("v",))
    if name not in BASES:
        raise NotFound(gettext("There is no such base layer."))
    with databases().web.connect() as connection:
        state = repr(read_revisions(connection).of(name))
        etag = hashlib.sha256(state.encode()).hexdigest()[:24]
        response = Response(mimetype=GEOJSON)
        if etag not in request.if_none_match:
            response.set_data(connection.scalar(select_base(name)) or "")
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={BASE_MAX_AGE_S}"
    response.make_conditional(request)
    return response


def _venues(around: Surroundings, text: str) -> tuple[VenueRow, ...]:
    words = tuple(spell(word) for word in split_words(text))
    if not words:
        return ()
    means = READING if around.venues <= SMALL else INDEXED
    today = around.moment.at.date()
    return read_suggestions(around.connection, words, means, today, MOST_SUGGESTED)


def _place_suggestion(place: Place) -> dict[str, Any]:
    name = place_name(place)
    # Words that mean the place and nothing else, in Japanese for any language.
    words = {"station": f"{place.name_ja}駅", "district": f"{place.name_ja}地区"}
    return {
        "type": place.kind,
        "text": name,
        "detail": place.detail,
        "url": search_url(Search(q=words.get(place.kind, place.name_ja))),
        "lon": place.position.lon,
        "lat": place.position.lat,
        "layer": None,
        "sample": False,
    }


def _venue_suggestion(row: VenueRow) -> dict[str, Any]:
    layer = localize(get_layer(row.layer).title)
    return {
        "type": "venue",
        "text": name_in(get_language(), row.name_ja, row.name_en),
        "detail": gettext(", ").join(text for text in (layer, row.address) if text),
        "url": place_url(row.layer, row.id),
        "lon": row.lon,
        "lat": row.lat,
        "layer": row.layer,
        "sample": row.sample,
    }


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/nearest", "nearest", nearest)
    blueprint.add_url_rule("/map/features", "map_features", map_features)
    blueprint.add_url_rule("/suggest", "suggest", suggest)
    blueprint.add_url_rule("/base/<name>.geojson", "base_map", base_map)
