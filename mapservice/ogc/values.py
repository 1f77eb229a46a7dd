"""Text of a request to a value of a field, for property filters, sort tokens and CQL2 literals."""

import datetime
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from mapservice.ogc.fields import Field, Kind
from mapservice.ogc.parameters import parse_instant, refuse
from mapservice.parameters import not_among

Value = str | int | Decimal | bool | datetime.date | datetime.datetime

BOOLEANS: Final = {"true": True, "false": False}
_INTEGER: Final = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL: Final = re.compile(
    r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?", re.ASCII
)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_value(name: str, field: Field, text: str) -> Value:
    """The value that `text` stands for in the field's kind; BadParameter named `name`."""
    if field.kind is Kind.BOOLEAN:
        if text not in BOOLEANS:
            raise not_among(name, BOOLEANS)
        return BOOLEANS[text]
    if field.kind is Kind.INTEGER:
        if not _INTEGER.fullmatch(text):
            raise refuse(name, "123")
        return int(text)
    if field.kind is Kind.NUMBER:
        return parse_decimal(name, text)
    if field.kind is Kind.DATE:
        return parse_date(name, text)
    if field.kind is Kind.TIMESTAMP:
        return parse_instant(name, text)
    if field.choices and text not in field.choices:
        raise not_among(name, field.choices)
    return text


def parse_decimal(name: str, text: str) -> Decimal:
    try:
        if _DECIMAL.fullmatch(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise refuse(name, "12.5")


def parse_date(name: str, text: str) -> datetime.date:
    try:
        if _DATE.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    raise refuse(name, "2026-04-01")
