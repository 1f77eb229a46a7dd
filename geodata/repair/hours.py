"""Weekly opening hours: the standard's three columns <-> structured hours."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from geodata.notes import Note, Parsed, Refused
from geodata.repair.signs import NOTHING, plain

DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_KANJI: Final = dict(zip("月火水木金土日", DAYS, strict=True))
_JAPANESE: Final = {day: kanji for kanji, day in _KANJI.items()}
_NAMED: Final[dict[str, tuple[str, Literal["open", "closed", "unknown"]]]] = {
    "毎日": ("月火水木金土日", "open"),
    "全日": ("月火水木金土日", "open"),
    "全曜日": ("月火水木金土日", "open"),
    "年中無休": ("月火水木金土日", "open"),
    "平日": ("月火水木金", "closed"),
    "週末": ("土日", "unknown"),
}
_FILLERS: Final = re.compile(r"曜日|曜|[・,、/;\s()]|及び|および|と")
_HOLIDAYS: Final = re.compile(r"祝日|祝祭日|休日|祝")
_HOLIDAYS_OUT: Final = re.compile(r"(?:祝日|祝祭日|休日|祝)(?:を)?(?:除く|以外)|除(?:祝日|祝)")
_CLOCK: Final = re.compile(
    r"(?P<half>午前|午後|AM|PM)?(?P<next>翌日?)?(?P<hour>\d{1,2})"
    r"(?:(?::|時)(?P<minute>\d{1,2}|半)?分?(?::00)?)?(?P<late>AM|PM)?"
)
LATEST: Final = 30 * 60
"""Minutes; a place open past midnight may close up to 30:00, the next day at 6."""

MAX_ENTRIES: Final = 200

Holidays = Literal["open", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week in order, and whether public holidays are among them."""

    days: tuple[str, ...]
    holidays: Holidays


def parse_days(text: str) -> Parsed[Days | None]:
    """Days of the week from 月火水木金, 月・水・金, 月〜金, 平日, 毎日, 土日祝 …; None if empty."""
    made = plain(text)
    if made.lower() in NOTHING:
        return Parsed(None)
    holidays: Holidays = "unknown"
    rest = _FILLERS.sub("", re.sub("から|より", "~", made)).removesuffix("まで")
    if _HOLIDAYS_OUT.search(rest):
        holidays, rest = "closed", _HOLIDAYS_OUT.sub("", rest)
    elif _HOLIDAYS.search(rest):
        holidays, rest = "open", _HOLIDAYS.sub("", rest)
    for name, (kanji, named_holidays) in _NAMED.items():
        if name in rest:
            rest = rest.replace(name, kanji)
            holidays = named_holidays if holidays == "unknown" else holidays
    rest = re.sub(r"([月火水木金土日])[~-]([月火水木金土日])", _span, rest)
    if any(kanji not in _KANJI for kanji in rest) or not (rest or holidays == "open"):
        raise Refused("not days of the week: %(text)s", text=text[:100])
    days = {_KANJI[kanji] for kanji in rest}
    return Parsed(Days(tuple(day for day in DAYS if day in days), holidays))


def _span(match: re.Match[str]) -> str:
    week = "月火水木金土日" * 2
    start = week.index(match[1])
    return week[start : week.index(match[2], start) + 1]


def parse_time(text: str) -> Parsed[int | None]:
    """A time of day in minutes since midnight, up to 30:00; None if empty."""
    made = plain(text).upper().replace(" ", "").replace("：", ":")
    if made.lower() in NOTHING:
        return Parsed(None)
    if made == "正午":
        return Parsed(12 * 60)
    match = _CLOCK.fullmatch(made)
    if match is None or not (":" in made or "時" in made or match["half"] or match["late"]):
        raise Refused("not a time of day: %(text)s", text=text[:100])
    minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
    hour = int(match["hour"])
    half = match["half"] or match["late"]
    if half:
        if hour > 12:
            raise Refused("not a time of day: %(text)s", text=text[:100])
        hour = hour % 12 + (12 if half in {"午後", "PM"} else 0)
    total = (hour + (24 if match["next"] else 0)) * 60 + minute
    if minute > 59 or total > LATEST:
        raise Refused("not a time of day: %(text)s", text=text[:100])
    return Parsed(total)


