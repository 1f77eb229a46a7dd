"""Open or closed, by the week, the month, holidays and single dates."""

import datetime

import pytest

from layers.hours import Opening, opening_at, parse_hours
from mapservice.venues.moment import TOKYO, is_holiday

WEEK = {"weekly": [{"days": ["mo", "tu", "we", "th", "fr"], "opens": "09:00", "closes": "17:00"}]}
BAR = {"weekly": [{"days": ["su"], "opens": "18:00", "closes": "26:00"}], "holidays": "open"}


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("hours", "moment", "state", "changes"),
    [
        (WEEK, "2026-11-24T09:00", "open", "2026-11-24T17:00"),
        (WEEK, "2026-11-24T17:00", "closed", "2026-11-25T09:00"),
        (WEEK, "2026-11-28T12:00", "closed", "2026-11-30T09:00"),
        # 勤労感謝の日, a Monday: nobody said whether the place keeps its hours.
        (WEEK, "2026-11-23T10:00", "unknown", None),
        ({**WEEK, "holidays": "closed"}, "2026-11-23T10:00", "closed", "2026-11-24T09:00"),
        ({**WEEK, "holidays": "open"}, "2026-11-23T10:00", "open", "2026-11-23T17:00"),
        (BAR, "2026-11-29T23:59", "open", "2026-11-30T02:00"),
        (BAR, "2026-11-30T01:59", "open", "2026-11-30T02:00"),
        (BAR, "2026-11-30T02:00", "closed", "2026-12-06T18:00"),
    ],
)
def test_state_and_next_change(
    hours: dict[str, object], moment: str, state: str, changes: str | None
) -> None:
    expected = Opening(state, at(changes) if changes else None)  # type: ignore[arg-type]
    assert opening_at(parse_hours(hours), at(moment), is_holiday) == expected


def test_closed_on_the_second_and_fourth_monday_only() -> None:
    hours = parse_hours({**WEEK, "monthly_closed": [{"day": "mo", "nth": [2, 4]}]})
    states = [
        opening_at(hours, at(f"2026-06-{day:02d}T10:00"), is_holiday).state
        for day in (1, 8, 15, 22, 29)
    ]
    assert states == ["open", "closed", "open", "closed", "open"]


def test_an_exception_goes_before_the_week() -> None:
    closed = {"from": "2026-12-29", "to": "2027-01-03", "closed": True}
    longer = {"from": "2026-12-28", "to": "2026-12-28", "opens": "09:00", "closes": "21:00"}
    hours = parse_hours({**WEEK, "exceptions": [closed, longer]})
    assert opening_at(hours, at("2026-12-29T10:00"), is_holiday).state == "closed"
    assert opening_at(hours, at("2026-12-28T20:00"), is_holiday).state == "open"


@pytest.mark.parametrize(
    "hours",
    [
        {"weekly": [{"days": ["xx"], "opens": "09:00", "closes": "17:00"}]},
        {"weekly": [{"days": ["mo"], "opens": "17:00", "closes": "09:00"}]},
        {"weekly": [{"days": ["mo"], "opens": "9", "closes": "17:00"}]},
        {"weekly": [{"days": ["mo"]}]},
        {"weekly": 5},
        {"weekly": [], "holidays": "maybe"},
        {"monthly_closed": [{"day": "mo", "nth": [6]}]},
        {"exceptions": [{"from": "2026-01-02", "to": "2026-01-01", "closed": True}]},
    ],
)
def test_hours_that_nobody_can_read_are_refused(hours: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_hours(hours)
