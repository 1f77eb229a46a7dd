"""Venues whose names begin with, or hold, what somebody is typing."""

import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select, true

from mapservice.database.filters import is_listed
from mapservice.venues.queries.conditions import VENUES, Means
from mapservice.venues.queries.results import VenueRow, columns, make_row
from mapservice.venues.words import Word, escape_like

MOST_FOUND = 60


def read_suggestions(
    connection: Connection, words: tuple[Word, ...], means: Means, today: datetime.date, limit: int
) -> tuple[VenueRow, ...]:
    """Venues with all words in what they are found by; best names first."""
    rows = connection.execute(select_suggestions(words, means, today, limit))
    return tuple(make_row(row._mapping) for row in rows)  # noqa: SLF001 (SQLAlchemy's public name)


def select_suggestions(
    words: tuple[Word, ...], means: Means, today: datetime.date, limit: int
) -> Select[Any]:
    holds = (
        or_(
            *(means.contains(VENUES, spelling) for spelling in word.spellings),
            *(means.pattern(VENUES, pattern) for pattern in word.patterns),
        )
        for word in words
    )
    found = (
        select(*columns(VENUES), func.layers.fold(VENUES.c["name_ja"]).label("folded"))
        .where(and_(true(), *holds), is_listed(VENUES, today))
        .limit(MOST_FOUND)
        .subquery("found")
    )
    first = escape_like(words[0].spellings[0])
    rank = case(
        (found.c["folded"].like(f"{first}%"), 0),
        (found.c["folded"].like(f"%{first}%"), 1),
        else_=2,
    )
    kept = [part for part in found.c if part.name != "folded"]
    return (
        select(*kept)
        .order_by(
            rank,
            func.length(found.c["name_ja"]),
            found.c["name_ja"],
            found.c["layer"],
            found.c["id"],
        )
        .limit(limit)
    )
