"""Ids of features: the file's own, or one made of what names the feature."""

import hashlib
import re
import unicodedata
from typing import Final

# The same as the CHECK on every layer's id: ids stand in URLs.
USABLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_LENGTH: Final = 16
_PREFECTURE: Final = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|.{2,3}県)")


def usable_id(text: str) -> str | None:
    """The file's id if it may stand in a URL; full-width letters become half-width."""
    made = unicodedata.normalize("NFKC", text).strip()
    return made if USABLE.fullmatch(made) else None


def derived_id(layer_id: str, name: str, address: str | None, *, number: str = "") -> str:
    """An id that is the same for the same layer, name and address, in whatever spelling.

    `number` is what the file calls the row where that cannot stand in a URL.
    """
    key = "\n".join((layer_id, match_key(name), match_key(address or ""), match_key(number)))
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:_LENGTH]


def match_key(text: str, *, prefecture: bool = True) -> str:
    """One key for spellings that differ in width, case, spaces and dashes only.

    Without `prefecture` an address with and one without its prefecture have the same key.
    """
    made = unicodedata.normalize("NFKC", text).casefold()
    if not prefecture:
        made = _PREFECTURE.sub("", made)
    # 3丁目9番6号 and 3-9-6 are one address, 39-6 is another.
    parted = re.sub(r"(?<=\d)(?:丁目|番地の|番地|番|[‐‑‒–—−ー])", "-", made)
    return re.sub(r"[\s・]|(?<=\d)号|-(?!\d)", "", parted)
