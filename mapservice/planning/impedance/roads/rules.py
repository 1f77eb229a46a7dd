"""Who may use a street, in which direction, and how fast.

Tags and their meaning: OpenStreetMap wiki, "Key:highway", "Key:access" and "Key:oneway".
Speeds are assumptions that a setting may replace: 4.8 km/h on foot (80 m a minute), half of it
on steps, 15 km/h by bicycle, and by car what a city leaves of the limit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Tags: TypeAlias = Mapping[str, str]

FORWARD, BACKWARD, BOTH = (True, False), (False, True), (True, True)

_DENIED = frozenset(
    {"no", "private", "agricultural", "forestry", "military", "permit", "use_sidepath", "emergency"}
)
_INVITED = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
_ONEWAY: dict[str, tuple[bool, bool]] = {
    "yes": FORWARD,
    "true": FORWARD,
    "1": FORWARD,
    "-1": BACKWARD,
    "reverse": BACKWARD,
    "no": BOTH,
    "false": BOTH,
    "0": BOTH,
}


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of travelling."""

    name: str
    km_h: Mapping[str, float]  # by the value of `highway`; a missing class is closed
    invited_km_h: float  # on a missing class where a tag invites this mode; 0: stays closed
    access_keys: tuple[str, ...]  # the first that is present decides
    directions: Callable[[Tags], tuple[bool, bool]]  # (along the way, against it)
    obeys_maxspeed: bool = False


def walking_directions(tags: Tags) -> tuple[bool, bool]:
    """One-way streets bind vehicles; only `oneway:foot` binds people on foot."""
    return _ONEWAY.get(tags.get("oneway:foot", "no"), BOTH)


def driving_directions(tags: Tags) -> tuple[bool, bool]:
    """`oneway`, and the classes that are one-way without saying so."""
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") in (
        "motorway",
        "motorway_link",
    )
    return _ONEWAY.get(tags.get("oneway", "yes" if implied else "no"), BOTH)


def cycling_directions(tags: Tags) -> tuple[bool, bool]:
    """As cars, unless bicycles are exempt (自転車を除く: `oneway:bicycle=no`)."""
    if "oneway:bicycle" in tags:
        return _ONEWAY.get(tags["oneway:bicycle"], BOTH)
    if tags.get("cycleway", "").startswith("opposite"):
        return BOTH
    return driving_directions(tags)


def _all(km_h: float, classes: str) -> dict[str, float]:
    return dict.fromkeys(classes.split(), km_h)


_STREETS = (
    "trunk trunk_link primary primary_link secondary secondary_link tertiary tertiary_link "
    "unclassified residential living_street service road"
)

WALK = Mode(
    name="walk",
    km_h=_all(4.8, f"{_STREETS} pedestrian footway path track cycleway bridleway corridor")
    | {"steps": 2.4},
    invited_km_h=4.8,
    access_keys=("foot", "access"),
    directions=walking_directions,
)
CYCLE = Mode(
    name="cycle",
    km_h=_all(15.0, f"{_STREETS} cycleway") | {"path": 10.0, "track": 10.0},
    invited_km_h=10.0,
    access_keys=("bicycle", "vehicle", "access"),
    directions=cycling_directions,
)
CAR = Mode(
    name="car",
    km_h={
        "motorway": 80.0,
        "motorway_link": 40.0,
        **_all(40.0, "trunk trunk_link"),
        **_all(35.0, "primary primary_link"),
        **_all(30.0, "secondary secondary_link"),
        **_all(25.0, "tertiary tertiary_link"),
        **_all(20.0, "unclassified residential road"),
        **_all(10.0, "living_street service"),
    },
    invited_km_h=0.0,
    access_keys=("motorcar", "motor_vehicle", "vehicle", "access"),
    directions=driving_directions,
    obeys_maxspeed=True,
)
MODES: dict[str, Mode] = {mode.name: mode for mode in (WALK, CYCLE, CAR)}


def _maxspeed(tags: Tags) -> float:
    """km/h of `maxspeed`; infinity where it is missing, signed by word, or nonsense."""
    number, _, unit = tags.get("maxspeed", "").strip().partition(" ")
    if not number.isascii() or not number.isdigit() or int(number) == 0:
        return float("inf")
    return int(number) * (1.609344 if unit == "mph" else 1.0)


def speeds(tags: Tags, mode: Mode) -> tuple[float, float]:
    """km/h along the way and against it; 0 where the mode may not go."""
    access = next((tags[key] for key in mode.access_keys if key in tags), "")
    invited = mode.invited_km_h if access in _INVITED else 0.0
    km_h = mode.km_h.get(tags.get("highway", ""), invited)
    if access in _DENIED or "highway" not in tags:
        return (0.0, 0.0)
    if mode.obeys_maxspeed:
        km_h = min(km_h, _maxspeed(tags))
    along, against = mode.directions(tags)
    return (km_h if along else 0.0, km_h if against else 0.0)
