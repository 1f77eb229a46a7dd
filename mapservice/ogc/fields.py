"""Properties of a collection as GIS clients see them: names, kinds and JSON schemas.

A field is derived from a layer's declared property; nothing is declared here but the two
times that the database keeps of every record.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from layers.declaration import TERNARY_TITLES, Property, PropertyType
from layers.text import Text
from mapservice.languages import localize


class Kind(StrEnum):
    """What values a field has, as far as comparing and writing them goes."""

    TEXT = "text"
    TEXTS = "texts"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    OBJECT = "object"
    OBJECTS = "objects"


KINDS: Final[dict[PropertyType, Kind]] = {
    PropertyType.TEXT: Kind.TEXT,
    PropertyType.TEXTS: Kind.TEXTS,
    PropertyType.INTEGER: Kind.INTEGER,
    PropertyType.NUMBER: Kind.NUMBER,
    PropertyType.DATE: Kind.DATE,
    PropertyType.CHOICE: Kind.TEXT,
    PropertyType.CHOICES: Kind.TEXTS,
    PropertyType.TERNARY: Kind.TEXT,
    PropertyType.BOOLEAN: Kind.BOOLEAN,
    PropertyType.URL: Kind.TEXT,
    PropertyType.PHONE: Kind.TEXT,
    PropertyType.HOURS: Kind.OBJECT,
    PropertyType.ROOMS: Kind.OBJECTS,
}

SCHEMAS: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"type": "string"},
    Kind.TEXTS: {"type": "array", "items": {"type": "string"}},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.TIMESTAMP: {"type": "string", "format": "date-time"},
    Kind.OBJECT: {"type": "object"},
    Kind.OBJECTS: {"type": "array", "items": {"type": "object"}},
}


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a collection's features; `name` is a column of its table."""

    name: str
    title: Text
    kind: Kind
    help: Text | None = None
    unit: str | None = None
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    role: str | None = None
    """Role in OGC API - Features Part 5, such as `primary-instant`."""
    required: bool = False
    is_plain: bool = False
    """Whether values are never null and hold nothing that JSON would escape."""

    @property
    def is_queryable(self) -> bool:
        """Structured values have no comparison that a filter could name."""
        return self.kind not in (Kind.OBJECT, Kind.OBJECTS)

    @property
    def is_sortable(self) -> bool:
        return self.is_queryable and self.kind is not Kind.TEXTS

    def schema(self) -> dict[str, Any]:
        """JSON schema of the value, with titles in the request's language."""
        schema: dict[str, Any] = {"title": localize(self.title), **SCHEMAS[self.kind]}
        if self.help:
            schema["description"] = localize(self.help)
        if self.choices and self.kind is Kind.TEXTS:
            schema["items"] = {"type": "string", "enum": list(self.choices)}
        elif self.choices:
            schema["enum"] = list(self.choices)
        said = {
            "minimum": self.minimum,
            "maximum": self.maximum,
            "x-ogc-unit": self.unit,
            "x-ogc-role": self.role,
        }
        return schema | {name: value for name, value in said.items() if value is not None}


def read_field(declared: Property) -> Field:
    """The field of a declared property."""
    ternary = tuple(TERNARY_TITLES) if declared.type is PropertyType.TERNARY else ()
    return Field(
        declared.name,
        declared.title,
        KINDS[declared.type],
        help=declared.help,
        unit=declared.unit,
        choices=ternary or tuple(choice.value for choice in declared.choices),
        minimum=declared.minimum,
        maximum=declared.maximum,
        required=declared.required,
        is_plain=bool(ternary),
    )


CREATED_AT: Final = Field(
    "created_at",
    Text("登録日時", "Recorded at", "とうろくした 日(ひ)"),
    Kind.TIMESTAMP,
)
UPDATED_AT: Final = Field(
    "updated_at",
    Text("更新日時", "Updated at", "なおした 日(ひ)"),
    Kind.TIMESTAMP,
    help=Text(
        "datetime で絞り込む日時です。",
        "The time that the parameter datetime filters by.",
        "「datetime」で えらぶ 日(ひ)です。",
    ),
    role="primary-instant",
)
