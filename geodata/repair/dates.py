"""Dates: ISO 8601, the forms usual in Japan, and Japanese eras."""

import re
from datetime import date
from typing import Final

from geodata.notes import Note, Parsed, Refused
from geodata.repair.signs import NOTHING, plain, was_repaired

# First and last day of each era; 明治 counts by the Gregorian calendar from 1873 on.
ERAS: Final = {
    "明治": (date(1868, 1, 25), date(1912, 7, 29)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "令和": (date(2019, 5, 1), date.max),
}
_LETTERS: Final = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_WEEKDAY: Final = r"(?:\([月火水木金土日](?:曜日?)?\))?"
_TIME: Final = r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?"
_GREGORIAN: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|(\d\d)(\d\d)"
    rf"|年(\d{{1,2}})月(\d{{1,2}})日){_WEEKDAY}{_TIME}"
)
_ERA: Final = re.compile(
    r"(明治|大正|昭和|平成|令和|[MTSHR])(\d{1,2}|元)"
    rf"(?:年(\d{{1,2}})月(\d{{1,2}})日|[./-](\d{{1,2}})[./-](\d{{1,2}})){_WEEKDAY}"
)


def parse_date(text: str) -> Parsed[date | None]:
    """A day of the Gregorian calendar; None if empty or 不明. A month alone is refused."""
    made = plain(text)
    if made.lower() in NOTHING:
        return Parsed(None)
    compact = made.upper().replace(" ", "") if not _GREGORIAN.fullmatch(made) else made
    try:
        if match := _GREGORIAN.fullmatch(compact):
            year, month, day = (int(group) for group in match.groups() if group)
            return Parsed(date(year, month, day), was_repaired(text, made))
        if match := _ERA.fullmatch(compact):
            return _of_era(match)
    except ValueError as error:
        raise Refused("no such day: %(text)s", text=text[:100]) from error
    raise Refused("not a date: %(text)s", text=text[:100])


def _of_era(match: re.Match[str]) -> Parsed[date | None]:
    era, year, *numbers = (group for group in match.groups() if group)
    first, last = ERAS[_LETTERS.get(era, era)]
    month, day = (int(number) for number in numbers)
    value = date(first.year - 1 + (1 if year == "元" else int(year)), month, day)
    repairs: tuple[Note, ...] = (Note("the Japanese era was converted"),)
    if not first <= value <= last:
        repairs = (*repairs, Note("the day lies outside its era"))
    return Parsed(value, repairs)
