"""GeoJSON (RFC 7946): the database writes the features, here they are put in brackets."""

import datetime
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import shapely
from sqlalchemy.sql.elements import ColumnElement

from mapservice.languages import localize
from mapservice.ogc.collections import Collection
from mapservice.ogc.downloads import Download, Row
from mapservice.ogc.encoding import Columns, feature_json
from mapservice.ogc.items import ItemsRequest, Written
from mapservice.ogc.links import Link, members
from mapservice.ogc.pages import Page


def written(request: ItemsRequest) -> Written:
    """A feature as GeoJSON, its coordinates in the system that was asked for."""

    def write(columns: Columns) -> ColumnElement[Any]:
        return feature_json(request.collection, columns, request.fields, request.system)

    return write


def rights(collection: Collection) -> dict[str, str]:
    """Licence and attribution, as members of a document."""
    return {
        "license": ", ".join(collection.licences),
        "attribution": " / ".join(localize(text) for text in collection.attributions),
    }


def write_collection(collection: Collection, page: Page, links: list[Link]) -> bytes:
    """A FeatureCollection (17-069r4, 7.16); no timeStamp, as equal answers have equal bytes."""
    tail: dict[str, object] = {}
    if page.matched is not None:
        tail["numberMatched"] = page.matched
    tail |= {
        "numberReturned": len(page.features),
        "links": members(links),
        **rights(collection),
    }
    return b"".join(
        (
            b'{"type":"FeatureCollection","features":[',
            b",\n".join(page.features),
            b"],",
            _json(tail)[1:],
        )
    )


def write_feature(feature: bytes, links: list[Link], collection: Collection) -> bytes:
    """A Feature with its links."""
    return feature[:-1] + b"," + _json({"links": members(links), **rights(collection)})[1:]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def write_download(download: Download, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    """A FeatureCollection in pieces, for a file without links."""
    head = _json({"type": "FeatureCollection", **rights(download.collection)})
    yield head[:-1] + b',"features":['
    between = b"\n"
    for batch in batches:
        shapes = shapely.to_geojson(shapely.from_wkb([row[1] for row in batch]))
        for row, shape in zip(batch, shapes, strict=True):
            values = zip(download.fields, row[2:], strict=True)
            properties = {field.name: _plain(value) for field, value in values}
            feature = {"type": "Feature", "id": row[0], "properties": properties}
            yield (
                between + _json(feature)[:-1] + b',"geometry":' + (shape or "null").encode() + b"}"
            )
            between = b",\n"
    yield b"\n]}\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
