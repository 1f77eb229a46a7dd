"""What parameters mean in SQL: bounding box, time, text, and who is no longer published."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Date,
    Float,
    Numeric,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.elements import ColumnElement

from layers.table import STORAGE_SRID
from mapservice.ogc.collections import Collection
from mapservice.ogc.fields import Field, Kind
from mapservice.ogc.geometries import areas_of, geometry_value
from mapservice.ogc.parameters import BoundingBox, Interval

Condition = ColumnElement[bool]

LARGEST_INTEGER: Final = 2**31 - 1
SIDES: Final = ("west", "south", "east", "north")


def today() -> ColumnElement[Any]:
    """The date in Japan by the database's clock."""
    return cast(func.timezone(literal_column("'Asia/Tokyo'"), func.layers.clock()), Date)


def is_published(table: Table) -> tuple[Condition, ...]:
    """Conditions that leave out records whose last day has passed."""
    if "expires_on" not in table.c:
        return ()
    last_day = table.c["expires_on"]
    return (or_(last_day.is_(None), last_day >= today()),)


def has_expired(collection: Collection) -> Condition:
    expired: Condition = collection.table.c["expires_on"] < today()
    return expired


def sides() -> dict[str, ColumnElement[float]]:
    """A box along the axes of the stored coordinates, its values given when it runs."""
    return {name: bindparam(name, None, Float(53)) for name in SIDES}


def side_values(box: BoundingBox) -> dict[str, ColumnElement[float]]:
    return {name: literal(getattr(box, name), Float(53)) for name in SIDES}


def envelope(box: dict[str, ColumnElement[float]], srid: int = STORAGE_SRID) -> Any:
    return func.ST_MakeEnvelope(*(box[name] for name in SIDES), literal_column(str(srid)))


def overlaps(geometry: ColumnElement[Any], area: Any) -> Condition:
    """Whether the boxes overlap, as the index knows them: in single precision, rounded outward."""
    overlapping: Condition = geometry.op("&&", is_comparison=True)(area)
    return overlapping


def is_inside(collection: Collection, box: dict[str, ColumnElement[float]]) -> Condition:
    """Whether a feature truly intersects the box; no index serves this."""
    if not collection.has_points:
        touching: Condition = func.ST_Intersects(collection.geometry, envelope(box))
        return touching
    x, y = func.ST_X(collection.geometry), func.ST_Y(collection.geometry)
    return and_(x >= box["west"], x <= box["east"], y >= box["south"], y <= box["north"])


def in_bbox(collection: Collection, box: BoundingBox) -> Condition:
    """Features that intersect the box, by the index and exactly (17-069r4 7.15.3)."""
    if box.is_plain:
        values = side_values(box)
        return and_(overlaps(collection.geometry, envelope(values)), is_inside(collection, values))
    return or_(
        *(
            func.ST_Intersects(collection.geometry, geometry_value(area))
            for area in areas_of("bbox", box)
        )
    )


def in_interval(collection: Collection, interval: Interval) -> Condition:
    """Records that were last changed within the interval."""
    changed = collection.table.c["updated_at"]
    zoned = TIMESTAMP(timezone=True)
    conditions = []
    if interval.start:
        conditions.append(changed >= literal(interval.start, zoned))
    if interval.end:
        conditions.append(changed <= literal(interval.end, zoned))
    return and_(*conditions) if conditions else changed.is_not(None)


def equals(collection: Collection, field: Field, value: object) -> Condition:
    """The property filter `name=value`; a list property matches by any of its items."""
    column = collection.table.c[field.name]
    if field.kind is Kind.TEXTS:
        holds: Condition = column.op("@>", is_comparison=True)(literal([value], column.type))
        return holds
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        # Such a number is no integer to the database, and compares with one all the same.
        return column == cast(literal(value, Numeric), Numeric)
    return column == literal(value, column.type)


def holds_words(collection: Collection, words: Sequence[Sequence[str]]) -> Condition:
    """Free text: any of the alternatives, each a list of words that all occur, folded."""
    key = _search_key(collection)
    return or_(false(), *(and_(*(key.like(_pattern(word)) for word in phrase)) for phrase in words))


def _search_key(collection: Collection) -> ColumnElement[str]:
    columns = collection.table.c
    if "search_key" in columns:
        stored: ColumnElement[str] = columns["search_key"]
        return stored
    texts = [columns[field.name] for field in collection.fields if field.name.startswith("name_")]
    folded: ColumnElement[str] = func.layers.fold(func.concat_ws(" ", *texts))
    return folded


def _pattern(word: str) -> ColumnElement[str]:
    # Escaped after folding: folding turns a full-width percent sign into a wildcard.
    folded: ColumnElement[str] = func.layers.fold(literal(word, Text))
    for sign in ("\\", "%", "_"):
        folded = func.replace(folded, sign, f"\\{sign}")
    return literal("%", Text).concat(folded).concat(literal("%", Text))
