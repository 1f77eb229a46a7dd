"""Opening hours: words of the standard <-> structured hours <-> minutes of the week."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.notes import Refused
from geodata.repair.hours import (
    DAYS,
    clock,
    parse_days,
    parse_weekly,
    week_minutes,
    write_weekly,
)

WEEK = ["mo", "tu", "we", "th", "fr"]


@pytest.mark.parametrize(
    ("text", "days", "holidays"),
    [
        ("月火水木金", "mo tu we th fr", "unknown"),
        ("月・水・金", "mo we fr", "unknown"),
        ("月〜金", "mo tu we th fr", "unknown"),
        ("月曜日から金曜日まで", "mo tu we th fr", "unknown"),
        ("火～日", "tu we th fr sa su", "unknown"),
        ("土〜月", "mo sa su", "unknown"),
        ("平日", "mo tu we th fr", "closed"),
        ("毎日", "mo tu we th fr sa su", "open"),
        ("土日祝", "sa su", "open"),
        ("平日、土曜日", "mo tu we th fr sa", "closed"),
        ("月火水木金（祝日を除く）", "mo tu we th fr", "closed"),
    ],
)
def test_days_of_real_files_are_understood(text: str, days: str, holidays: str) -> None:
    parsed = parse_days(text).value
    assert parsed is not None
    assert (" ".join(parsed.days), parsed.holidays) == (days, holidays)


def test_three_columns_become_one_weekly_entry() -> None:
    assert parse_weekly("月火水木金", "8:30", "17:15").value == {
        "weekly": [{"days": WEEK, "opens": "08:30", "closes": "17:15"}],
        "holidays": "unknown",
    }


def test_closing_after_midnight_belongs_to_the_day_before() -> None:
    hours, repairs = parse_weekly("日", "22:00", "2:00")
    assert hours is not None
    assert hours["weekly"][0]["closes"] == "26:00"
    assert repairs
    assert week_minutes(hours) == ((0, 120), (6 * 1440 + 1320, 7 * 1440))


@pytest.mark.parametrize(
    "columns",
    [
        ("月", "9:00", ""),
        ("", "9:00", "17:00"),
        ("月", "17:00", "9:00"),
        ("祝", "9:00", "10:00"),
    ],
)
def test_hours_that_say_only_half_are_refused(columns: tuple[str, str, str]) -> None:
    with pytest.raises(Refused):
        parse_weekly(*columns)


def test_hours_the_three_columns_cannot_hold_are_not_squeezed_into_them() -> None:
    entry = {"days": WEEK, "opens": "09:00", "closes": "17:00"}
    assert write_weekly({"weekly": [entry, {**entry, "days": ["sa"]}], "holidays": "open"}) is None
    monthly = [{"day": "mo", "nth": [2]}]
    assert write_weekly({"weekly": [entry], "holidays": "open", "monthly_closed": monthly}) is None
    assert write_weekly(None) == ("", "", "")


@given(
    st.sets(st.sampled_from(DAYS), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.sampled_from(["open", "closed", "unknown"]),
)
def test_written_hours_read_back_the_same(
    days: set[str], opens: int, length: int, holidays: str
) -> None:
    closes = min(opens + length, 30 * 60)
    hours: dict[str, Any] = {
        "weekly": [
            {
                "days": [day for day in DAYS if day in days],
                "opens": clock(opens),
                "closes": clock(closes),
            }
        ],
        "holidays": holidays,
    }
    written = write_weekly(hours)
    assert written is not None
    assert parse_weekly(*written).value == hours
    minutes = week_minutes(hours)
    assert minutes is not None
    assert all(0 <= start < end <= 7 * 1440 for start, end in minutes)
