"""How many venues each further choice would leave, in one round trip.

A choice is counted as if the other choices of its own filter were not made: a layer that is
switched off still shows what it would add. Beyond `CAP` venues nothing is counted exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from layers.declaration import Property, PropertyType
from mapservice.database.filters import is_listed, is_unknown
from mapservice.venues.parameters import own_properties, shared_properties
from mapservice.venues.queries.conditions import (
    INDEXED,
    READING,
    VENUES,
    Asked,
    Means,
    conditions,
    table_of,
    unknown_condition,
    whole_search,
)

CAP: Final = 1000
_TOTAL: Final = "#total"
_POINTLESS: Final = "#pointless"
_DROP: Final = "#drop="
_COUNTED: Final = (
    PropertyType.TEXTS, PropertyType.CHOICES, PropertyType.CHOICE, PropertyType.TERNARY,
)  # fmt: skip
_LISTS: Final = (PropertyType.TEXTS, PropertyType.CHOICES)


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of a search. `counts` is by `name=value`, or `name=?` for unknown."""

    total: int
    exact: bool
    pointless: int
    counts: dict[str, int] | None
    """None: too many venues to count."""
    dropped: dict[str, int]
    """Venues found if the condition of that name were left out."""

    def of(self, name: str, value: str) -> int | None:
        return None if self.counts is None else self.counts.get(f"{name}={value}", 0)


def read_facets(connection: Connection, asked: Asked, means: Means, *, small: bool) -> Facets:
    """The counts of a search, and when it finds nothing, what stands in the way.

    `small`: few enough venues in all that each can be read for exact counts.
    """
    if small:
        return _facets(dict(_pairs(connection, select_all_counts(asked))), exact=True)
    counts = dict(_pairs(connection, select_capped_counts(asked, means)))
    total = counts.get(_TOTAL, 0)
    if total == 0 and (parts := conditions(table_of(asked.search), asked, means)):
        counts |= dict(_pairs(connection, select_dropped(asked, parts)))
    if total <= CAP:
        return _facets(counts, exact=True)
    return Facets(CAP, False, counts.get(_POINTLESS, 0), None, {})


def select_all_counts(asked: Asked) -> Select[Any]:
    """Counts over every listed venue: each row knows which conditions it fails."""
    table = table_of(asked.search)
    parts = {
        name: func.coalesce(condition, false())
        for name, condition in conditions(table, asked, READING).items()
    }
    failed: Any = literal(0)
    for condition in parts.values():
        failed = failed + case((condition, 0), else_=1)
    failing = (
        case(*((~condition, name) for name, condition in parts.items())) if parts else literal("")
    )
    judged = (
        select(
            *_counted_columns(table, asked),
            failed.cast(Integer).label("failed"),
            failing.cast(Text).label("failing"),
        )
        .where(is_listed(table, asked.moment.at.date()))
        .cte("judged")
    )
    return _count(judged, asked, _layer_counts(asked))


def select_capped_counts(asked: Asked, means: Means) -> Select[Any]:
    """Counts over the first matches; one more than `CAP` tells that there are too many."""
    table = table_of(asked.search)
    judged = (
        select(
            *_counted_columns(table, asked),
            literal(0).label("failed"),
            literal("", Text).label("failing"),
        )
        .where(whole_search(table, asked, means))
        .limit(CAP + 1)
        .cte("judged")
    )
    layer = literal("layers=") + judged.c["layer"]
    layers = select(layer, func.count()).select_from(judged).group_by(layer)
    return _count(judged, asked, [layers], few=_few(judged))


def _few(judged: Any) -> Any:
    """Whether no more than `CAP` were found: asked once, before anything else is counted."""
    return select(func.count()).select_from(judged).scalar_subquery() <= CAP


def _counted_columns(table: FromClause, asked: Asked) -> list[Any]:
    own = own_properties(asked.search.layers)
    names = dict.fromkeys(
        ("layer", "geom", "facets", "seats", "open_minutes", "opening_hours",
         *shared_properties(), *own)
    )  # fmt: skip
    return [table.c[name] for name in names]


