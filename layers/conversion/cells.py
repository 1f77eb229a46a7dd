"""Cells of files <-> values of properties, by the type that the property declares."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from geodata.notes import Note, Parsed, Refused
from geodata.repair.answers import parse_answer
from geodata.repair.contacts import parse_phone, parse_postal_code
from geodata.repair.dates import parse_date
from geodata.repair.numbers import parse_integer, parse_number
from geodata.repair.signs import plain
from geodata.repair.texts import parse_reading, parse_text, parse_texts, parse_url
from geodata.table import Cell
from layers.declaration import Property, PropertyType

Parser = Callable[[str], Parsed[Any]]

MAX_ROOMS: Final = 500
_ROOM_KEYS: Final = {"name", "capacity", "area_m2", "fee", "equipment"}

# The standard says of a fee whether there is one; the layer says what it is.
CHOICE_WORDS: Final[dict[str, dict[str, str]]] = {
    "fee": {"有": "paid", "あり": "paid", "無": "free", "なし": "free", "1": "paid", "0": "free"},
}
_WRITTEN_CHOICES: Final[dict[str, dict[str, str | None]]] = {
    "fee": {"paid": "有", "free": "無", "unknown": None},
}
_ANSWERS: Final = {"yes": "有", "no": "無", "unknown": None}


def parse_value(declared: Property, text: str) -> Parsed[Any]:
    """The property's value in a cell's text; None if the cell says nothing. Raises Refused."""
    parsed = _parser(declared)(text)
    _check_bounds(declared, parsed.value)
    return parsed


def write_value(declared: Property, value: Any) -> Cell:
    """The cell that `parse_value` reads back as `value`."""
    if value is None:
        return None
    return _CELL_WRITERS.get(declared.type, _write_as_is)(declared, value)


def _parser(declared: Property) -> Parser:
    if declared.type is PropertyType.CHOICE:
        return lambda text: _parse_choice(declared, text)
    if declared.type is PropertyType.CHOICES:
        return lambda text: _parse_choices(declared, text)
    if declared.type is PropertyType.TEXT:
        return _TEXTS.get(declared.name, parse_text)
    return _PARSERS[declared.type]


def _parse_list(text: str) -> Parsed[list[str] | None]:
    values, repairs = parse_texts(text)
    return Parsed(list(values) if values else None, repairs)


def _parse_boolean(text: str) -> Parsed[bool | None]:
    answer, repairs = parse_answer(text)
    return Parsed({"yes": True, "no": False, "unknown": None}[answer], repairs)


def _parse_choice(declared: Property, text: str) -> Parsed[str | None]:
    made = plain(text)
    if not made:
        return Parsed(None)
    found = _choice_words(declared).get(made.casefold())
    if found is None:
        allowed = "、".join(choice.title.ja for choice in declared.choices)
        raise Refused("not one of the allowed values (%(allowed)s): %(text)s",
                      allowed=allowed, text=text[:100])  # fmt: skip
    return Parsed(found)


def _parse_choices(declared: Property, text: str) -> Parsed[list[str] | None]:
    parts, repairs = parse_texts(text)
    found = [_parse_choice(declared, part).value for part in parts or ()]
    known = [value for value in found if value is not None]
    return Parsed(list(dict.fromkeys(known)) or None, repairs)


def _choice_words(declared: Property) -> Mapping[str, str]:
    """Every spelling of the choices: stored value, titles in each language, words of files."""
    words = {}
    for choice in declared.choices:
        for word in (choice.title.easy, choice.title.en, choice.title.ja, choice.value):
            words[plain(word).casefold()] = choice.value
    return {**words, **CHOICE_WORDS.get(declared.name, {})}


def _parse_rooms(text: str) -> Parsed[list[dict[str, Any]] | None]:
    """Rooms from a JSON list of objects, or just names parted by `;` or `、`."""
    if not text.strip().startswith("["):
        names, repairs = parse_texts(text)
        return Parsed([{"name": name} for name in names] if names else None, repairs)
    try:
        rooms = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("not a list of rooms") from error
    known = isinstance(rooms, list) and len(rooms) <= MAX_ROOMS and all(map(_is_room, rooms))
    if not known:
        raise Refused("not a list of rooms")
    return Parsed(rooms or None)


def _is_room(room: object) -> bool:
    if (
        not isinstance(room, dict)
        or set(room) - _ROOM_KEYS
        or not isinstance(room.get("name"), str)
    ):
        return False
    equipment = room.get("equipment", [])
    numbers = (room.get("capacity", 0), room.get("area_m2", 0))
    return isinstance(equipment, list) and all(
        isinstance(number, int | float) and 0 <= number < 1e9 for number in numbers
    )


def _check_bounds(declared: Property, value: Any) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return
    low, high = declared.minimum, declared.maximum
    # Whole numbers are stored in four bytes.
    limit = 2**31 - 1 if declared.type is PropertyType.INTEGER else None
    if (low is not None and value < low) or any(
        bound is not None and value > bound for bound in (high, limit)
    ):
        raise Refused("out of bounds: %(text)s", text=str(value))


def _write_as_is(_declared: Property, value: Any) -> Cell:
    return value if isinstance(value, str | int | float) else str(value)


def _write_date(_declared: Property, value: Any) -> Cell:
    return value.isoformat() if isinstance(value, date) else str(value)


def _write_choice(declared: Property, value: Any) -> Cell:
    if declared.name in _WRITTEN_CHOICES:
        return _WRITTEN_CHOICES[declared.name].get(str(value))
    titles = {choice.value: choice.title.ja for choice in declared.choices}
    return titles.get(str(value), str(value))


_TEXTS: Final[dict[str, Parser]] = {
    "name_kana": parse_reading,
    "postal_code": parse_postal_code,
}
_PARSERS: Final[dict[PropertyType, Parser]] = {
    PropertyType.TEXTS: _parse_list,
    PropertyType.INTEGER: parse_integer,
    PropertyType.NUMBER: parse_number,
    PropertyType.DATE: parse_date,
    PropertyType.TERNARY: parse_answer,
    PropertyType.BOOLEAN: _parse_boolean,
    PropertyType.URL: parse_url,
    PropertyType.PHONE: parse_phone,
    PropertyType.ROOMS: _parse_rooms,
}
_CELL_WRITERS: Final[dict[PropertyType, Callable[[Property, Any], Cell]]] = {
    PropertyType.TEXTS: lambda _, value: ";".join(value) or None,
    PropertyType.CHOICES: lambda declared, value: ";".join(
        str(_write_choice(declared, part)) for part in value
    ) or None,
    PropertyType.CHOICE: _write_choice,
    PropertyType.DATE: _write_date,
    PropertyType.TERNARY: lambda _, value: _ANSWERS[value],
    PropertyType.BOOLEAN: lambda _, value: 1 if value else 0,
    PropertyType.NUMBER: lambda _, value: float(value),
    PropertyType.ROOMS: lambda _, value: json.dumps(value, ensure_ascii=False) if value else None,
}  # fmt: skip

KEPT_AS_TEXT: Final = Note("the opening hours could not be structured: kept as text")
