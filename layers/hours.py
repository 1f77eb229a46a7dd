"""Opening hours: the JSON of `opening_hours` as a value, and whether a place is open now.

The JSON is documented in layers/venue.py; its weekly part as minutes of the week is
`geodata.repair.hours.week_minutes`. Times are local; a rule's end may pass 24:00 up to
30:00, which then belongs to the morning of the next day.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from geodata.repair.hours import DAYS, LATEST

DAY_MINUTES: Final = 24 * 60
# A look at the next eight days finds the next opening of every weekly rule.
_LOOK_AHEAD_DAYS: Final = 8
_TIME: Final = re.compile(r"([0-2]?\d|30):([0-5]\d)")

OpenState = Literal["open", "closed", "unknown"]
HolidayRule = Literal["open", "closed", "unknown"]
Span = tuple[int, int]
"""Minutes [start, end) of a day; the end is at most 1800."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Open on these days (0 is Monday), minutes of the day."""

    days: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Dates, both included, on which other hours count; no span: closed."""

    first: datetime.date
    last: datetime.date
    span: Span | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Structured opening hours."""

    weekly: tuple[Weekly, ...]
    monthly_closed: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """(weekday, which of the month): (0, (2, 4)) is closed on the 2nd and 4th Monday."""
    holidays: HolidayRule = "unknown"
    exceptions: tuple[Exceptional, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a place is open at a moment, and when that changes next, if known."""

    state: OpenState
    changes_at: datetime.datetime | None = None


def parse_hours(value: Mapping[str, Any]) -> Hours:
    """The JSON object as a value. Raises ValueError saying what part cannot be understood."""
    rules: dict[str, HolidayRule] = {"open": "open", "closed": "closed", "unknown": "unknown"}
    try:
        return Hours(
            weekly=tuple(
                Weekly(tuple(DAYS.index(day) for day in rule["days"]), _span(rule))
                for rule in value.get("weekly", ())
            ),
            monthly_closed=tuple(
                (DAYS.index(rule["day"]), tuple(_nth(number) for number in rule["nth"]))
                for rule in value.get("monthly_closed", ())
            ),
            holidays=rules[value.get("holidays", "unknown")],
            exceptions=tuple(_exception(rule) for rule in value.get("exceptions", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"opening hours: {error!r}") from error


def opening_at(
    hours: Hours, moment: datetime.datetime, is_holiday: Callable[[datetime.date], bool]
) -> Opening:
    """Whether the place is open at `moment` (local time), and when that changes.

    A holiday whose rule is unknown makes the state unknown, not closed.
    """
    if not hours.weekly and not hours.exceptions:
        return Opening("unknown")
    today = moment.date()
    minute = moment.hour * 60 + moment.minute
    yesterday = day_spans(hours, today - datetime.timedelta(days=1), is_holiday)
    spans = day_spans(hours, today, is_holiday)
    if spans is None:
        return Opening("unknown")
    late = [(start - DAY_MINUTES, end - DAY_MINUTES) for start, end in yesterday or ()]
    for start, end in (*late, *spans):
        if start <= minute < end:
            return Opening("open", _moment(moment, today, end))
    return Opening("closed", _next_opening(hours, moment, is_holiday))


def day_spans(
    hours: Hours, day: datetime.date, is_holiday: Callable[[datetime.date], bool]
) -> tuple[Span, ...] | None:
    """Minutes of one date at which the place opens and closes; None: unknown."""
    for exception in hours.exceptions:
        if exception.first <= day <= exception.last:
            return (exception.span,) if exception.span else ()
    nth = (day.day - 1) // 7 + 1
    if any(day.weekday() == weekday and nth in nths for weekday, nths in hours.monthly_closed):
        return ()
    spans = tuple(rule.span for rule in hours.weekly if day.weekday() in rule.days)
    if spans and hours.holidays != "open" and is_holiday(day):
        return () if hours.holidays == "closed" else None
    return tuple(sorted(spans))


def _next_opening(
    hours: Hours, moment: datetime.datetime, is_holiday: Callable[[datetime.date], bool]
) -> datetime.datetime | None:
    minute = moment.hour * 60 + moment.minute
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = moment.date() + datetime.timedelta(days=ahead)
        spans = day_spans(hours, day, is_holiday)
        if spans is None:
            return None
        starts = [start for start, _ in spans if ahead or start > minute]
        if starts:
            return _moment(moment, day, min(starts))
    return None


def _moment(like: datetime.datetime, day: datetime.date, minute: int) -> datetime.datetime:
    midnight = datetime.datetime.combine(day, datetime.time(), like.tzinfo)
    return midnight + datetime.timedelta(minutes=minute)


def _minute(text: str) -> int:
    match = _TIME.fullmatch(text)
    if not match:
        raise ValueError(f"opening hours: {text!r} is not a time such as 09:00")
    return int(match[1]) * 60 + int(match[2])


def _span(rule: Mapping[str, Any]) -> Span:
    start, end = _minute(rule["opens"]), _minute(rule["closes"])
    if not (start < end <= LATEST and start < DAY_MINUTES):
        raise ValueError(f"opening hours: closes {rule['closes']} is not after {rule['opens']}")
    return start, end


def _nth(number: object) -> int:
    if not isinstance(number, int) or not 1 <= number <= 5:
        raise ValueError(f"opening hours: {number!r} is not 1 to 5, which of the month")
    return number


def _exception(rule: Mapping[str, Any]) -> Exceptional:
    first, last = (datetime.date.fromisoformat(rule[key]) for key in ("from", "to"))
    if last < first:
        raise ValueError(f"opening hours: an exception ends ({last}) before it begins ({first})")
    return Exceptional(first, last, None if rule.get("closed") else _span(rule))


def weekly_rows(hours: Hours) -> tuple[tuple[int, tuple[Span, ...]], ...]:
    """For each weekday its spans in order; an empty one is closed."""

    def spans(day: int) -> Sequence[Span]:
        return sorted(rule.span for rule in hours.weekly if day in rule.days)

    return tuple((day, tuple(spans(day))) for day in range(7))
