"""The form by which a group registers: its steps and fields, and what may stand in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from geodata.notes import Refused
from geodata.repair.contacts import parse_phone
from geodata.repair.signs import plain
from geodata.repair.texts import parse_reading, parse_text, parse_texts, parse_url
from layers.groups import FIELDS, LANGUAGES, LAYER, SEEKS
from layers.text import Text
from mapservice.languages import gettext, localize

LINES: Final = 8


@dataclass(frozen=True)
class Option:
    """A value that may be chosen, and its words."""

    value: str
    title: str


@dataclass(frozen=True)
class Field:
    """One field of the form. `kind` chooses the control and the parser."""

    name: str
    kind: str
    limit: int = 200
    required: bool = False
    choices: Callable[[], tuple[Option, ...]] | None = None

    @property
    def title(self) -> str:
        return _titles().get(self.name) or localize(LAYER[self.name].title)

    @property
    def help(self) -> str:
        return _helps().get(self.name, "")


def _titles() -> dict[str, str]:
    return {
        "purpose": gettext("What the group does and why"),
        "social": gettext("Pages on social media, one per line"),
        "notices": gettext("Mail us notices of the city on these fields"),
    }


def _helps() -> dict[str, str]:
    return {
        "name_ja": gettext("As the group writes it."),
        "name_kana": gettext("In kana. It is used for sorting and searching."),
        "name_en": gettext("Only if the group has one."),
        "purpose": gettext("A few sentences that somebody who has never met you understands."),
        "fields": gettext("The twenty fields of the law on non-profit activities."),
        "meeting": gettext("For example: every second Saturday, 14:00 to 16:00."),
        "offers": gettext("What other groups may ask you for: skills, tools, a stage."),
    }


def _declared(pairs: tuple[tuple[str, Text], ...]) -> tuple[Option, ...]:
    return tuple(Option(value, localize(title)) for value, title in pairs)


def field_options() -> tuple[Option, ...]:
    return _declared(tuple((choice.value, choice.title) for choice in FIELDS))


def language_options() -> tuple[Option, ...]:
    return _declared(tuple((choice.value, choice.title) for choice in LANGUAGES))


def seek_options() -> tuple[Option, ...]:
    return _declared(tuple((choice.value, choice.title) for choice in SEEKS))


STEPS: Final[dict[str, tuple[Field, ...]]] = {
    "about": (
        Field("name_ja", "text", 100, required=True),
        Field("name_kana", "reading", 100),
        Field("name_en", "text", 100),
        Field("purpose", "area", 2000, required=True),
    ),
    "activity": (
        Field("fields", "checks", required=True, choices=field_options),
        Field("districts", "checks"),
        Field("languages", "checks", choices=language_options),
        Field("meeting", "text"),
        Field("seeks", "checks", choices=seek_options),
        Field("offers", "area", 1000),
        Field("url", "url", 500),
        Field("social", "urls", 500),
        Field("notices", "checks", choices=field_options),
    ),
}
ORDER: Final = ("about", "activity", "contacts", "office", "places", "preview")


def step_titles() -> dict[str, str]:
    return {
        "about": gettext("The group"),
        "activity": gettext("Activity"),
        "contacts": gettext("Contacts"),
        "office": gettext("Office"),
        "places": gettext("Places of activity"),
        "preview": gettext("Look and send"),
    }


Values = dict[str, Any]
Errors = dict[str, str]


def parse_fields(
    fields: tuple[Field, ...],
    form: MultiDict[str, str],
    options: Mapping[str, tuple[Option, ...]],
) -> tuple[Values, Errors]:
    """The values of a step and, by field, what was wrong with the others."""
    values: Values = {}
    errors: Errors = {}
    for field in fields:
        try:
            values[field.name] = _parse(field, form, options.get(field.name, ()))
        except Refused:
            errors[field.name] = refusals().get(field.kind, gettext("This cannot be taken."))
            continue
        too_long = isinstance(values[field.name], str) and len(values[field.name]) > field.limit
        if too_long:
            errors[field.name] = gettext("At most %(limit)s characters.", limit=field.limit)
        elif field.required and not values[field.name]:
            errors[field.name] = gettext("Please fill this in.")
    return values, errors


def refusals() -> dict[str, str]:
    return {
        "phone": gettext("Not a phone number of Japan, such as 0466-00-0000."),
        "url": gettext("Not a web address, such as https://example.jp."),
        "urls": gettext("Not web addresses, such as https://example.jp, one per line."),
        "email": gettext("Not an e-mail address."),
    }


def _parse(field: Field, form: MultiDict[str, str], options: tuple[Option, ...]) -> Any:
    if field.kind == "checks":
        allowed = {option.value for option in options}
        return tuple(value for value in form.getlist(field.name) if value in allowed)
    return PARSERS[field.kind](form.get(field.name, ""))


def parse_email(text: str) -> str | None:
    """An e-mail address in lower case; None if empty. Only its outer form can be checked."""
    made = plain(text).lower()
    if not made:
        return None
    name, at, domain = made.rpartition("@")
    plausible = at and name and "." in domain and not domain.startswith(".")
    safe = made.isascii() and made.isprintable() and not set(made) & set(' <>,;:"()[]\\')
    if not (plausible and safe and len(made) <= 254 and not domain.endswith(".")):
        raise Refused("not an e-mail address")
    return made


def _parse_urls(text: str) -> tuple[str, ...]:
    lines = [parse_url(line).value for line in text.splitlines()[:LINES]]
    return tuple(line[:500] for line in lines if line)


PARSERS: Final[dict[str, Callable[[str], Any]]] = {
    "text": lambda text: parse_text(text.replace("\n", " ")).value or None,
    "area": lambda text: parse_text(text.replace("\r\n", "\n")).value or "",
    "reading": lambda text: parse_reading(text).value,
    "url": lambda text: parse_url(text).value,
    "urls": _parse_urls,
    "lines": lambda text: parse_texts(text).value or (),
    "phone": lambda text: parse_phone(text).value,
    "email": parse_email,
}
