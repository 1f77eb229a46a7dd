"""Requests for venues as values. Everything here fails before SQL, saying what is allowed."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from geodata.repair.hours import DAYS
from layers import get_layer, venue_layers
from layers.declaration import Property
from layers.table import Venue
from mapservice.database.filters import PropertyFilter, parse_filter
from mapservice.languages import gettext
from mapservice.parameters import (
    LARGEST_NUMBER,
    Arguments,
    clean_text,
    not_among,
    parse_number,
    refuse_unknown,
    required,
    single,
)
from mapservice.problems import BadParameter
from mapservice.venues.search import DAY_MINUTES, SORTS, OpenAt, Position, Search, Sort

# Bounds of Japan, as in the tables' CHECK.
WEST, SOUTH, EAST, NORTH = 122.0, 20.0, 154.0, 46.0
LAST_PAGE: Final = 500
MOST_NEAREST: Final = 100
LARGEST_ZOOM: Final = 22
FORMATS: Final = ("html", "geojson", "csv", "csv-cp932", "atom", "print", "file")
_OPEN: Final = re.compile(r"(mo|tu|we|th|fr|sa|su)-([01]\d|2[0-3]):([0-5]\d)")
_PLAIN: Final = (
    *("q", "layers", "near", "people", "unknown", "sort", "page"),
    *("open", "open_day", "open_time"),
)
USUAL_TIME: Final = "14:00"
# Asked under names of their own: `people` looks into rooms, too, `open` at one moment.
_ELSEWHERE: Final = {"capacity": "people", "opening_hours": "open"}


@dataclass(frozen=True, slots=True)
class Nearest:
    """`/nearest`: so many venues around a point, of some layers (empty: of all)."""

    position: Position
    limit: int
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The part of the map in view, degrees EPSG:4326, and its zoom level."""

    west: float
    south: float
    east: float
    north: float
    zoom: int


@cache
def shared_properties() -> dict[str, Property]:
    """Filterable properties that every venue has; choices of all layers together."""
    found: dict[str, Property] = {}
    for layer in venue_layers():
        for declared in layer.filterable:
            if declared.name not in Venue.__table__.c or declared.name in _ELSEWHERE:
                continue
            known = found.get(declared.name, declared)
            choices = dict.fromkeys((*known.choices, *declared.choices))
            found[declared.name] = replace(known, choices=tuple(choices))
    return found


def own_properties(layers: tuple[str, ...]) -> dict[str, Property]:
    """Filterable properties of the one layer that is chosen; none for several."""
    if len(layers) != 1:
        return {}
    return {
        declared.name: declared
        for declared in get_layer(layers[0]).filterable
        if declared.name not in Venue.__table__.c
    }


def unknown_names(layers: tuple[str, ...]) -> tuple[str, ...]:
    """Names that `unknown=` may hold."""
    return tuple(sorted({*_ELSEWHERE.values(), *shared_properties(), *own_properties(layers)}))


def parse_search(arguments: Arguments, *, extra: tuple[str, ...] = (), strict: bool) -> Search:
    """The search of a URL; lists may repeat or use commas. Raises BadParameter.

    `strict`, as on addresses for programs, refuses unknown and repeated names. A page takes
    both: a form repeats names, mail and social networks append their own to links.
    """
    layers = parse_layers(arguments)
    properties = {**shared_properties(), **own_properties(layers)}
    if strict:
        refuse_unknown(arguments, {*_PLAIN, *extra, *properties})
        for name in arguments:
            single(arguments, name)
    unknown = _listed(arguments, "unknown", unknown_names(layers))
    people = single(arguments, "people")
    return Search(
        q=clean_text("q", single(arguments, "q") or ""),
        layers=layers,
        near=parse_near(single(arguments, "near")),
        people=int(parse_number("people", people, 1, 1_000_000, whole=True)) if people else None,
        open_at=parse_open(single(arguments, "open") or _day_and_time(arguments)),
        filters=_filters(arguments, properties),
        unknown=tuple(sorted(unknown)),
        sort=_sort(single(arguments, "sort")),
        page=int(parse_number("page", single(arguments, "page") or "1", 1, LAST_PAGE, whole=True)),
    )


def parse_format(arguments: Arguments) -> str:
    """The output that `f` names, a page by default."""
    text = single(arguments, "f") or "html"
    if text not in FORMATS:
        raise not_among("f", FORMATS)
    return text


