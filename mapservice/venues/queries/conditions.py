"""A search as SQL conditions, one for each part of the URL.

Every condition has two forms with the same meaning: a plain one that is cheap to compute
for each of a few thousand rows, and one that an index answers among a million.
"""

import datetime
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Text,
    and_,
    false,
    func,
    literal,
    or_,
    true,
)  # fmt: skip
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from geodata.repair.hours import DAYS, clock
from layers import get_layer
from layers.table import Venue
from mapservice.database.filters import (
    Condition,
    PropertyFilter,
    indexed_matches,
    is_listed,
    is_unknown,
    matches,
)  # fmt: skip
from mapservice.venues.search import DAY_MINUTES, OpenAt, Position, Search
from mapservice.venues.words import Pattern, Word

VENUES: Final = Venue.__table__
PEOPLE_STEPS: Final = (10, 20, 30, 50, 100, 200, 500)
SEAT_STEPS: Final = (10, 20, 30, 40, 50, 70, 100, 150, 200, 300, 500)
"""Numbers of people that are among the facets (migration 0002)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A local time, and whether its date is a public holiday."""

    at: datetime.datetime
    holiday: bool

    @property
    def week_minute(self) -> int:
        return self.at.weekday() * DAY_MINUTES + self.at.hour * 60 + self.at.minute


@dataclass(frozen=True, slots=True)
class Asked:
    """A search with everything looked up that its words and `now` stand for."""

    search: Search
    words: tuple[Word, ...]
    origin: Position | None
    moment: Moment


@dataclass(frozen=True, slots=True)
class Means:
    """How conditions are tested: by reading each row, or through the indexes."""

    contains: Callable[[FromClause, str], Condition]
    pattern: Callable[[FromClause, Pattern], Condition]
    matches: Callable[[FromClause, PropertyFilter], Condition]
    people: Callable[[FromClause, int], Condition]
    open: Callable[[FromClause, int], Condition]


def table_of(search: Search) -> FromClause:
    """The one layer's table if one is chosen, so that its own properties can be asked."""
    return get_layer(search.layers[0]).table.__table__ if len(search.layers) == 1 else VENUES


def read_contains(table: FromClause, text: str) -> Condition:
    # Not LIKE, which the index of trigrams answers badly for two Japanese characters.
    return func.strpos(table.c["search_key"], text) > 0


def indexed_contains(table: FromClause, text: str) -> Condition:
    """As `read_contains`, by the index of characters and pairs of characters."""
    return and_(read_contains(table, text), _has_grams(table, text))


def read_pattern(table: FromClause, pattern: Pattern) -> Condition:
    return table.c["search_key"].regexp_match(pattern.expression)


def indexed_pattern(table: FromClause, pattern: Pattern) -> Condition:
    """As `read_pattern`, by the pieces that it must hold."""
    return and_(read_pattern(table, pattern), _has_grams(table, *pattern.pieces))


def _has_grams(table: FromClause, *texts: str) -> Condition:
    grams = [
        gram
        for text in texts
        for gram in [text[place : place + 2] for place in range(len(text) - 1)] or [text]
    ]
    held = func.layers.grams(table.c["search_key"], type_=ARRAY(Text))
    return held.op("@>", is_comparison=True)(literal(grams, ARRAY(Text)))


def read_people(table: FromClause, people: int) -> Condition:
    return table.c["seats"] >= people


def indexed_people(table: FromClause, people: int) -> Condition:
    """As `read_people`, by the largest step that the number reaches."""
    steps = [step for step in SEAT_STEPS if step <= people]
    if not steps:
        return read_people(table, people)
    return and_(read_people(table, people), _has_facet(table, f"people={steps[-1]}"))


def read_open(table: FromClause, minute: int) -> Condition:
    return table.c["open_minutes"].op("@>", is_comparison=True)(literal(minute))


