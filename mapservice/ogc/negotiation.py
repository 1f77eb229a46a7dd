"""Which representation answers: `f=` first, then Accept, then the resource's first."""

from collections.abc import Mapping
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from mapservice.parameters import not_among

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
HTML: Final = "text/html"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA: Final = "application/schema+json"
MVT: Final = "application/vnd.mapbox-vector-tile"

FEATURES: Final = {
    "json": GEOJSON,
    "jsonfg": "application/vnd.ogc.fg+json",
    "html": HTML,
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/vnd.flatgeobuf",
    "parquet": "application/vnd.apache.parquet",
    "kml": "application/vnd.google-earth.kml+xml",
}
FEATURE: Final = {name: FEATURES[name] for name in ("json", "jsonfg", "html")}
DOCUMENT: Final = {"json": JSON, "html": HTML}

Formats = Mapping[str, str]
"""Name in `f=` -> media type; the first is what a client without wishes gets."""


def choose(formats: Formats, asked: str | None, accept: MIMEAccept) -> str:
    """The name of the format; BadParameter for an unknown `f`, NotAcceptable (406) if none fits."""
    if asked is not None:
        if asked not in formats:
            raise not_among("f", formats)
        return asked
    first = next(iter(formats))
    if not accept:
        return first
    media: dict[str, str] = {kind.partition(";")[0]: name for name, kind in formats.items()}
    if formats[first] == GEOJSON:
        media[JSON] = first
    # Of equally welcome ones the first of the resource.
    best: str | None = accept.best_match(list(media))
    if best is None:
        raise NotAcceptable
    return media[best]
