"""Numbers with full-width digits, thousands separators and units."""

import re
from typing import Final

from geodata.notes import Note, Parsed, Refused
from geodata.repair.signs import NOTHING, plain, was_repaired

_NUMBER: Final = re.compile(
    r"(?P<about>約|およそ)?[¥]?(?P<sign>-)?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?"
    r"(?P<unit>人|名|席|室|円|m2|m|平方メートル|平米|階|台|円/月|年)?(?P<around>程度|くらい|ほど|位)?"
)
MAX_DIGITS: Final = 15
"""A float holds 15 decimal digits exactly (IEEE 754 binary64)."""


def parse_number(text: str) -> Parsed[float | None]:
    """A finite number; units and thousands separators are dropped. None if empty or 不明."""
    made = plain(text).replace(" ", "")
    if made.lower() in NOTHING:
        return Parsed(None)
    match = _NUMBER.fullmatch(made)
    digits = (match["digits"].replace(",", "") + (match["fraction"] or "")) if match else ""
    if match is None or len(digits.replace(".", "")) > MAX_DIGITS:
        raise Refused("not a number: %(text)s", text=text[:100])
    value = float(digits)
    repairs = was_repaired(text, made)
    if match["about"] or match["around"]:
        repairs = (*repairs, Note("an approximate number was taken as it stands"))
    return Parsed(-value if match["sign"] else value, repairs)


def parse_integer(text: str) -> Parsed[int | None]:
    """A whole number, read like `parse_number`; 12.0 is whole, 12.5 is refused."""
    value, repairs = parse_number(text)
    if value is None:
        return Parsed(None, repairs)
    if value != int(value):
        raise Refused("not a whole number: %(text)s", text=text[:100])
    return Parsed(int(value), repairs)
