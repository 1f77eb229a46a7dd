"""What templates are given: one value `page` for each, frozen, in the request's language."""

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from layers.text import Language
from mapservice.venues.search import Search

Control = Literal["choice", "flag", "number", "range", "time", "text"]
Group = Literal["main", "accessibility", "layer"]


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
    verified: bool
    sample: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many were found; not exact: at least so many."""

    number: int
    exact: bool
    on_map: int
    without_point: int


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int | None
    selected: bool
    url: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The choice to let in what is not known."""

    value: str
    count: int | None
    included: bool
    url: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its choices and what each would leave."""

    name: str
    title: str
    control: Control
    group: Group
    options: tuple[Option, ...]
    unknown: Unknown | None
    value: str
    unit: str | None
    help: str | None


@dataclass(frozen=True, slots=True)
class Active:
    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A condition to give up, and how many venues are found without it."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Paging:
    current: int
    last: int | None
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Share:
    url: str
    embed_url: str
    embed_code: str


@dataclass(frozen=True, slots=True)
class StartingPoints:
    stations: tuple[Option, ...]
    districts: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ResultsPage:
    head: Head
    q: str
    search: Search
    hidden: tuple[Labelled, ...]
    count: Count
    approximate_text: bool
    origin: PageOrigin | None
    layers: tuple[LayerSwitch, ...]
    facets: tuple[Facet, ...]
    active: tuple[Active, ...]
    clear_url: str | None
    venues: tuple[VenueCard, ...]
    paging: Paging
    relax: tuple[Relaxation, ...]
    sorts: tuple[Option, ...]
    formats: tuple[Format, ...]
    share: Share
    starting_points: StartingPoints
    map: dict[str, Any]
    walking_note: str


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    title: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class HoursRow:
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class PageHours:
    known: bool
    rows: tuple[HoursRow, ...]
    monthly: tuple[str, ...]
    holidays: Labelled
    exceptions: tuple[str, ...]
    note: str | None
    opening: PageOpening


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    capacity: int | None
    area_m2: float | None
    fee: str | None
    equipment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearestStation:
    name: str
    distance: Distance
    url: str


@dataclass(frozen=True, slots=True)
class Provenance:
    source: str
    source_urls: tuple[str, ...]
    licence: str
    attribution: str
    owners: tuple[str, ...]
    checked_on: datetime.date | None
    fresh: bool | None
    fresh_days: int
    verified: bool
    updated_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class PlacePage:
    head: Head
    venue: VenueCard
    description: str | None
    layer: LayerSwitch
    facts: tuple[Fact, ...]
    unknown_facts: tuple[str, ...]
    hours: PageHours
    rooms: tuple[Room, ...]
    access: tuple[Access, ...]
    fee: Labelled
    fee_note: str | None
    phone: str | None
    phone_url: str | None
    website: str | None
    booking_url: str | None
    station: NearestStation | None
    groups: tuple[VenueCard, ...]
    similar: tuple[VenueCard, ...]
    provenance: Provenance
    report_url: str | None
    near_url: str | None
    map: dict[str, Any] | None
    walking_note: str


@dataclass(frozen=True, slots=True)
class PrintedVenue:
    card: VenueCard
    phone: str | None
    hours: tuple[HoursRow, ...]
    hours_note: str | None
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class PrintPage:
    head: Head
    title: str
    conditions: tuple[str, ...]
    count: Count
    venues: tuple[PrintedVenue, ...]
    more: int
    map_svg: Markup | None
    qr_svg: Markup
    live_url: str
    printed_at: datetime.datetime
    origin: PageOrigin | None
    attributions: tuple[str, ...]
    walking_note: str


@dataclass(frozen=True, slots=True)
class EmbedPage:
    head: Head
    title: str
    count: Count
    venues: tuple[VenueCard, ...]
    map: dict[str, Any]
    full_url: str
    origin: PageOrigin | None


@dataclass(frozen=True, slots=True)
class LayerAbout:
    id: str
    title: str
    description: str
    symbol: Symbol
    owners: tuple[str, ...]
    source: str
    licence: str
    attribution: str
    fresh_days: int
    count: int | None
    changed_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class AboutPage:
    head: Head
    layers: tuple[LayerAbout, ...]


@dataclass(frozen=True, slots=True)
class Software:
    name: str
    version: str
    licence: str
    url: str | None
    text_url: str | None


@dataclass(frozen=True, slots=True)
class LicencesPage:
    head: Head
    data: tuple[LayerAbout, ...]
    software: tuple[Software, ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    head: Head
