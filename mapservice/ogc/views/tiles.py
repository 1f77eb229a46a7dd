"""OGC API - Tiles: tilesets, tiles, TileJSON and styles."""

from typing import Final

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from mapservice.ogc.answers import (
    Encoded,
    Version,
    chosen_encoding,
    encode,
    is_current,
    not_modified,
    respond_encoded,
    version_of,
)
from mapservice.ogc.collections import Collection, get_collection
from mapservice.ogc.extents import Extent
from mapservice.ogc.links import Link, members
from mapservice.ogc.negotiation import JSON, MVT, choose
from mapservice.ogc.parameters import check_known
from mapservice.ogc.service import connected, memory, read_state, root_url
from mapservice.ogc.state import State
from mapservice.ogc.tiles import documents
from mapservice.ogc.tiles.matrix import (
    URI,
    WEB_MERCATOR_QUAD,
    Tile,
    definition,
    parse_tile,
)
from mapservice.ogc.tiles.reading import read_tile
from mapservice.ogc.views.description import respond_document
from mapservice.problems import NotFound

TILE: Final = {"mvt": MVT}


def add_routes(blueprint: Blueprint) -> None:
    tiles = "/collections/<collection_id>/tiles"
    for rule, view in (
        (tiles, tilesets),
        (f"{tiles}/<matrix_set>", tileset),
        (f"{tiles}/<matrix_set>/tilejson", tilejson),
        (f"{tiles}/<matrix_set>/<matrix>/<row>/<col>", tile),
        ("/tileMatrixSets", matrix_sets),
        ("/tileMatrixSets/<matrix_set>", matrix_set_),
        ("/styles", styles),
        ("/styles/<style_id>", style),
    ):
        blueprint.add_url_rule(rule, view_func=view)


def _check_set(matrix_set: str) -> None:
    if matrix_set != WEB_MERCATOR_QUAD:
        raise NotFound(matrix_set)


def _extent(collection: Collection) -> tuple[Version, Extent]:
    with connected() as connection:
        state = read_state(connection, collection)
        return version_of(state, "json"), memory().extents.get(connection, collection, state)


def tilesets(collection_id: str) -> Response:
    check_known(request.args, ("f",))
    return respond_document(documents.tilesets(get_collection(collection_id)), "tilesets")


def tileset(collection_id: str, matrix_set: str) -> Response:
    collection = get_collection(collection_id)
    _check_set(matrix_set)
    check_known(request.args, ("f",))
    return respond_document(documents.tileset(collection, _extent(collection)[1]), "tileset")


def tilejson(collection_id: str, matrix_set: str) -> Response:
    collection = get_collection(collection_id)
    _check_set(matrix_set)
    check_known(request.args, ("f",))
    return respond_document(documents.tilejson(collection, _extent(collection)[1]), "tileset")


def tile(collection_id: str, matrix_set: str, matrix: str, row: str, col: str) -> Response:
    collection = get_collection(collection_id)
    address = parse_tile(matrix_set, matrix, row, col)
    choose(TILE, check_known(request.args, ("f",)).get("f"), request.accept_mimetypes)
    state = memory().watch.known(collection)
    if state and is_current(version := version_of(state, "mvt")):
        return not_modified(version)
    with connected() as connection:
        state = read_state(connection, collection)
        version = version_of(state, "mvt")
        if is_current(version):
            return not_modified(version)
        found = _encoded_tile(connection, collection, state, address)
    return respond_encoded(found, MVT, version)


def _encoded_tile(
    connection: Connection, collection: Collection, state: State, address: Tile
) -> Encoded:
    """The tile as the client likes it, from memory if it was asked before."""
    key = (collection.id, state.revision, address, chosen_encoding())
    found = memory().tiles.get(key)
    if found is None:
        expected = memory().estimates.expected(connection, collection, address.bounds())
        found = encode(read_tile(connection, collection, address, expected=expected), MVT)
        memory().tiles.put(key, found)
    return found


def matrix_sets() -> Response:
    check_known(request.args, ("f",))
    link = Link(f"{root_url()}/tileMatrixSets/{WEB_MERCATOR_QUAD}", "self", JSON)
    item = {"id": WEB_MERCATOR_QUAD, "title": WEB_MERCATOR_QUAD, "uri": URI,
            "links": members([link])}  # fmt: skip
    return respond_document({"tileMatrixSets": [item]}, "tileMatrixSets")


def matrix_set_(matrix_set: str) -> Response:
    _check_set(matrix_set)
    check_known(request.args, ("f",))
    return respond_document(definition(), "tileMatrixSet")


def styles() -> Response:
    check_known(request.args, ("f",))
    return respond_document(documents.styles(), "styles")


def style(style_id: str) -> Response:
    check_known(request.args, ("f",))
    return respond_document(documents.style(get_collection(style_id)), "style")
