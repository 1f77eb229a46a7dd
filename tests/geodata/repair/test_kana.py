"""Readings come out in one form of kana and in the romaji that signs use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.repair.kana import hepburn, to_hiragana, to_katakana

KANA = st.text(st.characters(min_codepoint=ord("ぁ"), max_codepoint=ord("ゖ")), max_size=30)


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("ふじさわ", "fujisawa"),
        ("ショウナンダイ", "shonandai"),
        ("オオバ", "oba"),
        ("エンギョウ", "engyo"),
        ("みっか", "mikka"),
        ("マッチャ", "matcha"),
        ("ジュース", "jusu"),
        ("ﾌｧﾐﾘｰ", "famiri"),
        ("カタセエノシマ", "kataseenoshima"),
        ("ゼンギョウ1チョウメ", "zengyo1chome"),
    ],
)
def test_hepburn_as_on_station_signs(kana: str, romaji: str) -> None:
    assert hepburn(kana) == romaji


def test_half_width_kana_with_marks_become_full_width() -> None:
    assert to_katakana("ｶﾞｸｴﾝ ﾊﾟﾝ") == "ガクエン パン"


@given(KANA)
def test_hiragana_and_katakana_lead_back_to_each_other(text: str) -> None:
    assert to_hiragana(to_katakana(text)) == to_hiragana(text)
    assert to_katakana(to_hiragana(text)) == to_katakana(text)


@given(st.text(max_size=40))
def test_hepburn_takes_any_text(text: str) -> None:
    assert isinstance(hepburn(text), str)
