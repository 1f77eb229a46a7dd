"""What people type becomes the value they meant, or is refused with the reason."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.notes import Parsed, Refused
from geodata.repair.answers import parse_answer
from geodata.repair.contacts import parse_phone, parse_postal_code
from geodata.repair.coordinates import in_japan, parse_degrees, parse_position
from geodata.repair.dates import parse_date
from geodata.repair.hours import parse_days, parse_time, parse_weekly
from geodata.repair.numbers import parse_integer, parse_number
from geodata.repair.texts import parse_reading, parse_text, parse_texts, parse_url

PARSERS: list[Callable[[str], Parsed[Any]]] = [
    parse_answer, parse_phone, parse_postal_code, parse_degrees, parse_date, parse_days,
    parse_time, parse_integer, parse_number, parse_reading, parse_text, parse_texts, parse_url,
]  # fmt: skip


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_integer, "１，２００人", 1200),
        (parse_integer, "約100名程度", 100),
        (parse_integer, "", None),
        (parse_integer, "－", None),
        (parse_number, "45.5㎡", 45.5),
        (parse_number, "￥85,000", 85000.0),
        (parse_number, "−3.5", -3.5),
        (parse_date, "2025-05-01", date(2025, 5, 1)),
        (parse_date, "２０２５／５／１", date(2025, 5, 1)),
        (parse_date, "20250501", date(2025, 5, 1)),
        (parse_date, "2025.5.1", date(2025, 5, 1)),
        (parse_date, "2025年5月1日（木）", date(2025, 5, 1)),
        (parse_date, "2025/05/01 00:00:00", date(2025, 5, 1)),
        (parse_date, "令和7年5月1日", date(2025, 5, 1)),
        (parse_date, "令和元年５月１日", date(2019, 5, 1)),
        (parse_date, "R7.5.1", date(2025, 5, 1)),
        (parse_date, "昭和64年1月7日", date(1989, 1, 7)),
        (parse_date, "未定", None),
        (parse_phone, "０４６６（２５）１１１１", "0466-25-1111"),
        (parse_phone, "0466‐25‐1111（代表）", "0466-25-1111"),
        (parse_phone, "+81-466-25-1111", "0466-25-1111"),
        (parse_phone, "0466251111", "0466251111"),
        (parse_phone, "なし", None),
        (parse_postal_code, "〒２５１－００５４", "2510054"),
        (parse_postal_code, "2510054", "2510054"),
        (parse_degrees, "35.339", 35.339),
        (parse_degrees, "３５．３３９", 35.339),
        (parse_degrees, "北緯35度20分24秒", 35.34),
        (parse_degrees, "35°20'24.0\"N", 35.34),
        (parse_degrees, "139°29′24″", 139.49),
        (parse_degrees, "35:20:24", 35.34),
        (parse_degrees, "N35.20.24.0", 35.34),
        (parse_degrees, "西経1度30分", -1.5),
        (parse_time, "9:00", 540),
        (parse_time, "０９：００", 540),
        (parse_time, "09:00:00", 540),
        (parse_time, "午後5時半", 1050),
        (parse_time, "PM 5:30", 1050),
        (parse_time, "21時", 1260),
        (parse_time, "24:00", 1440),
        (parse_time, "翌1:30", 1530),
        (parse_time, "正午", 720),
        (parse_text, "ﾌｼﾞｻﾜ ｾﾝﾀｰ①髙﨑～㈱", "フジサワ センター①髙﨑～㈱"),
        (parse_text, "a\x00b", "ab"),
        (parse_texts, "机、椅子;プロジェクター", ("机", "椅子", "プロジェクター")),
        (parse_reading, "ふじさわ", "フジサワ"),
        (parse_url, "www.example.jp/a", "https://www.example.jp/a"),
        (parse_url, "http://example.com/?q=1", "http://example.com/?q=1"),
    ],
)  # fmt: skip
def test_usual_spellings_are_understood(
    parse: Callable[[str], Parsed[Any]], text: str, value: object
) -> None:
    parsed = parse(text).value
    assert parsed == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_integer, "12.5"),
        (parse_integer, "10〜20"),
        (parse_number, "NaN"),
        (parse_number, "1e300"),
        (parse_number, "inf"),
        (parse_number, "9999999999999999"),
        (parse_date, "2025-02-30"),
        (parse_date, "2025年5月"),
        (parse_date, "25/5/1"),
        (parse_phone, "12345"),
        (parse_phone, "0466-25-1111・0466-25-2222"),
        (parse_postal_code, "251-005"),
        (parse_degrees, "35度61分"),
        (parse_degrees, "1e300"),
        (parse_time, "25"),
        (parse_time, "31:00"),
        (parse_time, "午後13時"),
        (parse_days, "第2月曜"),
        (parse_days, "不定期"),
        (parse_url, "javascript:alert(1)"),
        (parse_url, "http://"),
        (parse_url, "http://a b"),
        (parse_answer, "たぶん"),
    ],
)
def test_what_is_something_else_is_refused(parse: Callable[[str], Parsed[Any]], text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(text)
    assert str(caught.value) == str(caught.value.note)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("○", "yes"), ("〇", "yes"), ("有", "yes"), ("可", "yes"), ("1", "yes"), ("１", "yes"),
     ("×", "no"), ("無", "no"), ("不可", "no"), ("0", "no"), ("FALSE", "no"),
     ("", "unknown"), ("　", "unknown"), ("不明", "unknown"), ("△", "unknown")],
)  # fmt: skip
def test_an_empty_answer_is_unknown_and_never_no(text: str, answer: str) -> None:
    assert parse_answer(text).value == answer


def test_a_swapped_pair_is_turned_round_and_said() -> None:
    position, repairs = parse_position("139.49", "35.34")
    assert position == (139.49, 35.34)
    assert [str(note) for note in repairs] == ["latitude and longitude were swapped"]


@pytest.mark.parametrize("pair", [("0", "0"), ("35.3", ""), ("51.5", "-0.1"), ("35.3", "35.3")])
def test_points_outside_japan_and_half_pairs_are_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(Refused):
        parse_position(*pair)


@given(st.floats(122, 154), st.floats(20, 46))
def test_every_point_of_japan_is_kept_to_the_digit(lon: float, lat: float) -> None:
    position, repairs = parse_position(f"{lat:.9f}", f"{lon:.9f}")
    assert position == (float(f"{lon:.9f}"), float(f"{lat:.9f}"))
    assert repairs == ()
    assert in_japan(lon, lat)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_integers_survive_thousands_separators_and_full_width(number: int) -> None:
    wide = f"{number:,}".translate(str.maketrans("0123456789,-", "０１２３４５６７８９，－"))
    assert parse_integer(wide).value == number


@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)))
def test_every_date_is_read_in_both_notations(day: date) -> None:
    assert parse_date(day.isoformat()).value == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日").value == day


@given(st.sampled_from(PARSERS), st.text(max_size=60))
def test_no_text_breaks_a_parser(parse: Callable[[str], Parsed[Any]], text: str) -> None:
    try:
        value = parse(text).value
    except Refused as refused:
        assert str(refused.note)  # noqa: PT017 - either outcome is right, neither may crash
    else:
        assert "\x00" not in str(value)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_text_breaks_the_hours(days: str, opens: str, closes: str) -> None:
    try:
        hours = parse_weekly(days, opens, closes).value
    except Refused:
        return
    assert hours is None or hours["weekly"]
