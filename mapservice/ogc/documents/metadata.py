"""Documents that describe collections: landing page, collections, queryables, schemas."""

from datetime import datetime
from typing import Any, Final

from mapservice.languages import gettext, localize
from mapservice.ogc.collections import Collection, all_collections
from mapservice.ogc.extents import Extent
from mapservice.ogc.fields import Field
from mapservice.ogc.links import OGC_REL, Link, members
from mapservice.ogc.negotiation import FEATURES, HTML, JSON, OPENAPI, SCHEMA
from mapservice.ogc.reference_systems import CRS84, REFERENCE_SYSTEMS, STORAGE
from mapservice.ogc.representations.geojson import rights
from mapservice.ogc.service import collection_url, root_url
from mapservice.settings import Settings

JSON_SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"
GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


def landing_links() -> list[Link]:
    root = root_url()
    return [
        Link(f"{root}/api", "service-desc", OPENAPI, gettext("API definition")),
        Link(f"{root}/api?f=html", "service-doc", HTML, gettext("API documentation")),
        Link(f"{root}/conformance", "conformance", JSON, gettext("Conformance classes")),
        Link(f"{root}/collections", "data", JSON, gettext("Collections")),
        Link(f"{root}/tileMatrixSets", f"{OGC_REL}tiling-schemes", JSON, gettext("Tilings")),
        Link(f"{root}/files", "enclosure", HTML, gettext("Files to download")),
        Link(f"{root}/catalogue", "describedby", "application/ld+json", "DCAT-AP"),
    ]


def landing(settings: Settings, links: list[Link]) -> dict[str, Any]:
    return {
        "title": settings.title,
        "description": gettext("The venues of civic activity as open data, by OGC API."),
        "links": members(links),
    }


def collection_links(collection: Collection) -> list[Link]:
    url = collection_url(collection.id)
    title = localize(collection.title)
    return [
        *(Link(f"{url}/items?f={name}", "items", media, title) for name, media in FEATURES.items()),
        Link(f"{url}/queryables", f"{OGC_REL}queryables", SCHEMA, gettext("Queryables")),
        Link(f"{url}/sortables", f"{OGC_REL}sortables", SCHEMA, gettext("Sortables")),
        Link(f"{url}/schema", "describedby", SCHEMA, gettext("Schema")),
        Link(f"{url}/tiles", f"{OGC_REL}tilesets-vector", JSON, gettext("Vector tiles")),
        Link(
            f"{url}/nearest{{?lon,lat,limit}}",
            "search",
            FEATURES["json"],
            gettext("Nearest features"),
            templated=True,
        ),
        *(Link(address, "license", title=name) for name, address in _licence_links(collection)),
    ]


def _licence_links(collection: Collection) -> list[tuple[str, str]]:
    """Texts of Creative Commons licences, whose addresses follow from their SPDX identifiers."""
    found = []
    for licence in collection.licences:
        family, _, version = licence.removeprefix("CC-").lower().rpartition("-")
        if licence.startswith("CC-BY"):
            found.append((licence, f"https://creativecommons.org/licenses/{family}/{version}/"))
    return found


def describe(collection: Collection, extent: Extent, links: list[Link]) -> dict[str, Any]:
    """A collection's metadata (17-069r4, 7.14; 18-058r1, 6.2)."""
    document: dict[str, Any] = {
        "id": collection.id,
        "title": localize(collection.title),
        "description": localize(collection.description),
        "links": members(links),
        "itemType": "feature",
        "crs": [system.uri for system in REFERENCE_SYSTEMS],
        "storageCrs": STORAGE.uri,
        **rights(collection),
    }
    described: dict[str, Any] = {}
    if extent.bbox:
        described["spatial"] = {"bbox": [list(extent.bbox)], "crs": CRS84.uri}
    if extent.interval:
        described["temporal"] = {
            "interval": [[_instant(moment) for moment in extent.interval]],
            "trs": GREGORIAN,
        }
    if described:
        document["extent"] = described
    return document


def _instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def all_links() -> list[Link]:
    return [
        Link(f"{root_url()}/collections/{collection.id}", "item", JSON, localize(collection.title))
        for collection in all_collections()
    ]


def _geometry_schema(collection: Collection) -> dict[str, Any]:
    kind = "point" if collection.has_points else "multipolygon"
    return {
        "title": gettext("Position"),
        "x-ogc-role": "primary-geometry",
        "format": f"geometry-{kind}",
    }


def queryables(collection: Collection) -> dict[str, Any]:
    """What filters may name (19-079r2, 6.2); nothing else is taken."""
    properties = {name: field.schema() for name, field in collection.queryables.items()}
    return _schema(collection, "queryables", {"geom": _geometry_schema(collection), **properties})


def sortables(collection: Collection) -> dict[str, Any]:
    """What `sortby` may name (Features Part 5)."""
    fields = {name: field for name, field in collection.queryables.items() if field.is_sortable}
    return _schema(
        collection, "sortables", {name: field.schema() for name, field in fields.items()}
    )


def schema(collection: Collection) -> dict[str, Any]:
    """The logical schema of the features (Features Part 5)."""
    properties: dict[str, Any] = {
        "id": {"type": "string", "x-ogc-role": "id", "readOnly": True},
        "geom": _geometry_schema(collection),
    }
    for position, field in enumerate(collection.fields, start=2):
        properties[field.name] = {**_returned(field), "x-ogc-propertySeq": position}
    document = _schema(collection, "schema", properties)
    required = [field.name for field in collection.fields if field.required]
    return {**document, "required": required} if required else document


def _returned(field: Field) -> dict[str, Any]:
    described = field.schema()
    if field.role or field.name == "created_at":
        described["readOnly"] = True
    return described


def _schema(collection: Collection, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": JSON_SCHEMA,
        "$id": f"{collection_url(collection.id)}/{name}",
        "type": "object",
        "title": localize(collection.title),
        "description": localize(collection.description),
        "properties": properties,
        "additionalProperties": False,
    }
