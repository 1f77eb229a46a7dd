"""A map as one SVG, drawn by the server: own base, numbered markers, for paper.

Only presentation attributes are used, which a content security policy does not restrict.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from mapservice.venues.pages.models import PageOrigin, VenueCard

WIDTH: Final = 680
HEIGHT: Final = 460
PADDING: Final = 24
# About 1 km, so that a single place is not shown without its surroundings.
LEAST_SPAN_DEGREES: Final = 0.01
APART: Final = 16
"""Pixels within which markers share one label."""
MOST_NUMBERS: Final = 3

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """Degrees -> pixels: equirectangular, true to scale at the middle latitude."""

    west: float
    north: float
    scale_x: float
    scale_y: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            round((lon - self.west) * self.scale_x, 1),
            round((self.north - lat) * self.scale_y, 1),
        )


@dataclass(frozen=True, slots=True)
class TextStyle:
    name: str
    size: int
    color: str


AREA_TEXT: Final = TextStyle("m-label", 13, "#5c6b73")
STATION_TEXT: Final = TextStyle("m-label", 11, "#1a1a1c")
NUMBER_TEXT: Final = TextStyle("m-number", 12, "#ffffff")


def draw_map(
    cards: Iterable[VenueCard],
    origin: PageOrigin | None,
    districts: list[Feature],
    stations: list[Feature],
    title: str,
) -> Markup | None:
    """The map around the venues and the origin; None when none has a position."""
    markers = [
        (str(card.number), card.position.lon, card.position.lat) for card in cards if card.position
    ]
    points = [(lon, lat) for _, lon, lat in markers]
    if origin:
        points.append((origin.lon, origin.lat))
    if not markers:
        return None
    frame = make_frame(points)
    parts = [
        *(_area(frame, feature) for feature in districts),
        *(_area_label(frame, feature) for feature in districts),
        *(_station(frame, feature) for feature in stations),
        *([_origin(frame, origin)] if origin else []),
        *_markers(frame, markers),
    ]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" role="img"'
        ' aria-label="{title}" font-family="sans-serif"><title>{title}</title>'
        '<rect width="{w}" height="{h}" fill="#ffffff"/>{parts}'
        '<rect x="0.5" y="0.5" width="{iw}" height="{ih}" fill="none" stroke="#5c6b73"/></svg>'
    ).format(
        w=WIDTH, h=HEIGHT, iw=WIDTH - 1, ih=HEIGHT - 1, title=title, parts=Markup("").join(parts)
    )


def make_frame(points: list[tuple[float, float]]) -> Frame:
    """The frame that holds every point with some space around, not distorted."""
    lons, lats = zip(*points, strict=True)
    middle_lon, middle_lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    narrow = math.cos(math.radians(middle_lat))
    width, height = WIDTH - 2 * PADDING, HEIGHT - 2 * PADDING
    span_x = max((max(lons) - min(lons)) * narrow, LEAST_SPAN_DEGREES)
    span_y = max(max(lats) - min(lats), LEAST_SPAN_DEGREES)
    scale = min(width / span_x, height / span_y)
    return Frame(
        middle_lon - WIDTH / 2 / scale / narrow,
        middle_lat + HEIGHT / 2 / scale,
        scale * narrow,
        scale,
    )


def _area(frame: Frame, feature: Feature) -> Markup:
    path = "".join(
        f"M{'L'.join(f'{x},{y}' for x, y in (frame.at(*point) for point in ring))}Z"
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon
    )
    return Markup(
        '<path class="m-district" d="{}" fill="#f1f4f6" stroke="#9aa7ae" stroke-width="1"'
        ' stroke-dasharray="4 3"/>'
    ).format(path)


def _area_label(frame: Frame, feature: Feature) -> Markup:
    at = frame.at(*feature["properties"]["label"])
    return _text(at, feature["properties"]["name_ja"], AREA_TEXT)


def _station(frame: Frame, feature: Feature) -> Markup:
    x, y = frame.at(*feature["geometry"]["coordinates"])
    square = Markup(
        '<rect class="m-station" x="{}" y="{}" width="9" height="9" fill="#ffffff"'
        ' stroke="#1a1a1c" stroke-width="2"/>'
    ).format(x - 4.5, y - 4.5)
    return square + _text((x, y - 8), f"{feature['properties']['name_ja']}駅", STATION_TEXT)


def _origin(frame: Frame, origin: PageOrigin) -> Markup:
    x, y = frame.at(origin.lon, origin.lat)
    return Markup(
        '<path class="m-origin" d="M{x1},{y}H{x2}M{x},{y1}V{y2}" stroke="#c4320a"'
        ' stroke-width="3"/>'
    ).format(x=x, y=y, x1=x - 9, x2=x + 9, y1=y - 9, y2=y + 9)


def _markers(frame: Frame, markers: list[tuple[str, float, float]]) -> Iterator[Markup]:
    places: list[tuple[float, float, list[str]]] = []
    for number, lon, lat in markers:
        x, y = frame.at(lon, lat)
        beside = next((each for each in places if math.dist(each[:2], (x, y)) < APART), None)
        if beside:
            beside[2].append(number)
        else:
            places.append((x, y, [number]))
    for x, y, numbers in places:
        label = "・".join(numbers[:MOST_NUMBERS]) + ("…" if len(numbers) > MOST_NUMBERS else "")
        width = max(20, 9 * len(label) + 8)
        yield Markup(
            '<rect class="m-point" x="{}" y="{}" width="{}" height="20" rx="10" fill="#0017c1"'
            ' stroke="#ffffff" stroke-width="1.5"/>'
        ).format(x - width / 2, y - 10, width)
        yield _text((x, y + 4), label, NUMBER_TEXT)


def _text(at: tuple[float, float], text: str, style: TextStyle) -> Markup:
    return Markup(
        '<text class="{}" x="{}" y="{}" font-size="{}" fill="{}" text-anchor="middle">{}</text>'
    ).format(style.name, *at, style.size, style.color, escape(text))
