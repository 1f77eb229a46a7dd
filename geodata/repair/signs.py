"""Signs that Japanese input methods write in several ways, made one."""

import re
import unicodedata
from typing import Final

from geodata.notes import Note

# Hyphens, minus signs, dashes, box-drawing lines and the kana length mark where digits stand.
_DASHES: Final = re.compile(r"[‐‑‒–—―−─━ｰー－﹣]")
# WAVE DASH and FULLWIDTH TILDE are the same key on Unix and Windows (JIS X 0208 1-33).
_WAVES: Final = re.compile(r"[〜～∼˜]")
_HALF_WIDTH_KANA: Final = re.compile(r"[｡-ﾟ]+")

FULL_WIDTH: Final = Note("full-width characters were written half-width")
HALF_WIDTH_KANA: Final = Note("half-width kana were written full-width")
REMOVED_CONTROLS: Final = Note("control characters were removed")
NOTHING: Final = frozenset({"", "-", "--", "なし", "無し", "無", "不明", "未定", "該当なし", "n/a"})


def plain(text: str) -> str:
    """NFKC, dashes as `-`, wave dashes as `~`, spaces at the ends gone: for codes and numbers."""
    waved = _WAVES.sub("~", text)
    return _DASHES.sub("-", unicodedata.normalize("NFKC", waved)).strip()


def was_repaired(text: str, made: str) -> tuple[Note, ...]:
    """The note on full-width characters, if writing them half-width changed the text."""
    return () if text.strip() == made else (FULL_WIDTH,)


def widen_kana(text: str) -> str:
    """Half-width kana (with their marks) as full-width; everything else untouched."""
    return _HALF_WIDTH_KANA.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def without_controls(text: str) -> str:
    """Without control characters (tab and line breaks stay) and lone surrogates.

    PostgreSQL's text cannot hold NUL, UTF-8 cannot hold lone surrogates.
    """
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
