"""Features: `/collections/{id}/items` and `/collections/{id}/items/{feature}`."""

from typing import Final

from flask import Blueprint, Response, redirect, request

from mapservice.ogc.answers import (
    Answer,
    Version,
    is_current,
    not_modified,
    respond,
    version_of,
    version_of_item,
)
from mapservice.ogc.collections import Collection, get_collection
from mapservice.ogc.documents.pages import item_page, items_page
from mapservice.ogc.items import ItemsRequest
from mapservice.ogc.links import Link, own_links, with_query
from mapservice.ogc.negotiation import FEATURE, FEATURES, JSON, SCHEMA, choose
from mapservice.ogc.pages import Page
from mapservice.ogc.parameters import DEFAULT_LIMIT, MAX_LIMIT
from mapservice.ogc.reading import read_item, read_redirect
from mapservice.ogc.reference_systems import ReferenceSystem
from mapservice.ogc.representations import geojson, jsonfg
from mapservice.ogc.requests import parse_item, parse_items
from mapservice.ogc.service import collection_url, connected, memory, read_state
from mapservice.ogc.sorting import encode_token
from mapservice.ogc.views.downloads import DOWNLOADS, download
from mapservice.problems import NotFound

PERSON_LIMIT: Final = 50
WRITERS: Final = {"json": geojson.written, "jsonfg": jsonfg.written, "html": geojson.written}


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/collections/<collection_id>/items", view_func=items)
    blueprint.add_url_rule("/collections/<collection_id>/items/<item_id>", view_func=item)


def items(collection_id: str) -> Response:
    collection = get_collection(collection_id)
    chosen = choose(FEATURES, request.args.get("f"), request.accept_mimetypes)
    if chosen in DOWNLOADS:
        return download(collection, chosen)
    asked = parse_items(
        collection,
        request.args,
        most=MAX_LIMIT,
        default_limit=PERSON_LIMIT if chosen == "html" else DEFAULT_LIMIT,
    )
    with connected() as connection:
        if request.if_none_match or request.if_modified_since:
            version = version_of(read_state(connection, collection), chosen)
            if is_current(version):
                return not_modified(version)
        page = memory().read_items(connection, asked, WRITERS[chosen])
    links = _items_links(asked, page, chosen)
    return respond(
        Answer(
            _write_items(asked, page, chosen, links),
            FEATURES[chosen],
            tuple(link for link in links if link.rel in ("self", "alternate", "next")),
            (_content_crs(asked.system), ("OGC-NumberReturned", str(len(page.features)))),
        ),
        version_of(page.state, chosen),
    )


def _write_items(asked: ItemsRequest, page: Page, chosen: str, links: list[Link]) -> bytes:
    if chosen == "html":
        return items_page(asked, page, links)
    if chosen == "jsonfg":
        return jsonfg.write_collection(asked, page, links)
    return geojson.write_collection(asked.collection, page, links)


def _items_links(asked: ItemsRequest, page: Page, chosen: str) -> list[Link]:
    url = f"{collection_url(asked.collection.id)}/items"
    query = request.args.to_dict()
    links = own_links(url, query, FEATURES, chosen)
    if page.token:
        following = {**query, "token": encode_token(page.token)}
        links.append(Link(with_query(url, following), "next", FEATURES[chosen]))
    if "token" in query:
        first = {name: value for name, value in query.items() if name != "token"}
        links.append(Link(with_query(url, first), "first", FEATURES[chosen]))
    links.append(Link(collection_url(asked.collection.id), "collection", JSON))
    return links


def item(collection_id: str, item_id: str) -> Response:
    collection = get_collection(collection_id)
    chosen = choose(FEATURE, request.args.get("f"), request.accept_mimetypes)
    asked = parse_item(collection, request.args)
    with connected() as connection:
        page = read_item(connection, asked, item_id, WRITERS[chosen])
        moved_to = None if page.features else read_redirect(connection, collection, item_id)
    if moved_to:
        return redirect(f"{collection_url(collection_id)}/items/{moved_to}", 308)  # type: ignore[return-value]
    if not page.features:
        raise NotFound(item_id)
    version = version_of_item(page, chosen)
    links = _item_links(collection, item_id, chosen)
    return _item_answer(asked, page.features[0], chosen, links, version)


def _item_answer(
    asked: ItemsRequest, feature: bytes, chosen: str, links: list[Link], version: Version
) -> Response:
    if chosen == "html":
        body = item_page(asked, feature, links)
    elif chosen == "jsonfg":
        body = jsonfg.write_feature(asked, feature, links)
    else:
        body = geojson.write_feature(feature, links, asked.collection)
    headers = (_content_crs(asked.system),)
    return respond(Answer(body, FEATURE[chosen], tuple(links), headers), version)


def _item_links(collection: Collection, item_id: str, chosen: str) -> list[Link]:
    base = collection_url(collection.id)
    links = own_links(f"{base}/items/{item_id}", request.args.to_dict(), FEATURE, chosen)
    links.append(Link(base, "collection", JSON))
    links.append(Link(f"{base}/schema", "describedby", SCHEMA))
    return links


def _content_crs(system: ReferenceSystem) -> tuple[str, str]:
    # 18-058r1, requirement 16: the URI in angle brackets.
    return "Content-Crs", f"<{system.uri}>"
