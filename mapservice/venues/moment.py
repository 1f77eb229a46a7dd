"""The local time of a request, and public holidays."""

import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from mapservice.venues.queries.conditions import Moment

TOKYO: Final = ZoneInfo("Asia/Tokyo")


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("JP")


def is_holiday(day: datetime.date) -> bool:
    """Whether the date is a public holiday of Japan (国民の祝日に関する法律)."""
    return day in _calendar()


def now() -> Moment:
    """This moment in Japan."""
    at = datetime.datetime.now(TOKYO)
    return Moment(at, is_holiday(at.date()))
