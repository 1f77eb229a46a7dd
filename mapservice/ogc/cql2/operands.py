"""Operands of a CQL2 operation as typed SQL expressions."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Boolean,
    Date,
    Integer,
    Numeric,
    Text,
    cast,
    func,
    literal,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.conditions import LARGEST_INTEGER
from mapservice.ogc.cql2.tree import Instant, NotCql2
from mapservice.ogc.fields import Kind
from mapservice.ogc.parameters import parse_instant
from mapservice.ogc.values import parse_date
from mapservice.problems import BadParameter


class Type(StrEnum):
    """What an operand is, as far as operations distinguish."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TEXTS = "list"
    SPAN = "interval"
    GEOMETRY = "geometry"


TYPES: Final[dict[Kind, Type]] = {
    Kind.TEXT: Type.TEXT,
    Kind.TEXTS: Type.TEXTS,
    Kind.INTEGER: Type.NUMBER,
    Kind.NUMBER: Type.NUMBER,
    Kind.BOOLEAN: Type.BOOLEAN,
    Kind.DATE: Type.DATE,
    Kind.TIMESTAMP: Type.TIMESTAMP,
}


@dataclass(frozen=True, slots=True)
class Operand:
    """A typed expression; `end` is the second end of an interval."""

    type: Type
    sql: ColumnElement[Any]
    end: ColumnElement[Any] | None = None
    constant: str | None = None
    """The text itself where the filter says it: patterns are checked, dates are read."""


def of_text(text: str) -> Operand:
    return Operand(Type.TEXT, literal(text, Text), constant=text)


def of_number(number: Decimal) -> Operand:
    whole = number == number.to_integral_value() and abs(number) <= LARGEST_INTEGER
    # An integer compares with an integer column by its index; a decimal does not.
    if whole:
        return Operand(Type.NUMBER, literal(int(number), Integer))
    return Operand(Type.NUMBER, cast(literal(number, Numeric), Numeric))


def of_boolean(value: bool) -> Operand:
    return Operand(Type.BOOLEAN, cast(literal(value, Boolean), Boolean))


def of_texts(texts: list[str]) -> Operand:
    return Operand(Type.TEXTS, literal(texts, ARRAY(Text)))


def of_instant(instant: Instant) -> Operand:
    """A date or a time; NotCql2 if it is neither."""
    try:
        if instant.kind == "date":
            return Operand(Type.DATE, literal(parse_date("filter", instant.text), Date))
        return of_time(parse_instant("filter", instant.text))
    except BadParameter as error:
        raise NotCql2(f"is not a {instant.kind}: {error.allowed}") from None


def of_time(time: datetime.datetime) -> Operand:
    return Operand(Type.TIMESTAMP, literal(time, TIMESTAMP(timezone=True)))


def as_time(operand: Operand) -> ColumnElement[Any]:
    """The operand as an instant with time zone; a date is its first instant in UTC."""
    if operand.type is Type.TIMESTAMP:
        return operand.sql
    if operand.type is Type.DATE:
        midnight = cast(operand.sql, TIMESTAMP(timezone=False))
        instant: ColumnElement[Any] = func.timezone(literal_column("'UTC'"), midnight)
        return instant
    if operand.constant is not None:
        kind = "date" if len(operand.constant) == 10 else "timestamp"
        return as_time(of_instant(Instant(kind, operand.constant)))
    raise NotCql2(f"a {operand.type} is not a time")


def alike(operands: list[Operand]) -> list[Operand]:
    """The operands in one type, so that they can be compared; NotCql2 if they have none."""
    types = {operand.type for operand in operands}
    if len(types) == 1 and types.isdisjoint({Type.SPAN, Type.GEOMETRY}):
        return operands
    times = {Type.DATE, Type.TIMESTAMP}
    if types & times and types <= {*times, Type.TEXT}:
        if Type.TIMESTAMP not in types:
            return [_as_date(operand) for operand in operands]
        return [Operand(Type.TIMESTAMP, as_time(operand)) for operand in operands]
    raise NotCql2(f"{' and '.join(sorted(types))} are not compared")


def _as_date(operand: Operand) -> Operand:
    if operand.type is Type.DATE:
        return operand
    if operand.constant is None:
        raise NotCql2("date and text are not compared")
    if len(operand.constant) == 10:
        return of_instant(Instant("date", operand.constant))
    raise NotCql2("a date is compared with a date such as 2026-04-01")
