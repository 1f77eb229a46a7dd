"""OGC Features and Geometries JSON (21-045): GeoJSON with time, feature type and `place`.

`geometry` stays in WGS 84 as in GeoJSON; coordinates of another system are in `place`.
"""

import json
from typing import Any, Final

from sqlalchemy import Text, cast, func
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import Collection
from mapservice.ogc.encoding import Columns, feature_json, geometry_json, text_constant
from mapservice.ogc.items import ItemsRequest, Written
from mapservice.ogc.links import Link, members
from mapservice.ogc.pages import Page
from mapservice.ogc.reference_systems import CRS84, ReferenceSystem
from mapservice.ogc.representations.geojson import rights

CONFORMS_TO: Final = [
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
]


def written(request: ItemsRequest) -> Written:
    """A JSON-FG feature."""

    def write(columns: Columns) -> ColumnElement[Any]:
        moment = cast(func.to_json(columns["updated_at"]), Text)
        members_ = [
            text_constant(f',"featureType":"{request.collection.id}","time":{{"timestamp":'),
            moment,
            text_constant('},"place":'),
        ]
        if request.system is CRS84:
            members_.append(text_constant("null"))
        else:
            members_ += [geometry_json(columns["geom"], request.system)]
        return feature_json(request.collection, columns, request.fields, CRS84, *members_)

    return write


def _head(collection: Collection, system: ReferenceSystem) -> dict[str, object]:
    return {
        "conformsTo": CONFORMS_TO,
        "featureType": collection.id,
        "geometryDimension": 0 if collection.has_points else 2,
        "coordRefSys": system.uri,
    }


def write_collection(request: ItemsRequest, page: Page, links: list[Link]) -> bytes:
    """A FeatureCollection as JSON-FG."""
    tail = {
        **_head(request.collection, request.system),
        "numberMatched": page.matched,
        "numberReturned": len(page.features),
        "links": members(links),
        **rights(request.collection),
    }
    return b"".join(
        (
            b'{"type":"FeatureCollection","features":[',
            b",\n".join(page.features),
            b"],",
            _json(tail)[1:],
        )
    )


def write_feature(request: ItemsRequest, feature: bytes, links: list[Link]) -> bytes:
    tail = {**_head(request.collection, request.system), "links": members(links)}
    del tail["featureType"]
    return feature[:-1] + b"," + _json({**tail, **rights(request.collection)})[1:]


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
