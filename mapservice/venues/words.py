"""What somebody typed, as words that the search key may hold in one of several spellings."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, product
from typing import Final

import jaconv

from geodata.repair.kana import hepburn

MOST_WORDS: Final = 8
MOST_SPELLINGS: Final = 16
"""Of one word in romaji; a word with more is looked for by a regular expression."""
SHORTEST_LOOSE: Final = 3
LONGEST_LOOSE: Final = 16
"""Each character is one more alternative for the database to look for."""

_KATAKANA: Final = (
    "ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノ"
    "ハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ"
    "ー－‐‑–—―−〜~\u3000"
)
_HIRAGANA: Final = (
    "ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねの"
    "はばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔかけ"
    "---------- "
)
_FOLDED: Final = str.maketrans(_KATAKANA, _HIRAGANA)
_CHOME: Final = tuple(
    (f"{kanji}丁目", f"{digit}丁目") for digit, kanji in enumerate("一二三四五六七八九", start=1)
)
_ROMAJI: Final = re.compile(r"[a-z'-]{3,}")
_MACRONS: Final = str.maketrans("āīūēōâîûêô", "aiueoaiueo")
# Vowels of the o and u rows are often long, and romaji seldom says so: Shōnandai, Oba.
_MAY_BE_LONG: Final = re.compile(
    r"([おこごそぞとどのほぼぽもよょろうくぐすずつづぬふぶぷむゆゅる])う?"
)
_LONG: Final = ("", "う", "お", "-")
_CUT: Final = "|"
# Shapes of one character that stand in names old and new.
_OLD_SHAPES: Final = str.maketrans(
    "澤髙﨑濱邊邉齋齊龍嶋冨廣國櫻眞曾條瀨塚鷗", "沢高崎浜辺辺斎斎竜島富広国桜真曽条瀬塚鴎"
)
_NEW_SHAPES: Final = str.maketrans("沢高崎浜竜島富広国桜真", "澤髙﨑濱龍嶋冨廣國櫻眞")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, and the texts that whatever it matches must hold."""

    expression: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word: spellings to look for as they are, and patterns for the others."""

    spellings: tuple[str, ...]
    patterns: tuple[Pattern, ...] = ()
    facets: tuple[str, ...] = ()
    """Facets that the word names, such as kind=library for としょかん or library."""
    layers: tuple[str, ...] = ()
    """Layers that the word names: 公民館 are the citizens' centres."""


def fold(text: str) -> str:
    """One spelling for search; the same as the database's `layers.fold`."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_FOLDED)
    for kanji, digits in _CHOME:
        folded = folded.replace(kanji, digits)
    return folded


def split_words(text: str) -> tuple[str, ...]:
    """Folded words in order, without repeats; more than eight are not looked for."""
    return tuple(dict.fromkeys(fold(text).split()))[:MOST_WORDS]


def spell(word: str, *others: str) -> Word:
    """The spellings of a folded word, with `others` that mean the same place."""
    spellings = [word, word.translate(_OLD_SHAPES), word.translate(_NEW_SHAPES), *others]
    patterns = []
    if kana := to_kana(word):
        pieces = _MAY_BE_LONG.sub(rf"\1{_CUT}", kana).split(_CUT)
        if len(_LONG) ** (len(pieces) - 1) <= MOST_SPELLINGS:
            spellings += _long_spellings(pieces)
        else:
            expression = "[うお-]?".join(pieces)
            patterns.append(Pattern(expression, tuple(filter(None, pieces))))
    return Word(tuple(dict.fromkeys(filter(None, spellings))), tuple(patterns))


def _long_spellings(pieces: list[str]) -> list[str]:
    """Every way in which the vowels at the ends of the pieces may be long."""
    longs = product(_LONG, repeat=len(pieces) - 1)
    return ["".join(chain(*zip(pieces, (*long, ""), strict=True))) for long in longs]


def loosen(word: Word) -> Word | None:
    """The word with one character wrong, missing or too many; None if it is too short or long."""
    loosened = tuple(
        _around(spelling[:place], spelling[place + 1 :])
        for spelling in (word.spellings[0], to_kana(word.spellings[0]) or "")
        if SHORTEST_LOOSE <= len(spelling) <= LONGEST_LOOSE
        for place in range(len(spelling))
    )
    return replace(word, patterns=(*word.patterns, *loosened)) if loosened else None


def _around(before: str, after: str) -> Pattern:
    """What begins and ends so, with up to two characters between: one of them may be wrong."""
    expression = f"{escape_pattern(before)}.{{0,2}}{escape_pattern(after)}"
    return Pattern(expression, tuple(filter(None, (before, after))))


@cache
def to_kana(word: str) -> str | None:
    """Hiragana of a word in romaji; None if it cannot be a Japanese word's."""
    plain = word.translate(_MACRONS)
    if not _ROMAJI.fullmatch(plain):
        return None
    plain = re.sub(r"m(?=[bpm])", "n", plain.replace("'", "").replace("-", ""))
    plain = re.sub(r"([aiueo])h(?=[^aiueoy]|$)", r"\1", plain).replace("oo", "o")
    kana = str(jaconv.alphabet2kana(plain))
    # A doubled or final small tsu is a consonant that no Japanese word has there.
    return kana if re.fullmatch(r"(っ?[ぁ-ぢつ-ん])+", kana) else None


def sound_of(text: str) -> str:
    """Romaji without long vowels or signs: equal for しょうなんだい, Shōnandai and shounandai."""
    folded = fold(text).replace(" ", "")
    kana = to_kana(folded) or folded.replace("-", "")
    return hepburn(kana) if re.fullmatch(r"[ぁ-んー]+", kana) else ""


def escape_pattern(text: str) -> str:
    """The text as itself inside a regular expression of PostgreSQL."""
    return re.sub(r"([^\w\s])", r"\\\1", text)


def escape_like(text: str) -> str:
    """The text as itself inside a LIKE pattern."""
    return re.sub(r"([\\%_])", r"\\\1", text)
