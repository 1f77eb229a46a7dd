"""The items of a collection: what is asked, and the statements that answer it.

Every statement answers in one round trip. Its first row has no key: it is the state of the
collection (see `state.py`) and, where it is cheap, the number of matching features. The
other rows are features as bytes, in order, one more than asked so that the end is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Subquery,
    Table,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.collections import Collection
from mapservice.ogc.conditions import (
    Condition,
    envelope,
    equals,
    holds_words,
    in_bbox,
    in_interval,
    is_inside,
    is_published,
    overlaps,
    sides,
)
from mapservice.ogc.encoding import Columns, text_constant
from mapservice.ogc.fields import Field
from mapservice.ogc.pages import Statement, with_state
from mapservice.ogc.parameters import BoundingBox, Interval
from mapservice.ogc.reference_systems import CRS84, ReferenceSystem
from mapservice.ogc.sorting import SortKey, Token, behind, order_by, token_columns
from mapservice.ogc.statements import Query

Written = Callable[[Columns], ColumnElement[Any]]
"""How a feature is written, given the columns of its row."""

LIMIT: Final = bindparam("limit", None, BigInteger)
ID: Final = bindparam("id", None, Text)
_ADDRESS: Final[ColumnElement[Any]] = literal_column("ctid")


@dataclass(frozen=True)
class ItemsRequest:
    """What a client asks of `/items`, read and checked."""

    collection: Collection
    limit: int
    bbox: BoundingBox | None = None
    interval: Interval | None = None
    equals: tuple[tuple[Field, object], ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    filter: Condition | None = field(default=None, compare=False)
    sort: tuple[SortKey, ...] = ()
    token: Token | None = None
    fields: tuple[Field, ...] = ()
    system: ReferenceSystem = CRS84
    question: tuple[tuple[str, str], ...] = ()
    """The parameters that decide which features match, as given: the key of their count."""

    @property
    def is_unfiltered(self) -> bool:
        return not self.question

    @property
    def is_plain_box(self) -> bool:
        """Whether a box along the stored axes, in order of ids, is all that is asked."""
        return (
            self.bbox is not None
            and self.bbox.is_plain
            and {name for name, _ in self.question} <= {"bbox", "bbox-crs"}
            and not self.sort
        )


def conditions(request: ItemsRequest) -> list[Condition]:
    """Which features match, pages aside."""
    collection = request.collection
    found = list(is_published(collection.table))
    if request.bbox:
        found.append(in_bbox(collection, request.bbox))
    if request.interval:
        found.append(in_interval(collection, request.interval))
    found += [equals(collection, name, value) for name, value in request.equals]
    if request.words:
        found.append(holds_words(collection, request.words))
    if request.filter is not None:
        found.append(request.filter)
    return found


def select_items(request: ItemsRequest, written: Written) -> Statement:
    """Any question: the values are in the statement, so the planner sees them."""
    collection = request.collection
    page = (
        select(*token_columns(collection, request.sort), written(collection.table.c))
        .where(*conditions(request))
        .order_by(*order_by(collection, request.sort))
        .limit(literal(request.limit + 1, BigInteger))
    )
    if request.token:
        page = page.where(behind(collection, request.sort, request.token))
    return with_state(collection, page)


def select_count(request: ItemsRequest) -> Query:
    """How many features match, as text."""
    counted = select(func.count()).select_from(request.collection.table)
    return select(cast(counted.where(*conditions(request)).scalar_subquery(), Text))


def select_page(collection: Collection, written: Written, *, continued: bool) -> Statement:
    """A page in the order of ids; `continued`: behind the key `after_0`, `after_1`."""
    return _page_in_order(collection, written, [], continued=continued)


def select_wide_box(collection: Collection, written: Written, *, continued: bool) -> Statement:
    """A box that many features lie in: walk in the order of ids until the page is full.

    The planner knows nothing of coordinates hidden in functions and would expect a handful
    of features, which is worth reading the whole table for; of a CASE it expects one half.
    """
    inside = case((is_inside(collection, sides()), true()), else_=false())
    return _page_in_order(collection, written, [inside], continued=continued)


def _page_in_order(
    collection: Collection, written: Written, matching: list[Condition], *, continued: bool
) -> Statement:
    page = (
        select(*collection.key, written(collection.table.c))
        .where(*is_published(collection.table), *matching)
        .order_by(*collection.key)
        .limit(LIMIT)
    )
    if continued:
        page = page.where(_behind_key(collection.key))
    return with_state(collection, page)


def select_small_box(collection: Collection, written: Written, *, continued: bool) -> Statement:
    """A box that few features lie in: find them all by place, then order and count them.

    Only keys are ordered; rows are fetched for the page alone.
    """
    box = sides()
    table = collection.table
    # `MATERIALIZED` by itself: it is read twice. So it has a plan of its own, by place.
    matched = (
        select(*collection.key, _ADDRESS)
        .select_from(table)
        .where(
            *is_published(collection.table),
            overlaps(collection.geometry, envelope(box)),
            is_inside(collection, box),
        )
        .cte("matched")
    )
    key = [matched.c[own.name] for own in collection.key]
    chosen = select(matched).order_by(*key).limit(LIMIT)
    if continued:
        chosen = chosen.where(_behind_key(key))
    fetch = _fetch_by_key if collection.is_parent else _fetch_by_address
    page = fetch(collection, written, chosen.subquery("chosen"))
    counted = cast(select(func.count()).select_from(matched).scalar_subquery(), Text)
    return with_state(collection, page, counted)


def _fetch_by_address(collection: Collection, written: Written, chosen: Subquery) -> Query:
    addresses = func.array(select(chosen.c.ctid).scalar_subquery())
    return (
        select(*collection.key, written(collection.table.c))
        .where(any_(addresses) == _ADDRESS)
        .order_by(*collection.key)
    )


def _fetch_by_key(collection: Collection, written: Written, chosen: Subquery) -> Query:
    """Rows of several tables, whose addresses are not unique.

    The limit keeps the planner from joining whole tables instead of looking keys up.
    """
    columns = collection.table.c
    needed = dict.fromkeys(["id", "layer", "geom", *(field.name for field in collection.fields)])
    found = (
        select(*(columns[name] for name in needed))
        .where(*(column == chosen.c[column.name] for column in collection.key))
        .limit(literal_column("1"))
        .lateral("found")
    )
    key = [found.c[column.name] for column in collection.key]
    return select(*key, written(found.c)).select_from(chosen.join(found, true())).order_by(*key)


def select_item(collection: Collection, table: Table, written: Written) -> Statement:
    """One feature by `id` in `table`: the collection's own, or one that inherits from it."""
    page = (
        select(feature_version(table.c).label("key"), written(table.c))
        .where(*is_published(table), table.c["id"] == ID)
        .limit(literal_column("1"))
    )
    return with_state(collection, page)


def feature_version(columns: Columns) -> ColumnElement[Any]:
    """Revision and time of a feature: one that was removed and made anew begins at 1 again."""
    epoch = func.date_part(text_constant("epoch"), columns["updated_at"])
    microseconds = cast(epoch * literal_column("1000000"), BigInteger)
    return func.concat(columns["revision"], text_constant("."), microseconds)


def _behind_key(key: Sequence[ColumnElement[Any]]) -> Condition:
    after = [bindparam(f"after_{position}", None, Text) for position in range(len(key))]
    behind_key: Condition = key[0] > after[0]
    if len(key) == 1:
        return behind_key
    # The first condition is what an index of ids begins at; rows are compared by the second.
    return and_(key[0] >= after[0], tuple_(*key) > tuple_(*after))
