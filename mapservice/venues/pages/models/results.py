"""The page of results, its filters and links, and the one that other sites embed."""

from dataclasses import dataclass
from typing import Any, Literal

from mapservice.venues.pages.models.common import (
    Count,
    Head,
    Labelled,
    LayerSwitch,
    NoticeLink,
    PageOrigin,
    VenueCard,
)
from mapservice.venues.search import Search

Control = Literal["choice", "flag", "number", "range", "time", "text"]
Group = Literal["main", "accessibility", "layer"]


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
    notices: tuple[NoticeLink, ...]
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
class EmbedPage:
    head: Head
    title: str
    count: Count
    venues: tuple[VenueCard, ...]
    map: dict[str, Any]
    full_url: str
    origin: PageOrigin | None
