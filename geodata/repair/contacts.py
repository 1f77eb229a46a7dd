"""Phone numbers and postal codes."""

import re
from typing import Final

from geodata.notes import Note, Parsed, Refused
from geodata.repair.signs import NOTHING, plain, was_repaired

_PHONE: Final = re.compile(
    r"(?:TEL|電話)?[:.]?(?P<number>\+?[\d()-]{9,17})(?P<rest>\((?:代表?|直通)\)|代表?|直通)?"
)


def parse_phone(text: str) -> Parsed[str | None]:
    """A number of Japan's network with `-` between its parts as written; None if empty.

    Ten or eleven digits from 0 on; `+81` becomes 0. Where no parts are written none are
    invented: the length of an area code does not follow from the digits.
    """
    made = plain(text)
    if made.lower() in NOTHING:
        return Parsed(None)
    match = _PHONE.fullmatch(made.upper().replace(" ", ""))
    if match is None:
        raise Refused("not one phone number: %(text)s", text=text[:100])
    number = match["number"].replace("(0)", "")
    if number.startswith("+81"):
        number = "0" + number.removeprefix("+81").lstrip("-")
    number = re.sub(r"[()-]+", "-", number).strip("-")
    digits = number.replace("-", "")
    if not re.fullmatch(r"0\d{9,10}", digits):
        raise Refused("not a phone number of Japan: %(text)s", text=text[:100])
    if number == text.strip():
        return Parsed(number)
    return Parsed(number, (Note("the phone number was written with hyphens"),))


def parse_postal_code(text: str) -> Parsed[str | None]:
    """Seven digits without a hyphen; None if empty."""
    made = plain(text)
    if made.lower() in NOTHING:
        return Parsed(None)
    digits = re.sub(r"^〒|[\s-]", "", made)
    if not re.fullmatch(r"\d{7}", digits):
        raise Refused("not a postal code: %(text)s", text=text[:100])
    return Parsed(digits, was_repaired(text, made))
