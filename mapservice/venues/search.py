"""The state of a search, which is a URL: every link, output and cache begins here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args
from urllib.parse import quote, urlencode

from geodata.repair.hours import DAYS, clock
from mapservice.database.filters import PropertyFilter

Sort = Literal["relevance", "distance", "name", "updated"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)
DAY_MINUTES: Final = 24 * 60
PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees, EPSG:4326, at 5 decimals: about a metre."""

    lon: float
    lat: float

    def __str__(self) -> str:
        return f"{self.lon:.5f},{self.lat:.5f}"


@dataclass(frozen=True, slots=True)
class OpenAt:
    """A minute of the week since Monday 00:00; None: whatever it is now."""

    minute: int | None

    def __str__(self) -> str:
        if self.minute is None:
            return "now"
        day, minute = divmod(self.minute, DAY_MINUTES)
        return f"{DAYS[day]}-{clock(minute)}"


@dataclass(frozen=True, slots=True)
class Search:
    """What is sought. Everything empty: every venue of every layer."""

    q: str = ""
    layers: tuple[str, ...] = ()
    near: Position | None = None
    people: int | None = None
    open_at: OpenAt | None = None
    filters: tuple[PropertyFilter, ...] = ()
    unknown: tuple[str, ...] = ()
    sort: Sort | None = None
    page: int = 1

    def but(self, **changes: Any) -> "Search":
        """The search with changes, from its first page."""
        return replace(self, **{"page": 1, **changes})

    def filter(self, name: str) -> PropertyFilter | None:
        return next((wanted for wanted in self.filters if wanted.name == name), None)

    def with_filter(self, name: str, wanted: PropertyFilter | None) -> "Search":
        """The search with this filter in place of the one of that name."""
        others = [other for other in self.filters if other.name != name]
        made = sorted([*others, *([wanted] if wanted else [])], key=lambda each: each.name)
        return self.but(filters=tuple(made))

    def without(self, name: str) -> "Search":
        """The search without the condition that the URL calls `name`."""
        plain = {"q": "", "layers": (), "near": None, "people": None}
        if name == "open":
            return self.but(open_at=None)
        if name in plain:
            return self.but(**{name: plain[name]})
        return self.with_filter(name, None)

    def with_unknown(self, name: str, included: bool) -> "Search":
        """The search with the unknown of one property let in or kept out."""
        others = {other for other in self.unknown if other != name}
        return self.but(unknown=tuple(sorted(others | ({name} if included else set()))))

    @property
    def has_conditions(self) -> bool:
        """Whether anything narrows the result; a position only orders it."""
        return bool(self.q or self.layers or self.people or self.open_at or self.filters)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Names and values of the canonical URL, in its order."""
        given: tuple[tuple[str, object], ...] = (
            ("q", self.q),
            ("layers", ",".join(self.layers)),
            ("near", self.near),
            ("people", self.people),
            ("open", self.open_at),
            *((wanted.name, wanted) for wanted in self.filters),
            ("unknown", ",".join(self.unknown)),
            ("sort", self.sort),
            ("page", self.page if self.page > 1 else None),
        )
        yield from ((name, str(value)) for name, value in given if value not in (None, ""))

    def to_query(self, **more: str) -> str:
        """The canonical query string, without a question mark; empty for everything."""
        return urlencode([*self.pairs(), *more.items()], safe=",:", quote_via=quote)
