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
    media = {_bare(kind): name for name, kind in reversed(tuple(formats.items()))}
    if formats[first] == GEOJSON:
        media[JSON] = first
    for wanted, quality in accept:
        found = _match(media, _bare(wanted), first) if quality > 0 else None
        if found:
            return found
    raise NotAcceptable


def _bare(kind: str) -> str:
    """A media type without parameters: GDAL asks for `…openapi+json;version=3.0`."""
    return kind.partition(";")[0].strip().lower()


def _match(media: Mapping[str, str], wanted: str, first: str) -> str | None:
    if wanted == "*/*":
        return first
    if wanted.endswith("/*"):
        family = wanted.removesuffix("*")
        return next((name for kind, name in media.items() if kind.startswith(family)), None)
    return media.get(wanted)
