"""A whole search for a file: every venue up to a bound, and whether there are more."""

from dataclasses import dataclass

from mapservice.venues.asking import Resolved
from mapservice.venues.finding import Found, Surroundings, find, find_rows
from mapservice.venues.queries.results import VenueRow
from mapservice.venues.search import Search

MOST_EXPORTED = 10_000
"""Venues in one file; more come by the API of layers, in pages."""


@dataclass(frozen=True, slots=True)
class Export:
    """The venues of a search in its order. Not exact: there are more than `total`."""

    around: Surroundings
    found: Found
    rows: tuple[VenueRow, ...]
    total: int
    exact: bool

    @property
    def search(self) -> Search:
        return self.found.search

    @property
    def resolved(self) -> Resolved:
        return self.found.resolved

    @property
    def complete(self) -> bool:
        return self.exact and self.total == len(self.rows)


def export(around: Surroundings, search: Search, limit: int = MOST_EXPORTED) -> Export:
    """Every venue of the search, from its first page, up to `limit`."""
    found = find(around, search.but())
    rows = find_rows(around, found.resolved.asked, limit)
    # Beyond what is counted, rows tell: fewer than asked for are all that there are.
    exact = found.facets.exact or len(rows) < limit
    total = found.facets.total if found.facets.exact else max(len(rows), found.facets.total)
    return Export(around, found, rows, total, exact)
