"""Filters on a layer's properties: text of a request -> value -> SQL condition.

Everything derives from the declared property. Unknown is a value of its own: a filter
leaves unknown out unless it says otherwise, and `is_unknown` is what it means for a type.
"""

import datetime
import unicodedata
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import ARRAY, ColumnElement, FromClause, Text, and_, false, func, literal, or_, true

from layers.declaration import Property, PropertyType
from layers.venue import ACCESSIBILITY
from mapservice.languages import gettext
from mapservice.parameters import (
    LARGEST_NUMBER,
    LONGEST_VALUE,
    clean_text,
    not_among,
    parse_number,
)
from mapservice.problems import BadParameter

MOST_VALUES: Final = 20

# Properties whose known values are in the column `facets` as name=value (migration 0002).
FACETS: Final = frozenset(
    {"kind", "district", "town", "fee", "equipment"} | {declared.name for declared in ACCESSIBILITY}
)

Bound = float | datetime.date
Condition = ColumnElement[bool]

_LISTS: Final = frozenset({PropertyType.TEXTS, PropertyType.CHOICES})
_NUMBERS: Final = frozenset({PropertyType.INTEGER, PropertyType.NUMBER})
_RANGES: Final = _NUMBERS | {PropertyType.DATE}
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class PropertyFilter:
    """A property is one of `values`, or within [minimum, maximum].

    Lists (equipment, fields) hold every one of `values`. `include_unknown` also lets
    through what is not known to match.
    """

    declared: Property
    values: tuple[str, ...] = ()
    minimum: Bound | None = None
    maximum: Bound | None = None
    include_unknown: bool = False

    @property
    def name(self) -> str:
        return self.declared.name

    def __str__(self) -> str:
        """The text that `parse_filter` reads back."""
        if self.values:
            return ",".join(self.values)
        if self.minimum is not None and self.minimum == self.maximum:
            return _bound_text(self.minimum)
        return f"{_bound_text(self.minimum)}..{_bound_text(self.maximum)}"


def parse_filter(
    declared: Property, text: str, *, name: str | None = None, include_unknown: bool = False
) -> PropertyFilter | None:
    """The filter that a parameter's text stands for; None when it is empty.

    Choices and texts: values by commas. Numbers and dates: `5`, `5..`, `..9` or `5..9`.
    Ternaries: yes, no, unknown. Raises BadParameter naming what is allowed.
    """
    name = name or declared.name
    text = clean_text(name, text, LONGEST_VALUE * MOST_VALUES)
    if not text:
        return None
    if declared.type in _RANGES:
        low, high = _parse_range(declared, name, text)
        return PropertyFilter(declared, (), low, high, include_unknown)
    values = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if len(values) > MOST_VALUES:
        raise BadParameter(
            name,
            gettext("names too many values."),
            gettext("Allowed: up to %(most)s values.", most=MOST_VALUES),
        )
    for value in values:
        clean_text(name, value)
    if not values:
        return None
    allowed = allowed_values(declared)
    if allowed and not set(values) <= set(allowed):
        raise not_among(name, allowed)
    return PropertyFilter(declared, values, None, None, include_unknown)


def allowed_values(declared: Property) -> tuple[str, ...]:
    """What a filter on this property may name; empty: any text."""
    if declared.type is PropertyType.TERNARY:
        return ("yes", "no", "unknown")
    if declared.type is PropertyType.BOOLEAN:
        return ("yes", "no")
    return tuple(choice.value for choice in declared.choices)


def matches(table: FromClause, wanted: PropertyFilter) -> Condition:
    """Whether a row of `table` meets the filter; never null."""
    known = func.coalesce(_known_match(table, wanted), false())
    if wanted.include_unknown:
        return or_(known, is_unknown(table, wanted.declared))
    return cast("Condition", known)


def is_unknown(table: FromClause, declared: Property) -> Condition:
    """Whether the row does not say: null, the value `unknown`, or hours without weekly rules."""
    column = table.c[declared.name]
    if declared.type is PropertyType.HOURS:
        return table.c["open_minutes"].is_(None)
    if "unknown" in allowed_values(declared):
        return or_(column.is_(None), column == "unknown")
    return column.is_(None)


def is_listed(table: FromClause, today: datetime.date) -> Condition:
    """Whether a venue may be shown on `today` (local date): vacant shops leave by themselves."""
    if "expires_on" not in table.c:
        return true()
    return or_(table.c["expires_on"].is_(None), table.c["expires_on"] >= today)


def indexed_matches(table: FromClause, wanted: PropertyFilter) -> Condition:
    """As `matches`, by the index of known values where that can answer."""
    unknown = wanted.include_unknown or "unknown" in wanted.values
    if wanted.name not in FACETS or "facets" not in table.c or unknown:
        return matches(table, wanted)
    terms = literal([f"{wanted.name}={value}" for value in wanted.values], ARRAY(Text))
    every = wanted.declared.type in _LISTS
    return table.c["facets"].op("@>" if every else "&&", is_comparison=True)(terms)


def _known_match(table: FromClause, wanted: PropertyFilter) -> Condition:
    column: ColumnElement[Any] = table.c[wanted.name]
    declared = wanted.declared
    if declared.type is PropertyType.BOOLEAN:
        return column.in_([_YES_NO[value] for value in wanted.values])
    if declared.type in _LISTS:
        return column.op("@>", is_comparison=True)(literal(list(wanted.values), ARRAY(Text)))
    if declared.type in _RANGES:
        bounds = []
        if wanted.minimum is not None:
            bounds.append(column >= wanted.minimum)
        if wanted.maximum is not None:
            bounds.append(column <= wanted.maximum)
        return and_(true(), *bounds)
    return column.in_(wanted.values)


def _parse_range(declared: Property, name: str, text: str) -> tuple[Bound | None, Bound | None]:
    low, dots, high = text.partition("..")
    minimum = _parse_bound(declared, name, low) if low.strip() else None
    if not dots:
        return minimum, minimum
    maximum = _parse_bound(declared, name, high) if high.strip() else None
    if minimum is None and maximum is None:
        raise BadParameter(
            name,
            gettext("has no bound."),
            gettext("Allowed: such as 10, 10.., ..20 or 10..20."),
        )
    if minimum is not None and maximum is not None and cast("Any", minimum) > maximum:
        raise BadParameter(
            name, gettext("ends before it begins."), gettext("Allowed: such as 10..20.")
        )
    return minimum, maximum


def _parse_bound(declared: Property, name: str, text: str) -> Bound:
    plain = unicodedata.normalize("NFKC", text).strip()
    if declared.type is PropertyType.DATE:
        try:
            return datetime.date.fromisoformat(plain)
        except ValueError:
            raise BadParameter(
                name, gettext("is not a date."), gettext("Allowed: such as 2026-04-01.")
            ) from None
    return parse_number(
        name,
        plain,
        declared.minimum if declared.minimum is not None else -LARGEST_NUMBER,
        declared.maximum if declared.maximum is not None else LARGEST_NUMBER,
        whole=declared.type is PropertyType.INTEGER,
    )


def _bound_text(bound: Bound | None) -> str:
    if bound is None:
        return ""
    if isinstance(bound, datetime.date):
        return bound.isoformat()
    return f"{bound:.15g}"
