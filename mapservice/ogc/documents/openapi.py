"""The API definition (OpenAPI 3.0.3), generated from the collections."""

from typing import Any, Final

from mapservice.languages import gettext, localize
from mapservice.ogc.collections import Collection, all_collections
from mapservice.ogc.cql2 import LANGUAGES
from mapservice.ogc.documents import components
from mapservice.ogc.documents.components import (
    enumerated,
    failure,
    parameter,
    path_parameter,
    response,
)
from mapservice.ogc.documents.writing import SCHEMES, writing_paths
from mapservice.ogc.editing import is_editable
from mapservice.ogc.fields import SCHEMAS, Field
from mapservice.ogc.negotiation import (
    DOCUMENT,
    FEATURE,
    FEATURES,
    GEOJSON,
    HTML,
    JSON,
    MVT,
    OPENAPI,
    SCHEMA,
)
from mapservice.ogc.parameters import DEFAULT_LIMIT, MAX_LIMIT
from mapservice.ogc.reference_systems import REFERENCE_SYSTEMS
from mapservice.ogc.requests import property_parameters
from mapservice.ogc.tiles.matrix import MAX_ZOOM, WEB_MERCATOR_QUAD
from mapservice.settings import Settings

VERSION: Final = "1.0.0"


def describe_api(settings: Settings, root: str) -> dict[str, Any]:
    """The definition; `root` is the absolute address of `/ogc`."""
    paths: dict[str, Any] = {**_service_paths(), **_tiling_paths()}
    for collection in all_collections():
        paths |= _collection_paths(collection)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": settings.title,
            "version": VERSION,
            "description": gettext("The venues of civic activity as open data, by OGC API."),
            "license": {"name": "CC-BY-4.0"},
        },
        "servers": [{"url": root}],
        "tags": [{"name": "service"}, {"name": "tiles"}]
        + [
            {"name": collection.id, "description": localize(collection.title)}
            for collection in all_collections()
        ],
        "paths": paths,
        "components": {**components.shared(), "securitySchemes": SCHEMES},
    }


