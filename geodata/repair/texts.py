"""Free text, readings and web addresses as people type them."""

import re
from typing import Final
from urllib.parse import urlsplit

from geodata.notes import Note, Parsed, Refused
from geodata.repair.kana import to_katakana
from geodata.repair.signs import (
    HALF_WIDTH_KANA,
    NOTHING,
    REMOVED_CONTROLS,
    plain,
    widen_kana,
    without_controls,
)

MAX_TEXT: Final = 10_000
_SEPARATORS: Final = re.compile(r"[;；、,，\n]+")


def parse_text(text: str) -> Parsed[str | None]:
    """Text without control characters, half-width kana or spaces at the ends; None if empty."""
    kept = without_controls(text)
    widened = widen_kana(kept)
    repairs = (
        *((REMOVED_CONTROLS,) if kept != text else ()),
        *((HALF_WIDTH_KANA,) if widened != kept else ()),
    )
    if len(widened) > MAX_TEXT:
        raise Refused("longer than %(limit)s characters", limit=MAX_TEXT)
    return Parsed(widened.strip() or None, repairs)


def parse_texts(text: str) -> Parsed[tuple[str, ...] | None]:
    """Several short texts, parted by `;`, `、`, `,` or line breaks; None if there is none."""
    whole, repairs = parse_text(text)
    parts = tuple(part.strip() for part in _SEPARATORS.split(whole or "") if part.strip())
    return Parsed(parts or None, repairs)


def parse_reading(text: str) -> Parsed[str | None]:
    """A reading in full-width katakana; None if empty."""
    whole, repairs = parse_text(text)
    if whole is None:
        return Parsed(None, repairs)
    katakana = to_katakana(whole)
    note = Note("the reading was written in katakana")
    return Parsed(katakana, repairs if katakana == whole else (*repairs, note))


def parse_url(text: str) -> Parsed[str | None]:
    """An absolute http(s) address; a missing scheme becomes https. None if empty."""
    made = plain(text)
    if made.lower() in NOTHING:
        return Parsed(None)
    # Dashes inside an address may be meant: only its outer form is normalised.
    address = text.strip()
    repairs: tuple[Note, ...] = ()
    if re.match(r"(?i)(www\.|[a-z0-9.-]+\.(jp|com|org|net)(/|$))", address):
        address, repairs = f"https://{address}", (Note("https:// was added"),)
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Refused("not a web address: %(text)s", text=text[:100]) from error
    unsafe = re.search(r"[\s<>\"\\^`{|}\x00-\x1f]", address)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or unsafe:
        raise Refused("not a web address: %(text)s", text=text[:100])
    return Parsed(address, repairs)
