"""The page of a place, and places on paper."""

import datetime
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mapservice.venues.pages.models.common import (
    Access,
    Count,
    Distance,
    Head,
    Labelled,
    LayerSwitch,
    NoticeLink,
    PageOpening,
    PageOrigin,
    VenueCard,
)


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
    notices: tuple[NoticeLink, ...]
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
