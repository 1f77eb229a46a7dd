"""One spelling for search, the same in Python and in the database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from mapservice.venues.words import escape_pattern, fold, loosen, sound_of, spell, to_kana

letters = st.characters(exclude_characters="\x00", exclude_categories=["Cs", "Cn", "Co"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(letters, max_size=30))
def test_folding_is_the_same_here_and_in_the_database(database: Connection, written: str) -> None:
    # Unicode versions of the two differ for the newest letters, whose lower case only one knows.
    if any(ord(letter) > 0x10000 or 0x1C80 <= ord(letter) <= 0x1CBF for letter in written):
        return
    assert database.scalar(text("SELECT layers.fold(:written)"), {"written": written}) == fold(
        written
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ショウナンダイ", "しょうなんだい"), ("ｼｮｳﾅﾝﾀﾞｲ", "しょうなんだい"), ("ＡＢＣ", "abc"),
        ("湘南台一丁目", "湘南台１丁目"), ("センター", "せんた-"), ("片瀬江ノ島", "片瀬江の島"),
    ],
)  # fmt: skip
def test_spellings_that_people_mix_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "written", ["shonandai", "shounandai", "Shōnandai", "しょうなんだい", "ショウナンダイ"]
)
def test_romaji_sounds_as_kana_with_or_without_long_vowels(written: str) -> None:
    assert sound_of(written) == "shonandai"


def test_words_that_are_no_romaji_are_left_alone() -> None:
    assert to_kana("library") is None
    assert to_kana("図書館") is None
    assert spell("xyz").patterns == ()


def test_short_words_are_not_loosened_because_everything_would_match() -> None:
    assert loosen(spell("会館")) is None
    assert loosen(spell("図書缶")) is not None


@pytest.mark.parametrize("typed", ["a.b", "(((", "a*", "[x", "\\", "a|b", "$^", "{2}"])
def test_what_somebody_types_is_no_regular_expression(database: Connection, typed: str) -> None:
    found = database.scalar(
        text("SELECT :whole ~ :pattern"), {"whole": f"x{typed}y", "pattern": escape_pattern(typed)}
    )
    assert found is True
