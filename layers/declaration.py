"""What a layer is: the declaration from which the rest of the service derives.

Tables, map, list, filters, legend, pages, API, imports and forms read these
classes and nothing else, so that adding a layer is adding one module.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from layers.table import FeatureTable
from layers.text import Text


class PropertyType(StrEnum):
    """How a property's value is stored, checked, filtered and written."""

    TEXT = "text"
    TEXTS = "texts"  # several short texts: PostgreSQL text[]
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"  # one of `choices`: text
    CHOICES = "choices"  # several of `choices`: text[]
    TERNARY = "ternary"  # yes, no, unknown: text, never null
    BOOLEAN = "boolean"  # a fact about the record itself, such as `verified`
    URL = "url"
    PHONE = "phone"
    HOURS = "hours"  # structured opening hours: jsonb, see layers/venue.py
    ROOMS = "rooms"  # rooms of a venue: jsonb, see layers/venue.py


Ternary = Literal["yes", "no", "unknown"]

TERNARY_TITLES: dict[Ternary, Text] = {
    "yes": Text("あり", "Yes", "あります"),
    "no": Text("なし", "No", "ありません"),
    "unknown": Text("不明", "Unknown", "わかりません"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a choice property and what people read for it."""

    value: str
    title: Text


@dataclass(frozen=True, slots=True)
class Property:
    """An attribute of a layer's features; `name` is the column of the table."""

    name: str
    title: Text
    type: PropertyType
    help: Text | None = None
    unit: str | None = None
    """Unit of a number as people write it: 人, m², 円/月."""
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    filterable: bool = False
    searchable: bool = False
    headers: tuple[str, ...] = ()
    """Headers of files that hold this property; the first is the one written."""

    def title_of(self, value: str) -> Text:
        """The words for an allowed value; KeyError for any other."""
        if self.type is PropertyType.TERNARY:
            return {str(key): text for key, text in TERNARY_TITLES.items()}[value]
        return {choice.value: choice.title for choice in self.choices}[value]


@dataclass(frozen=True, slots=True)
class Department:
    """A city department that owns layers and answers for what they say."""

    id: str
    title: Text


Shape = Literal["circle", "square", "diamond", "triangle", "star", "hexagon", "area", "station"]


@dataclass(frozen=True, slots=True)
class Style:
    """Symbol of a layer. Shapes differ, not only colours (WCAG 2.2, 1.4.1)."""

    shape: Shape
    color: str
    """Fill, `#rrggbb`, at least 3:1 against white (WCAG 2.2, 1.4.11)."""
    glyph: str
    """One Japanese character drawn inside the symbol."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its table and everything the service says and does about it."""

    id: str
    title: Text
    description: Text
    table: type[FeatureTable]
    properties: tuple[Property, ...]
    owners: tuple[Department, ...]
    source: Text
    licence: str
    """SPDX identifier or the licence's usual name, such as `CC-BY-4.0`."""
    attribution: Text
    style: Style
    fresh_days: int
    """Days after `checked_on` during which a record counts as fresh."""
    is_venue: bool
    """Whether features are places of activity: table inherits layers.venues."""
    standard: str | None = None
    """Name of the column standard in geodata/standards that files follow."""

    def __getitem__(self, name: str) -> Property:
        return {declared.name: declared for declared in self.properties}[name]

    @property
    def filterable(self) -> tuple[Property, ...]:
        return tuple(declared for declared in self.properties if declared.filterable)

    @property
    def searchable(self) -> tuple[Property, ...]:
        return tuple(declared for declared in self.properties if declared.searchable)
