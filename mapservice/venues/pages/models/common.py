"""What every page shows: heads, cards of venues, distances, layers."""

import datetime
from dataclasses import dataclass

from markupsafe import Markup

from layers.text import Language


@dataclass(frozen=True, slots=True)
class Alternate:
    language: Language
    url: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself to browsers, search engines and other sites."""

    title: str
    description: str
    canonical: str
    alternates: tuple[Alternate, ...]
    robots: str
    site_name: str
    feed_url: str | None = None
    json_ld: Markup | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    shape: str
    color: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Labelled:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Access:
    """One accessibility attribute: yes, no or unknown."""

    name: str
    title: str
    value: str
    value_title: str


@dataclass(frozen=True, slots=True)
class PlacePosition:
    """Degrees EPSG:4326 and how exact they are."""

    lon: float
    lat: float
    precision: str
    precision_title: str


@dataclass(frozen=True, slots=True)
class Distance:
    """On the ground, with the minutes on foot at 80 m per minute."""

    metres: int
    walk_minutes: int


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """Where distances begin."""

    kind: str
    name: str
    lon: float
    lat: float
    clear_url: str


@dataclass(frozen=True, slots=True)
class PageOpening:
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class VenueCard:
    """A venue in a list."""

    number: int
    layer: str
    layer_title: str
    symbol: Symbol
    id: str
    url: str
    name: str
    reading: str | None
    name_ja: str
    kind: str | None
    address: str | None
    district: str | None
    town: str | None
    position: PlacePosition | None
    distance: Distance | None
    opening: PageOpening
    capacity: int | None
    largest_room: int | None
    fee: Labelled
    equipment: tuple[str, ...]
    accessible: tuple[Access, ...]
    inaccessible: tuple[Access, ...]
    unknown_access: int
    checked_on: datetime.date | None
    fresh: bool | None
    unconfirmed_days: int | None
    """Days since a group last confirmed its record, once it has left the question unanswered."""
    verified: bool
    sample: bool


@dataclass(frozen=True, slots=True)
class NoticeLink:
    """A notice of the city as a line that leads to it."""

    title: str
    url: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True, slots=True)
class Count:
    """How many were found; not exact: at least so many."""

    number: int
    exact: bool
    on_map: int
    without_point: int


@dataclass(frozen=True, slots=True)
class LayerSwitch:
    """A layer as it is switched on and off, and explained in the legend."""

    id: str
    title: str
    description: str
    symbol: Symbol
    count: int | None
    selected: bool
    toggle_url: str
    only_url: str
