"""The local time of a request, and public holidays."""

import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import Connection, func, select

from mapservice.venues.queries.conditions import Moment

TOKYO: Final = ZoneInfo("Asia/Tokyo")


@cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("JP")


def is_holiday(day: datetime.date) -> bool:
    """Whether the date is a public holiday of Japan (国民の祝日に関する法律)."""
    return day in _calendar()


def now(connection: Connection) -> Moment:
    """This moment in Japan by the database's clock, which a test can move."""
    instant: datetime.datetime = connection.execute(select(func.layers.clock())).scalar_one()
    at = instant.astimezone(TOKYO)
    return Moment(at, is_holiday(at.date()))