def parse_weekly(days: str, opens: str, closes: str) -> Parsed[dict[str, Any] | None]:
    """Structured hours (see layers/venue.py) of the standard's three columns; None if empty.

    A closing time before the opening one is the next morning's. Days without times, or
    times without days, do not say when a place is open: refused.
    """
    known_days, _ = parse_days(days)
    start, _ = parse_time(opens)
    end, _ = parse_time(closes)
    if known_days is None and start is None and end is None:
        return Parsed(None)
    if known_days is None or start is None or end is None:
        raise Refused("days, opening and closing time must be given together")
    repairs: tuple[Note, ...] = ()
    if end <= start:
        end += 24 * 60
        repairs = (Note("the closing time was taken as the next morning's"),)
        if end > LATEST:
            raise Refused("the place closes before it opens: %(text)s", text=f"{opens}-{closes}")
    weekly = [{"days": list(known_days.days), "opens": clock(start), "closes": clock(end)}]
    if not known_days.days:
        raise Refused("public holidays alone are no weekly hours: %(text)s", text=days[:100])
    return Parsed({"weekly": weekly, "holidays": known_days.holidays}, repairs)


def parse_structured(text: str) -> Parsed[dict[str, Any] | None]:
    """Structured hours from JSON as `layers/venue.py` describes it; None if empty."""
    if not text.strip():
        return Parsed(None)
    try:
        hours = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("not structured opening hours") from error
    if not is_structured(hours):
        raise Refused("not structured opening hours")
    return Parsed(hours or None)


def is_structured(hours: object) -> bool:
    """Whether a value has the shape of structured hours and times that exist."""
    keys = {"weekly", "monthly_closed", "holidays", "exceptions"}
    if not isinstance(hours, dict) or set(hours) - keys:
        return False
    weekly, holidays = hours.get("weekly", []), hours.get("holidays", "unknown")
    lists = [weekly, hours.get("monthly_closed", []), hours.get("exceptions", [])]
    return (
        holidays in {"open", "closed", "unknown"}
        and all(isinstance(entries, list) and len(entries) <= MAX_ENTRIES for entries in lists)
        and all(isinstance(entry, dict) for entries in lists for entry in entries)
        and all(map(_is_weekly_entry, weekly))
    )


def _is_weekly_entry(entry: dict[str, Any]) -> bool:
    days = entry.get("days")
    times = [entry.get("opens"), entry.get("closes")]
    if not isinstance(days, list) or not set(map(str, days)) <= set(DAYS):
        return False
    if not all(isinstance(time, str) and re.fullmatch(r"[0-3]\d:[0-5]\d", time) for time in times):
        return False
    opens, closes = (_minutes(str(time)) for time in times)
    return set(entry) <= {"days", "opens", "closes"} and opens < closes <= LATEST


def write_weekly(hours: dict[str, Any] | None) -> tuple[str, str, str] | None:
    """The three columns (days, opens, closes) of structured hours.

    Three empty texts if unknown; None if the columns cannot hold them: several times,
    monthly closing days, exceptions.
    """
    if not hours:
        return ("", "", "")
    weekly = hours.get("weekly") or []
    if len(weekly) != 1 or set(hours) - {"weekly", "holidays"}:
        return None
    entry = weekly[0]
    days = "".join(_JAPANESE[day] for day in DAYS if day in entry["days"])
    written = (days_text(days, hours.get("holidays", "unknown")), entry["opens"], entry["closes"])
    try:
        again = parse_weekly(*written).value
    except Refused:
        return None
    return written if again == hours else None


def days_text(kanji: str, holidays: Holidays) -> str:
    """Days and holidays in words that `parse_days` reads back."""
    if holidays == "open":
        return f"{kanji}祝"
    if holidays == "closed":
        return "平日" if kanji == "月火水木金" else f"{kanji}（祝日を除く）"
    return kanji


def clock(minutes: int) -> str:
    """Minutes since midnight as HH:MM; 25:30 is half past one at night."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def week_minutes(hours: dict[str, Any] | None) -> tuple[tuple[int, int], ...] | None:
    """The weekly part as [start, end) minutes since Monday 00:00, sorted and apart.

    What passes Sunday 24:00 continues on Monday. None if the weekly hours are unknown.
    """
    if not hours or not hours.get("weekly"):
        return None
    week = 7 * 24 * 60
    ranges: list[tuple[int, int]] = []
    for entry in hours["weekly"]:
        opens, closes = _minutes(entry["opens"]), _minutes(entry["closes"])
        for day in entry["days"]:
            start = DAYS.index(day) * 24 * 60
            ranges.append((start + opens, min(start + closes, week)))
            if start + closes > week:
                ranges.append((0, start + closes - week))
    return _merged(ranges)


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _merged(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)