def select_dropped(asked: Asked, names: Iterable[str]) -> Select[Any]:
    """For each condition, how many venues the others alone find, up to `CAP`."""
    table = table_of(asked.search)
    counts = []
    for name in names:
        others = select(literal(1)).where(whole_search(table, asked, INDEXED, but=(name,)))
        counted = select(func.count()).select_from(others.limit(CAP).subquery()).scalar_subquery()
        counts.append(select(literal(f"{_DROP}{name}").label("token"), counted.label("count")))
    return union_all(*counts).subquery().select()


def _count(judged: Any, asked: Asked, more: list[Any], few: Any = None) -> Select[Any]:
    matched = judged.c["failed"] == 0
    token = func.unnest(_tokens(judged, asked)).column_valued("token")
    name = func.split_part(token, "=", 1)
    several = [wanted.name for wanted in asked.search.filters if wanted.declared.type in _LISTS]
    alone = and_(
        judged.c["failed"] == 1, name == judged.c["failing"], judged.c["failing"].not_in(several)
    )
    total = select(literal(_TOTAL).label("token"), func.count().label("count"))
    pointless = select(literal(_POINTLESS), func.count())
    return (
        union_all(
            total.select_from(judged).where(matched),
            pointless.select_from(judged).where(matched, judged.c["geom"].is_(None)),
            select(literal(_DROP) + judged.c["failing"], func.count())
            .where(judged.c["failed"] == 1)
            .group_by(judged.c["failing"]),
            select(token, func.count())
            .select_from(judged)
            .where(or_(matched, alone), true() if few is None else few)
            .group_by(token),
            *more,
        )
        .subquery()
        .select()
    )


def _layer_counts(asked: Asked) -> list[Any]:
    """Venues per layer, whichever layers are chosen; other layers lack a layer's own filters."""
    own = own_properties(asked.search.layers)
    shared = [wanted for wanted in asked.search.filters if wanted.name not in own]
    plain = Asked(asked.search.but(filters=tuple(shared)), asked.words, asked.origin, asked.moment)
    condition = whole_search(VENUES, plain, READING, but=("layers",))
    layer = literal("layers=") + VENUES.c["layer"]
    return [select(layer, func.count()).where(condition).group_by(layer)]


def _tokens(table: FromClause, asked: Asked) -> Any:
    """What a row counts for, as text[]."""
    own = own_properties(asked.search.layers)
    tokens: Any = table.c["facets"]
    for declared in own.values():
        if declared.type in _COUNTED:
            tokens = func.array_cat(tokens, _values(table, declared))
    unknown = [
        *(
            case((is_unknown(table, declared), f"{name}=?"))
            for name, declared in {**shared_properties(), **own}.items()
        ),
        *(
            case((unknown_condition(table, name, asked), f"{name}=?"))
            for name in ("people", "open")
        ),
    ]
    marks = func.array_remove(_texts(unknown), None)
    return func.array_cat(tokens, marks, type_=ARRAY(Text))


def _values(table: FromClause, declared: Property) -> Any:
    column = table.c[declared.name]
    prefix = f"{declared.name}="
    if declared.type in _LISTS:
        separator = "\x1f"
        joined = literal(prefix) + func.array_to_string(column, separator + prefix)
        return func.string_to_array(func.nullif(joined, prefix), separator)
    return func.array_remove(_texts([literal(prefix) + column]), None)


def _texts(values: list[Any]) -> Any:
    # The annotations of `array` cannot be met by a list of expressions of several kinds.
    make: Any = array
    return make(values, type_=Text)


def _pairs(connection: Connection, statement: Select[Any]) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in connection.execute(statement)]


def _facets(counts: dict[str, int], *, exact: bool) -> Facets:
    dropped = {
        token.removeprefix(_DROP): count
        for token, count in counts.items()
        if token.startswith(_DROP)
    }
    plain = {token: count for token, count in counts.items() if not token.startswith("#")}
    return Facets(counts.get(_TOTAL, 0), exact, counts.get(_POINTLESS, 0), plain, dropped)
