"""Which form of the conditions a search is answered with.

Where many venues match, walking them in the wanted order and reading each soon fills a
page; where few do, an index must collect them. The planner cannot tell: it takes the parts
of a word for independent of each other. A sample of the table tells.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, FromClause, Select, func, select, tablesample

from mapservice.venues.queries.conditions import (
    INDEXED,
    READING,
    Asked,
    Means,
    table_of,
    whole_search,
)

SMALL: Final = 20_000
"""Venues in all up to which each is read for every search."""
SAMPLE_ROWS: Final = 3000
DENSE: Final = 60
"""Matches in the sample, one in fifty, from which walking is quicker."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How to answer: by which conditions, and whether everything may be read for counts."""

    means: Means
    small: bool


def choose(connection: Connection, asked: Asked, venues: int) -> Choice:
    """The way to answer a search among so many venues in all."""
    if venues <= SMALL:
        return Choice(READING, small=True)
    if not asked.search.has_conditions and not asked.words:
        return Choice(READING, small=False)
    matches = connection.scalar(select_sampled_matches(asked, venues)) or 0
    return Choice(READING if matches >= DENSE else INDEXED, small=False)


def select_sampled_matches(asked: Asked, venues: int) -> Select[Any]:
    """How many of about `SAMPLE_ROWS` venues, from blocks taken by chance, match."""
    whole = table_of(asked.search)
    percent = min(100.0, 100 * SAMPLE_ROWS / max(venues, 1))
    sampled: FromClause = tablesample(whole, func.system(percent))
    return select(func.count()).select_from(sampled).where(whole_search(sampled, asked, READING))
