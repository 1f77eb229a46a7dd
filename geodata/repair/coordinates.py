"""Coordinates: decimal degrees, degrees with minutes and seconds, and swapped pairs."""

import math
import re
from typing import Final, NamedTuple

from geodata.notes import Note, Parsed, Refused
from geodata.repair.signs import NOTHING, plain, was_repaired

# Japan from 与那国島 and 沖ノ鳥島 to 南鳥島 and 択捉島, outwards to whole degrees.
WEST, SOUTH, EAST, NORTH = 122.0, 20.0, 154.0, 46.0

_DECIMAL: Final = re.compile(r"(?P<degrees>-?\d{1,3}(?:\.\d+)?)(?:°|度)?")
_PARTS: Final = re.compile(
    r"(?P<d>\d{1,3})(?:°|度|:|\s|(?=\.\d{1,2}\.))\.?\s*(?P<m>\d{1,2})(?:'|′|’|分|:|\s|\.)\s*"
    r"(?:(?P<s>\d{1,2}(?:\.\d+)?)(?:\"|″|”|''|′′|秒)?)?"
)
_HEMISPHERES: Final = re.compile(r"^(北緯|南緯|東経|西経|[NSEW])|([NSEW])$")


class Position(NamedTuple):
    """Degrees, EPSG:4326."""

    lon: float
    lat: float


def parse_degrees(text: str) -> Parsed[float | None]:
    """Decimal degrees of one coordinate in any usual spelling; None if empty.

    Degrees, minutes and seconds may be parted by their signs, by 度分秒, colons, spaces
    or dots (35.20.20.3); south and west are negative.
    """
    made = plain(text)
    if made.lower() in NOTHING:
        return Parsed(None)
    bare = made.upper()
    hemisphere = _HEMISPHERES.search(bare)
    bare = _HEMISPHERES.sub("", bare).strip()
    sign = -1 if hemisphere and hemisphere[0] in {"南緯", "西経", "S", "W"} else 1
    if match := _DECIMAL.fullmatch(bare):
        exact = (Note("the sign of the hemisphere was read"),) if hemisphere else ()
        return Parsed(sign * float(match["degrees"]), (*was_repaired(text, made), *exact))
    if match := _PARTS.fullmatch(bare):
        minutes, seconds = int(match["m"]), float(match["s"] or 0)
        if minutes < 60 and seconds < 60:
            degrees = int(match["d"]) + minutes / 60 + seconds / 3600
            note = Note("degrees, minutes and seconds were converted")
            return Parsed(sign * degrees, (note,))
    raise Refused("not a coordinate: %(text)s", text=text[:100])


def parse_position(lat_text: str, lon_text: str) -> Parsed[Position | None]:
    """A point of Japan from the texts of its latitude and longitude; None if both are empty.

    A swapped pair is turned round; half a pair, and points outside Japan, are refused.
    """
    lat, lat_repairs = parse_degrees(lat_text)
    lon, lon_repairs = parse_degrees(lon_text)
    if lat is None and lon is None:
        return Parsed(None)
    if lat is None or lon is None:
        raise Refused("latitude or longitude is missing")
    repairs = (*lat_repairs, *(note for note in lon_repairs if note not in lat_repairs))
    if in_japan(lon, lat):
        return Parsed(Position(lon, lat), repairs)
    if in_japan(lat, lon):
        note = Note("latitude and longitude were swapped")
        return Parsed(Position(lat, lon), (*repairs, note))
    raise Refused("the point is not in Japan: %(lat)s, %(lon)s", lat=lat, lon=lon)


def in_japan(lon: float, lat: float) -> bool:
    """Whether the point (degrees) lies in the rectangle around Japan; False for NaN."""
    return (
        math.isfinite(lon) and math.isfinite(lat) and WEST <= lon <= EAST and SOUTH <= lat <= NORTH
    )
