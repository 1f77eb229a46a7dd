"""Japanese readings: one form of kana, and kana -> Hepburn romaji."""

import unicodedata
from typing import Final

_HIRAGANA_TO_KATAKANA: Final = 0x60

_KANA: Final = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ"
    "ヤユヨラリルレロワヲンガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ"
)
_ROMAJI: Final = (
    "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho "
    "ma mi mu me mo ya yu yo ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de "
    "do ba bi bu be bo pa pi pu pe po vu"
)
_SYLLABLES: Final = dict(zip(_KANA, _ROMAJI.split(), strict=True))
_SMALL_Y: Final = {"ャ": "a", "ュ": "u", "ョ": "o"}
_SMALL_VOWELS: Final = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
# Modified Hepburn keeps ei and ii as written; aa and ee are nearly always
# two words in place names (片瀬江ノ島).
_LONG_PAIRS: Final = frozenset({("o", "ウ"), ("o", "オ"), ("u", "ウ")})


def to_katakana(text: str) -> str:
    """NFKC with hiragana as katakana: half-width kana and both alphabets become one form."""
    return "".join(
        chr(ord(letter) + _HIRAGANA_TO_KATAKANA) if "ぁ" <= letter <= "ゖ" else letter
        for letter in unicodedata.normalize("NFKC", text)
    )


def to_hiragana(text: str) -> str:
    """NFKC with katakana as hiragana; the long-vowel mark stays."""
    return "".join(
        chr(ord(letter) - _HIRAGANA_TO_KATAKANA) if "ァ" <= letter <= "ヶ" else letter
        for letter in unicodedata.normalize("NFKC", text)
    )


def hepburn(kana: str) -> str:
    """Kana -> modified Hepburn in lower case without macrons, as in `Shonandai`.

    Source: ANSI Z39.11-1972 without the macrons (ō is written o). Where a word
    begins is not in the kana, so ソウオン of two words would be read as one long
    vowel; what is not kana stays as it is.
    """
    syllables: list[str] = []
    doubled = False
    for letter in to_katakana(kana):
        if letter == "ッ":
            doubled = True
            continue
        syllable = _next_syllable(syllables, letter)
        if doubled and syllable[:1].isalpha():
            syllable = ("t" if syllable.startswith("ch") else syllable[0]) + syllable
        doubled = False
        if syllable:
            syllables.append(syllable)
    return "".join(syllables)


def _next_syllable(written: list[str], letter: str) -> str:
    """Romaji of one kana after `written`, whose last syllable small kana shorten."""
    last = written[-1] if written else ""
    if letter == "ー" or (last[-1:], letter) in _LONG_PAIRS:
        return ""
    if letter in _SMALL_Y and last.endswith("i"):
        stem = written.pop()[:-1]
        glide = "" if stem.endswith(("sh", "ch", "j")) else "y"
        return stem + glide + _SMALL_Y[letter]
    if letter in _SMALL_VOWELS and last:
        return written.pop()[:-1] + _SMALL_VOWELS[letter]
    return _SYLLABLES.get(letter, letter)