def _get(  # noqa: PLR0913 - an operation has as many parts
    tag: str,
    operation: str,
    summary: str,
    parameters: list[dict[str, Any]],
    media: dict[str, dict[str, Any]],
    *,
    missing: bool = False,
) -> dict[str, Any]:
    responses = {"200": response(media), "304": {"$ref": "#/components/responses/NotModified"}}
    for status in ("400", *(("404",) if missing else ()), "406", "503"):
        responses[status] = failure()
    return {
        "get": {
            "tags": [tag],
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _document(tag: str, operation: str, summary: str, kind: str = JSON) -> dict[str, Any]:
    media = {kind: {"type": "object"}, HTML: {"type": "string"}}
    return _get(tag, operation, summary, [enumerated("f", DOCUMENT)], media)


def _service_paths() -> dict[str, Any]:
    tag = "service"
    return {
        "/": _document(tag, "landing", gettext("Landing page")),
        "/conformance": _document(tag, "conformance", gettext("Conformance classes")),
        "/api": _document(tag, "api", gettext("API definition"), OPENAPI),
        "/collections": _document(tag, "collections", gettext("Collections")),
    }


def _tiling_paths() -> dict[str, Any]:
    tag = "tiles"
    return {
        "/tileMatrixSets": _document(tag, "tileMatrixSets", gettext("Tilings")),
        f"/tileMatrixSets/{WEB_MERCATOR_QUAD}": _document(tag, "tileMatrixSet", WEB_MERCATOR_QUAD),
        "/styles": _document(tag, "styles", gettext("Styles")),
    }


def _collection_paths(collection: Collection) -> dict[str, Any]:
    tag, base = collection.id, f"/collections/{collection.id}"
    title = localize(collection.title)
    paths = {base: _document(tag, f"{tag}.describe", title)}
    for name in ("queryables", "sortables", "schema"):
        paths[f"{base}/{name}"] = _document(tag, f"{tag}.{name}", f"{title}: {name}", SCHEMA)
    paths[f"{base}/items"] = _get(
        tag, f"{tag}.items", title, _items_parameters(collection), _feature_media()
    )
    one = [path_parameter("featureId"), enumerated("f", FEATURE), *_showing(collection)]
    media = {GEOJSON: {"$ref": "#/components/schemas/Feature"}}
    media |= {kind: {} for kind in FEATURE.values() if kind != GEOJSON}
    paths[f"{base}/items/{{featureId}}"] = _get(tag, f"{tag}.item", title, one, media, missing=True)
    if is_editable(collection):
        of_all, of_one = writing_paths(collection)
        paths[f"{base}/items"] |= of_all
        paths[f"{base}/items/{{featureId}}"] |= of_one
    paths[f"{base}/nearest"] = _get(
        tag, f"{tag}.nearest", gettext("Nearest features"), _nearest_parameters(),
        {GEOJSON: {"$ref": "#/components/schemas/FeatureCollection"}},
    )  # fmt: skip
    return paths | _tile_paths(collection)


def _tile_paths(collection: Collection) -> dict[str, Any]:
    tag = collection.id
    base = f"/collections/{tag}/tiles"
    tile = [
        path_parameter("tileMatrix", {"type": "integer", "minimum": 0, "maximum": MAX_ZOOM}),
        path_parameter("tileRow", {"type": "integer", "minimum": 0}),
        path_parameter("tileCol", {"type": "integer", "minimum": 0}),
        enumerated("f", {"mvt": MVT}),
    ]
    address = f"{base}/{WEB_MERCATOR_QUAD}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    binary = {MVT: {"type": "string", "format": "binary"}}
    return {
        base: _document(tag, f"{tag}.tilesets", gettext("Vector tiles")),
        f"{base}/{WEB_MERCATOR_QUAD}": _document(tag, f"{tag}.tileset", WEB_MERCATOR_QUAD),
        f"{base}/{WEB_MERCATOR_QUAD}/tilejson": _document(tag, f"{tag}.tilejson", "TileJSON"),
        address: _get(tag, f"{tag}.tile", gettext("Vector tiles"), tile, binary, missing=True),
        f"/styles/{tag}": _document(tag, f"{tag}.style", gettext("Styles")),
    }


def _feature_media() -> dict[str, dict[str, Any]]:
    media: dict[str, dict[str, Any]] = {kind: {} for kind in FEATURES.values()}
    media[GEOJSON] = {"$ref": "#/components/schemas/FeatureCollection"}
    return media


def _showing(collection: Collection) -> list[dict[str, Any]]:
    systems = {system.uri: "" for system in REFERENCE_SYSTEMS}
    return [
        enumerated("crs", systems),
        parameter("properties", _names(list(collection.by_name)), explode=False),
    ]


def _names(names: list[str]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": {"type": "string", "enum": names}}


def _items_parameters(collection: Collection) -> list[dict[str, Any]]:
    systems = {system.uri: "" for system in REFERENCE_SYSTEMS}
    sortable = [name for name, field in collection.queryables.items() if field.is_sortable]
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    return [
        parameter("bbox", components.BBOX, explode=False),
        enumerated("bbox-crs", systems),
        parameter("datetime", {"type": "string"}, gettext("A time or an interval of times")),
        parameter("limit", limit),
        parameter("q", {"type": "string", "minLength": 1}, gettext("Words to search for")),
        parameter("filter", {"type": "string"}, "CQL2"),
        enumerated("filter-lang", dict.fromkeys(LANGUAGES, "")),
        enumerated("filter-crs", systems),
        parameter("sortby", _names([*sortable, *(f"-{name}" for name in sortable)]), explode=False),
        parameter("token", {"type": "string"}, gettext("Where a page begins; from a next link")),
        enumerated("f", FEATURES),
        *_showing(collection),
        *(_property(field) for field in property_parameters(collection).values()),
    ]


def _property(field: Field) -> dict[str, Any]:
    schema = dict(SCHEMAS[field.kind])
    if schema["type"] == "array":
        schema = {"type": "string"}
    if field.choices:
        schema["enum"] = list(field.choices)
    return parameter(field.name, schema, localize(field.title))


def _nearest_parameters() -> list[dict[str, Any]]:
    return [
        parameter("lon", {"type": "number", "minimum": -180, "maximum": 180}, required=True),
        parameter("lat", {"type": "number", "minimum": -90, "maximum": 90}, required=True),
        parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 10}),
        enumerated("f", {"json": GEOJSON}),
    ]
