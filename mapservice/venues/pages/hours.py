"""Opening hours in words."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from geodata.repair.hours import clock
from layers.hours import Hours, Opening, Span, opening_at, parse_hours, weekly_rows
from mapservice.languages import gettext
from mapservice.venues.moment import is_holiday
from mapservice.venues.pages.models import HoursRow, Labelled, PageHours, PageOpening
from mapservice.venues.queries.conditions import Moment

UNKNOWN: Final = Opening("unknown")


def day_names() -> tuple[str, ...]:
    return (
        gettext("Monday"), gettext("Tuesday"), gettext("Wednesday"), gettext("Thursday"),
        gettext("Friday"), gettext("Saturday"), gettext("Sunday"),
    )  # fmt: skip


def read_hours(value: Mapping[str, Any] | None) -> Hours | None:
    """The stored hours; None when unknown, or stored by somebody in a way nobody can read."""
    try:
        hours = parse_hours(value) if value else None
    except ValueError:
        return None
    return hours if hours and (hours.weekly or hours.exceptions) else None


def opening_of(value: Mapping[str, Any] | None, moment: Moment) -> PageOpening:
    hours = read_hours(value)
    state = opening_at(hours, moment.at, is_holiday) if hours else UNKNOWN
    return PageOpening(state.state, _opening_text(state, moment.at))


def hours_of(value: Mapping[str, Any] | None, note: str | None, moment: Moment) -> PageHours:
    hours = read_hours(value)
    opening = opening_of(value, moment)
    if hours is None:
        return PageHours(False, (), (), holiday_rule("unknown"), (), note, opening)
    return PageHours(
        True,
        tuple(HoursRow(day_names()[day], _spans_text(spans)) for day, spans in weekly_rows(hours)),
        tuple(_monthly_text(day, nths) for day, nths in hours.monthly_closed),
        holiday_rule(hours.holidays),
        tuple(
            gettext(
                "%(first)s to %(last)s: %(hours)s",
                first=each.first.isoformat(),
                last=each.last.isoformat(),
                hours=_spans_text((each.span,) if each.span else ()),
            )
            for each in hours.exceptions
        ),
        note,
        opening,
    )


def holiday_rule(rule: str) -> Labelled:
    texts = {
        "open": gettext("Open on public holidays"),
        "closed": gettext("Closed on public holidays"),
        "unknown": gettext("Public holidays: unknown"),
    }
    return Labelled(rule, texts[rule])


def time_text(minute: int) -> str:
    """A time of day; after midnight it says so."""
    if minute < 24 * 60:
        return clock(minute)
    return gettext("%(time)s the next day", time=clock(minute - 24 * 60))


def _spans_text(spans: tuple[Span, ...]) -> str:
    if not spans:
        return gettext("Closed")
    return gettext(", ").join(f"{time_text(start)}–{time_text(end)}" for start, end in spans)


def _monthly_text(day: int, nths: tuple[int, ...]) -> str:
    return gettext(
        "Closed on %(day)s number %(numbers)s of the month",
        day=day_names()[day],
        numbers=gettext(", ").join(str(nth) for nth in nths),
    )


def _opening_text(opening: Opening, at: datetime.datetime) -> str:
    change = opening.changes_at
    if opening.state == "unknown":
        return gettext("Opening hours unknown")
    if opening.state == "open":
        return (
            gettext("Open now (until %(time)s)", time=f"{change:%H:%M}")
            if change
            else gettext("Open now")
        )
    if change is None:
        return gettext("Closed now")
    if change.date() == at.date():
        return gettext("Closed now (opens today at %(time)s)", time=f"{change:%H:%M}")
    return gettext(
        "Closed now (opens %(day)s %(time)s)",
        day=day_names()[change.weekday()],
        time=f"{change:%H:%M}",
    )
