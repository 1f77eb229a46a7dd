"""`/collections/{id}/nearest`: the features nearest to a place, an extension of this service."""

from flask import Blueprint, Response, request

from mapservice.ogc.answers import Answer, respond, version_of
from mapservice.ogc.collections import get_collection
from mapservice.ogc.links import own_links
from mapservice.ogc.nearest import read_nearest
from mapservice.ogc.negotiation import GEOJSON, choose
from mapservice.ogc.parameters import check_known, parse_limit, parse_number, refuse
from mapservice.ogc.representations import geojson
from mapservice.ogc.service import collection_url, connected

FORMATS = {"json": GEOJSON}
MAX_LIMIT = 1000


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/collections/<collection_id>/nearest", view_func=nearest)


def nearest(collection_id: str) -> Response:
    collection = get_collection(collection_id)
    given = check_known(request.args, ("lon", "lat", "limit", "f"))
    choose(FORMATS, given.get("f"), request.accept_mimetypes)
    for name in ("lon", "lat"):
        if name not in given:
            raise refuse(name, "lon=139.47&lat=35.34")
    lon = parse_number("lon", given["lon"], -180, 180)
    lat = parse_number("lat", given["lat"], -90, 90)
    limit = parse_limit(given.get("limit"), most=MAX_LIMIT)
    with connected() as connection:
        page = read_nearest(connection, collection, lon, lat, limit)
    links = own_links(f"{collection_url(collection.id)}/nearest", given, FORMATS, "json")
    body = geojson.write_collection(collection, page, links)
    return respond(Answer(body, GEOJSON, tuple(links)), version_of(page.state, "json"))