def indexed_open(table: FromClause, minute: int) -> Condition:
    """As `read_open`, by the hour of the week."""
    hour = literal([minute // 60], ARRAY(Integer))
    held = table.c["open_hours"].op("@>", is_comparison=True)(hour)
    return and_(read_open(table, minute), held)


def _has_facet(table: FromClause, facet: str) -> Condition:
    return table.c["facets"].op("@>", is_comparison=True)(literal([facet], ARRAY(Text)))


READING: Final = Means(read_contains, read_pattern, matches, read_people, read_open)
INDEXED: Final = Means(
    indexed_contains, indexed_pattern, indexed_matches, indexed_people, indexed_open
)


def conditions(table: FromClause, asked: Asked, means: Means) -> dict[str, Condition]:
    """Condition by the name that the URL has for it; all of them together are the search."""
    search = asked.search
    made: dict[str, Condition] = {}
    if asked.words:
        made["q"] = and_(true(), *(_holds(table, word, means) for word in asked.words))
    if search.layers:
        made["layers"] = table.c["layer"].in_(search.layers)
    for wanted in search.filters:
        known = replace(wanted, include_unknown=wanted.name in search.unknown)
        made[wanted.name] = means.matches(table, known)
    if search.people is not None:
        made["people"] = _or_unknown(table, "people", asked, means.people(table, search.people))
    if search.open_at is not None:
        made["open"] = _or_unknown(table, "open", asked, open_condition(table, asked, means))
    return made


def whole_search(
    table: FromClause, asked: Asked, means: Means, *, but: Iterable[str] = ()
) -> Condition:
    """Every condition together, but for some; only venues that are listed today."""
    left_out = set(but)
    parts = conditions(table, asked, means)
    return and_(
        is_listed(table, asked.moment.at.date()),
        *(condition for name, condition in parts.items() if name not in left_out),
    )


def unknown_condition(table: FromClause, name: str, asked: Asked) -> Condition:
    """Whether a row does not say what the URL calls `name`."""
    wanted = asked.search.filter(name)
    if wanted is not None:
        return is_unknown(table, wanted.declared)
    if name == "people":
        return table.c["seats"].is_(None)
    unsaid = table.c["open_minutes"].is_(None)
    now = asked.search.open_at == OpenAt(None)
    if now and asked.moment.holiday:
        rule = table.c["opening_hours"]["holidays"].astext
        return or_(unsaid, func.coalesce(rule, "unknown") == "unknown")
    return unsaid


def open_condition(table: FromClause, asked: Asked, means: Means) -> Condition:
    """Open at the minute of the week; for `now` also by dates, public holidays and months."""
    wanted = asked.search.open_at
    if wanted is None:
        return true()
    if wanted.minute is not None:
        return means.open(table, wanted.minute)
    return and_(means.open(table, asked.moment.week_minute), *_dated(table, asked.moment))


def _dated(table: FromClause, moment: Moment) -> list[Condition]:
    hours: ColumnElement[Any] = table.c["opening_hours"]
    today = moment.at.date()
    values = {
        "date": today.isoformat(),
        "time": clock(moment.at.hour * 60 + moment.at.minute),
        "day": DAYS[today.weekday()],
        "nth": (today.day - 1) // 7 + 1,
    }
    closed_dates = (
        "$.exceptions[*] ? (@.from <= $date && @.to >= $date"
        " && (@.closed == true || @.opens > $time || @.closes <= $time))"
    )
    closed_month = "$.monthly_closed[*] ? (@.day == $day && @.nth[*] == $nth)"
    parts = [
        ~func.coalesce(_path_exists(hours, path, values), false())
        for path in (closed_dates, closed_month)
    ]
    if moment.holiday:
        parts.append(hours["holidays"].astext == "open")
    return parts


def _path_exists(hours: ColumnElement[Any], path: str, values: dict[str, Any]) -> Condition:
    return cast(
        "Condition",
        func.jsonb_path_exists(
            hours,
            cast_to(literal(path, Text), JSONPATH),
            cast_to(literal(json.dumps(values), Text), JSONB),
        ),
    )


def _or_unknown(table: FromClause, name: str, asked: Asked, condition: Condition) -> Condition:
    if name not in asked.search.unknown:
        return condition
    return or_(condition, unknown_condition(table, name, asked))


def _holds(table: FromClause, word: Word, means: Means) -> Condition:
    spelled = [means.contains(table, spelling) for spelling in word.spellings]
    sounding = [means.pattern(table, pattern) for pattern in word.patterns]
    named: list[Condition] = []
    if word.facets:
        facets = literal(list(word.facets), ARRAY(Text))
        named.append(table.c["facets"].op("&&", is_comparison=True)(facets))
    if word.layers:
        named.append(table.c["layer"].in_(word.layers))
    return or_(false(), *spelled, *sounding, *named)
