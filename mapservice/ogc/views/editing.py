"""OGC API - Features Part 4: create, replace, update and delete, for stewards of the layer."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, current_app, request
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import MethodNotAllowed, UnsupportedMediaType

from mapservice.conditions import Stale, Unconditional
from mapservice.ogc.authentication import act_on, authenticate
from mapservice.ogc.collections import Collection, get_collection
from mapservice.ogc.editing import Edit, is_editable, merged, parse_edit, replaced
from mapservice.ogc.negotiation import GEOJSON, JSON
from mapservice.ogc.parameters import check_known, refuse
from mapservice.ogc.reading import item_version_of
from mapservice.ogc.reference_systems import CRS84
from mapservice.ogc.service import collection_url
from mapservice.stewards.accounts import Steward
from mapservice.stewards.features import (
    Stored,
    add_feature,
    read_feature,
    retire_feature,
    save_feature,
)

MERGE_PATCH: Final = "application/merge-patch+json"
CODE_HEADER: Final = "One-Time-Code"


def add_routes(blueprint: Blueprint) -> None:
    items = "/collections/<collection_id>/items"
    one = f"{items}/<item_id>"
    for rule, method, view in (
        (items, "POST", create),
        (one, "PUT", replace),
        (one, "PATCH", update),
        (one, "DELETE", delete),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=[method])


def _editable(collection_id: str) -> Collection:
    collection = get_collection(collection_id)
    if not is_editable(collection):
        raise MethodNotAllowed(valid_methods=["GET", "HEAD", "OPTIONS"])
    check_known(request.args, ())
    return collection


def _writer() -> Engine:
    engine: Engine = current_app.extensions["databases"].writer
    return engine


def _steward() -> Steward:
    source = request.remote_addr or ""
    code = request.headers.get(CODE_HEADER, "")
    return authenticate(_writer(), request.authorization, source, code)


def _edit(collection: Collection, *media_types: str) -> Edit:
    if request.mimetype not in media_types:
        raise UnsupportedMediaType
    system = request.headers.get("Content-Crs", f"<{CRS84.uri}>")
    if system.strip("<>") != CRS84.uri:
        raise refuse("Content-Crs", f"<{CRS84.uri}>")
    return parse_edit(collection, request.get_data())


def _write(change: Callable[[Connection], str]) -> str:
    """Make one change in one transaction; what the tables refuse is the client's mistake."""
    try:
        with _writer().begin() as connection:
            return change(connection)
    except (IntegrityError, DataError):
        # Which rule it was stands in the log of the database, beside what was written.
        raise refuse("body", "schema") from None


def create(collection_id: str) -> Response:
    collection = _editable(collection_id)
    steward = _steward()
    edit = _edit(collection, GEOJSON, JSON)

    def change(connection: Connection) -> str:
        layer = act_on(connection, steward, collection.id)
        return add_feature(connection, layer, replaced(layer, edit))

    made = _write(change)
    location = f"{collection_url(collection.id)}/items/{made}"
    return Response(status=201, headers={"Location": location, "Cache-Control": "no-store"})


def _matching(connection: Connection, collection: Collection, item_id: str) -> Stored:
    """The feature as it is now, if the request was made from it. Raises Unconditional, Stale."""
    layer = collection.layers[0]
    stored = read_feature(connection, layer, item_id, for_change=True)
    asked = request.headers.get("If-Match", "").strip()
    if not asked:
        raise Unconditional
    tags = {tag.strip().strip('"').partition("-")[0] for tag in asked.split(",")}
    if asked != "*" and item_version_of(connection, collection, item_id) not in tags:
        raise Stale(stored.values, stored.revision)
    return stored


def _change(
    collection: Collection,
    item_id: str,
    steward: Steward,
    change: Callable[[Connection, Stored], None],
) -> Response:
    def apply(connection: Connection) -> str:
        act_on(connection, steward, collection.id)
        change(connection, _matching(connection, collection, item_id))
        return item_id

    _write(apply)
    return Response(status=204, headers={"Cache-Control": "no-store"})


def replace(collection_id: str, item_id: str) -> Response:
    collection = _editable(collection_id)
    layer = collection.layers[0]
    steward = _steward()
    edit = _edit(collection, GEOJSON, JSON)

    def change(connection: Connection, stored: Stored) -> None:
        save_feature(connection, layer, item_id, stored.revision, replaced(layer, edit))

    return _change(collection, item_id, steward, change)


def update(collection_id: str, item_id: str) -> Response:
    collection = _editable(collection_id)
    layer = collection.layers[0]
    steward = _steward()
    edit = _edit(collection, MERGE_PATCH)

    def change(connection: Connection, stored: Stored) -> None:
        save_feature(connection, layer, item_id, stored.revision, merged(layer, stored, edit))

    return _change(collection, item_id, steward, change)


def delete(collection_id: str, item_id: str) -> Response:
    collection = _editable(collection_id)

    def change(connection: Connection, stored: Stored) -> None:
        retire_feature(connection, collection.layers[0], item_id, stored.revision)

    return _change(collection, item_id, _steward(), change)
