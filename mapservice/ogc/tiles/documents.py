"""Metadata of tilesets, TileJSON and MapLibre styles of a collection."""

from typing import Any, Final

from mapservice.languages import localize
from mapservice.ogc.collections import Collection, all_collections
from mapservice.ogc.extents import Extent
from mapservice.ogc.fields import Field, Kind
from mapservice.ogc.links import OGC_REL, Link, members
from mapservice.ogc.negotiation import JSON, MVT
from mapservice.ogc.reference_systems import CRS84
from mapservice.ogc.representations.geojson import rights
from mapservice.ogc.service import collection_url, root_url
from mapservice.ogc.tiles.matrix import CRS, MAX_ZOOM, URI, WEB_MERCATOR_QUAD
from mapservice.ogc.tiles.queries import tile_fields

TEMPLATE: Final = "{tileMatrix}/{tileRow}/{tileCol}"
AREA_COLOR: Final = "#5c6b73"


def tileset_url(collection: Collection) -> str:
    return f"{collection_url(collection.id)}/tiles/{WEB_MERCATOR_QUAD}"


def tileset_links(collection: Collection) -> list[Link]:
    url = tileset_url(collection)
    return [
        Link(url, "self", JSON),
        Link(f"{url}/{TEMPLATE}", "item", MVT, templated=True),
        Link(f"{url}/tilejson", "describedby", JSON, "TileJSON"),
        Link(f"{root_url()}/styles/{collection.id}", "stylesheet", JSON, "MapLibre"),
        Link(f"{root_url()}/tileMatrixSets/{WEB_MERCATOR_QUAD}", f"{OGC_REL}tiling-scheme", JSON),
        Link(collection_url(collection.id), f"{OGC_REL}geodata", JSON),
    ]


def tileset(collection: Collection, extent: Extent) -> dict[str, Any]:
    """Metadata of a vector tileset (OGC 20-057, 9; 17-083r4, 8)."""
    properties = {field.name: field.schema() for field in tile_fields(collection)}
    document: dict[str, Any] = {
        "title": localize(collection.title),
        "description": localize(collection.description),
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": URI,
        "layers": [
            {
                "id": collection.id,
                "title": localize(collection.title),
                "dataType": "vector",
                "geometryDimension": 0 if collection.has_points else 2,
                "propertiesSchema": {"type": "object", "properties": properties},
            }
        ],
        "links": members(tileset_links(collection)),
        **rights(collection),
    }
    if extent.bbox:
        west, south, east, north = extent.bbox
        document["boundingBox"] = {
            "lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84.uri,
        }  # fmt: skip
    return document


def tilesets(collection: Collection) -> dict[str, Any]:
    item = {
        "title": localize(collection.title),
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": URI,
        "links": members(tileset_links(collection)),
    }
    own = Link(f"{collection_url(collection.id)}/tiles", "self", JSON)
    return {"tilesets": [item], "links": members([own])}


def tilejson(collection: Collection, extent: Extent) -> dict[str, Any]:
    """TileJSON 3.0.0."""
    document: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": localize(collection.title),
        "description": localize(collection.description),
        "attribution": rights(collection)["attribution"],
        "legend": rights(collection)["license"],
        "scheme": "xyz",
        # TileJSON counts column before row.
        "tiles": [f"{tileset_url(collection)}/{{z}}/{{y}}/{{x}}"],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "vector_layers": [
            {
                "id": collection.id,
                "fields": {field.name: _tilejson_type(field) for field in tile_fields(collection)}
                | {"id": "String", "point_count": "Number"},
            }
        ],
    }
    if extent.bbox:
        document["bounds"] = list(extent.bbox)
    return document


def _tilejson_type(field: Field) -> str:
    numbers = {Kind.INTEGER: "Number", Kind.NUMBER: "Number", Kind.BOOLEAN: "Boolean"}
    return numbers.get(field.kind, "String")


def style(collection: Collection) -> dict[str, Any]:
    """A MapLibre style: the declaration's colours; clusters grow with their number."""
    source = {"type": "vector", "url": f"{tileset_url(collection)}/tilejson"}
    drawn = {"source": collection.id, "source-layer": collection.id}
    layers = _points(collection) if collection.has_points else _areas(collection)
    return {
        "version": 8,
        "name": localize(collection.title),
        "sources": {collection.id: source},
        "layers": [{**layer, **drawn} for layer in layers],
    }


def _points(collection: Collection) -> list[dict[str, Any]]:
    colors: Any = collection.layers[0].style.color
    if collection.is_parent:
        pairs = [part for layer in collection.layers for part in (layer.id, layer.style.color)]
        colors = ["match", ["get", "layer"], *pairs, AREA_COLOR]
    size = ["interpolate", ["linear"], ["ln", ["get", "point_count"]], 0, 6, 9, 28]
    outline = {"circle-stroke-color": "#ffffff", "circle-stroke-width": 1.5}
    return [
        {
            "id": "clusters",
            "type": "circle",
            "filter": ["has", "point_count"],
            "paint": {"circle-color": AREA_COLOR, "circle-radius": size, **outline},
        },
        {
            "id": "features",
            "type": "circle",
            "filter": ["!", ["has", "point_count"]],
            "paint": {"circle-color": colors, "circle-radius": 6, **outline},
        },
    ]


def _areas(collection: Collection) -> list[dict[str, Any]]:
    color = collection.layers[0].style.color
    return [
        {"id": "areas", "type": "fill", "paint": {"fill-color": color, "fill-opacity": 0.15}},
        {"id": "outlines", "type": "line", "paint": {"line-color": color, "line-width": 1.5}},
    ]


def styles() -> dict[str, Any]:
    return {
        "default": all_collections()[0].id,
        "styles": [
            {
                "id": collection.id,
                "title": localize(collection.title),
                "links": members(
                    [Link(f"{root_url()}/styles/{collection.id}", "stylesheet", JSON, "MapLibre")]
                ),
            }
            for collection in all_collections()
        ],
        "links": members([Link(f"{root_url()}/styles", "self", JSON)]),
    }
