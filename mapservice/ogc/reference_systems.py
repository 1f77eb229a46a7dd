"""Coordinate reference systems that clients may ask for, with their axis order.

OGC 18-058r1 (Features Part 2). Coordinates go out in the order that the authority defines:
latitude first for EPSG:4326 and 6668, northing first for the plane zones (EPSG axis
abbreviation X is north in Japan), longitude first for CRS84 only.
"""

from dataclasses import dataclass
from typing import Final

from mapservice.parameters import not_among

EPSG: Final = "http://www.opengis.net/def/crs/EPSG/0/"


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceSystem:
    """One coordinate reference system."""

    uri: str
    srid: int
    """The SRID by which PostGIS knows it, always with x = east."""
    flipped: bool
    """Whether its first axis is north."""
    is_geographic: bool
    title: str

    @property
    def digits(self) -> int:
        """Decimals that are written: about a centimetre, or a millimetre in metres."""
        return 7 if self.is_geographic else 3


CRS84: Final = ReferenceSystem(
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, False, True, "WGS 84 (lon, lat)"
)
STORAGE: Final = CRS84

PLANE_ZONES: Final = tuple(
    ReferenceSystem(
        f"{EPSG}{6668 + zone}",
        6668 + zone,
        True,
        False,
        f"JGD2011 / Japan Plane Rectangular {zone}",
    )
    for zone in range(1, 20)
)

REFERENCE_SYSTEMS: Final = (
    CRS84,
    ReferenceSystem(f"{EPSG}4326", 4326, True, True, "WGS 84 (lat, lon)"),
    ReferenceSystem(f"{EPSG}3857", 3857, False, False, "WGS 84 / Pseudo-Mercator"),
    ReferenceSystem(f"{EPSG}6668", 6668, True, True, "JGD2011 (lat, lon)"),
    *PLANE_ZONES,
)

_BY_URI: Final = {system.uri: system for system in REFERENCE_SYSTEMS}


def parse_crs(name: str, value: str) -> ReferenceSystem:
    """The reference system of a URI (a safe CURIE `[EPSG:6677]` too); BadParameter otherwise."""
    uri = value
    if value.startswith("[EPSG:") and value.endswith("]"):
        uri = EPSG + value[6:-1]
    elif value == "[OGC:CRS84]":
        uri = CRS84.uri
    try:
        return _BY_URI[uri]
    except KeyError:
        raise not_among(name, _BY_URI) from None
