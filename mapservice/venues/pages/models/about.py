"""Pages about the service."""

import datetime
from dataclasses import dataclass

from mapservice.venues.pages.models.common import Head, Symbol


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
