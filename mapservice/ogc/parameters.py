"""Query parameters to values: each reader fails with BadParameter, before any SQL."""

import datetime
import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from mapservice.languages import gettext
from mapservice.ogc.reference_systems import CRS84, ReferenceSystem, parse_crs
from mapservice.parameters import Arguments, clean_text, refuse_unknown, single
from mapservice.problems import BadParameter

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 10_000
MAX_VALUE: Final = 8192

_LIMIT: Final = re.compile(r"[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
# RFC 3339 5.6, and the full-date that people type.
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_TIME_ALLOWED: Final = (
    "2026-04-01T00:00:00Z, 2026-04-01, 2026-04-01/2027-03-31, 2026-04-01/.., ../2027-03-31"
)
_BBOX_ALLOWED: Final = "west,south,east,north; west,south,bottom,east,north,top"


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """A box in `system`, x = east whatever the axis order was; `west` may exceed `east`."""

    west: float
    south: float
    east: float
    north: float
    system: ReferenceSystem

    @property
    def crosses_antimeridian(self) -> bool:
        return self.system.is_geographic and self.west > self.east

    @property
    def is_plain(self) -> bool:
        """Whether it is one box along the axes of the stored coordinates."""
        return self.system.srid == CRS84.srid and not self.crosses_antimeridian


@dataclass(frozen=True, slots=True)
class Interval:
    """Instants from `start` to `end`, both included; None is open."""

    start: datetime.datetime | None
    end: datetime.datetime | None


def refuse(name: str, allowed: str) -> BadParameter:
    """The error for a value that cannot be read; `allowed` is its notation, the same everywhere."""
    return BadParameter(
        name, gettext("cannot be read."), gettext("Allowed: %(values)s.", values=allowed)
    )


def check_known(given: Arguments, known: Collection[str]) -> dict[str, str]:
    """The parameters, each once; others than those known are refused (17-069r4, 7.15: 400)."""
    refuse_unknown(given, known)
    return {name: _one(given, name) for name in given}


def _one(given: Arguments, name: str) -> str:
    value = single(given, name)
    if value is None:
        raise refuse(name, "…")
    return clean_text(name, value, MAX_VALUE)


def parse_limit(value: str | None, default: int = DEFAULT_LIMIT, most: int = MAX_LIMIT) -> int:
    """Features of one page; more than `most` is clamped (17-069r4 7.15.2, requirement 21)."""
    if value is None:
        return default
    if not _LIMIT.fullmatch(value) or int(value) < 1:
        raise refuse("limit", f"1 … {most}")
    return min(int(value), most)


def parse_number(name: str, value: str, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite number between `low` and `high`, both included."""
    number = float(value) if _NUMBER.fullmatch(value.strip()) else math.nan
    if not (math.isfinite(number) and low <= number <= high):
        raise refuse(name, f"{low:g} … {high:g}")
    return number


def parse_bbox(value: str, system: ReferenceSystem) -> BoundingBox:
    """`bbox` of 4 or 6 numbers in the axis order of `system` (17-069r4 7.15.3).

    Heights are read and not used: the features have none.
    """
    parts = value.split(",")
    if len(parts) not in (4, 6):
        raise refuse("bbox", _BBOX_ALLOWED)
    half = len(parts) // 2
    numbers = [parse_number("bbox", part, -1e8, 1e8) for part in parts]
    (first, second), (third, fourth) = numbers[:2], numbers[half : half + 2]
    if system.flipped:
        first, second, third, fourth = second, first, fourth, third
    box = BoundingBox(first, second, third, fourth, system)
    _check_corners(box)
    return box


def _check_corners(box: BoundingBox) -> None:
    if box.south > box.north:
        raise refuse("bbox", f"{_BBOX_ALLOWED}; south <= north")
    if not box.system.is_geographic and box.west > box.east:
        raise refuse("bbox", f"{_BBOX_ALLOWED}; west <= east")
    if box.system.is_geographic and not (
        -180 <= box.west <= 180 and -180 <= box.east <= 180 and box.south >= -90 and box.north <= 90
    ):
        raise refuse("bbox", f"{_BBOX_ALLOWED}; -180 … 180, -90 … 90")


def parse_bbox_crs(value: str | None) -> ReferenceSystem:
    return CRS84 if value is None else parse_crs("bbox-crs", value)


def parse_instant(name: str, value: str, *, end_of_day: bool = False) -> datetime.datetime:
    """An RFC 3339 time, or a date as its first (or last) instant in UTC."""
    text = value.strip()
    try:
        if _DATE.fullmatch(text):
            day = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)
            last = datetime.timedelta(days=1, microseconds=-1)
            return day + last if end_of_day else day
        if _TIME.fullmatch(text):
            return datetime.datetime.fromisoformat(text.upper()).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    raise refuse(name, _TIME_ALLOWED)


def parse_datetime(value: str) -> Interval:
    """`datetime`: an instant or an interval with `..` or nothing as an open end."""
    start, slash, end = value.partition("/")
    if not slash:
        return Interval(
            parse_instant("datetime", start), parse_instant("datetime", start, end_of_day=True)
        )
    open_ends = ("", "..")
    interval = Interval(
        None if start in open_ends else parse_instant("datetime", start),
        None if end in open_ends else parse_instant("datetime", end, end_of_day=True),
    )
    if interval.start and interval.end and interval.start > interval.end:
        raise refuse("datetime", f"{_TIME_ALLOWED}; start <= end")
    return interval
