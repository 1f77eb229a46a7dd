"""GeoJSON of a whole search (RFC 7946)."""

import json
from typing import Any

from flask import Response

from layers import get_layer
from layers.venue import ACCESSIBILITY
from mapservice.languages import get_language
from mapservice.venues.exporting import Export
from mapservice.venues.pages.cards import name_in
from mapservice.venues.pages.links import absolute, place_url
from mapservice.venues.queries.results import VenueRow

MEDIA_TYPE = "application/geo+json"


def geojson_response(export: Export) -> Response:
    features = [venue_feature(row) for row in export.rows]
    document = {
        "type": "FeatureCollection",
        "numberMatched": export.total if export.exact else None,
        "numberReturned": len(features),
        "features": features,
    }
    text = json.dumps(
        {name: value for name, value in document.items() if value is not None},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return Response(text, mimetype=MEDIA_TYPE)


def venue_feature(row: VenueRow) -> dict[str, Any]:
    """A venue with what is known of it; without a point its geometry is null."""
    geometry = (
        {"type": "Point", "coordinates": [round(row.lon, 6), round(row.lat, 6)]}
        if row.lon is not None and row.lat is not None
        else None
    )
    return {
        "type": "Feature",
        "id": f"{row.layer}/{row.id}",
        "geometry": geometry,
        "properties": venue_properties(row),
    }


def venue_properties(row: VenueRow) -> dict[str, Any]:
    """Names are those of the layers' declarations; null is unknown."""
    plain = (
        "layer", "id", "name_ja", "name_kana", "name_en", "kind", "description", "address",
        "postal_code", "district", "town", "precision", "opening_hours", "opening_hours_note",
        "capacity", "rooms", "equipment", "fee", "fee_note", "phone", "booking_url", "source",
        "verified", "sample",
    )  # fmt: skip
    return {
        "name": name_in(get_language(), row.name_ja, row.name_en),
        **{name: getattr(row, name) for name in plain},
        **{declared.name: row.access[declared.name] for declared in ACCESSIBILITY},
        "licence": row.licence or get_layer(row.layer).licence,
        "website": row.url,
        "checked_on": row.checked_on.isoformat() if row.checked_on else None,
        "updated_at": row.updated_at.isoformat(timespec="seconds"),
        "distance_m": None if row.distance_m is None else round(row.distance_m),
        "url": absolute(place_url(row.layer, row.id)),
    }
