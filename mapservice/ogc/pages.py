"""What a statement answers: the state of the collection, and a page of features as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Text, cast, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import CompoundSelect

from mapservice.ogc.collections import Collection
from mapservice.ogc.encoding import text_constant
from mapservice.ogc.sorting import Token
from mapservice.ogc.state import State, parse_state, select_state
from mapservice.ogc.statements import Query, Row, text_of

Statement = CompoundSelect[Any]

STATE_ROW: Final = "s"
FEATURE_ROW: Final = "f"
_FEATURE: Final = FEATURE_ROW.encode()


def with_state(
    collection: Collection, page: Query, matched: ColumnElement[str] | None = None
) -> Statement:
    """The state, and the number of matches where it is known, as a row before the page's."""
    nothing = cast(null(), Text)
    keys = len(page.selected_columns) - 1
    first = select(
        text_constant(STATE_ROW),
        matched if matched is not None else nothing,
        *(nothing for _ in range(keys - 1)),
        select_state(collection).scalar_subquery(),
    )
    return union_all(first, select(text_constant(FEATURE_ROW), *page.subquery("page").c))


@dataclass(frozen=True, slots=True)
class Page:
    """What a statement of this module answered."""

    state: State
    features: list[bytes]
    matched: int | None
    token: Token | None
    """Where the next page begins; None on the last."""
    version: str = ""
    """Of a single feature: changes whenever the feature does."""


def read_page(rows: Sequence[Row], limit: int) -> Page:
    """The page in the rows, of which there is one more than `limit` if others follow."""
    others = [row for row in rows if row[0] == _FEATURE]
    (first,) = (row for row in rows if row[0] != _FEATURE)
    _, matched, *_, state = first
    features = [row[-1] or b"" for row in others[:limit]]
    token = None
    if len(others) > limit:
        token = tuple(
            None if value is None else value.decode() for value in others[limit - 1][1:-1]
        )
    version = text_of(others[0][1]) if others else ""
    return Page(
        parse_state(state or b""),
        features,
        None if matched is None else int(matched),
        token,
        version,
    )
