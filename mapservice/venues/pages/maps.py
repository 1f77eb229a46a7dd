"""What the map's script is given."""

from typing import Any

from flask import url_for

from geodata.city import City
from layers import venue_layers
from mapservice.languages import get_language, gettext, localize
from mapservice.venues.pages.cards import name_in
from mapservice.venues.pages.links import place_url, settings
from mapservice.venues.pages.models import PageOrigin, VenueCard
from mapservice.venues.queries.base import BASES
from mapservice.venues.queries.features import Cluster, Point
from mapservice.venues.search import PAGE_SIZE, Search

JsonObject = dict[str, Any]

# A step outwards, degrees: about 200 m, so that no marker is cut by the edge.
MARGIN_DEGREES = 0.002


def map_data(
    cards: tuple[VenueCard, ...],
    city: City,
    *,
    search: Search | None = None,
    origin: PageOrigin | None = None,
) -> JsonObject:
    """Addresses to ask, bounds to show first, and the venues of the list."""
    chosen = settings()
    tiles = (
        {"url": chosen.tile_url, "attribution": chosen.tile_attribution or ""}
        if chosen.tile_url
        else None
    )
    return {
        "urls": {
            "features": url_for("venues.map_features"),
            "nearest": url_for("venues.nearest"),
            "suggest": url_for("venues.suggest"),
            "list": url_for("venues.index"),
            "base": {name: url_for("venues.base_map", name=name) for name in BASES},
        },
        "query": search.but().to_query() if search else "",
        "bounds": _first_bounds(cards, city, search, origin),
        "origin": origin
        and {"kind": origin.kind, "name": origin.name, "lon": origin.lon, "lat": origin.lat},
        "layers": [
            {
                "id": layer.id,
                "title": localize(layer.title),
                "shape": layer.style.shape,
                "color": layer.style.color,
                "glyph": layer.style.glyph,
            }
            for layer in venue_layers()
        ],
        "features": collection([card_feature(card) for card in cards if card.position]),
        "tiles": tiles,
        "attributions": list(attributions()),
        "language": get_language(),
    }


def _first_bounds(
    cards: tuple[VenueCard, ...], city: City, search: Search | None, origin: PageOrigin | None
) -> list[float]:
    """Around what the list holds, unless that is one page of several in no order of distance."""
    is_part = search is not None and (len(cards) >= PAGE_SIZE or search.page > 1)
    if is_part and origin is None:
        return list(city.bounds)
    return bounds_of(cards, origin) or list(city.bounds)


def attributions() -> tuple[str, ...]:
    """Whose data the map shows; the base's own outlines are said to be approximate."""
    owners = dict.fromkeys(localize(layer.attribution) for layer in venue_layers())
    base = gettext("Base: own, outlines approximate; stations: station_database (CC BY-SA 4.0)")
    return (*owners, base)


def bounds_of(cards: tuple[VenueCard, ...], origin: PageOrigin | None) -> list[float] | None:
    """west, south, east, north around the venues and the origin; None without a point."""
    points = [(card.position.lon, card.position.lat) for card in cards if card.position]
    if origin:
        points.append((origin.lon, origin.lat))
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return [
        round(min(lons) - MARGIN_DEGREES, 5), round(min(lats) - MARGIN_DEGREES, 5),
        round(max(lons) + MARGIN_DEGREES, 5), round(max(lats) + MARGIN_DEGREES, 5),
    ]  # fmt: skip


def collection(features: list[JsonObject], **more: Any) -> JsonObject:
    return {"type": "FeatureCollection", "features": features, **more}


def card_feature(card: VenueCard) -> JsonObject:
    assert card.position is not None  # noqa: S101 (callers have looked)
    return _feature(
        f"{card.layer}/{card.id}",
        card.position.lon,
        card.position.lat,
        {
            "layer": card.layer,
            "id": card.id,
            "name": card.name,
            "kind": card.kind,
            "precision": card.position.precision,
            "sample": card.sample,
            "url": card.url,
            "number": card.number,
        },
    )


def point_feature(point: Point) -> JsonObject:
    return _feature(
        f"{point.layer}/{point.id}",
        point.lon,
        point.lat,
        {
            "layer": point.layer,
            "id": point.id,
            "name": name_in(get_language(), point.name_ja, point.name_en),
            "kind": point.kind,
            "precision": point.precision,
            "sample": point.sample,
            "url": place_url(point.layer, point.id),
        },
    )


def cluster_feature(cluster: Cluster) -> JsonObject:
    count = sum(cluster.counts.values())
    near = cluster_place(cluster)
    label = (
        gettext("%(count)s places around %(place)s: zoom in", count=count, place=near)
        if near
        else gettext("%(count)s places: zoom in", count=count)
    )
    bounds = (cluster.west, cluster.south, cluster.east, cluster.north)
    return _feature(
        f"c/{cluster.x:.0f}/{cluster.y:.0f}",
        cluster.lon,
        cluster.lat,
        {
            "cluster": True,
            "count": count,
            "layers": cluster.counts,
            "near": near,
            "label": label,
            "bounds": [round(degrees, 5) for degrees in bounds],
        },
    )


def cluster_place(cluster: Cluster) -> str | None:
    if not cluster.near_ja:
        return None
    name = name_in(get_language(), cluster.near_ja, cluster.near_en)
    return station_name(name) if cluster.near_is_station else name


def station_name(name: str) -> str:
    return gettext("%(name)s Station", name=name)


def _feature(identity: str, lon: float, lat: float, properties: JsonObject) -> JsonObject:
    return {
        "type": "Feature",
        "id": identity,
        "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
        "properties": properties,
    }
