"""Documents of the service: landing page, conformance, collections, schemas, API definition."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from mapservice.languages import localize
from mapservice.ogc.answers import HOUR, Answer, respond, version_of, version_of_text
from mapservice.ogc.collections import Collection, all_collections, get_collection
from mapservice.ogc.documents import metadata
from mapservice.ogc.documents.conformance import CONFORMANCE
from mapservice.ogc.documents.openapi import describe_api
from mapservice.ogc.documents.pages import collection_page, render
from mapservice.ogc.links import Link, members, own_links, with_query
from mapservice.ogc.negotiation import DOCUMENT, HTML, JSON, OPENAPI, SCHEMA, Formats, choose
from mapservice.ogc.parameters import check_known
from mapservice.ogc.service import collection_url, connected, memory, read_state, root_url
from mapservice.settings import Settings

SCHEMAS: Final = {"json": SCHEMA, "html": HTML}
API: Final = {"json": OPENAPI, "html": HTML}


def add_routes(blueprint: Blueprint) -> None:
    one = "/collections/<collection_id>"
    for rule, view in (
        ("/", landing),
        ("/conformance", conformance),
        ("/api", api),
        ("/api/try/<path:path>", try_it),
        ("/collections", collections),
        (one, collection),
        (f"{one}/queryables", queryables),
        (f"{one}/sortables", sortables),
        (f"{one}/schema", schema),
    ):
        blueprint.add_url_rule(rule, view_func=view, strict_slashes=False)


def _format(formats: Formats = DOCUMENT) -> str:
    given = check_known(request.args, ("f",))
    return choose(formats, given.get("f"), request.accept_mimetypes)


def _own(path: str, chosen: str, formats: Formats = DOCUMENT) -> list[Link]:
    return own_links(f"{root_url()}{path}", request.args.to_dict(), formats, chosen)


def write_json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def respond_document(document: Mapping[str, Any], title: str) -> Response:
    """A JSON document, or a page that shows it."""
    if _format() == "html":
        body = render("document", [], document=document, title=title)
        return respond(Answer(body, HTML), version_of_text(body))
    body = write_json(document)
    return respond(Answer(body, JSON), version_of_text(body, HOUR))


def landing() -> Response:
    chosen = _format()
    settings: Settings = current_app.extensions["settings"]
    links = [*_own("/", chosen), *metadata.landing_links()]
    document = metadata.landing(settings, links)
    body = (
        render("landing", links, document=document, collections=all_collections())
        if chosen == "html"
        else write_json(document)
    )
    return respond(Answer(body, DOCUMENT[chosen], tuple(links)), version_of_text(body))


def conformance() -> Response:
    return respond_document({"conformsTo": list(CONFORMANCE)}, "conformance")


def api() -> Response:
    chosen = _format(API)
    settings: Settings = current_app.extensions["settings"]
    document = describe_api(settings, root_url())
    links = tuple(_own("/api", chosen, API))
    body = render("api", links, document=document) if chosen == "html" else write_json(document)
    return respond(Answer(body, API[chosen], links), version_of_text(body))


def try_it(path: str) -> BaseResponse:
    """What a form of the API's page leads to: its address without the fields left empty."""
    filled = {name: value for name, value in request.args.items() if value.strip()}
    return redirect(with_query(f"{root_url()}/{quote(path)}", filled), 303)


def _described(found: Collection, links: list[Link]) -> dict[str, Any]:
    with connected() as connection:
        state = read_state(connection, found)
        extent = memory().extents.get(connection, found, state)
    return metadata.describe(found, extent, links)


def collections() -> Response:
    chosen = _format()
    links = _own("/collections", chosen)
    described = []
    for found in all_collections():
        own = Link(collection_url(found.id), "self", JSON, localize(found.title))
        described.append(_described(found, [own, *metadata.collection_links(found)]))
    document = {"links": members(links), "collections": described}
    body = (
        render("collections", links, collections=all_collections(), document=document)
        if chosen == "html"
        else write_json(document)
    )
    return respond(Answer(body, DOCUMENT[chosen], tuple(links)), version_of_text(body))


def collection(collection_id: str) -> Response:
    found = get_collection(collection_id)
    chosen = _format()
    with connected() as connection:
        state = read_state(connection, found)
        extent = memory().extents.get(connection, found, state)
    own = _own(f"/collections/{found.id}", chosen)
    links = [*own, *metadata.collection_links(found)]
    document = metadata.describe(found, extent, links)
    body = collection_page(found, document, links) if chosen == "html" else write_json(document)
    return respond(Answer(body, DOCUMENT[chosen], tuple(own)), version_of(state, chosen))


def _schema_view(
    collection_id: str, name: str, describe: Callable[[Collection], dict[str, Any]]
) -> Response:
    found = get_collection(collection_id)
    chosen = _format(SCHEMAS)
    document = describe(found)
    links = tuple(_own(f"/collections/{found.id}/{name}", chosen, SCHEMAS))
    if chosen == "html":
        body = render("schema", links, collection=found, document=document, title=name)
    else:
        body = write_json(document)
    return respond(Answer(body, SCHEMAS[chosen], links), version_of_text(body))


def queryables(collection_id: str) -> Response:
    return _schema_view(collection_id, "queryables", metadata.queryables)


def sortables(collection_id: str) -> Response:
    return _schema_view(collection_id, "sortables", metadata.sortables)


def schema(collection_id: str) -> Response:
    return _schema_view(collection_id, "schema", metadata.schema)
