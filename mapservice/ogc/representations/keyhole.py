"""KML 2.2 (OGC 07-147r2): always in WGS 84, every property as extended data."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from mapservice.languages import localize
from mapservice.ogc.downloads import Download, Row
from mapservice.ogc.representations.geojson import rights

# XML 1.0, 2.2: characters that no XML document can hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:atom="http://www.w3.org/2005/Atom">'
)


def write(download: Download, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    """The file in pieces."""
    collection = download.collection
    credit = rights(collection)
    about = f"{localize(collection.description)} {credit['attribution']} ({credit['license']})"
    yield (
        f"{_HEAD}<Document><name>{_text(localize(collection.title))}</name>"
        f"<atom:author><atom:name>{_text(credit['attribution'])}</atom:name></atom:author>"
        f"<description>{_text(about)}</description>\n"
    ).encode()
    for batch in batches:
        yield "".join(_placemark(download, row) for row in batch).encode()
    yield b"</Document></kml>\n"


def _placemark(download: Download, row: Row) -> str:
    identifier, binary, *values = row
    data = "".join(
        f"<Data name={quoteattr(field.name)}><value>{_text(_plain(value))}</value></Data>"
        for field, value in zip(download.fields, values, strict=True)
        if value is not None
    )
    names = dict(zip((field.name for field in download.fields), values, strict=True))
    name = names.get("name_ja") or identifier
    shape = _geometry(shapely.from_wkb(binary)) if binary else ""
    return (
        f"<Placemark id={quoteattr(identifier)}><name>{_text(name)}</name>"
        f"<ExtendedData>{data}</ExtendedData>{shape}</Placemark>\n"
    )


def _geometry(geometry: BaseGeometry | None) -> str:
    if isinstance(geometry, shapely.Point):
        return f"<Point><coordinates>{geometry.x:.7f},{geometry.y:.7f}</coordinates></Point>"
    parts = "".join(_polygon(part) for part in shapely.get_parts(geometry))
    return f"<MultiGeometry>{parts}</MultiGeometry>"


def _polygon(polygon: shapely.Polygon) -> str:
    inner = "".join(
        f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in polygon.interiors
    )
    outer = f"<outerBoundaryIs>{_ring(polygon.exterior)}</outerBoundaryIs>"
    return f"<Polygon>{outer}{inner}</Polygon>"


def _ring(ring: shapely.LinearRing) -> str:
    points = " ".join(f"{x:.7f},{y:.7f}" for x, y in ring.coords)
    return f"<LinearRing><coordinates>{points}</coordinates></LinearRing>"


def _plain(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(value: str) -> str:
    return escape(_FORBIDDEN.sub("", value))