def parse_layers(arguments: Arguments) -> tuple[str, ...]:
    """Layers in the order of their declaration; all of them is the same as none."""
    known = tuple(layer.id for layer in venue_layers())
    chosen = _listed(arguments, "layers", known)
    return () if len(chosen) == len(known) else tuple(name for name in known if name in chosen)


def parse_near(text: str | None) -> Position | None:
    if text is None:
        return None
    parts = clean_text("near", text).split(",")
    if len(parts) != 2:
        raise BadParameter(
            "near",
            gettext("is not a longitude and a latitude."),
            gettext("Allowed: such as 139.46700,35.39600."),
        )
    return parse_position("near", parts[0], "near", parts[1])


def parse_position(lon_name: str, lon: str, lat_name: str, lat: str) -> Position:
    """A point within Japan's bounds."""
    return Position(
        round(parse_number(lon_name, lon, WEST, EAST), 5),
        round(parse_number(lat_name, lat, SOUTH, NORTH), 5),
    )


def parse_open(text: str | None) -> OpenAt | None:
    if text is None:
        return None
    if text == "now":
        return OpenAt(None)
    match = _OPEN.fullmatch(clean_text("open", text))
    if not match:
        raise BadParameter(
            "open",
            gettext("is not a day of the week and a time."),
            gettext("Allowed: now, or such as sa-14:00 with mo, tu, we, th, fr, sa or su."),
        )
    return OpenAt(DAYS.index(match[1]) * DAY_MINUTES + int(match[2]) * 60 + int(match[3]))


def parse_nearest(arguments: Arguments) -> Nearest:
    """Parameters of `/nearest`."""
    refuse_unknown(arguments, ("lon", "lat", "limit", "layers"))
    allowed = gettext("Allowed: degrees such as lon=139.467&lat=35.396.")
    lon, lat = (required(arguments, name, allowed) for name in ("lon", "lat"))
    limit = single(arguments, "limit") or "10"
    single(arguments, "layers")
    return Nearest(
        parse_position("lon", lon, "lat", lat),
        int(parse_number("limit", limit, 1, MOST_NEAREST, whole=True)),
        parse_layers(arguments),
    )


def parse_view(arguments: Arguments) -> View:
    """`bbox` and `zoom` of `/map/features`."""
    allowed = gettext("Allowed: west,south,east,north in degrees, such as 139.4,35.3,139.5,35.4.")
    parts = clean_text("bbox", required(arguments, "bbox", allowed)).split(",")
    if len(parts) != 4:
        raise BadParameter("bbox", gettext("is not four numbers."), allowed)
    west, east = (parse_number("bbox", part, -180, 180) for part in (parts[0], parts[2]))
    south, north = (parse_number("bbox", part, -90, 90) for part in (parts[1], parts[3]))
    if west >= east or south >= north:
        raise BadParameter("bbox", gettext("ends before it begins."), allowed)
    zoom = required(arguments, "zoom", gettext("Allowed: a zoom level from 0 to 22."))
    level = int(parse_number("zoom", zoom, 0, LARGEST_ZOOM, whole=True))
    return View(west, south, east, north, level)


def parse_suggest(arguments: Arguments) -> str:
    """The text to complete; empty asks for nothing."""
    refuse_unknown(arguments, ("q",))
    return clean_text("q", single(arguments, "q") or "")


def _day_and_time(arguments: Arguments) -> str | None:
    """`open` as two fields of a form have it, which works without JavaScript."""
    day, time = single(arguments, "open_day"), single(arguments, "open_time")
    return day if day in (None, "now") else f"{day}-{time or USUAL_TIME}"


def _filters(arguments: Arguments, properties: dict[str, Property]) -> tuple[PropertyFilter, ...]:
    made = []
    for name in sorted(properties):
        wanted = parse_filter(properties[name], ",".join(arguments.getlist(name)))
        if wanted:
            made.append(wanted)
    return tuple(made)


def _listed(arguments: Arguments, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    text = clean_text(name, ",".join(arguments.getlist(name)), LARGEST_NUMBER)
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not set(chosen) <= set(allowed):
        raise not_among(name, allowed)
    return chosen


def _sort(text: str | None) -> Sort | None:
    if text is None:
        return None
    if text not in SORTS:
        raise not_among("sort", SORTS)
    return text
