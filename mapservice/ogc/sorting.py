"""Order of features and the place where a page ends: `sortby` and the token of `next` links.

Pages continue behind the last feature's values (keyset), so that a page costs the same
wherever it lies and no feature is shown twice when others are added meanwhile.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Text, and_, cast, false, func, literal, or_
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import Collection
from mapservice.ogc.fields import Field, Kind
from mapservice.ogc.parameters import refuse
from mapservice.ogc.values import Value, parse_value
from mapservice.parameters import clean_text, not_among
from mapservice.problems import BadParameter

Token = tuple[str | None, ...]
"""Text of the sort values and then of the key's columns of the last feature."""

MOST_KEYS: Final = 5
_RFC3339: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


@dataclass(frozen=True, slots=True)
class SortKey:
    """A property by which features are ordered; unknown values come last either way."""

    field: Field
    descending: bool


def parse_sortby(collection: Collection, text: str) -> tuple[SortKey, ...]:
    """`sortby=name_ja,-capacity`; BadParameter for what is not sortable."""
    allowed = {name: field for name, field in collection.queryables.items() if field.is_sortable}
    keys = []
    for part in text.split(","):
        name = part.strip().lstrip("+-")
        if name not in allowed or part.strip()[: -len(name)] not in ("", "+", "-"):
            raise not_among("sortby", allowed)
        keys.append(SortKey(allowed[name], part.strip().startswith("-")))
    if len(keys) > MOST_KEYS or len({key.field.name for key in keys}) < len(keys):
        raise refuse("sortby", f"1 … {MOST_KEYS}, name_ja,-capacity")
    return tuple(keys)


def order_by(collection: Collection, keys: Sequence[SortKey]) -> list[ColumnElement[Any]]:
    columns = collection.table.c
    order: list[ColumnElement[Any]] = []
    for key in keys:
        column = columns[key.field.name]
        order.append((column.desc() if key.descending else column.asc()).nulls_last())
    return [*order, *collection.key]


def token_columns(collection: Collection, keys: Sequence[SortKey]) -> list[ColumnElement[str]]:
    """Columns that make a feature's token, as text."""
    columns = collection.table.c
    written: list[ColumnElement[str]] = []
    for key in keys:
        column = columns[key.field.name]
        if key.field.kind is Kind.TIMESTAMP:
            written.append(func.to_char(func.timezone("UTC", column), _RFC3339))
        else:
            written.append(cast(column, Text))
    return [*written, *collection.key]


def behind(collection: Collection, keys: Sequence[SortKey], token: Token) -> ColumnElement[bool]:
    """Features that come behind the token's feature in the order of `order_by`."""
    columns = collection.table.c
    steps: list[tuple[ColumnElement[bool], ColumnElement[bool]]] = []
    for key, text in zip(keys, token, strict=False):
        column = columns[key.field.name]
        if text is None:
            steps.append((false(), column.is_(None)))
            continue
        value = literal(_value(key, text), column.type)
        beyond = column < value if key.descending else column > value
        steps.append((or_(beyond, column.is_(None)), column == value))
    for own, text in zip(collection.key, token[len(keys) :], strict=True):
        value = literal(text, Text)
        steps.append((own > value, own == value))
    # Where only ids order the features, this range is what the index of ids begins at.
    start = () if keys else (collection.key[0] >= literal(token[0], Text),)
    alternatives = [
        and_(*(equal for _, equal in steps[:position]), later)
        for position, (later, _) in enumerate(steps)
    ]
    return and_(*start, or_(*alternatives))


def encode_token(values: Sequence[str | None]) -> str:
    packed = json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_token(collection: Collection, keys: Sequence[SortKey], text: str) -> Token:
    """What `encode_token` packed; BadParameter for anything else."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        values = json.loads(packed.decode())
    except (binascii.Error, ValueError, RecursionError):
        raise _foreign() from None
    if not isinstance(values, list) or len(values) != len(keys) + len(collection.key):
        raise _foreign()
    for position, value in enumerate(values):
        if isinstance(value, str):
            clean_text("token", value, len(text))
        elif value is not None or position >= len(keys):
            raise _foreign()
    for key, value in zip(keys, values, strict=False):
        if value is not None:
            _value(key, value)
    return tuple(values)


def _value(key: SortKey, text: str) -> Value:
    # A stored value need not be among today's choices to be the place where a page ended.
    return parse_value("token", replace(key.field, choices=()), text)


def _foreign() -> BadParameter:
    return refuse("token", "rel=next")
